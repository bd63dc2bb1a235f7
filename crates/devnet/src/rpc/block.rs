//! Blocks and what is counted in them.

use alloy_primitives::B256;
use serde_json::Value;
use stylus_chain::block::{Block, BlockId};
use stylus_chain::error::CallError;
use stylus_chain::Chain;

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
fn find(context: Context<'_>, id: BlockId, shown: impl FnOnce(&Block) -> Value) -> Answer {
    let (chain, id) = context.service.at(id);
    show(&chain, id, shown)
}

fn show(chain: &Chain, id: BlockId, shown: impl FnOnce(&Block) -> Value) -> Answer {
    match chain.resolve(id) {
        Ok(block) => Ok(shown(block)),
        Err(CallError::HeaderNotFound) => Ok(Value::Null),
        Err(error) => Err(RpcError::from_chain(error)),
    }
}

fn by_number(context: Context<'_>, params: &Params) -> Answer {
    let ByNumber(id) = params.required(0)?;
    let full = params.required(1)?;
    let pending = id == BlockId::Pending;
    let (chain, id) = context.service.at(id);
    let view = BlockView { full, pending, unsealed: pending && id != BlockId::Pending };
    show(&chain, id, |block| encode::block(block, view))
}

fn by_hash(context: Context<'_>, params: &Params) -> Answer {
    let id = BlockId::Hash(params.required(0)?);
    let view = BlockView { full: params.required(1)?, ..BlockView::default() };
    find(context, id, |block| encode::block(block, view))
}

fn receipts(context: Context<'_>, params: &Params) -> Answer {
    let ByAny(id) = params.required(0)?;
    // What is not mined has no receipts.
    let id = if id == BlockId::Pending { BlockId::Latest } else { id };
    find(context, id, |block| {
        let started = block.start.iter().map(|_| start::receipt(block));
        started.chain(block.receipts.iter().map(encode::receipt)).collect()
    })
}
