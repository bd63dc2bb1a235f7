//! Between names and places: the tables of a project as `provenance` counts them, and their canonical bytes.

use colophon_provenance::canonical::{self, Object, SafeInt};
use colophon_provenance::hash::{Software, Word};
use colophon_provenance::scarcity::{
    assignment, counts, Condition as Place, Pattern as PlacePattern, Quota, Roster, Rule,
    ShareError, Table,
};
use serde_json::{json, Value};

use super::{Plan, PlannedRule, PlannedTrait, PlannedValue};
use crate::config::{self, Config, Pattern, PlanSection, RuleKind};
use crate::error::{Error, Result};

/// What the canonical bytes name first.
const SPEC: &str = "colophon/scarcity/1";

/// What is promised, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// How many pieces.
    pub supply: u32,
    /// Whether no two pieces share a combination.
    pub unique: bool,
    /// Name of the public random value, if one was named.
    pub beacon: Option<String>,
    /// Traits with exact counts.
    pub traits: Vec<PlannedTrait>,
    /// Rules.
    pub rules: Vec<PlannedRule>,
}

impl Tables {
    /// The tables of a project, weights made into exact counts.
    ///
    /// # Errors
    /// [`Error::Project`] when the counts of a trait do not fit the supply, with trait and numbers.
    pub fn of_config(config: &Config, plan: &PlanSection) -> Result<Self> {
        let traits =
            config.traits.iter().map(|one| exact(one, plan.supply)).collect::<Result<_>>()?;
        let rules = config.rules.iter().map(|rule| planned(&rule.kind)).collect();
        let beacon = plan.beacon.clone();
        Ok(Self { supply: plan.supply, unique: plan.unique, beacon, traits, rules })
    }

    /// The tables that a plan states.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Self {
        Self {
            supply: plan.supply,
            unique: plan.unique,
            beacon: plan.assignment.beacon.as_ref().map(|beacon| beacon.name.clone()),
            traits: plan.traits.clone(),
            rules: plan.rules.clone(),
        }
    }

    /// The tables with places instead of names. A name that is not there gives a place beyond the end, which is refused
    /// where it matters.
    #[must_use]
    pub fn places(&self) -> Table {
        let counts = |one: &PlannedTrait| one.values.iter().map(|value| value.count).collect();
        Table {
            supply: self.supply,
            unique: self.unique,
            counts: self.traits.iter().map(counts).collect(),
            rules: self.rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }

    fn rule(&self, rule: &PlannedRule) -> Rule {
        match rule {
            PlannedRule::Requires { when, then } => {
                Rule::Requires { when: self.pattern(when), then: self.pattern(then) }
            }
            PlannedRule::Excludes { when, then } => {
                Rule::Excludes { when: self.pattern(when), then: self.pattern(then) }
            }
            PlannedRule::AtMost { limit, of } => {
                Rule::AtMost { limit: *limit, of: self.pattern(of) }
            }
        }
    }

    fn pattern(&self, pattern: &Pattern) -> PlacePattern {
        let condition = |one: &config::Condition| {
            let of = self.traits.iter().position(|known| known.name == one.of);
            let values = of.and_then(|of| self.traits.get(of)).map(|known| known.values.as_slice());
            let place = |name: &String| {
                let at = values?.iter().position(|value| value.value == *name)?;
                u32::try_from(at).ok()
            };
            let values = one.values.iter().map(|name| place(name).unwrap_or(u32::MAX)).collect();
            Place { of: of.unwrap_or(usize::MAX), values }
        };
        pattern.iter().map(condition).collect()
    }

    /// The hash of the tables; `docs/scarcity.md` has the form.
    #[must_use]
    pub fn hash(&self) -> Word {
        let mut object = json!({
            "spec": SPEC,
            "supply": self.supply,
            "unique": u8::from(self.unique),
            "traits": self.traits,
            "rules": self.rules,
        });
        if let (Some(name), Some(object)) = (&self.beacon, object.as_object_mut()) {
            object.insert("beacon".to_owned(), json!(name));
        }
        assignment::tables(&Software, &canonical::write(&canonical(&object)))
    }

    /// The row of places for values by name; `None` if one is not in the tables.
    #[must_use]
    pub fn row(&self, traits: &super::Traits) -> Option<Vec<u32>> {
        let place = |known: &PlannedTrait| {
            let value = traits.get(&known.name)?;
            let at = known.values.iter().position(|one| one.value == value)?;
            u32::try_from(at).ok()
        };
        let row: Vec<u32> = self.traits.iter().map(place).collect::<Option<_>>()?;
        (traits.0.len() == row.len()).then_some(row)
    }

    /// The hash of a roster.
    #[must_use]
    pub fn roster_hash(roster: &Roster) -> Word {
        assignment::roster(&Software, roster)
    }
}

fn exact(one: &config::Trait, supply: u32) -> Result<PlannedTrait> {
    let quota = |value: &config::Value| match value.quota {
        config::Quota::Count(count) => Quota::Count(count),
        config::Quota::Weight(weight) => Quota::Weight(weight),
    };
    let quotas: Vec<Quota> = one.values.iter().map(quota).collect();
    let name = &one.name;
    let counts = counts(supply, &quotas).map_err(|error| {
        Error::Project(match error {
            ShareError::Over { sum } => format!(
                "the counts of the trait {name:?} add up to {sum}, {} more than the supply of {supply}; lower some, or raise supply",
                sum - u64::from(supply)
            ),
            ShareError::Under { sum } => format!(
                "the counts of the trait {name:?} add up to {sum}, {} fewer than the supply of {supply}; raise some, or give a value a weight instead of a count",
                u64::from(supply) - sum
            ),
        })
    })?;
    let value =
        |(value, count): (&config::Value, u32)| PlannedValue { value: value.value.clone(), count };
    Ok(PlannedTrait {
        name: name.clone(),
        values: one.values.iter().zip(counts).map(value).collect(),
    })
}

fn planned(kind: &RuleKind) -> PlannedRule {
    match kind.clone() {
        RuleKind::Requires { when, then } => PlannedRule::Requires { when, then },
        RuleKind::Excludes { when, then } => PlannedRule::Excludes { when, then },
        RuleKind::AtMost { limit, of } => PlannedRule::AtMost { limit, of },
    }
}

/// The same value in the subset that has canonical bytes; there are only texts, whole numbers, lists and objects in tables.
fn canonical(value: &Value) -> canonical::Value {
    match value {
        Value::Array(items) => canonical::Value::List(items.iter().map(canonical).collect()),
        Value::Object(fields) => {
            let mut object = Object::new();
            for (key, value) in fields {
                object.insert(key.clone(), canonical(value));
            }
            canonical::Value::Object(object)
        }
        Value::String(text) => canonical::Value::Text(text.clone()),
        other => {
            let number = other.as_u64().and_then(|number| u32::try_from(number).ok());
            canonical::Value::Int(SafeInt::from(number.unwrap_or_default()))
        }
    }
}
