//! What only a development node can do: snapshots, time, mining, edited accounts, other people's names. Methods carry
//! the names that test tools already call (`evm_`, `anvil_`, `hardhat_`).

use alloy_primitives::{Address, Bytes, U256};
use serde_json::{json, Value};
use stylus_chain::Chain;

use super::dispatch::{Answer, Context, Method};
use super::encode::quantity;
use super::error::RpcError;
use super::params::Params;
use super::service::client_version;
use super::values::{Fields, Wanted, Wrong};

pub(crate) const METHODS: &[Method] = &[
    ("evm_snapshot", 0, snapshot),
    ("anvil_snapshot", 0, snapshot),
    ("evm_revert", 1, revert),
    ("anvil_revert", 1, revert),
    ("evm_increaseTime", 1, increase_time),
    ("anvil_increaseTime", 1, increase_time),
    ("evm_setNextBlockTimestamp", 1, set_next_timestamp),
    ("anvil_setNextBlockTimestamp", 1, set_next_timestamp),
    ("evm_mine", 1, mine_one),
    ("anvil_mine", 2, mine_many),
    ("hardhat_mine", 2, mine_many),
    ("anvil_setBalance", 2, set_balance),
    ("hardhat_setBalance", 2, set_balance),
    ("anvil_setNonce", 2, set_nonce),
    ("hardhat_setNonce", 2, set_nonce),
    ("anvil_setCode", 2, set_code),
    ("hardhat_setCode", 2, set_code),
    ("anvil_setStorageAt", 3, set_storage),
    ("hardhat_setStorageAt", 3, set_storage),
    ("anvil_impersonateAccount", 1, impersonate),
    ("hardhat_impersonateAccount", 1, impersonate),
    ("anvil_stopImpersonatingAccount", 1, stop_impersonating),
    ("hardhat_stopImpersonatingAccount", 1, stop_impersonating),
    ("anvil_autoImpersonateAccount", 1, auto_impersonate),
    ("anvil_nodeInfo", 0, node_info),
];

/// Most blocks that one request may mine.
const MINE_LIMIT: u64 = 100_000;

/// A number in any form that test tools send: quantity, padded hex, decimal text, JSON number.
struct Loose(U256);

impl Wanted for Loose {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let number = match value {
            Value::Number(number) => number.as_u64().map(U256::from),
            Value::String(text) => match text.strip_prefix("0x") {
                Some(digits)
                    if digits.len() <= 64 && digits.bytes().all(|d| d.is_ascii_hexdigit()) =>
                {
                    U256::from_str_radix(digits, 16).ok()
                }
                Some(_) => None,
                None if text.is_empty() => None,
                None => U256::from_str_radix(text, 10).ok(),
            },
            _ => None,
        };
        number.map(Self).ok_or_else(|| Wrong::text("not a number: give 0x-hex or a decimal number"))
    }
}

impl Loose {
    /// At most 64 bits.
    fn small(self, position: usize) -> Result<u64, RpcError> {
        u64::try_from(self.0).map_err(|_| Wrong::text("number above 64 bits").argument(position))
    }
}

fn small(params: &Params, position: usize) -> Result<u64, RpcError> {
    params.required::<Loose>(position)?.small(position)
}

fn small_or(params: &Params, position: usize, default: u64) -> Result<u64, RpcError> {
    params.optional::<Loose>(position)?.map_or(Ok(default), |number| number.small(position))
}

fn snapshot(context: Context<'_>, _: &Params) -> Answer {
    Ok(quantity(context.service.chain().snapshot()))
}

fn revert(context: Context<'_>, params: &Params) -> Answer {
    let id = small(params, 0)?;
    Ok(json!(context.service.chain().revert(id)))
}

fn increase_time(context: Context<'_>, params: &Params) -> Answer {
    let seconds = small(params, 0)?;
    let total = context.service.chain().increase_time(seconds).map_err(RpcError::from_chain)?;
    Ok(json!(total))
}

