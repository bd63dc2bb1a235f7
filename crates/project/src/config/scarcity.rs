//! `[[traits]]` and `[[rules]]`: what is promised.

use serde::{Deserialize, Serialize};
use toml::de::DeValue;

use super::reader::{kind, nearest, Item, Section};

/// `[[traits]]`: a table of values and how many pieces have each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    /// Its name.
    pub name: String,
    /// Its values, in the order of the file.
    pub values: Vec<Value>,
}

/// A value of a trait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The value, as metadata show it.
    pub value: String,
    /// How many pieces have it.
    pub quota: Quota,
    /// What stands for it in prompts; the value itself if absent.
    pub prompt: Option<String>,
}

/// How many pieces have a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// Exactly so many.
    Count(u32),
    /// A share of what the counts of the same trait leave over.
    Weight(u32),
}

/// `[[rules]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The line where it begins, for messages.
    pub line: usize,
    /// What it says.
    pub kind: RuleKind,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleKind {
    /// A piece that fits `when` also fits `then`, in every trait that `then` names.
    Requires {
        /// Which pieces.
        when: Pattern,
        /// What they must have.
        then: Pattern,
    },
    /// A piece that fits `when` has none of the values in `then`, in no trait that it names.
    Excludes {
        /// Which pieces.
        when: Pattern,
        /// What they must not have.
        then: Pattern,
    },
    /// At most so many pieces fit.
    AtMost {
        /// How many.
        limit: u32,
        /// What they fit.
        of: Pattern,
    },
}

/// Conditions on different traits; a piece fits if it fits all of them.
pub type Pattern = Vec<Condition>;

/// A trait has one of these values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Name of the trait.
    #[serde(rename = "trait")]
    pub of: String,
    /// At least one of its values.
    pub values: Vec<String>,
}

pub(super) fn traits(root: &Section<'_, '_>, supply: Option<u32>) -> Vec<Trait> {
    let mut traits: Vec<Trait> = Vec::new();
    for mut section in root.list("traits", "[[traits]]") {
        let Some((name, item)) = section.words("name") else {
            if section.item("name").is_none() {
                section.problems.add(section.at, "[[traits]] lacks name; write name = \"…\"");
            }
            continue;
        };
        if name.contains(['{', '}', '\n']) {
            let text = "holds a brace or a line break, which templates could not name; remove it";
            section.refuse(item, format!("the trait name {name:?} {text}"));
        }
        if traits.iter().any(|earlier| earlier.name == name) {
            section.refuse(item, format!("two traits are named {name:?}; rename one"));
        }
        section.name = format!("[[traits]] {name}");
        let values = values(&section, supply);
        section.finish();
        traits.push(Trait { name, values });
    }
    traits
}

fn values(section: &Section<'_, '_>, supply: Option<u32>) -> Vec<Value> {
    let Some(item) = section.item("values") else {
        let text = format!(
            "{} lacks values; write values = [ {{ value = \"…\", count = 10 }} ]",
            section.name
        );
        section.problems.add(section.at, text);
        return Vec::new();
    };
    let DeValue::Array(items) = item.get_ref() else {
        section.refuse(
            item,
            format!("{} values is {}; write a list", section.name, kind(item.get_ref())),
        );
        return Vec::new();
    };
    let mut values: Vec<Value> = Vec::new();
    for item in items {
        let Some(value) = value(section, item, supply) else { continue };
        if values.iter().any(|earlier| earlier.value == value.value) {
            section.refuse(
                item,
                format!("{} has the value {:?} twice; join them", section.name, value.value),
            );
        }
        values.push(value);
    }
    if items.is_empty() {
        section
            .refuse(item, format!("{} has no values; add some, or remove the trait", section.name));
    }
    values
}

