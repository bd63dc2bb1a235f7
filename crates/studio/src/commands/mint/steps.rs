//! The transactions of a minting, in order: series, place of the pictures, pieces with words, the rest in batches.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;

use super::plan::{token, Plan};
use super::{batches, conflict, recover, Place};
use crate::chain::bindings::{Collection, Descriptor};
use crate::chain::send::{Sender, Step};
use crate::chain::Receipt;
use crate::error::Result;
use crate::store::series::Piece;

/// The step that makes the series; none when it exists.
pub(super) fn create_series(place: &Place<'_>, plan: &Plan) -> Option<Step> {
    let call = Collection::createSeriesCall {
        modelHash: plan.series.model.hash,
        root: plan.series.root,
        supply: plan.supply,
        royaltyReceiver: plan.receiver,
        royaltyBps: plan.royalty,
    };
    plan.is_new.then(|| Step {
        name: "create series".into(),
        purpose: format!("creating series {}", plan.series.series),
        to: Some(place.collection),
        data: call.abi_encode().into(),
        value: U256::ZERO,
    })
}

/// Sends everything.
///
/// # Errors
/// Those of sending; a conflict when the chain gave other numbers than planned.
pub(super) fn send(place: &Place<'_>, plan: &Plan, sender: &mut Sender<'_>) -> Result<()> {
    let series = plan.series.series;
    if let Some(step) = create_series(place, plan).filter(|_| plan.is_new)
        && !recover::made(place, plan, sender)?
    {
        let receipt = sender.send(&step)?;
        let made = receipt.logs.iter().find_map(|log| log.decode::<Collection::SeriesCreated>());
        if let Some(made) = made.filter(|made| made.series != series) {
            return Err(conflict(format!(
                "series {} was made instead of {series}, because somebody else made one in between; run the command again",
                made.series
            )));
        }
    }
    if let Some((base, extension)) = &plan.media {
        sender.send(&media(place, series, base, extension)?)?;
    }
    let there = recover::minted(place, plan, sender)?;
    let pieces = plan.now().get(there as usize..).unwrap_or_default();
    let bar = sender.out.bar(pieces.len() as u64, "minting", "{msg} {wide_bar} {pos}/{len}");
    let with_words = pieces.iter().take_while(|piece| piece.words).count();
    let (with_words, rest) = pieces.split_at(with_words);
    // One by one: the words of a piece go to whichever token is next, so none may fail before them.
    for piece in with_words {
        let receipt = sender.send(&with_its_words(place, plan, piece))?;
        check(&tokens(&receipt, place.collection), &receipt, series, piece.index, 1)?;
        bar.inc(1);
    }
    if let (Some(first), Some(last)) = (rest.first(), rest.last()) {
        batches::send(place, plan, sender, (first.index, last.index), &bar)?;
    }
    bar.finish_and_clear();
    Ok(())
}

fn with_its_words(place: &Place<'_>, plan: &Plan, piece: &Piece) -> Step {
    let series = plan.series.series;
    let call = Collection::mintCall {
        series,
        to: plan.to,
        contentHash: piece.content_hash,
        promptCommitment: piece.prompt_commitment,
        recordHash: piece.record_hash,
    };
    Step {
        name: format!("mint {}", piece.index),
        purpose: format!("minting token {}", token(series, piece.index)),
        to: Some(place.collection),
        data: call.abi_encode().into(),
        value: U256::ZERO,
    }
}

fn media(place: &Place<'_>, series: u32, base: &str, extension: &str) -> Result<Step> {
    let descriptor: Address = place
        .session
        .node
        .view(place.collection, &Collection::descriptorCall {})
        .map_err(|error| error.while_doing("asking for the Descriptor"))?;
    let call = Descriptor::setMediaCall {
        collection: place.collection,
        series,
        base: base.to_owned(),
        extension: extension.to_owned(),
    };
    Ok(Step {
        name: "set media".into(),
        purpose: "setting the place of the pictures".into(),
        to: Some(descriptor),
        data: call.abi_encode().into(),
        value: U256::ZERO,
    })
}

/// The tokens that a transaction has minted.
pub(super) fn tokens(receipt: &Receipt, collection: Address) -> Vec<U256> {
    receipt
        .logs
        .iter()
        .filter(|log| log.address == collection)
        .filter_map(|log| log.decode::<Collection::Transfer>())
        .filter(|transfer| transfer.from.is_zero())
        .map(|transfer| transfer.tokenId)
        .collect()
}

/// Minted tokens must be those that the records were made for.
pub(super) fn check(
    minted: &[U256],
    receipt: &Receipt,
    series: u32,
    first: u32,
    count: u32,
) -> Result<()> {
    let wanted = (first..first + count).map(|index| token(series, index));
    if minted.iter().copied().eq(wanted) {
        return Ok(());
    }
    Err(conflict(format!(
        "transaction {} minted other tokens than planned, because somebody else minted into series {series}; \
         the records of this folder do not fit them",
        receipt.transaction_hash
    )))
}
