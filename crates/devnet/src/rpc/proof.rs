//! `eth_getProof` (EIP-1186): what an account and its slots hold at a block, with the nodes that prove it.

use alloy_primitives::{Address, B256, U256};
use serde_json::{json, Value};
use stylus_chain::SlotProof;

use super::blocks_ref::ByAny;
use super::dispatch::{Answer, Context, Method};
use super::encode::{quantity, wide};
use super::error::RpcError;
use super::params::Params;
use super::state::slot;
use super::values::{kind_of, Wanted, Wrong};

pub(crate) const METHODS: &[Method] = &[("eth_getProof", 3, proof)];

/// Most slots that one request may ask for.
const SLOT_LIMIT: usize = 1_024;

/// Slots as the client gave them.
struct Keys(Vec<String>);

impl Wanted for Keys {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let items = value.as_array().ok_or(Wrong::kind(kind_of(value), "[]string"))?;
        items.iter().map(String::from_json).collect::<Result<_, _>>().map(Self)
    }
}

fn proof(context: Context<'_>, params: &Params) -> Answer {
    let account: Address = params.required(0)?;
    let Keys(keys) = params.required(1)?;
    let ByAny(id) = params.required(2)?;
    if keys.len() > SLOT_LIMIT {
        return Err(RpcError::params(format!("too many slots (max {SLOT_LIMIT})")));
    }
    let slots: Vec<U256> = keys.iter().map(|key| slot(key)).collect::<Result<_, _>>()?;
    let chain = context.service.view();
    let block = chain.resolve(context.service.settle(id)).map_err(RpcError::from_chain)?;
    let proof = block.prove(account, &slots).map_err(RpcError::from_chain)?;
    let storage: Vec<Value> = keys.iter().zip(&proof.slots).map(storage_proof).collect();
    let there = proof.account.unwrap_or_default();
    // As on Nitro, an account that does not exist has hashes of zero.
    let hash = |hash: B256| if proof.account.is_some() { hash } else { B256::ZERO };
    Ok(json!({
        "address": account,
        "accountProof": proof.proof,
        "balance": wide(there.balance),
        "codeHash": hash(there.code_hash),
        "nonce": quantity(there.nonce),
        "storageHash": hash(there.storage_root),
        "storageProof": storage,
    }))
}

/// The key comes back as 32 bytes if it came as such, otherwise as a quantity.
fn storage_proof((key, proof): (&String, &SlotProof)) -> Value {
    let digits = key.strip_prefix("0x").or_else(|| key.strip_prefix("0X")).unwrap_or(key);
    let key = match digits.len().div_ceil(2) {
        32 => json!(B256::from(proof.slot)),
        _ => wide(proof.slot),
    };
    json!({ "key": key, "value": wide(proof.value), "proof": proof.proof })
}
