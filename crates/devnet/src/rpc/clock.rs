//! The chain's clock: moved, set, or replaced by steps of equal length.

use serde_json::{json, Value};

use super::dispatch::{Answer, Context, Method};
use super::error::RpcError;
use super::loose::small;
use super::params::Params;

pub(crate) const METHODS: &[Method] = &[
    ("evm_increaseTime", 1, increase_time),
    ("anvil_increaseTime", 1, increase_time),
    ("evm_setTime", 1, set_time),
    ("anvil_setTime", 1, set_time),
    ("evm_setNextBlockTimestamp", 1, set_next_timestamp),
    ("anvil_setNextBlockTimestamp", 1, set_next_timestamp),
    ("hardhat_setNextBlockTimestamp", 1, set_next_timestamp),
    ("anvil_setBlockTimestampInterval", 1, set_interval),
    ("anvil_removeBlockTimestampInterval", 0, remove_interval),
];

/// Seconds; answers the sum of all moves.
fn increase_time(context: Context<'_>, params: &Params) -> Answer {
    let seconds = small(params, 0)?;
    let total = context.service.chain().increase_time(seconds).map_err(RpcError::from_chain)?;
    Ok(json!(total))
}

/// Seconds since 1970; answers how far that is ahead of the time before.
fn set_time(context: Context<'_>, params: &Params) -> Answer {
    let timestamp = small(params, 0)?;
    let moved = context.service.chain().set_time(timestamp).map_err(RpcError::from_chain)?;
    Ok(json!(moved))
}

fn set_next_timestamp(context: Context<'_>, params: &Params) -> Answer {
    let timestamp = small(params, 0)?;
    context.service.chain().set_next_timestamp(timestamp).map_err(RpcError::from_chain)?;
    Ok(Value::Null)
}

fn set_interval(context: Context<'_>, params: &Params) -> Answer {
    let seconds = small(params, 0)?;
    context.service.chain().set_timestamp_interval(Some(seconds));
    Ok(Value::Null)
}

/// Answers whether there was one.
fn remove_interval(context: Context<'_>, _: &Params) -> Answer {
    let mut chain = context.service.chain();
    let had = chain.timestamp_interval().is_some();
    chain.set_timestamp_interval(None);
    Ok(json!(had))
}
