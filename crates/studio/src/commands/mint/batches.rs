//! Pieces under the root, in batches. The order in which batches get into blocks does not matter: each mints a number
//! of pieces, and what a piece is follows from its id. So several are under way at once, and one that fails shifts
//! nothing.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use indicatif::ProgressBar;

use super::plan::{token, Plan};
use super::steps::tokens;
use super::{conflict, Place};
use crate::chain::bindings::Collection;
use crate::chain::send::{Sender, Step};
use crate::error::{ChainError, Error, Result, SendError};
use crate::store::journal::{Journal, State};

/// Pieces of one batch. A piece costs 25,300 gas in any batch; the 43,000 of a batch are then less than a hundredth of
/// it, and five batches of this size fit into the 32 million gas that Arbitrum gives a transaction.
pub(super) const BATCH: u32 = 250;

/// A run of indices, both ends included.
type Run = (u32, u32);

/// Mints the pieces from the first to the last index of `all`.
///
/// # Errors
/// Those of sending; a conflict when the chain gave other tokens.
pub(super) fn send(
    place: &Place<'_>,
    plan: &Plan,
    sender: &mut Sender<'_>,
    all: Run,
    bar: &ProgressBar,
) -> Result<()> {
    let mut size = plan.batch;
    let mut minted: Vec<U256> = Vec::new();
    loop {
        let known = known(sender.journal, &sender.scope, all);
        let steps: Vec<Step> = runs(&known, all, size)
            .into_iter()
            .map(|run| step(place.collection, plan, run))
            .collect();
        minted.clear();
        bar.set_position(0);
        sender.spent.retain(|spent| parse(&spent.step).is_none_or(|run| !within(run, all)));
        let done = sender.send_all(&steps, &mut |_, receipt| {
            minted.extend(tokens(receipt, place.collection));
            bar.set_position(minted.len() as u64);
            Ok(())
        });
        match done {
            Ok(()) => break,
            Err(Error::Chain(ChainError::Sending(SendError::TooMuchGas { .. }))) if size > 1 => {
                size /= 2;
                sender.out.log(format!(
                    "a batch needs more gas than one transaction may use: going on with batches of {size}"
                ));
            }
            Err(error) => return Err(error),
        }
    }
    minted.sort_unstable();
    let wanted = (all.0..=all.1).map(|index| token(plan.series.series, index));
    if minted.iter().copied().eq(wanted) {
        return Ok(());
    }
    Err(conflict(format!(
        "the batches have minted other tokens than planned, because somebody else minted into series {}; the records of \
         this folder do not fit them",
        plan.series.series
    )))
}

fn step(collection: Address, plan: &Plan, (first, last): Run) -> Step {
    let series = plan.series.series;
    let call = Collection::mintBatchCall { series, to: plan.to, count: last - first + 1 };
    Step {
        name: format!("mint {first} to {last}"),
        purpose: format!("minting tokens {} to {}", token(series, first), token(series, last)),
        to: Some(collection),
        data: call.abi_encode().into(),
        value: U256::ZERO,
    }
}

fn within(run: Run, all: Run) -> bool {
    all.0 <= run.0 && run.0 <= run.1 && run.1 <= all.1
}

/// The run that a step is named after.
fn parse(step: &str) -> Option<Run> {
    let (first, last) = step.strip_prefix("mint ")?.split_once(" to ")?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// The runs that earlier runs of the command have under way or done, in order.
fn known(journal: &Journal, scope: &str, all: Run) -> Vec<Run> {
    let mut runs: Vec<Run> = journal
        .of(scope)
        .filter(|known| matches!(known.entry.state, State::Intent | State::Done))
        .filter_map(|known| parse(&known.entry.step))
        .filter(|run| within(*run, all))
        .collect();
    runs.sort_unstable();
    runs
}

/// The known runs as they are, and what lies between them in runs of at most `size`.
fn runs(known: &[Run], all: Run, size: u32) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = all.0;
    for &(first, last) in known.iter().chain([&(all.1 + 1, all.1 + 1)]) {
        while at < first {
            let end = (at + size.max(1)).min(first) - 1;
            runs.push((at, end));
            at = end + 1;
        }
        if last <= all.1 && at <= last {
            runs.push((first, last));
            at = last + 1;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{parse, runs};

    #[test]
    fn what_lies_between_known_runs_is_cut_into_batches() {
        assert_eq!(runs(&[], (0, 9), 4), [(0, 3), (4, 7), (8, 9)]);
        assert_eq!(runs(&[(3, 5)], (0, 9), 4), [(0, 2), (3, 5), (6, 9)]);
        assert_eq!(runs(&[(0, 9)], (0, 9), 4), [(0, 9)]);
        assert_eq!(runs(&[(2, 2), (9, 9)], (2, 9), 250), [(2, 2), (3, 8), (9, 9)]);
        assert_eq!(parse("mint 3 to 23"), Some((3, 23)));
        assert_eq!(parse("mint 3"), None);
    }
}
