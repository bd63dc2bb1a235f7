//! What only a development node can do: snapshots, edited accounts, other people's names. Methods carry
//! the names that test tools already call (`evm_`, `anvil_`, `hardhat_`).

use alloy_primitives::{Address, Bytes};
use serde_json::{json, Value};

use super::dispatch::{Answer, Context, Method};
use super::encode::quantity;
use super::loose::{small, Loose};
use super::params::Params;
use super::service::client_version;

pub(crate) const METHODS: &[Method] = &[
    ("evm_snapshot", 0, snapshot),
    ("anvil_snapshot", 0, snapshot),
    ("evm_revert", 1, revert),
    ("anvil_revert", 1, revert),
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

fn snapshot(context: Context<'_>, _: &Params) -> Answer {
    Ok(quantity(context.service.chain().snapshot()))
}

fn revert(context: Context<'_>, params: &Params) -> Answer {
    let id = small(params, 0)?;
    Ok(json!(context.service.chain().revert(id)))
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
