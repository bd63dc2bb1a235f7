//! From tables to a roster: contradictions first, then drafts and repairs until one keeps the promise or the bound is reached.

use alloc::vec::Vec;

use super::check::check;
use super::join::{draft, value, Columns, Manner};
use super::mix::Mix;
use super::pairs::Pairs;
use super::refusal::{Refusal, Remains};
use super::repair::Repair;
use super::rules::Rules;
use super::{contradiction, Roster, Table};

/// How many drafts are made at most.
const DRAFTS: u64 = 4;

/// The roster of a table: every count exact, every rule kept, and no combination twice if the table says so. The same table and
/// `start` give the same roster; another `start` gives another one, where there are several.
///
/// # Errors
/// [`Refusal`]: a contradiction with what makes it, or [`Refusal::Searched`] if none was found and no roster either.
pub fn build(table: &Table, start: u64) -> Result<Roster, Refusal> {
    contradiction::sums(table)?;
    let rules = Rules::read(table).map_err(|rule| Refusal::Unknown { rule })?;
    let pairs = Pairs::new(table, &rules);
    contradiction::find(table, &rules, &pairs)?;
    let tries = u64::from(table.supply).saturating_mul(20).saturating_add(500_000);
    let (mut best, mut tried) = (None::<(u64, Remains)>, 0_u64);
    for attempt in 0..DRAFTS {
        let mut mix = Mix::new(start.wrapping_add(attempt));
        let manner = manner(table, &pairs, attempt, &mut mix);
        let columns = draft(table, &rules, &pairs, &manner, &mut mix);
        let mut repair = Repair::new(table, &rules, columns);
        repair.run(tries, &mut mix);
        tried = tried.saturating_add(repair.tried());
        if repair.wrongs() == 0 {
            let roster = sorted(table, &repair.into_columns());
            if check(table, &roster).is_ok() {
                return Ok(roster);
            }
            continue;
        }
        if best.as_ref().is_none_or(|(wrongs, _)| repair.wrongs() < *wrongs) {
            best = Some((repair.wrongs(), repair.remains(0)));
        }
    }
    let remains = best.map(|(_, remains)| remains).unwrap_or_default();
    Err(Refusal::Searched(Remains { tried, ..remains }))
}

/// How each draft is made. First as random as can be, then with combinations spread; the traits that rules bind to each other
/// together, and of the others the one with the most values last, where uniqueness is decided; then the one with the fewest; then in
/// random order.
fn manner(table: &Table, pairs: &Pairs, attempt: u64, mix: &mut Mix) -> Manner {
    let size = |of: &usize| table.counts.get(*of).map_or(0, Vec::len);
    let mut left: Vec<usize> = (0..table.counts.len()).collect();
    let spread = attempt > 0;
    if attempt > 2 {
        mix.shuffle(&mut left);
        return Manner { order: left, spread };
    }
    left.sort_by_key(size);
    if attempt == 2 {
        left.reverse();
    }
    let mut order: Vec<usize> = Vec::new();
    while !left.is_empty() {
        let bound = |of: &usize| order.iter().filter(|other| pairs.between(**other, *of)).count();
        let free = |of: &usize| left.iter().filter(|other| pairs.between(**other, *of)).count();
        let next = (0..left.len())
            .max_by_key(|at| left.get(*at).map(|of| (bound(of), free(of), core::cmp::Reverse(*at))))
            .unwrap_or(0);
        order.push(left.remove(next));
    }
    Manner { order, spread }
}

fn sorted(table: &Table, columns: &Columns) -> Roster {
    let traits = table.counts.len();
    let row = |row| (0..traits).map(|of| value(columns, of, row)).collect();
    let mut rows: Vec<Vec<u32>> = (0..table.supply as usize).map(row).collect();
    rows.sort_unstable();
    Roster { rows }
}
