//! Contradictions that can be proved cheaply: sums, values without a place, pairs of traits that cannot be matched (a cut of a
//! flow), patterns that more pieces must fit than may, too few combinations.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::flow::{Cut, Match};
use super::pairs::Pairs;
use super::refusal::Refusal;
use super::rules::{Hits, Limit, Rules};
use super::Table;

/// The most pairs of values for which the matching of two traits is computed.
const MAX_CELLS: usize = 1 << 18;

struct Looked<'a> {
    table: &'a Table,
    rules: &'a Rules,
    pairs: &'a Pairs,
    /// How many values of each trait pieces have.
    present: Vec<u64>,
}

/// The sums and the values, before anything that costs time.
pub(super) fn sums(table: &Table) -> Result<(), Refusal> {
    if table.counts.is_empty() {
        return Err(Refusal::Empty);
    }
    for (of, counts) in table.counts.iter().enumerate() {
        let sum: u64 = counts.iter().map(|count| u64::from(*count)).fold(0, u64::saturating_add);
        if sum != u64::from(table.supply) {
            return Err(Refusal::Sum { of, sum });
        }
    }
    Ok(())
}

/// Looks for a contradiction.
pub(super) fn find(table: &Table, rules: &Rules, pairs: &Pairs) -> Result<(), Refusal> {
    let present =
        table.counts.iter().map(|counts| counts.iter().filter(|n| **n > 0).count() as u64);
    let looked = Looked { table, rules, pairs, present: present.collect() };
    looked.values()?;
    looked.patterns()?;
    if table.unique {
        looked.room()?;
    }
    looked.matchings()?;
    looked.implications()
}

