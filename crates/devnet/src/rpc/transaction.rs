//! Transactions and receipts by hash and by place.

use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Bytes, B256};
use serde_json::{json, Value};
use stylus_chain::block::{Block, BlockId, TransactionRecord};
use stylus_chain::start::StartTransaction;
use stylus_chain::Waiting;

use super::blocks_ref::ByNumber;
use super::dispatch::{Answer, Context, Method};
use super::encode;
use super::params::Params;
use super::start;

pub(crate) const METHODS: &[Method] = &[
    ("eth_getTransactionByHash", 1, |context, params| by_hash(context, params, full)),
    ("eth_getTransactionReceipt", 1, receipt),
    ("eth_getTransactionByBlockNumberAndIndex", 2, |context, params| {
        let ByNumber(id) = params.required(0)?;
        by_place(context, id, params, full)
    }),
    ("eth_getTransactionByBlockHashAndIndex", 2, |context, params| {
        by_place(context, BlockId::Hash(params.required(0)?), params, full)
    }),
    ("eth_getRawTransactionByHash", 1, |context, params| by_hash(context, params, raw)),
    ("eth_getRawTransactionByBlockNumberAndIndex", 2, |context, params| {
        let ByNumber(id) = params.required(0)?;
        by_place(context, id, params, raw)
    }),
    ("eth_getRawTransactionByBlockHashAndIndex", 2, |context, params| {
        by_place(context, BlockId::Hash(params.required(0)?), params, raw)
    }),
];

/// The signed bytes as they were sent.
fn raw(found: Found<'_>) -> Value {
    match found {
        Found::Sent(record) | Found::Unsealed(record) => {
            json!(Bytes::from(record.envelope.encoded_2718()))
        }
        Found::Waiting(waiting) => json!(Bytes::from(waiting.envelope.encoded_2718())),
        Found::Start(_, start) => json!(Bytes::from(start.encoded())),
    }
}

fn full(found: Found<'_>) -> Value {
    match found {
        Found::Sent(record) => encode::transaction(record),
        Found::Unsealed(record) => encode::unsealed(record),
        Found::Waiting(waiting) => encode::waiting(waiting),
        Found::Start(block, _) => start::transaction(block),
    }
}

/// A transaction.
enum Found<'a> {
    /// Somebody sent it, and it is in a block.
    Sent(&'a TransactionRecord),
    /// It would be in the block that is mined next.
    Unsealed(&'a TransactionRecord),
    /// It waits for a block.
    Waiting(&'a Waiting),
    /// The internal one that the block begins with.
    Start(&'a Block, &'a StartTransaction),
}

fn by_hash(context: Context<'_>, params: &Params, show: fn(Found<'_>) -> Value) -> Answer {
    let hash: B256 = params.required(0)?;
    let chain = context.service.view();
    if let Some(record) = chain.transaction(hash) {
        return Ok(show(Found::Sent(record)));
    }
    if let Some(waiting) = chain.waiting_by_hash(hash) {
        return Ok(show(Found::Waiting(waiting)));
    }
    let started = chain.block_started_by(hash);
    let started = started.and_then(|block| Some(Found::Start(block, block.start.as_ref()?)));
    Ok(started.map_or(Value::Null, show))
}

fn by_place(
    context: Context<'_>,
    id: BlockId,
    params: &Params,
    show: fn(Found<'_>) -> Value,
) -> Answer {
    let index: u64 = params.required(1)?;
    let pending = id == BlockId::Pending;
    let (chain, id) = context.service.at(id);
    let Some(block) = chain.block(id) else { return Ok(Value::Null) };
    let unsealed = pending && id != BlockId::Pending;
    let started = block.start.iter().map(|start| Found::Start(block, start));
    let sent = block.transactions.iter();
    let sent = sent.map(if unsealed { Found::Unsealed } else { Found::Sent });
    let found = usize::try_from(index).ok().and_then(|index| started.chain(sent).nth(index));
    Ok(found.map_or(Value::Null, show))
}

/// `null` for a transaction that nobody has seen or that waits; a mined one has its receipt at once.
fn receipt(context: Context<'_>, params: &Params) -> Answer {
    let hash: B256 = params.required(0)?;
    let chain = context.service.view();
    let sent = chain.receipt(hash).map(encode::receipt);
    let started = || chain.block_started_by(hash).map(start::receipt);
    Ok(sent.or_else(started).unwrap_or(Value::Null))
}
