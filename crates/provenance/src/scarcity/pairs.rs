//! Which values of two traits may come together: what the rules forbid outright, and what follows from that through a third
//! trait; each with the rules that make it so.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec;
use alloc::vec::Vec;

use super::rules::{Hits, Implication, Rules};
use super::Table;

/// The most steps spent on what follows through a third trait.
const MAX_STEPS: usize = 20_000_000;

/// A value of a trait.
type Place = (usize, u32);

/// What is forbidden.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Values that no piece may have.
    never: BTreeMap<Place, BTreeSet<usize>>,
    /// Pairs that no piece may have; the smaller place first.
    reasons: BTreeMap<(Place, Place), BTreeSet<usize>>,
    /// The same for quick answers: for each pair of traits a row for each value of the first.
    banned: Vec<Vec<bool>>,
    sizes: Vec<usize>,
}

impl Pairs {
    pub(super) fn new(table: &Table, rules: &Rules) -> Self {
        let sizes: Vec<usize> = table.counts.iter().map(Vec::len).collect();
        let mut pairs = Self { sizes, ..Self::default() };
        for implication in &rules.implications {
            pairs.direct(implication);
        }
        for limit in rules.limits.iter().filter(|limit| limit.limit == 0) {
            match limit.of.as_slice() {
                [one] => one.values(true).for_each(|v| pairs.ban_value((one.of, v), limit.rule)),
                [one, other] => pairs.ban_all(one, other, true, limit.rule),
                _ => {}
            }
        }
        if !pairs.reasons.is_empty() {
            pairs.index();
            pairs.close(table);
        }
        pairs
    }

    fn direct(&mut self, implication: &Implication) {
        if let [when] = implication.when.as_slice() {
            self.ban_all(when, &implication.then, false, implication.rule);
        }
    }

    /// Forbids `when` together with the values inside or outside of `then`.
    fn ban_all(&mut self, when: &Hits, then: &Hits, inside: bool, rule: usize) {
        if when.of == then.of {
            for value in when.values(true).filter(|value| then.has(*value) == inside) {
                self.ban_value((when.of, value), rule);
            }
            return;
        }
        for a in when.values(true) {
            for b in then.values(inside) {
                let key = ordered((when.of, a), (then.of, b));
                self.reasons.entry(key).or_default().insert(rule);
            }
        }
    }

    fn ban_value(&mut self, place: Place, rule: usize) {
        self.never.entry(place).or_default().insert(rule);
    }

    fn index(&mut self) {
        let traits = self.sizes.len();
        self.banned = vec![Vec::new(); traits.saturating_mul(traits)];
        let keys: Vec<_> = self.reasons.keys().copied().collect();
        for (one, other) in keys {
            self.mark(one, other);
        }
    }

    fn mark(&mut self, one: Place, other: Place) {
        for (a, b) in [(one, other), (other, one)] {
            let (rows, width) = (self.size(a.0), self.size(b.0));
            let at = a.0.saturating_mul(self.sizes.len()).saturating_add(b.0);
            let Some(cells) = self.banned.get_mut(at) else { continue };
            if cells.is_empty() {
                cells.resize(rows.saturating_mul(width), false);
            }
            let cell = (a.1 as usize).saturating_mul(width).saturating_add(b.1 as usize);
            if let Some(cell) = cells.get_mut(cell) {
                *cell = true;
            }
        }
    }

    fn size(&self, of: usize) -> usize {
        self.sizes.get(of).copied().unwrap_or(0)
    }

    /// Whether nothing is forbidden.
    pub(super) fn is_empty(&self) -> bool {
        self.reasons.is_empty() && self.never.is_empty()
    }

    /// Whether anything is forbidden between two traits.
    pub(super) fn between(&self, one: usize, other: usize) -> bool {
        let at = one.saturating_mul(self.sizes.len()).saturating_add(other);
        self.banned.get(at).is_some_and(|cells| !cells.is_empty())
    }

    /// Whether a piece may have both.
    pub(super) fn allowed(&self, one: Place, other: Place) -> bool {
        let at = one.0.saturating_mul(self.sizes.len()).saturating_add(other.0);
        let cell =
            (one.1 as usize).saturating_mul(self.size(other.0)).saturating_add(other.1 as usize);
        !self.banned.get(at).and_then(|cells| cells.get(cell)).copied().unwrap_or(false)
    }

    /// The rules that forbid a value.
    pub(super) fn why_never(&self, place: Place) -> Option<&BTreeSet<usize>> {
        self.never.get(&place)
    }

    /// The rules that forbid a pair.
    pub(super) fn why(&self, one: Place, other: Place) -> Option<&BTreeSet<usize>> {
        self.reasons.get(&ordered(one, other))
    }

    /// Forbids what has no value of a third trait left to go with, until nothing changes or the steps are spent.
    fn close(&mut self, table: &Table) {
        let traits = self.sizes.len();
        let mut steps = 0_usize;
        loop {
            let mut found = Vec::new();
            for one in 0..traits {
                for other in one.saturating_add(1)..traits {
                    for via in (0..traits).filter(|via| *via != one && *via != other) {
                        if !self.between(one, via) && !self.between(other, via) {
                            continue;
                        }
                        let sizes = [one, other, via].map(|of| self.size(of));
                        steps =
                            sizes.into_iter().fold(1, usize::saturating_mul).saturating_add(steps);
                        if steps > MAX_STEPS {
                            return;
                        }
                        self.through(table, (one, other), via, &mut found);
                    }
                }
            }
            if found.is_empty() {
                return;
            }
            for ((a, b), rules) in found {
                self.reasons.entry((a, b)).or_insert(rules);
                self.mark(a, b);
            }
        }
    }

    fn through(
        &self,
        table: &Table,
        (one, other): (usize, usize),
        via: usize,
        found: &mut Vec<((Place, Place), BTreeSet<usize>)>,
    ) {
        let values = |of: usize| {
            let counts = table.counts.get(of).map_or(&[][..], Vec::as_slice);
            (0_u32..).zip(counts).filter(|(_, count)| **count > 0).map(|(value, _)| value)
        };
        for a in values(one).map(|value| (one, value)) {
            for b in values(other).map(|value| (other, value)) {
                let open = |c| self.allowed(a, (via, c)) && self.allowed(b, (via, c));
                if !self.allowed(a, b) || values(via).any(open) {
                    continue;
                }
                let closed = |c| self.why(a, (via, c)).or_else(|| self.why(b, (via, c)));
                let rules = values(via).filter_map(closed).flatten().copied().collect();
                found.push(((a, b), rules));
            }
        }
    }
}

fn ordered(one: Place, other: Place) -> (Place, Place) {
    if one <= other {
        (one, other)
    } else {
        (other, one)
    }
}
