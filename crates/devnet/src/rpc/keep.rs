//! The chain as a whole: start again, write it out, read it in, and what cannot be set on this chain.

use alloy_primitives::Bytes;
use serde::Deserialize as _;
use serde_json::{json, Value};
use stylus_chain::{Chain, Dump};

use super::dispatch::{Answer, Context, Method};
use super::encode::quantity;
use super::error::RpcError;
use super::params::Params;
use super::service::client_version;

pub(crate) const METHODS: &[Method] = &[
    ("anvil_reset", 1, reset),
    ("hardhat_reset", 1, reset),
    ("anvil_dumpState", 1, dump),
    ("hardhat_dumpState", 1, dump),
    ("anvil_loadState", 1, load),
    ("hardhat_loadState", 1, load),
    ("anvil_metadata", 0, metadata),
    ("hardhat_metadata", 0, metadata),
    ("anvil_setNextBlockBaseFeePerGas", 1, base_fee),
    ("hardhat_setNextBlockBaseFeePerGas", 1, base_fee),
    ("anvil_setChainId", 1, chain_id),
];

/// Back to the first block. There is nothing to fork from, so a fork is refused; one without any values is what viem
/// sends when none is meant.
fn reset(context: Context<'_>, params: &Params) -> Answer {
    let fork = params.raw(0).and_then(|options| options.get("forking"));
    let meant = |fork: &Value| match fork {
        Value::Object(fields) => fields.values().any(|value| !value.is_null()),
        other => !other.is_null(),
    };
    if fork.is_some_and(meant) {
        return Err(RpcError::refused(
            "this node does not fork other chains: call the method without \"forking\"",
        ));
    }
    context.service.reset().map_err(RpcError::from_chain)?;
    Ok(json!(true))
}

/// The chain as JSON, its bytes in hexadecimal, as tools expect it.
fn dump(context: Context<'_>, _: &Params) -> Answer {
    let text = serde_json::to_vec(&context.service.view().dump());
    text.map(|text| json!(Bytes::from(text))).map_err(|_| RpcError::internal())
}

/// Takes what [`dump`] answered, or the JSON itself; the chain so far is gone.
fn load(context: Context<'_>, params: &Params) -> Answer {
    let wrong = |error: serde_json::Error| {
        RpcError::params(format!("invalid argument 0: not a dump of a chain: {error}"))
    };
    let dump: Dump = match params.raw(0) {
        Some(object @ Value::Object(_)) => Dump::deserialize(object).map_err(wrong)?,
        _ => serde_json::from_slice(&params.required::<Bytes>(0)?).map_err(wrong)?,
    };
    let mut chain = context.service.chain();
    let loaded = Chain::load(chain.config().clone(), dump).map_err(RpcError::from_chain)?;
    *chain = loaded;
    Ok(json!(true))
}

fn metadata(context: Context<'_>, _: &Params) -> Answer {
    let chain = context.service.view();
    let (head, first) = (chain.head(), chain.block(stylus_chain::BlockId::Earliest));
    Ok(json!({
        "clientVersion": client_version(&chain),
        "chainId": chain.config().chain_id,
        "instanceId": first.map(|block| block.hash),
        "latestBlockNumber": head.number(),
        "latestBlockHash": head.hash,
        "latestBlockTimestamp": quantity(head.header.timestamp),
    }))
}

/// Arbitrum's base fee is ArbOS' to set.
fn base_fee(_: Context<'_>, _: &Params) -> Answer {
    Err(RpcError::refused(
        "the base fee follows from ArbOS' state: a chain owner sets it with ArbOwner.setMinimumL2BaseFee",
    ))
}

/// The chain id is part of the first block's state.
fn chain_id(_: Context<'_>, _: &Params) -> Answer {
    Err(RpcError::refused(
        "the chain id cannot change while the node runs: start it with another one",
    ))
}
