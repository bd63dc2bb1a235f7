//! Blocks and what is counted in them.

use alloy_primitives::B256;
use serde_json::Value;
use stylus_chain::block::{Block, BlockId};
use stylus_chain::error::CallError;

use super::blocks_ref::{ByAny, ByNumber};
use super::dispatch::{Answer, Context, Method};
use super::encode::{self, quantity, BlockView};
use super::error::RpcError;
use super::params::Params;
use super::start;

pub(crate) const METHODS: &[Method] = &[
    ("eth_blockNumber", 0, |context, _| Ok(quantity(context.service.view().head().number()))),
    ("eth_getBlockByNumber", 2, by_number),
    ("eth_getBlockByHash", 2, by_hash),
    ("eth_getHeaderByNumber", 1, |context, params| {
        let ByNumber(id) = params.required(0)?;
        find(context, id, encode::header)
    }),
    ("eth_getHeaderByHash", 1, |context, params| {
        find(context, BlockId::Hash(params.required(0)?), encode::header)
    }),
    ("eth_getBlockReceipts", 1, receipts),
    ("eth_getBlockTransactionCountByNumber", 1, |context, params| {
        let ByNumber(id) = params.required(0)?;
        find(context, id, |block| quantity(block.transaction_count()))
    }),
    ("eth_getBlockTransactionCountByHash", 1, |context, params| {
        let id = BlockId::Hash(params.required(0)?);
        find(context, id, |block| quantity(block.transaction_count()))
    }),
    ("eth_getUncleCountByBlockNumber", 1, |context, params| {
        let ByNumber(id) = params.required(0)?;
        find(context, id, |_| quantity(0u8))
    }),
    ("eth_getUncleCountByBlockHash", 1, |context, params| {
        find(context, BlockId::Hash(params.required(0)?), |_| quantity(0u8))
    }),
    ("eth_getUncleByBlockNumberAndIndex", 2, |_, params| {
        let _: (ByNumber, u64) = (params.required(0)?, params.required(1)?);
        Ok(Value::Null)
    }),
    ("eth_getUncleByBlockHashAndIndex", 2, |_, params| {
        let _: (B256, u64) = (params.required(0)?, params.required(1)?);
        Ok(Value::Null)
    }),
];

/// What there is to show of a block; `null` if there is no such block.
fn find(context: Context<'_>, id: BlockId, show: impl FnOnce(&Block) -> Value) -> Answer {
    let chain = context.service.view();
    match chain.resolve(context.service.settle(id)) {
        Ok(block) => Ok(show(block)),
        Err(CallError::HeaderNotFound) => Ok(Value::Null),
        Err(error) => Err(RpcError::from_chain(error)),
    }
}

fn by_number(context: Context<'_>, params: &Params) -> Answer {
    let ByNumber(id) = params.required(0)?;
    let view = BlockView { full: params.required(1)?, pending: id == BlockId::Pending };
    find(context, id, |block| encode::block(block, view))
}

fn by_hash(context: Context<'_>, params: &Params) -> Answer {
    let id = BlockId::Hash(params.required(0)?);
    let view = BlockView { full: params.required(1)?, pending: false };
    find(context, id, |block| encode::block(block, view))
}

fn receipts(context: Context<'_>, params: &Params) -> Answer {
    let ByAny(id) = params.required(0)?;
    find(context, id, |block| {
        let started = block.start.iter().map(|_| start::receipt(block));
        started.chain(block.receipts.iter().map(encode::receipt)).collect()
    })
}
