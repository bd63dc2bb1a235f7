//! The transactions of a minting, in order: series, place of the pictures, pieces with words, the rest in batches.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;

use super::plan::{token, Plan};
use super::{conflict, Place};
use crate::chain::bindings::{Collection, Descriptor};
use crate::chain::send::{Sender, Step};
use crate::chain::Receipt;
use crate::error::Result;

/// Most pieces of one batch; each costs about 27,000 gas, and a transaction has 32 million.
pub(super) const BATCH: u32 = 250;

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
    if let Some(step) = create_series(place, plan) {
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
    let pieces = plan.fresh();
    let bar = sender.out.bar(pieces.len() as u64, "minting", "{msg} {wide_bar} {pos}/{len}");
    let (with_words, rest): (Vec<_>, Vec<_>) = pieces.iter().partition(|piece| piece.words);
    for piece in with_words {
        let call = Collection::mintCall {
            series,
            to: plan.to,
            contentHash: piece.content_hash,
            promptCommitment: piece.prompt_commitment,
            recordHash: piece.record_hash,
        };
        let receipt = sender.send(&Step {
            name: format!("mint {}", piece.index),
            purpose: format!("minting token {}", token(series, piece.index)),
            to: Some(place.collection),
            data: call.abi_encode().into(),
            value: U256::ZERO,
        })?;
        check(&receipt, place.collection, series, piece.index, 1)?;
        bar.inc(1);
    }
    for chunk in rest.chunks(BATCH as usize) {
        let (first, count) = (chunk[0].index, chunk.len() as u32);
        let receipt = sender.send(&Step {
            name: format!("mint {first} to {}", first + count - 1),
            purpose: format!(
                "minting tokens {} to {}",
                token(series, first),
                token(series, first + count - 1)
            ),
            to: Some(place.collection),
            data: Collection::mintBatchCall { series, to: plan.to, count }.abi_encode().into(),
            value: U256::ZERO,
        })?;
        check(&receipt, place.collection, series, first, count)?;
        bar.inc(u64::from(count));
    }
    bar.finish_and_clear();
    Ok(())
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

/// The tokens of a receipt must be those that the records were made for.
fn check(
    receipt: &Receipt,
    collection: Address,
    series: u32,
    first: u32,
    count: u32,
) -> Result<()> {
    let minted: Vec<U256> = receipt
        .logs
        .iter()
        .filter(|log| log.address == collection)
        .filter_map(|log| log.decode::<Collection::Transfer>())
        .filter(|transfer| transfer.from.is_zero())
        .map(|transfer| transfer.tokenId)
        .collect();
    let wanted: Vec<U256> = (first..first + count).map(|index| token(series, index)).collect();
    if minted == wanted {
        return Ok(());
    }
    Err(conflict(format!(
        "transaction {} minted other tokens than planned, because somebody else minted into series {series}; \
         the records of this folder do not fit them",
        receipt.transaction_hash
    )))
}
