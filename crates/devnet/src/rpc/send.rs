//! Transactions: signed by the client, or by the node for accounts that it holds or plays.

use alloy_primitives::{Address, Bytes, B256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use serde_json::json;
use stylus_chain::block::BlockId;
use stylus_chain::call::{BlockOverrides, CallRequest, StateOverrides};
use stylus_chain::error::CallError;
use stylus_chain::Chain;

use super::dispatch::{Answer, Context, Method};
use super::error::RpcError;
use super::params::Params;
use super::requests::Call;
use super::sign::signed;

pub(crate) const METHODS: &[Method] = &[
    ("eth_sendRawTransaction", 1, send_raw),
    ("eth_sendTransaction", 1, send_transaction),
    ("eth_sign", 2, |context, params| {
        sign_message(context, params.required(0)?, &params.required(1)?)
    }),
    ("personal_sign", 3, |context, params| {
        sign_message(context, params.required(1)?, &params.required(0)?)
    }),
];

fn unknown_account() -> RpcError {
    RpcError::refused("unknown account")
}

/// The block and the receipt exist when this answers.
fn send_raw(context: Context<'_>, params: &Params) -> Answer {
    let raw: Bytes = params.required(0)?;
    let hash = context.service.send(|chain| chain.send_raw(&raw)).map_err(RpcError::from_chain)?;
    Ok(json!(hash))
}

/// The key of an account that is unlocked.
fn key(context: Context<'_>, account: Address) -> Option<PrivateKeySigner> {
    let known = context.service.unlocked().iter().find(|known| known.address == account)?;
    PrivateKeySigner::from_bytes(&known.private_key).ok()
}

fn send_transaction(context: Context<'_>, params: &Params) -> Answer {
    let Call { mut request, two_inputs } = params.required(0)?;
    let from = request.from.ok_or_else(unknown_account)?;
    let key = key(context, from);
    if key.is_none() && !context.service.plays(from) {
        return Err(unknown_account());
    }
    if two_inputs {
        return Err(RpcError::refused(
            "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass transaction call data",
        ));
    }
    if request.to.is_none() && request.input.is_empty() {
        return Err(RpcError::refused("contract creation without any data provided"));
    }
    let dynamic = request.max_fee_per_gas.or(request.max_priority_fee_per_gas);
    if request.gas_price.is_some() && dynamic.is_some() {
        return Err(RpcError::from_chain(CallError::TwoPrices));
    }
    if request.to.is_none() && request.authorization_list.is_some() {
        return Err(RpcError::refused("EIP-7702 transaction cannot be used to create contract"));
    }
    // Locked from here on: nobody may take the nonce in between.
    let mut chain = context.service.chain();
    complete(&chain, from, &mut request)?;
    let hash = match key {
        Some(key) => {
            let raw = signed(&request, &key).map_err(|_| RpcError::internal())?;
            chain.send_raw(&raw)
        }
        None => chain.send_unsigned(from, &request),
    };
    hash.map(|hash: B256| json!(hash)).map_err(RpcError::from_chain)
}

/// Fills in what a wallet would: nonce, fees, gas limit, chain id.
fn complete(chain: &Chain, from: Address, request: &mut CallRequest) -> Result<(), RpcError> {
    let want = chain.config().chain_id;
    match request.chain_id {
        Some(have) if have != want => {
            return Err(RpcError::refused(format!(
                "chainId does not match node's (have={have}, want={want})"
            )));
        }
        _ => request.chain_id = Some(want),
    }
    let head = chain.head();
    request.nonce.get_or_insert(head.state().nonce(from));
    if request.gas_price.is_none() {
        let base = u128::from(head.header.base_fee_per_gas.unwrap_or_default());
        let tip = *request.max_priority_fee_per_gas.get_or_insert(0);
        request.max_fee_per_gas.get_or_insert(base.saturating_mul(2).saturating_add(tip));
    }
    if request.gas.is_none() {
        let (accounts, header) = (StateOverrides::new(), BlockOverrides::default());
        let gas = chain.estimate_gas(request, BlockId::Pending, &accounts, &header);
        request.gas = Some(gas.map_err(RpcError::from_chain)?);
    }
    Ok(())
}

/// EIP-191 signature of a message, 65 bytes with v = 27 or 28.
fn sign_message(context: Context<'_>, account: Address, message: &Bytes) -> Answer {
    let key = key(context, account).ok_or_else(unknown_account)?;
    let signature = key.sign_message_sync(message).map_err(|_| RpcError::internal())?;
    Ok(json!(Bytes::from(signature.as_bytes())))
}
