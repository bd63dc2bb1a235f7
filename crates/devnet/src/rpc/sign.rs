//! A completed request as a signed transaction of the type that its fields ask for.

use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEip7702, TxEnvelope, TxLegacy};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Signature, TxKind};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use stylus_chain::call::CallRequest;

/// The signed bytes. Nonce, gas, fees and chain id are those of the request; absent ones count as zero.
pub(crate) fn signed(
    request: &CallRequest,
    key: &PrivateKeySigner,
) -> Result<Vec<u8>, alloy_signer::Error> {
    let envelope: TxEnvelope = match (&request.authorization_list, request.gas_price) {
        (Some(_), _) => seal(set_code(request), key)?,
        (None, None) => seal(dynamic_fee(request), key)?,
        (None, Some(price)) if request.access_list.is_some() => {
            seal(with_access_list(request, price), key)?
        }
        (None, Some(price)) => seal(legacy(request, price), key)?,
    };
    Ok(envelope.encoded_2718())
}

fn seal<T>(transaction: T, key: &PrivateKeySigner) -> Result<TxEnvelope, alloy_signer::Error>
where
    T: SignableTransaction<Signature>,
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = key.sign_hash_sync(&transaction.signature_hash())?;
    Ok(transaction.into_signed(signature).into())
}

fn kind(request: &CallRequest) -> TxKind {
    request.to.map_or(TxKind::Create, TxKind::Call)
}

fn legacy(request: &CallRequest, price: u128) -> TxLegacy {
    TxLegacy {
        chain_id: request.chain_id,
        nonce: request.nonce.unwrap_or_default(),
        gas_price: price,
        gas_limit: request.gas.unwrap_or_default(),
        to: kind(request),
        value: request.value,
        input: request.input.clone(),
    }
}

fn with_access_list(request: &CallRequest, price: u128) -> TxEip2930 {
    TxEip2930 {
        chain_id: request.chain_id.unwrap_or_default(),
        nonce: request.nonce.unwrap_or_default(),
        gas_price: price,
        gas_limit: request.gas.unwrap_or_default(),
        to: kind(request),
        value: request.value,
        access_list: request.access_list.clone().unwrap_or_default(),
        input: request.input.clone(),
    }
}

fn dynamic_fee(request: &CallRequest) -> TxEip1559 {
    TxEip1559 {
        chain_id: request.chain_id.unwrap_or_default(),
        nonce: request.nonce.unwrap_or_default(),
        gas_limit: request.gas.unwrap_or_default(),
        max_fee_per_gas: request.max_fee_per_gas.unwrap_or_default(),
        max_priority_fee_per_gas: request.max_priority_fee_per_gas.unwrap_or_default(),
        to: kind(request),
        value: request.value,
        access_list: request.access_list.clone().unwrap_or_default(),
        input: request.input.clone(),
    }
}

fn set_code(request: &CallRequest) -> TxEip7702 {
    TxEip7702 {
        chain_id: request.chain_id.unwrap_or_default(),
        nonce: request.nonce.unwrap_or_default(),
        gas_limit: request.gas.unwrap_or_default(),
        max_fee_per_gas: request.max_fee_per_gas.or(request.gas_price).unwrap_or_default(),
        max_priority_fee_per_gas: request.max_priority_fee_per_gas.unwrap_or_default(),
        to: request.to.unwrap_or_default(),
        value: request.value,
        access_list: request.access_list.clone().unwrap_or_default(),
        authorization_list: request.authorization_list.clone().unwrap_or_default(),
        input: request.input.clone(),
    }
}