fn value(trait_: &Section<'_, '_>, item: &Item<'_>, supply: Option<u32>) -> Option<Value> {
    if let DeValue::String(text) = item.get_ref() {
        if text.trim().is_empty() {
            trait_.refuse(item, format!("{} has an empty value; remove it", trait_.name));
            return None;
        }
        // A bare name: all such values share equally.
        return Some(Value { value: text.to_string(), quota: Quota::Weight(1), prompt: None });
    }
    let DeValue::Table(table) = item.get_ref() else {
        let found = kind(item.get_ref());
        let text =
            format!("{} values holds {found}; write {{ value = \"…\", count = 10 }}", trait_.name);
        trait_.refuse(item, text);
        return None;
    };
    let at = item.span().start;
    let section = Section::new(format!("{} values", trait_.name), at, Some(table), trait_.problems);
    let value = section.words("value").map(|(value, _)| value);
    if value.is_none() && section.item("value").is_none() {
        section
            .refuse(item, format!("a value of {} lacks value; write value = \"…\"", trait_.name));
    }
    let most = u64::from(supply.unwrap_or(u32::MAX));
    let count = section.number("count", 0..=most);
    let weight = section.number("weight", 1..=u64::from(u32::MAX));
    let prompt = section.text("prompt").map(|(prompt, _)| prompt);
    let quota = match (section.item("count"), section.item("weight")) {
        (Some(_), None) => count.and_then(|count| count.try_into().ok()).map(Quota::Count),
        (None, Some(_)) => weight.and_then(|weight| weight.try_into().ok()).map(Quota::Weight),
        (None, None) => Some(Quota::Weight(1)),
        (Some(_), Some(_)) => {
            let shown = value.as_deref().unwrap_or_default();
            let text = format!("{} {shown:?} has a count and a weight; keep one", trait_.name);
            section.refuse(item, text);
            None
        }
    };
    section.finish();
    // A value with a wrong number stays known, so that rules which name it are not called wrong too.
    Some(Value { value: value?, quota: quota.unwrap_or(Quota::Weight(1)), prompt })
}

pub(super) fn rules(root: &Section<'_, '_>, traits: &[Trait]) -> Vec<Rule> {
    let mut rules = Vec::new();
    for section in root.list("rules", "[[rules]]") {
        let part = |key| pattern(&section, key, traits);
        let (when, of) = (part("if"), part("of"));
        let (requires, excludes) = (part("requires"), part("excludes"));
        let limit = section.number("at_most", 0..=u64::from(u32::MAX));
        let limit = limit.and_then(|limit| limit.try_into().ok());
        let there =
            ["if", "requires", "excludes", "at_most", "of"].map(|key| section.item(key).is_some());
        let kind = match there {
            [true, true, false, false, false] => {
                when.zip(requires).map(|(when, then)| RuleKind::Requires { when, then })
            }
            [true, false, true, false, false] => {
                when.zip(excludes).map(|(when, then)| RuleKind::Excludes { when, then })
            }
            [false, false, false, true, true] => {
                limit.zip(of).map(|(limit, of)| RuleKind::AtMost { limit, of })
            }
            _ => {
                let text = "a rule is one of: if = {…} with requires = {…}; if = {…} with excludes = {…}; at_most = N with of = {…}";
                section.problems.add(section.at, text);
                None
            }
        };
        section.finish();
        rules.extend(kind.map(|kind| Rule { line: section.problems.line(section.at), kind }));
    }
    rules
}

/// `{ creature = "owl", ground = ["sand", "snow"] }`
fn pattern(rule: &Section<'_, '_>, key: &'static str, traits: &[Trait]) -> Option<Pattern> {
    let section = rule.section(key, &format!("[[rules]] {key}"));
    if !section.is_there() {
        return None;
    }
    let mut pattern = Pattern::new();
    for (name, at, item) in section.entries() {
        let Some(known) = traits.iter().find(|known| known.name == name) else {
            let names = traits.iter().map(|known| known.name.as_str());
            let text = unknown("trait", name, &section.name, names.collect());
            section.problems.add(at, text);
            continue;
        };
        pattern.push(Condition { of: name.to_owned(), values: condition(&section, known, item) });
    }
    if section.entries().next().is_none() {
        section
            .problems
            .add(section.at, format!("{} is empty; name a trait and a value", section.name));
    }
    pattern.sort_by_key(|condition| traits.iter().position(|known| known.name == condition.of));
    Some(pattern)
}

fn condition(section: &Section<'_, '_>, known: &Trait, item: &Item<'_>) -> Vec<String> {
    let items: Vec<_> = match item.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![item],
    };
    if items.is_empty() {
        section.refuse(item, format!("{} {} names no value; add one", section.name, known.name));
    }
    let mut values: Vec<String> = Vec::new();
    for item in items {
        let DeValue::String(text) = item.get_ref() else {
            let found = kind(item.get_ref());
            section.refuse(
                item,
                format!("{} {} is {found}; write a value in quotes", section.name, known.name),
            );
            continue;
        };
        if !known.values.iter().any(|value| value.value == **text) {
            let names = known.values.iter().map(|value| value.value.as_str());
            let what = format!("value of {}", known.name);
            section.refuse(item, unknown(&what, text, &section.name, names.collect()));
        } else if !values.iter().any(|earlier| *earlier == **text) {
            values.push(text.to_string());
        }
    }
    values
}

fn unknown(what: &str, name: &str, place: &str, known: Vec<&str>) -> String {
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean {near:?}?"),
        None if known.is_empty() => "there are none".to_owned(),
        None => format!("known are {}", known.join(", ")),
    };
    format!("{place} names {name:?}, which is no {what}; {hint}")
}
