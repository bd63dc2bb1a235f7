//! When blocks are made, and blocks on demand. Where anvil and hardhat mean different things by one name, anvil's meaning
//! counts: intervals are seconds.

use std::time::Duration;

use serde_json::{json, Value};
use stylus_chain::BlockId;

use super::dispatch::{Answer, Context, Method};
use super::encode::{self, BlockView};
use super::error::RpcError;
use super::loose::{small_or, Loose};
use super::params::Params;
use super::values::{Fields, Wrong};
use crate::Mining;

pub(crate) const METHODS: &[Method] = &[
    ("evm_setAutomine", 1, set_automine),
    ("anvil_setAutomine", 1, set_automine),
    ("anvil_getAutomine", 0, get_automine),
    ("hardhat_getAutomine", 0, get_automine),
    ("evm_setIntervalMining", 1, set_interval),
    ("anvil_setIntervalMining", 1, set_interval),
    ("anvil_getIntervalMining", 0, get_interval),
    ("evm_mine", 1, mine_one),
    ("evm_mine_detailed", 1, mine_detailed),
    ("anvil_mine_detailed", 1, mine_detailed),
    ("anvil_mine", 2, mine_many),
    ("hardhat_mine", 2, mine_many),
];

/// Most blocks that one request may mine.
const MINE_LIMIT: u64 = 100_000;
/// Longest time between two blocks: a year.
const LONGEST: f64 = 31_536_000.0;

/// `true` mines what waits and each transaction from now on at once, and ends a clock; `false` only ends that.
fn set_automine(context: Context<'_>, params: &Params) -> Answer {
    let wanted: bool = params.required(0)?;
    let service = context.service;
    if wanted {
        service.set_mining(Mining::Auto);
    } else if service.mining() == Mining::Auto {
        service.set_mining(Mining::Manual);
    }
    Ok(Value::Null)
}

fn get_automine(context: Context<'_>, _: &Params) -> Answer {
    Ok(json!(context.service.mining() == Mining::Auto))
}

/// Seconds, also parts of one; 0 ends the clock, and blocks are made on demand from then on.
fn set_interval(context: Context<'_>, params: &Params) -> Answer {
    let seconds = match params.raw(0).and_then(Value::as_f64) {
        Some(seconds) => seconds,
        None => params.required::<Loose>(0)?.small(0)? as f64,
    };
    if !(0.0..=LONGEST).contains(&seconds) {
        let text = format!("{seconds} is no time between blocks: give seconds from 0 to {LONGEST}");
        return Err(Wrong::text(text).argument(0));
    }
    context.service.set_mining(Mining::Interval(Duration::from_secs_f64(seconds)));
    Ok(Value::Null)
}

/// Seconds; null without a clock.
fn get_interval(context: Context<'_>, _: &Params) -> Answer {
    let Some(time) = context.service.mining().interval() else { return Ok(Value::Null) };
    let whole = time.subsec_nanos() == 0;
    Ok(if whole { json!(time.as_secs()) } else { json!(time.as_secs_f64()) })
}

/// What `evm_mine` takes: nothing, a timestamp, or `{timestamp, blocks}`.
fn mine_options(params: &Params) -> Result<(Option<u64>, u64), RpcError> {
    let (timestamp, blocks) = match params.raw(0) {
        Some(options @ Value::Object(_)) => {
            let wrong = |wrong: Wrong| wrong.argument(0);
            let fields = Fields::of(options, "MineOptions").map_err(wrong)?;
            let timestamp = fields.get::<Loose>("timestamp").map_err(wrong)?;
            let blocks = fields.get::<Loose>("blocks").map_err(wrong)?;
            (timestamp, blocks)
        }
        _ => (params.optional::<Loose>(0)?, None),
    };
    let timestamp = timestamp.map(|number| number.small(0)).transpose()?;
    let blocks = blocks.map_or(Ok(1), |number| number.small(0))?;
    Ok((timestamp, blocks))
}

fn mine_one(context: Context<'_>, params: &Params) -> Answer {
    let (timestamp, blocks) = mine_options(params)?;
    mine(context, timestamp, blocks, 0)?;
    Ok(json!("0x0"))
}

/// The same; answers the blocks with their transactions.
fn mine_detailed(context: Context<'_>, params: &Params) -> Answer {
    let (timestamp, blocks) = mine_options(params)?;
    let (chain, first) = mine(context, timestamp, blocks, 0)?;
    let view = BlockView { full: true, ..BlockView::default() };
    let mined = (first..first + blocks).filter_map(|number| chain.block(BlockId::Number(number)));
    Ok(mined.map(|block| encode::block(block, view)).collect())
}

/// A number of blocks, and seconds between them.
fn mine_many(context: Context<'_>, params: &Params) -> Answer {
    let (blocks, interval) = (small_or(params, 0, 1)?, small_or(params, 1, 0)?);
    mine(context, None, blocks, interval)?;
    Ok(Value::Null)
}

/// Mines blocks, `interval` seconds apart, the first with a timestamp if there is one. Answers the chain after it and the
/// number of the first block.
fn mine(
    context: Context<'_>,
    timestamp: Option<u64>,
    blocks: u64,
    interval: u64,
) -> Result<(stylus_chain::Chain, u64), RpcError> {
    if blocks > MINE_LIMIT {
        return Err(RpcError::params(format!(
            "{blocks} blocks are too many for one request: mine at most {MINE_LIMIT}"
        )));
    }
    let mut chain = context.service.chain();
    let first = chain.head().number() + 1;
    if let Some(timestamp) = timestamp {
        chain.set_next_timestamp(timestamp).map_err(RpcError::from_chain)?;
    }
    for index in 0..blocks {
        if index > 0 && interval > 0 {
            let next = chain.head().header.timestamp.saturating_add(interval);
            chain.set_next_timestamp(next).map_err(RpcError::from_chain)?;
        }
        context.service.mine_block(&mut chain);
    }
    Ok((chain.clone(), first))
}
