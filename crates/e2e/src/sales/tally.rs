//! Counts of actions by kind and outcome.

use std::{collections::BTreeMap, fmt};

/// How often something was done, and how often it was refused by which name.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    counts: BTreeMap<(&'static str, &'static str), u64>,
    /// Refusals for which the model knew exactly one reason.
    pub single: u64,
    /// Refusals.
    pub refused: u64,
    /// Things that must also occur, by name.
    pub seen: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts one action.
    pub fn count(&mut self, kind: &'static str, outcome: &'static str) {
        *self.counts.entry((kind, outcome)).or_default() += 1;
    }

    /// Counts something that must also occur.
    pub fn see(&mut self, what: &'static str, is_so: bool) {
        *self.seen.entry(what).or_default() += u64::from(is_so);
    }

    /// How often something came out so, over all kinds if none is given.
    pub fn of(&self, kind: Option<&str>, outcome: &str) -> u64 {
        let fits = |key: &(&str, &str)| kind.is_none_or(|one| one == key.0) && outcome == key.1;
        self.counts.iter().filter(|(key, _)| fits(key)).map(|(_, count)| count).sum()
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        for (key, count) in &other.counts {
            *self.counts.entry(*key).or_default() += count;
        }
        for (key, count) in &other.seen {
            *self.seen.entry(key).or_default() += count;
        }
        self.single += other.single;
        self.refused += other.refused;
    }

    /// Actions counted.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = "";
        for ((kind, outcome), count) in &self.counts {
            if *kind != last {
                let total: u64 =
                    self.counts.iter().filter(|(key, _)| key.0 == *kind).map(|(_, n)| n).sum();
                writeln!(f, "{kind}: {total}")?;
                last = kind;
            }
            writeln!(f, "    {outcome}: {count}")?;
        }
        for (what, count) in &self.seen {
            writeln!(f, "{what}: {count}")?;
        }
        writeln!(
            f,
            "{} actions, {} refused, {} of them for one reason alone",
            self.total(),
            self.refused,
            self.single
        )
    }
}
