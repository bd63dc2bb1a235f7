//! What the chain has and the journal does not know: a journal that was lost or moved away is made up for by asking the
//! chain, before anything is sent.

use alloy_primitives::U256;

use super::plan::{token, Plan};
use super::{conflict, Place};
use crate::chain::bindings::Collection;
use crate::chain::send::Sender;
use crate::chain::CallError;
use crate::error::Result;

/// Whether the series of a plan is on chain although the journal knows nothing of it.
///
/// # Errors
/// A conflict when another series has its number.
pub(super) fn made(place: &Place<'_>, plan: &Plan, sender: &Sender<'_>) -> Result<bool> {
    if sender.journal.find(&sender.scope, "create series").is_some() {
        return Ok(false);
    }
    let series = plan.series.series;
    let call = Collection::seriesCall { series };
    match place.session.node.view(place.collection, &call) {
        Ok(found) if found.root == plan.series.root && found.modelHash == plan.series.model.hash => {
            sender.out.log(format!("series {series} is on chain already, with this very root"));
            Ok(true)
        }
        Ok(_) => Err(conflict(format!(
            "series {series} was planned here, and the chain has another series with this number; remove {} if nothing of \
             it was minted, and run the command again",
            place.folder(&crate::store::Project::view(&place.session.folder), series).display()
        ))),
        Err(CallError::Revert { .. }) => Ok(false),
        Err(error) => Err(error.while_doing(format!("looking for series {series}"))),
    }
}

/// Whether a series that the project calls minted is on chain as a whole: a chain may have been set back.
///
/// # Errors
/// The node.
pub(super) fn complete(place: &Place<'_>, plan: &Plan) -> Result<bool> {
    let series = plan.series.series;
    match place.session.node.view(place.collection, &Collection::seriesCall { series }) {
        Ok(found) => {
            let last = plan.first as usize + plan.now().len();
            let same = !plan.is_new || found.root == plan.series.root;
            Ok(same && found.minted as usize >= last)
        }
        Err(CallError::Revert { .. }) => Ok(false),
        Err(error) => Err(error.while_doing(format!("looking for series {series}"))),
    }
}

/// How many of the pieces are on chain although the journal knows of no minting: the first ones.
///
/// # Errors
/// A conflict when what is there is not what was planned.
pub(super) fn minted(place: &Place<'_>, plan: &Plan, sender: &Sender<'_>) -> Result<u32> {
    let begun = sender.journal.of(&sender.scope).any(|known| known.entry.step.starts_with("mint "));
    if begun {
        return Ok(0);
    }
    let (node, series) = (&place.session.node, plan.series.series);
    let info = node
        .view(place.collection, &Collection::seriesCall { series })
        .map_err(|error| error.while_doing(format!("asking for series {series}")))?;
    let there = info.minted.saturating_sub(plan.first).min(plan.now().len() as u32);
    let words: Vec<_> =
        plan.now().iter().take(there as usize).filter(|piece| piece.words).collect();
    let calls: Vec<_> = words
        .iter()
        .map(|piece| Collection::provenanceOfCall { tokenId: token(series, piece.index) })
        .collect();
    for (piece, answer) in words.iter().zip(node.views(place.collection, &calls)?) {
        let id: U256 = token(series, piece.index);
        let found = answer.map_err(|error| error.while_doing(format!("reading token {id}")))?;
        if found.contentHash != piece.content_hash || found.recordHash != piece.record_hash {
            return Err(conflict(format!(
                "token {id} is on chain with other words than those of {}; it was minted by another command",
                crate::output::visible(&piece.file)
            )));
        }
    }
    if there > 0 {
        sender.out.log(format!("{there} pieces of series {series} are on chain already"));
    }
    Ok(there)
}