fn set_next_timestamp(context: Context<'_>, params: &Params) -> Answer {
    let timestamp = small(params, 0)?;
    context.service.chain().set_next_timestamp(timestamp).map_err(RpcError::from_chain)?;
    Ok(Value::Null)
}

/// `evm_mine` takes nothing, a timestamp, or `{timestamp, blocks}`.
fn mine_one(context: Context<'_>, params: &Params) -> Answer {
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
    let mut chain = context.service.chain();
    if let Some(timestamp) = timestamp {
        chain.set_next_timestamp(timestamp).map_err(RpcError::from_chain)?;
    }
    mine(&mut chain, blocks, 0)?;
    Ok(json!("0x0"))
}

fn mine_many(context: Context<'_>, params: &Params) -> Answer {
    let (blocks, interval) = (small_or(params, 0, 1)?, small_or(params, 1, 0)?);
    mine(&mut context.service.chain(), blocks, interval)?;
    Ok(Value::Null)
}

/// Mines empty blocks, `interval` seconds apart.
fn mine(chain: &mut Chain, blocks: u64, interval: u64) -> Result<(), RpcError> {
    if blocks > MINE_LIMIT {
        return Err(RpcError::params(format!(
            "{blocks} blocks are too many for one request: mine at most {MINE_LIMIT}"
        )));
    }
    for index in 0..blocks {
        if index > 0 && interval > 0 {
            let next = chain.head().header.timestamp.saturating_add(interval);
            chain.set_next_timestamp(next).map_err(RpcError::from_chain)?;
        }
        chain.mine(1);
    }
    Ok(())
}

fn set_balance(context: Context<'_>, params: &Params) -> Answer {
    let (account, Loose(balance)): (Address, Loose) = (params.required(0)?, params.required(1)?);
    context.service.chain().set_balance(account, balance);
    Ok(Value::Null)
}

fn set_nonce(context: Context<'_>, params: &Params) -> Answer {
    let (account, nonce) = (params.required(0)?, small(params, 1)?);
    context.service.chain().set_nonce(account, nonce);
    Ok(Value::Null)
}

fn set_code(context: Context<'_>, params: &Params) -> Answer {
    let (account, code): (Address, Bytes) = (params.required(0)?, params.required(1)?);
    context.service.chain().set_code(account, code);
    Ok(Value::Null)
}

fn set_storage(context: Context<'_>, params: &Params) -> Answer {
    let (account, Loose(slot)): (Address, Loose) = (params.required(0)?, params.required(1)?);
    let Loose(value) = params.required(2)?;
    context.service.chain().set_storage(account, slot, value);
    Ok(json!(true))
}

fn impersonate(context: Context<'_>, params: &Params) -> Answer {
    let account: Address = params.required(0)?;
    context.service.impersonation().accounts.insert(account);
    Ok(Value::Null)
}

fn stop_impersonating(context: Context<'_>, params: &Params) -> Answer {
    let account: Address = params.required(0)?;
    context.service.impersonation().accounts.remove(&account);
    Ok(Value::Null)
}

fn auto_impersonate(context: Context<'_>, params: &Params) -> Answer {
    context.service.impersonation().everyone = params.required(0)?;
    Ok(Value::Null)
}

fn node_info(context: Context<'_>, _: &Params) -> Answer {
    let chain = context.service.view();
    let head = chain.head();
    let base_fee = quantity(head.header.base_fee_per_gas.unwrap_or_default());
    Ok(json!({
        "clientVersion": client_version(&chain),
        "currentBlockNumber": quantity(head.number()),
        "currentBlockTimestamp": head.header.timestamp,
        "currentBlockHash": head.hash,
        "hardFork": "osaka",
        "transactionOrder": "fifo",
        "environment": {
            "baseFee": base_fee,
            "chainId": chain.config().chain_id,
            "gasLimit": quantity(head.header.gas_limit),
            "gasPrice": base_fee,
        },
        "forkConfig": {},
    }))
}
