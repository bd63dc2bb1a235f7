//! Transactions and receipts by hash and by place.

use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Bytes, B256};
use serde_json::{json, Value};
use stylus_chain::block::{BlockId, TransactionRecord};

use super::blocks_ref::ByNumber;
use super::dispatch::{Answer, Context, Method};
use super::encode;
use super::params::Params;

pub(crate) const METHODS: &[Method] = &[
    ("eth_getTransactionByHash", 1, |context, params| {
        by_hash(context, params, encode::transaction)
    }),
    ("eth_getTransactionReceipt", 1, receipt),
    ("eth_getTransactionByBlockNumberAndIndex", 2, |context, params| {
        let ByNumber(id) = params.required(0)?;
        by_place(context, id, params, encode::transaction)
    }),
    ("eth_getTransactionByBlockHashAndIndex", 2, |context, params| {
        by_place(context, BlockId::Hash(params.required(0)?), params, encode::transaction)
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
fn raw(record: &TransactionRecord) -> Value {
    json!(Bytes::from(record.envelope.encoded_2718()))
}

fn by_hash(
    context: Context<'_>,
    params: &Params,
    show: impl FnOnce(&TransactionRecord) -> Value,
) -> Answer {
    let hash: B256 = params.required(0)?;
    Ok(context.service.view().transaction(hash).map_or(Value::Null, show))
}

fn by_place(
    context: Context<'_>,
    id: BlockId,
    params: &Params,
    show: impl FnOnce(&TransactionRecord) -> Value,
) -> Answer {
    let index: u64 = params.required(1)?;
    let chain = context.service.view();
    let block = chain.block(context.service.settle(id));
    let record = block.and_then(|block| block.transaction.as_ref());
    Ok(record.filter(|record| record.index == index).map_or(Value::Null, show))
}

/// `null` for a transaction that nobody has seen; a sent one has its receipt at once.
fn receipt(context: Context<'_>, params: &Params) -> Answer {
    let hash: B256 = params.required(0)?;
    Ok(context.service.view().receipt(hash).map_or(Value::Null, encode::receipt))
}
