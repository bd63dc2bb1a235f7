//! What was spent, as a table and as JSON.

use serde_json::{json, Value};

use crate::chain::send::Spent;
use crate::output::{ether, grouped, table};

/// Most rows that are shown; the sum covers all.
const ROWS: usize = 30;

/// One row per step and a sum.
#[must_use]
pub fn spent_table(spent: &[Spent]) -> String {
    let row = |step: &Spent| {
        vec![step.step.clone(), grouped(step.gas.into()), ether(step.fee), step.hash.to_string()]
    };
    let mut rows: Vec<Vec<String>> = spent.iter().take(ROWS).map(row).collect();
    if spent.len() > ROWS {
        rows.push(vec![format!("… {} more", spent.len() - ROWS)]);
    }
    let gas: u64 = spent.iter().map(|step| step.gas).sum();
    let fee: u128 = spent.iter().map(|step| step.fee).sum();
    rows.push(vec!["total".into(), grouped(gas.into()), ether(fee), String::new()]);
    table(&["step", "gas", "fee", "transaction"], &rows, &[1])
}

/// The same for programs.
#[must_use]
pub fn spent_json(spent: &[Spent]) -> Value {
    spent
        .iter()
        .map(|step| json!({ "step": step.step, "gas": step.gas, "fee_wei": step.fee.to_string(), "hash": step.hash }))
        .collect()
}
