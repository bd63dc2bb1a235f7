//! The words of chosen pieces of a build, put on chain with their proofs once everything is minted. Each names its
//! token, so several are under way at once.

use alloy_primitives::U256;

use super::plan::{token, Plan};
use super::Place;
use crate::chain::bindings::Collection;
use crate::chain::send::{Sender, Step};
use crate::commands::anchor;
use crate::error::Result;
use crate::store::series::Piece;

/// The chosen pieces that have no words on chain yet.
///
/// # Errors
/// The node; a token that is not there.
pub(super) fn missing<'p>(place: &Place<'_>, plan: &'p Plan) -> Result<Vec<&'p Piece>> {
    let chosen = plan.series.pieces.get(..plan.anchor as usize).unwrap_or_default();
    let ids: Vec<U256> =
        chosen.iter().map(|piece| token(plan.series.series, piece.index)).collect();
    let calls: Vec<_> =
        ids.iter().map(|id| Collection::provenanceOfCall { tokenId: *id }).collect();
    let mut missing = Vec::new();
    for (piece, answer) in chosen.iter().zip(place.session.node.views(place.collection, &calls)?) {
        let found = answer.map_err(|error| error.while_doing("reading the words of a token"))?;
        if found.recordHash.is_zero() {
            missing.push(piece);
        }
    }
    Ok(missing)
}

/// Anchors what is chosen and missing.
///
/// # Errors
/// Those of sending.
pub(super) fn send(place: &Place<'_>, plan: &Plan, sender: &mut Sender<'_>) -> Result<()> {
    let missing = missing(place, plan)?;
    if missing.is_empty() {
        return Ok(());
    }
    let tree = plan.series.tree()?;
    let steps: Vec<Step> = missing
        .into_iter()
        .map(|piece| {
            let id = token(plan.series.series, piece.index).saturating_to();
            let proof = tree.proof(piece.index as usize).unwrap_or_default();
            anchor::step(place.collection, id, piece, proof.into_iter().map(Into::into).collect())
        })
        .collect();
    let bar = sender.out.bar(steps.len() as u64, "anchoring", "{msg} {wide_bar} {pos}/{len}");
    sender.send_all(&steps, &mut |_, _| {
        bar.inc(1);
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(())
}
