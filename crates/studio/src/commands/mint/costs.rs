//! What a minting costs, before anything is sent: gas, wei, time.

use std::fmt::Write;

use serde_json::json;

use super::plan::Plan;
use super::{steps, Place};
use crate::error::Result;
use crate::output::{ether, grouped, table};

/// Gas of a mint with words, of the first one of a receiver, and of one piece of a batch: measured on a node, shown
/// as estimates because nothing can be simulated before the series exists.
const MINT: u64 = 160_000;
const MINT_FIRST: u64 = 180_000;
const BATCH_BASE: u64 = 43_000;
const BATCH_PIECE: u64 = 25_300;
const ANCHOR: u64 = 127_000;
/// Arbitrum makes four blocks a second, and a sender's transactions go into them one after the other.
const BLOCKS_A_SECOND: u64 = 4;

/// What a minting will cost, in both forms.
///
/// # Errors
/// The node; a series that would be refused.
pub(super) fn costs(place: &Place<'_>, plan: &Plan) -> Result<(String, serde_json::Value)> {
    let node = &place.session.node;
    let price = node.gas_price()?;
    let mut rows: Vec<(String, String, u64)> = Vec::new();
    if let Some(step) = steps::create_series(place, plan) {
        let gas = node
            .estimate(step.call(place.sender), None)
            .map_err(|error| error.while_doing(step.purpose.clone()))?;
        rows.push(("create the series".into(), grouped(gas.into()), gas));
    }
    if plan.media.is_some() {
        rows.push(("set the place of the pictures".into(), "≈ 200,000".into(), 200_000));
    }
    let words = plan.now().iter().filter(|piece| piece.words).count() as u64;
    let rest = plan.now().len() as u64 - words;
    let mut transactions = rows.len() as u64 + words + u64::from(plan.anchor);
    let mut about =
        |name: String, gas: u64| rows.push((name, format!("≈ {}", grouped(gas.into())), gas));
    if words > 0 {
        about(format!("mint {words} with their words"), MINT_FIRST + (words - 1) * MINT);
    }
    if rest > 0 {
        let batches = rest.div_ceil(u64::from(plan.batch));
        transactions += batches;
        about(format!("mint {rest} under the root"), batches * BATCH_BASE + rest * BATCH_PIECE);
    }
    if plan.anchor > 0 {
        about(format!("anchor {}", plan.anchor), u64::from(plan.anchor) * ANCHOR);
    }
    let seconds = transactions.div_ceil(BLOCKS_A_SECOND);
    let gas: u64 = rows.iter().map(|row| row.2).sum();
    let total = u128::from(gas) * price;
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| vec![row.0.clone(), row.1.clone()]).collect();
    let mut text = table(&["step", "gas"], &cells, &[1]);
    let _ = writeln!(
        text,
        "  about {} gas at {} wei: {}",
        grouped(gas.into()),
        grouped(price),
        ether(total)
    );
    let _ =
        writeln!(text, "  {transactions} transactions, about {seconds} s at four blocks a second");
    let steps: Vec<_> = rows.iter().map(|row| json!({ "step": row.0, "gas": row.2 })).collect();
    Ok((
        text,
        json!({ "steps": steps, "gas_price_wei": price.to_string(), "total_wei": total.to_string(), "transactions": transactions, "seconds": seconds }),
    ))
}
