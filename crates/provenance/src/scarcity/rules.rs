//! Rules in the form in which rows are checked: implications on one trait each, and limits.

use alloc::vec;
use alloc::vec::Vec;

use super::{Condition, Pattern, Rule, Table};

/// A condition with its values as a set.
#[derive(Clone, Debug)]
pub(super) struct Hits {
    pub(super) of: usize,
    set: Vec<bool>,
}

impl Hits {
    fn new(condition: &Condition, table: &Table) -> Self {
        let size = table.counts.get(condition.of).map_or(0, Vec::len);
        let mut set = vec![false; size];
        for value in &condition.values {
            if let Some(place) = set.get_mut(*value as usize) {
                *place = true;
            }
        }
        Self { of: condition.of, set }
    }

    pub(super) fn has(&self, value: u32) -> bool {
        self.set.get(value as usize).copied().unwrap_or(false)
    }

    /// The values in the set, or outside of it.
    pub(super) fn values(&self, inside: bool) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).zip(&self.set).filter(move |(_, has)| **has == inside).map(|(value, _)| value)
    }

    /// How many pieces have one of the values.
    pub(super) fn count(&self, table: &Table) -> u64 {
        let counts = table.counts.get(self.of).map_or(&[][..], Vec::as_slice);
        (0_u32..)
            .zip(counts)
            .filter(|(v, _)| self.has(*v))
            .map(|(_, count)| u64::from(*count))
            .sum()
    }
}

/// What fits `when` has a value of `then`.
#[derive(Clone, Debug)]
pub(super) struct Implication {
    pub(super) rule: usize,
    pub(super) when: Vec<Hits>,
    pub(super) then: Hits,
}

/// At most `limit` rows fit `of`.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    pub(super) rule: usize,
    pub(super) limit: u32,
    pub(super) of: Vec<Hits>,
}

/// All rules of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    pub(super) implications: Vec<Implication>,
    pub(super) limits: Vec<Limit>,
}

impl Rules {
    /// The rules of a table; `Err` is a rule that names nothing, or a trait or value that is not there.
    pub(super) fn read(table: &Table) -> Result<Self, usize> {
        let mut rules = Self::default();
        for (at, rule) in table.rules.iter().enumerate() {
            if rule.patterns().any(|pattern| !known(pattern, table)) {
                return Err(at);
            }
            let hits = |pattern: &Pattern| -> Vec<Hits> {
                pattern.iter().map(|condition| Hits::new(condition, table)).collect()
            };
            match rule {
                Rule::Requires { when, then } => {
                    for then in hits(then) {
                        rules.implications.push(Implication { rule: at, when: hits(when), then });
                    }
                }
                Rule::Excludes { when, then } => {
                    for mut then in hits(then) {
                        then.set.iter_mut().for_each(|has| *has = !*has);
                        rules.implications.push(Implication { rule: at, when: hits(when), then });
                    }
                }
                Rule::AtMost { limit, of } => {
                    rules.limits.push(Limit { rule: at, limit: *limit, of: hits(of) });
                }
            }
        }
        Ok(rules)
    }
}

fn known(pattern: &Pattern, table: &Table) -> bool {
    let condition = |one: &Condition| {
        let size = table.counts.get(one.of).map_or(0, Vec::len);
        !one.values.is_empty() && one.values.iter().all(|value| (*value as usize) < size)
    };
    !pattern.is_empty() && pattern.iter().all(condition)
}

/// Whether a row, given as the value of each trait, fits all conditions.
pub(super) fn fits(pattern: &[Hits], value: impl Fn(usize) -> u32) -> bool {
    pattern.iter().all(|hits| hits.has(value(hits.of)))
}

impl Implication {
    /// Whether a row breaks it.
    pub(super) fn broken(&self, value: impl Fn(usize) -> u32) -> bool {
        !self.then.has(value(self.then.of)) && fits(&self.when, value)
    }

    /// The traits it speaks of.
    pub(super) fn traits(&self) -> impl Iterator<Item = usize> + '_ {
        self.when.iter().map(|hits| hits.of).chain([self.then.of])
    }
}
