//! Why tables give no plan, in words: names of traits and values, the rules with their lines, by how many.

use colophon_provenance::scarcity::{Refusal, Remains};

use super::{PlannedRule, PlannedTrait, Tables};
use crate::config::{Config, Pattern, Rule};

/// How many values a sentence lists.
const LISTED: usize = 6;

struct Names<'a> {
    tables: &'a Tables,
    rules: &'a [Rule],
}

/// A refusal as a sentence, with what to do.
#[must_use]
pub fn sentence(refusal: &Refusal, tables: &Tables, config: &Config) -> String {
    let names = Names { tables, rules: &config.rules };
    match refusal {
        Refusal::Empty => {
            "colophon.toml has no [[traits]]; add at least one, so that pieces differ".to_owned()
        }
        Refusal::Unknown { rule } => format!("{} names what is not in the tables", names.rule(*rule)),
        Refusal::Sum { of, sum } => format!(
            "the counts of {:?} add up to {sum}, and the supply is {}",
            names.name(*of),
            tables.supply
        ),
        Refusal::Never { of, value, count, rules } => format!(
            "no piece can have {}, and {count} must: {}; set its count to 0, or change the rules",
            names.place(*of, &[*value]),
            names.because(rules)
        ),
        Refusal::Pair { .. } => names.pair(refusal),
        Refusal::Forced { rule, forced, limit, rules } => {
            let also = if rules.is_empty() { String::new() } else { format!(", with {}", names.list(rules)) };
            format!(
                "{} cannot hold{also}: the counts force at least {forced} pieces to fit it, and there is room for {limit}, {} too few; change the counts, or the rule",
                names.rule(*rule),
                forced - limit
            )
        }
        Refusal::Combinations { combinations, rules } => format!(
            "the supply is {}, and there are only {combinations} different combinations{}, {} too few for unique = true; add values, lower supply, or allow repetitions",
            tables.supply,
            names.under(rules),
            u64::from(tables.supply) - combinations
        ),
        Refusal::Room { of, value, count, combinations, rules } => format!(
            "{count} pieces must have {}, and only {combinations} different combinations have it{}, {} too few for unique = true; lower its count, add values to other traits, or allow repetitions",
            names.place(*of, &[*value]),
            names.under(rules),
            u64::from(*count) - combinations
        ),
        Refusal::Searched(remains) => names.searched(remains),
        other => format!("the tables have no plan: {other:?}"),
    }
}

impl Names<'_> {
    fn name(&self, of: usize) -> &str {
        self.tables.traits.get(of).map_or("?", |known| known.name.as_str())
    }

    /// `creature owl`, `creature owl or cat`.
    fn place(&self, of: usize, values: &[u32]) -> String {
        let known = self.tables.traits.get(of);
        let value = |known: &PlannedTrait, at: &u32| {
            known.values.get(*at as usize).map(|one| one.value.clone())
        };
        let names: Vec<String> =
            values.iter().filter_map(|at| known.and_then(|known| value(known, at))).collect();
        format!("{} {}", self.name(of), either(&names))
    }

    fn rule(&self, rule: usize) -> String {
        let line =
            self.rules.get(rule).map(|rule| format!(" (line {})", rule.line)).unwrap_or_default();
        let text = match self.tables.rules.get(rule) {
            Some(PlannedRule::Requires { when, then }) => {
                format!("{} requires {}", fits(when), fits(then))
            }
            Some(PlannedRule::Excludes { when, then }) => {
                format!("{} excludes {}", fits(when), fits(then))
            }
            Some(PlannedRule::AtMost { limit, of }) => format!("at most {limit} of {}", fits(of)),
            None => "a rule".to_owned(),
        };
        format!("the rule \"{text}\"{line}")
    }

    fn list(&self, rules: &[usize]) -> String {
        let mut texts: Vec<String> =
            rules.iter().take(LISTED).map(|rule| self.rule(*rule)).collect();
        if rules.len() > LISTED {
            texts.push(format!("{} more", rules.len() - LISTED));
        }
        texts.join(", ")
    }

    fn because(&self, rules: &[usize]) -> String {
        if rules.is_empty() {
            "the counts leave no partner for it".to_owned()
        } else {
            self.list(rules)
        }
    }

    fn under(&self, rules: &[usize]) -> String {
        if rules.is_empty() {
            String::new()
        } else {
            format!(" under {}", self.list(rules))
        }
    }

    fn pair(&self, refusal: &Refusal) -> String {
        let Refusal::Pair { of, values, need, with, only, offered, besides, rules, unique } =
            refusal
        else {
            return String::new();
        };
        let room = offered.saturating_add(*besides);
        let mut places = Vec::new();
        if !only.is_empty() {
            places.push(format!("{offered} have {}", self.place(*with, only)));
        }
        if *besides > 0 {
            places.push(format!("{besides} can combine with other values of {}", self.name(*with)));
        }
        if places.is_empty() {
            places.push(format!("no value of {} may go with that", self.name(*with)));
        }
        let mut why = Vec::new();
        if !rules.is_empty() {
            why.push(self.list(rules));
        }
        if *unique {
            why.push("unique = true".to_owned());
        }
        if why.is_empty() {
            why.push("the counts".to_owned());
        }
        format!(
            "{need} pieces must have {}, and there is room for {room}: {}; {} too few, because of {}; change the counts, or the rules",
            self.place(*of, values),
            places.join(", "),
            need.saturating_sub(room),
            why.join(" and ")
        )
    }

    fn searched(&self, remains: &Remains) -> String {
        let mut left: Vec<String> = remains
            .broken
            .iter()
            .take(LISTED)
            .map(|(rule, rows)| format!("{} broken by {rows}", self.rule(*rule)))
            .collect();
        if remains.duplicates > 0 {
            left.push(format!("{} pieces with a combination that another has", remains.duplicates));
        }
        format!(
            "no plan was found for these tables in {} tries, and no contradiction was proved: there may be none. The best attempt left {}; loosen a rule, add values, or change counts, where it is tight",
            remains.tried,
            if left.is_empty() { "nothing that can be named".to_owned() } else { left.join(", ") }
        )
    }
}

fn either(names: &[String]) -> String {
    match names {
        [] => "?".to_owned(),
        [one] => one.clone(),
        many if many.len() > LISTED => {
            format!("{}, … ({} values)", many.get(..LISTED).unwrap_or(many).join(", "), many.len())
        }
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn fits(pattern: &Pattern) -> String {
    let one = |condition: &crate::config::Condition| {
        format!("{} {}", condition.of, either(&condition.values))
    };
    pattern.iter().map(one).collect::<Vec<_>>().join(" and ")
}
