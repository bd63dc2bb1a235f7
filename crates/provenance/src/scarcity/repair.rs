//! What a draft still has wrong, put right by exchanging the values of one trait between two rows, which keeps every count.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use super::join::{mark, value, Columns};
use super::mix::Mix;
use super::refusal::Remains;
use super::rules::{fits, Rules};
use super::Table;

/// Columns with the number of wrongs in them: implications broken, rows beyond a limit, rows beyond the first of equal ones.
pub(super) struct Repair<'a> {
    table: &'a Table,
    rules: &'a Rules,
    columns: Columns,
    fitting: Vec<u32>,
    equal: BTreeMap<u64, u32>,
    wrongs: u64,
    tried: u64,
}

impl<'a> Repair<'a> {
    pub(super) fn new(table: &'a Table, rules: &'a Rules, columns: Columns) -> Self {
        let fitting = vec![0; rules.limits.len()];
        let equal = BTreeMap::new();
        let mut repair = Self { table, rules, columns, fitting, equal, wrongs: 0, tried: 0 };
        (0..repair.length()).for_each(|row| repair.add(row));
        repair
    }

    fn length(&self) -> usize {
        self.table.supply as usize
    }

    fn at(&self, row: usize) -> impl Fn(usize) -> u32 + Copy + '_ {
        move |of| value(&self.columns, of, row)
    }

    fn key(&self, row: usize) -> u64 {
        (0..self.columns.len())
            .map(|of| mark(of, value(&self.columns, of, row)))
            .fold(0, u64::wrapping_add)
    }

    /// How many implications a row breaks.
    fn broken(&self, row: usize) -> u64 {
        self.rules.implications.iter().filter(|one| one.broken(self.at(row))).count() as u64
    }

    fn add(&mut self, row: usize) {
        let mut more = self.broken(row);
        for (limit, fitting) in self.rules.limits.iter().zip(&mut self.fitting) {
            if fits(&limit.of, |of| value(&self.columns, of, row)) {
                *fitting = fitting.saturating_add(1);
                more = more.saturating_add(u64::from(*fitting > limit.limit));
            }
        }
        if self.table.unique {
            let key = self.key(row);
            let equal = self.equal.entry(key).or_default();
            more = more.saturating_add(u64::from(*equal > 0));
            *equal = equal.saturating_add(1);
        }
        self.wrongs = self.wrongs.saturating_add(more);
    }

    fn remove(&mut self, row: usize) {
        let mut less = self.broken(row);
        for (limit, fitting) in self.rules.limits.iter().zip(&mut self.fitting) {
            if fits(&limit.of, |of| value(&self.columns, of, row)) {
                less = less.saturating_add(u64::from(*fitting > limit.limit));
                *fitting = fitting.saturating_sub(1);
            }
        }
        if self.table.unique {
            let key = self.key(row);
            if let Some(equal) = self.equal.get_mut(&key) {
                *equal = equal.saturating_sub(1);
                less = less.saturating_add(u64::from(*equal > 0));
                if *equal == 0 {
                    self.equal.remove(&key);
                }
            }
        }
        self.wrongs = self.wrongs.saturating_sub(less);
    }

    fn swap(&mut self, of: usize, one: usize, other: usize) {
        if let Some(column) = self.columns.get_mut(of).filter(|all| one.max(other) < all.len()) {
            column.swap(one, other);
        }
    }

    fn exchange(&mut self, of: usize, one: usize, other: usize) {
        self.remove(one);
        self.remove(other);
        self.swap(of, one, other);
        self.add(one);
        self.add(other);
    }

    /// The traits in which a row could be put right; none if nothing is wrong with it.
    fn suspects(&self, row: usize) -> Vec<usize> {
        let mut traits: Vec<usize> = Vec::new();
        for implication in self.rules.implications.iter().filter(|one| one.broken(self.at(row))) {
            traits.extend(implication.traits());
        }
        for (limit, fitting) in self.rules.limits.iter().zip(&self.fitting) {
            if *fitting > limit.limit && fits(&limit.of, self.at(row)) {
                traits.extend(limit.of.iter().map(|hits| hits.of));
            }
        }
        if self.table.unique && self.equal.get(&self.key(row)).is_some_and(|equal| *equal > 1) {
            traits.extend(0..self.columns.len());
        }
        traits.sort_unstable();
        traits.dedup();
        traits
    }

    /// Exchanges until nothing is wrong or `tries` exchanges were tried.
    pub(super) fn run(&mut self, tries: u64, mix: &mut Mix) {
        while self.wrongs > 0 && self.tried < tries {
            let mut rows: Vec<usize> =
                (0..self.length()).filter(|row| !self.suspects(*row).is_empty()).collect();
            mix.shuffle(&mut rows);
            // Few wrong rows are looked at long, so that a single fitting partner among all rows is found.
            let each = 2_000_000_usize
                .checked_div(rows.len())
                .unwrap_or(0)
                .clamp(32, self.length().max(32));
            for row in rows {
                if self.tried >= tries {
                    return;
                }
                self.mend(row, each, mix);
            }
        }
    }

    /// Looks for an exchange that puts a row right; if none is found, takes one that makes nothing worse, so that the next
    /// look finds other neighbours.
    fn mend(&mut self, row: usize, each: usize, mix: &mut Mix) {
        let traits = self.suspects(row);
        let first = mix.below(self.length());
        let mut sideways = None;
        for step in 0..each.min(self.length()) {
            let Some(of) = traits.get(mix.below(traits.len())).copied() else { return };
            let other = first.saturating_add(step).checked_rem(self.length()).unwrap_or(0);
            if other == row || value(&self.columns, of, row) == value(&self.columns, of, other) {
                continue;
            }
            self.tried = self.tried.saturating_add(1);
            if !self.promising(of, row, other) {
                continue;
            }
            let before = self.wrongs;
            self.exchange(of, row, other);
            if self.wrongs < before {
                return;
            }
            if self.wrongs == before && mix.below(8) == 0 {
                sideways = Some((of, other));
            }
            self.exchange(of, row, other);
        }
        if let Some((of, other)) = sideways {
            self.exchange(of, row, other);
        }
    }

    /// Whether an exchange breaks no more implications than it mends: cheap, and most exchanges fail it.
    fn promising(&mut self, of: usize, one: usize, other: usize) -> bool {
        if self.rules.implications.is_empty() {
            return true;
        }
        let before = self.broken(one).saturating_add(self.broken(other));
        self.swap(of, one, other);
        let after = self.broken(one).saturating_add(self.broken(other));
        self.swap(of, one, other);
        after <= before
    }

    pub(super) fn wrongs(&self) -> u64 {
        self.wrongs
    }

    /// What is wrong, rule by rule.
    pub(super) fn remains(&self, tried: u64) -> Remains {
        let mut broken: BTreeMap<usize, u64> = BTreeMap::new();
        for implication in &self.rules.implications {
            let rows =
                (0..self.length()).filter(|row| implication.broken(self.at(*row))).count() as u64;
            let sum = broken.entry(implication.rule).or_default();
            *sum = sum.saturating_add(rows);
        }
        for (limit, fitting) in self.rules.limits.iter().zip(&self.fitting) {
            broken.insert(limit.rule, u64::from(fitting.saturating_sub(limit.limit)));
        }
        broken.retain(|_, rows| *rows > 0);
        let more = |equal: &u32| u64::from(equal.saturating_sub(1));
        let duplicates = self.equal.values().map(more).fold(0, u64::saturating_add);
        Remains { broken: broken.into_iter().collect(), duplicates, tried }
    }

    pub(super) fn tried(&self) -> u64 {
        self.tried
    }

    pub(super) fn into_columns(self) -> Columns {
        self.columns
    }
}