impl Looked<'_> {
    fn counts(&self, of: usize) -> &[u32] {
        self.table.counts.get(of).map_or(&[], Vec::as_slice)
    }

    /// Values of a trait that pieces have.
    fn values(&self) -> Result<(), Refusal> {
        for (of, value, count) in self.places() {
            if let Some(rules) = self.pairs.why_never((of, value)) {
                return Err(Refusal::Never { of, value, count, rules: listed(rules) });
            }
        }
        Ok(())
    }

    fn places(&self) -> impl Iterator<Item = (usize, u32, u32)> + '_ {
        self.table.counts.iter().enumerate().flat_map(|(of, counts)| {
            (0_u32..).zip(counts).filter(|(_, n)| **n > 0).map(move |(value, n)| (of, value, *n))
        })
    }

    /// How many pieces fit a pattern at least, if traits were free of each other: sums of counts beyond the supply.
    fn least(&self, pattern: &[Hits]) -> u64 {
        let sum = pattern.iter().map(|hits| hits.count(self.table)).fold(0, u64::saturating_add);
        let others = (pattern.len() as u64).saturating_sub(1);
        sum.saturating_sub(others.saturating_mul(u64::from(self.table.supply)))
    }

    fn patterns(&self) -> Result<(), Refusal> {
        for limit in &self.rules.limits {
            let (mut forced, mut rules) = (self.least(&limit.of), BTreeSet::new());
            if let [one, other] = limit.of.as_slice() {
                let found = self.forced_pair(one, other);
                if found.0 > forced {
                    (forced, rules) = found;
                }
            }
            if forced > u64::from(limit.limit) {
                let rules = listed(&rules);
                return Err(Refusal::Forced {
                    rule: limit.rule,
                    forced,
                    limit: limit.limit.into(),
                    rules,
                });
            }
        }
        Ok(())
    }

    /// Rules whose condition more pieces must fit than there are with what they require.
    fn implications(&self) -> Result<(), Refusal> {
        for implication in &self.rules.implications {
            let (forced, limit) =
                (self.least(&implication.when), implication.then.count(self.table));
            if forced > limit {
                return Err(Refusal::Forced {
                    rule: implication.rule,
                    forced,
                    limit,
                    rules: Vec::new(),
                });
            }
        }
        Ok(())
    }

    /// How many pieces must have both, however the two traits are matched: what a matching without them leaves.
    fn forced_pair(&self, one: &Hits, other: &Hits) -> (u64, BTreeSet<usize>) {
        let (left, right) = (self.counts(one.of), self.counts(other.of));
        if one.of == other.of || left.len().saturating_mul(right.len()) > MAX_CELLS {
            return (0, BTreeSet::new());
        }
        let room = self.cells(one.of, other.of, |a, b| {
            let open =
                !(one.has(a) && other.has(b)) && self.pairs.allowed((one.of, a), (other.of, b));
            if open {
                u64::MAX
            } else {
                0
            }
        });
        let (matched, cut) = Match::new(left, right, room).run();
        let rules = cut.map(|cut| self.reasons(one.of, other.of, &cut)).unwrap_or_default();
        (u64::from(self.table.supply).saturating_sub(matched), rules)
    }

    fn cells(&self, one: usize, other: usize, room: impl Fn(u32, u32) -> u64) -> Vec<u64> {
        let wide = self.counts(other).len();
        (0_u32..)
            .zip(self.counts(one))
            .flat_map(|(a, _)| (0_u32..).take(wide).map(move |b| (a, b)))
            .map(|(a, b)| room(a, b))
            .collect()
    }

    /// The rules that keep the left values of a cut from the right ones outside of it.
    fn reasons(&self, one: usize, other: usize, cut: &Cut) -> BTreeSet<usize> {
        let outside =
            (0_u32..).zip(self.counts(other)).filter(|(b, n)| **n > 0 && !cut.right.contains(b));
        let outside: Vec<u32> = outside.map(|(b, _)| b).collect();
        let pairs = cut.left.iter().flat_map(|a| outside.iter().map(move |b| (*a, *b)));
        pairs.filter_map(|(a, b)| self.pairs.why((one, a), (other, b))).flatten().copied().collect()
    }

    /// How many values of trait `of` may go with all of some places.
    fn choices(&self, of: usize, with: &[(usize, u32)]) -> u64 {
        if with.iter().all(|(taken, _)| !self.pairs.between(*taken, of)) {
            return self.present.get(of).copied().unwrap_or(0);
        }
        let open = |value: u32| with.iter().all(|place| self.pairs.allowed(*place, (of, value)));
        let values = (0_u32..).zip(self.counts(of)).filter(|(value, n)| **n > 0 && open(*value));
        values.count() as u64
    }

    /// At most how many combinations have all of some places.
    fn combinations(&self, with: &[(usize, u32)]) -> u64 {
        (0..self.table.counts.len())
            .filter(|of| with.iter().all(|(taken, _)| taken != of))
            .map(|of| self.choices(of, with))
            .fold(1, u64::saturating_mul)
    }

    /// Uniqueness: are there as many combinations as pieces, in all and with each value?
    fn room(&self) -> Result<(), Refusal> {
        let all: u64 = (0_u32..)
            .zip(self.counts(0))
            .filter(|(_, count)| **count > 0)
            .map(|(value, _)| self.combinations(&[(0, value)]))
            .fold(0, u64::saturating_add);
        let rules = || -> Vec<usize> {
            let rules: BTreeSet<usize> =
                self.rules.implications.iter().map(|one| one.rule).collect();
            listed(&rules)
        };
        if all < u64::from(self.table.supply) {
            return Err(Refusal::Combinations { combinations: all, rules: rules() });
        }
        for (of, value, count) in self.places() {
            let combinations = self.combinations(&[(of, value)]);
            if combinations < u64::from(count) {
                let named = |rule: &usize| {
                    let rule = self.rules.implications.iter().find(|one| one.rule == *rule);
                    rule.is_some_and(|one| one.traits().any(|other| other == of))
                };
                let rules = rules().into_iter().filter(named).collect();
                return Err(Refusal::Room { of, value, count, combinations, rules });
            }
        }
        Ok(())
    }

    /// Every two traits that rules or uniqueness bind.
    fn matchings(&self) -> Result<(), Refusal> {
        let traits = self.table.counts.len();
        for one in 0..traits {
            for other in one.saturating_add(1)..traits {
                let limits: Vec<&Limit> =
                    self.rules.limits.iter().filter(|l| spans(l, one, other)).collect();
                let bound =
                    self.table.unique || self.pairs.between(one, other) || !limits.is_empty();
                let cells = self.counts(one).len().saturating_mul(self.counts(other).len());
                if bound && cells <= MAX_CELLS {
                    self.matching(one, other, &limits)?;
                }
            }
        }
        Ok(())
    }

    fn matching(&self, one: usize, other: usize, limits: &[&Limit]) -> Result<(), Refusal> {
        let capped = |a, b| {
            let hit =
                |limit: &&&Limit| limit.of.iter().all(|h| h.has(if h.of == one { a } else { b }));
            limits.iter().find(hit)
        };
        let room = |a: u32, b: u32| {
            if !self.pairs.allowed((one, a), (other, b)) {
                return 0;
            }
            let most = if self.table.unique {
                self.combinations(&[(one, a), (other, b)])
            } else {
                u64::MAX
            };
            most.min(capped(a, b).map_or(u64::MAX, |limit| limit.limit.into()))
        };
        let matching =
            Match::new(self.counts(one), self.counts(other), self.cells(one, other, room));
        let (_, Some(cut)) = matching.run() else { return Ok(()) };
        let sum = |counts: &[u32], values: &[u32]| {
            let count = |value: &u32| counts.get(*value as usize).copied().map_or(0, u64::from);
            values.iter().map(count).fold(0, u64::saturating_add)
        };
        let outside: Vec<u32> = (0_u32..)
            .zip(self.counts(other))
            .filter(|(b, count)| **count > 0 && !cut.right.contains(b))
            .map(|(b, _)| b)
            .collect();
        let across = || cut.left.iter().flat_map(|a| outside.iter().map(move |b| (*a, *b)));
        let mut rules = self.reasons(one, other, &cut);
        rules.extend(across().filter_map(|(a, b)| capped(a, b)).map(|limit| limit.rule));
        let besides = across().map(|(a, b)| room(a, b)).fold(0, u64::saturating_add);
        Err(Refusal::Pair {
            of: one,
            need: sum(self.counts(one), &cut.left),
            values: cut.left.clone(),
            with: other,
            offered: sum(self.counts(other), &cut.right),
            only: cut.right.clone(),
            besides,
            rules: listed(&rules),
            unique: self.table.unique && besides > 0,
        })
    }
}

/// Whether a limit speaks of exactly these two traits; then each pair of values in it has its room.
fn spans(limit: &Limit, one: usize, other: usize) -> bool {
    matches!(limit.of.as_slice(), [a, b] if (a.of, b.of) == (one, other) || (a.of, b.of) == (other, one))
}

fn listed(rules: &BTreeSet<usize>) -> Vec<usize> {
    rules.iter().copied().collect()
}
