//! Accounts at a block: balance, nonce, code, storage.

use alloy_primitives::{hex, Address, B256, U256};
use stylus_chain::block::BlockId;
use stylus_chain::state::State;

use super::blocks_ref::ByAny;
use super::dispatch::{Answer, Context, Method};
use super::encode::{data, quantity, wide, word};
use super::error::RpcError;
use super::params::Params;

pub(crate) const METHODS: &[Method] = &[
    ("eth_getBalance", 2, |context, params| {
        at(context, params, 1, |state, account, _| Ok(wide(state.balance(account))))
    }),
    ("eth_getTransactionCount", 2, transaction_count),
    ("eth_getCode", 2, |context, params| {
        at(context, params, 1, |state, account, _| Ok(data(&state.code(account))))
    }),
    ("eth_getStorageAt", 3, |context, params| {
        at(context, params, 2, |state, account, params| {
            Ok(word(state.storage(account, slot(&params.required::<String>(1)?)?)))
        })
    }),
];

/// Reads from the state of the block at an argument's position; the account is the first argument.
fn at(
    context: Context<'_>,
    params: &Params,
    block: usize,
    read: fn(&State, Address, &Params) -> Answer,
) -> Answer {
    let account = params.required(0)?;
    // Arguments are checked before the block is looked up.
    if block == 2 {
        slot(&params.required::<String>(1)?)?;
    }
    let ByAny(id) = params.required(block)?;
    let (chain, id) = context.service.at(id);
    let state = chain.state_at(id).map_err(RpcError::from_chain)?;
    read(state, account, params)
}

/// With everything that waits, for `pending`, whether or not the next block has room for it.
fn transaction_count(context: Context<'_>, params: &Params) -> Answer {
    let (account, block): (Address, Option<ByAny>) = (params.required(0)?, params.optional(1)?);
    if let Some(ByAny(BlockId::Pending)) = block {
        return Ok(quantity(context.service.view().next_nonce(account)));
    }
    at(context, params, 1, |state, account, _| Ok(quantity(state.nonce(account))))
}

/// A storage slot in any of the forms that clients send: with or without prefix, padded or not.
pub(super) fn slot(text: &str) -> Result<U256, RpcError> {
    let wrong = |reason: &str| RpcError::params(format!("{reason}: {text:?}"));
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    if digits.len() > 64 {
        return Err(wrong("hex string too long, want at most 32 bytes"));
    }
    let padded = format!("{digits:0>64}");
    let bytes = hex::decode(&padded).map_err(|_| wrong("hex string invalid"))?;
    Ok(B256::from_slice(&bytes).into())
}
