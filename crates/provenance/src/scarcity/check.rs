//! Whether a roster keeps the promise of its table. It shares nothing with the search, and is what a stranger runs.

use alloc::vec;
use alloc::vec::Vec;

use super::rules::{fits, Rules};
use super::{Roster, Table};

/// How a roster breaks its promise. Traits, values and rules are named by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Breach {
    /// There are more or fewer rows than pieces.
    Rows {
        /// How many there are.
        got: usize,
    },
    /// A row does not have one known value for each trait.
    Row {
        /// The row.
        row: usize,
    },
    /// The rows are not in ascending order.
    Order {
        /// The first that is smaller than the one before it.
        row: usize,
    },
    /// A value does not have its count.
    Count {
        /// The trait.
        of: usize,
        /// The value.
        value: usize,
        /// How many rows have it.
        got: u64,
    },
    /// A rule is broken.
    Rule {
        /// The rule.
        rule: usize,
        /// How many rows break it; for `at_most` how many fit.
        rows: u64,
    },
    /// A rule of the table names what is not there.
    Unknown {
        /// The rule.
        rule: usize,
    },
    /// Two rows are equal and must not be.
    Duplicate {
        /// The second of them.
        row: usize,
    },
}

/// Checks everything a table promises.
///
/// # Errors
/// The first [`Breach`].
pub fn check(table: &Table, roster: &Roster) -> Result<(), Breach> {
    let rows = &roster.rows;
    if u32::try_from(rows.len()) != Ok(table.supply) {
        return Err(Breach::Rows { got: rows.len() });
    }
    let mut got: Vec<Vec<u64>> = table.counts.iter().map(|counts| vec![0; counts.len()]).collect();
    for (at, row) in rows.iter().enumerate() {
        let mut good = row.len() == table.counts.len();
        for (value, got) in row.iter().zip(&mut got) {
            match got.get_mut(*value as usize) {
                Some(got) => *got = got.saturating_add(1),
                None => good = false,
            }
        }
        if !good {
            return Err(Breach::Row { row: at });
        }
    }
    for (of, (got, counts)) in got.iter().zip(&table.counts).enumerate() {
        for (value, (got, count)) in got.iter().zip(counts).enumerate() {
            if *got != u64::from(*count) {
                return Err(Breach::Count { of, value, got: *got });
            }
        }
    }
    rules(table, rows)?;
    for (at, pair) in rows.windows(2).enumerate() {
        let row = at.saturating_add(1);
        match pair {
            [one, two] if one > two => return Err(Breach::Order { row }),
            [one, two] if table.unique && one == two => return Err(Breach::Duplicate { row }),
            _ => {}
        }
    }
    Ok(())
}

fn rules(table: &Table, rows: &[Vec<u32>]) -> Result<(), Breach> {
    let rules = Rules::read(table).map_err(|rule| Breach::Unknown { rule })?;
    let value = |row: &[u32], of: usize| row.get(of).copied().unwrap_or(u32::MAX);
    for implication in &rules.implications {
        let broken = rows.iter().filter(|row| implication.broken(|of| value(row, of))).count();
        if broken > 0 {
            return Err(Breach::Rule { rule: implication.rule, rows: broken as u64 });
        }
    }
    for limit in &rules.limits {
        let fit = rows.iter().filter(|row| fits(&limit.of, |of| value(row, of))).count() as u64;
        if fit > u64::from(limit.limit) {
            return Err(Breach::Rule { rule: limit.rule, rows: fit });
        }
    }
    Ok(())
}
