//! What waits for a block: `txpool_*` in go-ethereum's shapes, and how to give it up.

use std::collections::BTreeMap;

use alloy_consensus::Transaction as _;
use alloy_primitives::{Address, B256};
use serde_json::{json, Map, Value};
use stylus_chain::Waiting;

use super::dispatch::{Answer, Context, Method};
use super::encode::{self, quantity};
use super::params::Params;

pub(crate) const METHODS: &[Method] = &[
    ("txpool_status", 0, status),
    ("txpool_content", 0, |context, _| Ok(by_sender(context, encode::waiting))),
    ("txpool_inspect", 0, |context, _| Ok(by_sender(context, summary))),
    ("txpool_contentFrom", 1, content_from),
    ("eth_pendingTransactions", 0, |context, _| {
        let chain = context.service.view();
        let (executable, _) = chain.waiting_parts();
        Ok(executable.into_iter().map(encode::waiting).collect())
    }),
    ("anvil_dropTransaction", 1, |context, params| {
        let hash: B256 = params.required(0)?;
        let dropped = context.service.chain().drop_waiting(hash);
        Ok(if dropped { json!(hash) } else { Value::Null })
    }),
    ("hardhat_dropTransaction", 1, |context, params| {
        Ok(json!(context.service.chain().drop_waiting(params.required(0)?)))
    }),
    ("anvil_dropAllTransactions", 0, drop_all),
    ("hardhat_dropAllTransactions", 0, drop_all),
    ("anvil_removePoolTransactions", 1, remove_sender),
    ("hardhat_removePoolTransactions", 1, remove_sender),
];

/// How many can be mined, and how many wait for an earlier nonce.
fn status(context: Context<'_>, _: &Params) -> Answer {
    let chain = context.service.view();
    let (pending, queued) = chain.waiting_parts();
    let count = |part: Vec<&Waiting>| quantity(part.len() as u64);
    Ok(json!({ "pending": count(pending), "queued": count(queued) }))
}

/// Transactions by nonce, as decimal text.
type Nonces = Map<String, Value>;

/// Transactions by sender and nonce.
fn group(part: Vec<&Waiting>, show: fn(&Waiting) -> Value) -> BTreeMap<Address, Nonces> {
    let mut group = BTreeMap::<Address, Nonces>::new();
    for waiting in part {
        let theirs = group.entry(waiting.from).or_default();
        theirs.insert(waiting.nonce().to_string(), show(waiting));
    }
    group
}

fn by_sender(context: Context<'_>, show: fn(&Waiting) -> Value) -> Value {
    let chain = context.service.view();
    let (pending, queued) = chain.waiting_parts();
    let object = |part| -> Map<String, Value> {
        let named = |(sender, nonces): (Address, Nonces)| (sender.to_string(), json!(nonces));
        group(part, show).into_iter().map(named).collect()
    };
    json!({ "pending": object(pending), "queued": object(queued) })
}

fn content_from(context: Context<'_>, params: &Params) -> Answer {
    let sender: Address = params.required(0)?;
    let chain = context.service.view();
    let (pending, queued) = chain.waiting_parts();
    let theirs = |part| group(part, encode::waiting).remove(&sender).unwrap_or_default();
    Ok(json!({ "pending": theirs(pending), "queued": theirs(queued) }))
}

/// `to: value wei + gas gas × price wei`.
fn summary(waiting: &Waiting) -> Value {
    let envelope = &waiting.envelope;
    let to = envelope.to().map_or_else(|| "contract creation".to_owned(), |to| to.to_string());
    let (value, gas) = (envelope.value(), envelope.gas_limit());
    json!(format!("{to}: {value} wei + {gas} gas × {} wei", envelope.max_fee_per_gas()))
}

fn drop_all(context: Context<'_>, _: &Params) -> Answer {
    context.service.chain().drop_all_waiting();
    Ok(Value::Null)
}

fn remove_sender(context: Context<'_>, params: &Params) -> Answer {
    let sender: Address = params.required(0)?;
    context.service.chain().drop_waiting_of(sender);
    Ok(Value::Null)
}
