//! Who the node is and what gas costs: `web3_*`, `net_*` and the questions that every wallet starts with.

use alloy_primitives::{keccak256, Bytes};
use serde_json::{json, Value};
use stylus_chain::block::{Block, BlockId, Receipt};

use super::blocks_ref::ByNumber;
use super::dispatch::{Answer, Context, Method};
use super::encode::quantity;
use super::error::RpcError;
use super::params::Params;
use super::service::client_version;

pub(crate) const METHODS: &[Method] = &[
    ("web3_clientVersion", 0, |context, _| Ok(json!(client_version(&context.service.view())))),
    ("web3_sha3", 1, sha3),
    ("net_version", 0, |context, _| Ok(json!(context.service.chain_id().to_string()))),
    ("net_listening", 0, |_, _| Ok(json!(true))),
    ("eth_chainId", 0, |context, _| Ok(quantity(context.service.chain_id()))),
    ("eth_syncing", 0, |_, _| Ok(json!(false))),
    ("eth_accounts", 0, accounts),
    ("eth_requestAccounts", 0, accounts),
    ("eth_gasPrice", 0, gas_price),
    ("eth_maxPriorityFeePerGas", 0, |_, _| Ok(quantity(0u8))),
    ("eth_blobBaseFee", 0, |_, _| Ok(Value::Null)),
    ("eth_feeHistory", 3, fee_history),
];

/// Most blocks in one fee history.
const HISTORY_LIMIT: u64 = 1_024;
/// Most percentiles in one fee history.
const PERCENTILE_LIMIT: usize = 100;

fn sha3(_: Context<'_>, params: &Params) -> Answer {
    Ok(json!(keccak256(params.required::<Bytes>(0)?)))
}

fn accounts(context: Context<'_>, _: &Params) -> Answer {
    Ok(context.service.unlocked().iter().map(|account| json!(account.address)).collect())
}

fn gas_price(context: Context<'_>, _: &Params) -> Answer {
    let chain = context.service.view();
    Ok(quantity(chain.head().header.base_fee_per_gas.unwrap_or_default()))
}

fn fee_history(context: Context<'_>, params: &Params) -> Answer {
    let wanted = count(params)?;
    let ByNumber(newest) = params.required(1)?;
    let percentiles = percentiles(params.raw(2))?;
    let chain = context.service.view();
    let head = chain.head().number();
    let newest = match context.service.settle(newest) {
        BlockId::Number(number) if number > head => {
            return Err(RpcError::refused(format!(
                "request beyond head block: requested {number}, head {head}"
            )));
        }
        id => chain.resolve(id).map_err(RpcError::from_chain)?.number(),
    };
    if wanted == 0 {
        return Ok(json!({ "oldestBlock": "0x0", "gasUsedRatio": null }));
    }
    let oldest = (newest + 1).saturating_sub(wanted.min(HISTORY_LIMIT));
    let blocks = (oldest..=newest).filter_map(|number| chain.block(BlockId::Number(number)));
    let before = oldest.checked_sub(1).and_then(|number| chain.block(BlockId::Number(number)));
    let mut load = Load::new(before, chain.speed_limit(BlockId::Number(newest)));
    let mut fees = Vec::new();
    let mut ratios = Vec::new();
    for block in blocks {
        fees.push(quantity(block.header.base_fee_per_gas.unwrap_or_default()));
        ratios.push(load.ratio(block));
    }
    // The entry after the newest block: the base fee stays.
    fees.extend(fees.last().cloned());
    let mut answer = json!({
        "oldestBlock": quantity(oldest),
        "baseFeePerGas": fees,
        "gasUsedRatio": ratios,
    });
    if percentiles > 0 {
        answer["reward"] = json!(vec![vec!["0x0"; percentiles]; ratios.len()]);
    }
    Ok(answer)
}

/// How busy the chain is, as the fee history shows it: 0.5 means as much gas in a second as the speed limit allows.
struct Load {
    speed_limit: u64,
    /// Timestamp of the block before.
    timestamp: u64,
    /// Seconds from the timestamp before this one.
    passed: u64,
    /// Gas computed at this timestamp so far.
    gas: u64,
}

impl Load {
    fn new(before: Option<&Block>, speed_limit: u64) -> Self {
        let timestamp = before.map_or(0, |block| block.header.timestamp);
        Self { speed_limit, timestamp, passed: 0, gas: 0 }
    }

    /// The load at a block's timestamp up to it. Where the timestamp before is unknown it counts as full.
    fn ratio(&mut self, block: &Block) -> f64 {
        let timestamp = block.header.timestamp;
        if timestamp > self.timestamp {
            self.passed = timestamp - self.timestamp;
            self.gas = 0;
        }
        self.timestamp = timestamp;
        let computed = |receipt: &Receipt| receipt.gas_used.saturating_sub(receipt.gas_used_for_l1);
        self.gas += block.receipts.iter().map(computed).sum::<u64>();
        if self.passed == 0 {
            return 1.0;
        }
        (self.gas as f64 / self.speed_limit as f64 / self.passed as f64 / 2.0).min(1.0)
    }
}

/// The number of blocks may be a quantity, a decimal text or a number.
fn count(params: &Params) -> Result<u64, RpcError> {
    let Some(value) = params.raw(0) else {
        return params.required(0);
    };
    let decimal = value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    decimal.map_or_else(|| params.required(0), Ok)
}

/// Checks the percentiles; tips are not paid, so only their number matters.
fn percentiles(value: Option<&Value>) -> Result<usize, RpcError> {
    let Some(value) = value else { return Ok(0) };
    let list = value.as_array().ok_or_else(|| {
        RpcError::params(
            "invalid argument 2: json: cannot unmarshal into Go value of type []float64",
        )
    })?;
    if list.len() > PERCENTILE_LIMIT {
        return Err(RpcError::refused(format!("over the query limit {PERCENTILE_LIMIT}")));
    }
    let mut last = 0.0;
    for (index, item) in list.iter().enumerate() {
        let percentile = item.as_f64().ok_or_else(|| {
            RpcError::params(
                "invalid argument 2: json: cannot unmarshal into Go value of type float64",
            )
        })?;
        if !(0.0..=100.0).contains(&percentile) {
            return Err(RpcError::refused(format!("invalid reward percentile: {percentile:.6}")));
        }
        if index > 0 && percentile <= last {
            return Err(RpcError::refused(format!(
                "invalid reward percentile: #{}:{last:.6} >= #{index}:{percentile:.6}",
                index - 1
            )));
        }
        last = percentile;
    }
    Ok(list.len())
}
