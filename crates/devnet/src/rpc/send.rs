//! Transactions: signed by the client, or by the node for accounts that it holds or plays.

use std::time::Duration;

use alloy_primitives::{Address, Bytes, B256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use serde_json::json;
use stylus_chain::block::BlockId;
use stylus_chain::call::{BlockOverrides, CallRequest, StateOverrides};
use stylus_chain::error::CallError;
use stylus_chain::Chain;

use super::dispatch::{Answer, Context, Method};
use super::encode;
use super::error::RpcError;
use super::loose::small_or;
use super::params::Params;
use super::production::{Incoming, Refusal};
use super::requests::Call;
use super::sign::signed;
use super::typed_data::TypedHash;

pub(crate) const METHODS: &[Method] = &[
    ("eth_sendRawTransaction", 1, send_raw),
    ("eth_sendRawTransactionSync", 2, send_raw_sync),
    ("eth_sendTransaction", 1, send_transaction),
    ("eth_sign", 2, |context, params| {
        sign_message(context, params.required(0)?, &params.required(1)?)
    }),
    ("personal_sign", 3, |context, params| {
        sign_message(context, params.required(1)?, &params.required(0)?)
    }),
    ("eth_signTypedData", 2, sign_typed_data),
    ("eth_signTypedData_v4", 2, sign_typed_data),
];

/// How long a client that names no time waits for its receipt.
const SYNC_PATIENCE: Duration = Duration::from_secs(20);
/// Longest such wait.
const SYNC_LIMIT: Duration = Duration::from_secs(60);

fn unknown_account() -> RpcError {
    RpcError::refused("unknown account")
}

/// The block and the receipt exist when this answers, unless transactions wait for their block on this node.
fn send_raw(context: Context<'_>, params: &Params) -> Answer {
    let raw: Bytes = params.required(0)?;
    let hash = send_signed(context, &raw)?;
    Ok(json!(hash))
}

fn send_signed(context: Context<'_>, raw: &[u8]) -> Result<B256, RpcError> {
    let service = context.service;
    let accept = |chain: &mut Chain| Ok(service.accept(chain, Incoming::Raw(raw))?);
    service.send(context.gap, accept).map_err(Refusal::answer)
}

/// EIP-7966: sends, waits for the block, answers the receipt. The second argument is the longest wait in milliseconds.
fn send_raw_sync(context: Context<'_>, params: &Params) -> Answer {
    if context.service.is_bare() {
        // Nitro does not have it.
        return Err(RpcError::unknown_method("eth_sendRawTransactionSync"));
    }
    let raw: Bytes = params.required(0)?;
    let wanted = small_or(params, 1, 0)?;
    let patience = match wanted {
        0 => SYNC_PATIENCE,
        wanted => Duration::from_millis(wanted).min(SYNC_LIMIT),
    };
    let hash = send_signed(context, &raw)?;
    let end = context.service.wait_for(patience, |chain| match chain.receipt(hash) {
        Some(receipt) => Some(Some(encode::receipt(receipt))),
        None => chain.waiting_by_hash(hash).is_none().then_some(None),
    });
    match end {
        Some(Some(receipt)) => Ok(receipt),
        Some(None) => Err(RpcError::refused("the transaction was dropped from the pool")),
        None => Err(RpcError::not_in_time(hash)),
    }
}

/// The key of an account that is unlocked.
fn key(context: Context<'_>, account: Address) -> Option<PrivateKeySigner> {
    let known = context.service.unlocked().iter().find(|known| known.address == account)?;
    PrivateKeySigner::from_bytes(&known.private_key).ok()
}

fn send_transaction(context: Context<'_>, params: &Params) -> Answer {
    let Call { request, two_inputs } = params.required(0)?;
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
    let send = |chain: &mut Chain| {
        // The chain is locked: nobody may take the nonce in between.
        let mut request = request.clone();
        complete(context, chain, from, &mut request)?;
        let hash = match &key {
            Some(key) => {
                let raw = signed(&request, key).map_err(|_| RpcError::internal())?;
                context.service.accept(chain, Incoming::Raw(&raw))
            }
            None => context.service.accept(chain, Incoming::Unsigned(from, &request)),
        };
        hash.map_err(Refusal::from)
    };
    let hash = context.service.send(context.gap, send).map_err(Refusal::answer)?;
    Ok(json!(hash))
}

/// Fills in what a wallet would: nonce, fees, gas limit, chain id.
fn complete(
    context: Context<'_>,
    chain: &Chain,
    from: Address,
    request: &mut CallRequest,
) -> Result<(), RpcError> {
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
    request.nonce.get_or_insert(chain.next_nonce(from));
    if request.gas_price.is_none() {
        let base = u128::from(head.header.base_fee_per_gas.unwrap_or_default());
        let tip = *request.max_priority_fee_per_gas.get_or_insert(0);
        request.max_fee_per_gas.get_or_insert(base.saturating_mul(2).saturating_add(tip));
    }
    if request.gas.is_none() {
        let (accounts, header) = (StateOverrides::new(), BlockOverrides::default());
        let chain = context.service.with_pending(chain);
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

/// EIP-712 signature of typed data, 65 bytes with v = 27 or 28.
fn sign_typed_data(context: Context<'_>, params: &Params) -> Answer {
    let (account, TypedHash(hash)) = (params.required(0)?, params.required(1)?);
    let key = key(context, account).ok_or_else(unknown_account)?;
    let signature = key.sign_hash_sync(&hash).map_err(|_| RpcError::internal())?;
    Ok(json!(Bytes::from(signature.as_bytes())))
}
