//! Which transactions the chain takes. The texts and the order of the checks are the node's.

use std::cmp::Ordering;

use alloy_consensus::{transaction::SignerRecoverable, Transaction, Typed2718};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{Address, TxKind, U256};
use alloy_rlp::{Buf, Header};

use crate::{
    arbos::takes_authorizations,
    block::Envelope,
    config::{BLOCK_GAS_LIMIT, MAX_TX_BYTES, TX_GAS},
    error::TxError,
    evm::{check_poster_gas, intrinsic_gas, BlockContext, TxContext},
    state::State,
};

/// EIP-3860, for creation transactions.
const MAX_INIT_CODE: usize = 2 * 24_576;
/// Gas limit × fee cap that a node relays at most, in wei: 1 ether.
const FEE_CAP_WEI: u128 = 1_000_000_000_000_000_000;

/// Decodes a signed transaction.
pub(super) fn decode(raw: &[u8]) -> Result<Envelope, TxError> {
    if raw.len() > MAX_TX_BYTES {
        return Err(TxError::Oversized { have: raw.len(), limit: MAX_TX_BYTES });
    }
    check_list(raw)?;
    if raw.first() == Some(&BLOB_TYPE) {
        return Err(TxError::TypeNotSupported);
    }
    let mut rest = raw;
    let envelope =
        Envelope::decode_2718(&mut rest).map_err(|error| TxError::Malformed(error.to_string()))?;
    if !rest.is_empty() {
        return Err(TxError::Malformed("input contains more than one value".to_owned()));
    }
    Ok(envelope)
}

/// Blobs, which Arbitrum does not take.
const BLOB_TYPE: u8 = 3;

/// Checks that a transaction is a list of as many items as its type has; the texts are go-ethereum's.
fn check_list(raw: &[u8]) -> Result<(), TxError> {
    let (name, items, list) = match raw {
        [] | [0..=0x7f] => return Err(TxError::TooShort),
        [1, list @ ..] => ("AccessListTx", 11, list),
        [2, list @ ..] => ("DynamicFeeTx", 12, list),
        [BLOB_TYPE, list @ ..] => ("BlobTx", 14, list),
        [4, list @ ..] => ("SetCodeTx", 13, list),
        [first, ..] if *first >= 0x80 => ("LegacyTx", 9, raw),
        _ => return Err(TxError::TypeNotSupported),
    };
    let malformed = |text: &str| TxError::Malformed(text.replace('$', &format!("types.{name}")));
    if list.first().is_some_and(|first| *first < 0xc0) {
        return Err(malformed("expected input list for $"));
    }
    let cut = |_| malformed("value size exceeds available input length");
    let mut rest = list;
    let mut content = Header::decode_bytes(&mut rest, true).map_err(cut)?;
    let mut count = 0;
    while !content.is_empty() {
        let item = Header::decode(&mut content).map_err(cut)?;
        content.advance(item.payload_length);
        count += 1;
    }
    match count.cmp(&items) {
        Ordering::Less => Err(malformed("too few elements for $")),
        Ordering::Greater => Err(malformed("input list has too many elements for $")),
        Ordering::Equal => Ok(()),
    }
}

/// The sender of a signed transaction.
pub(super) fn sender(envelope: &Envelope, chain_id: u64) -> Result<Address, TxError> {
    match envelope.chain_id() {
        Some(have) if have != chain_id => return Err(TxError::ChainId { have, want: chain_id }),
        _ => {}
    }
    envelope.recover_signer().map_err(|_| TxError::BadSignature)
}

/// The execution that a transaction stands for.
pub(super) fn context(
    envelope: &Envelope,
    from: Address,
    block: &BlockContext,
    compute_cap: u64,
    poster_gas: u64,
) -> TxContext {
    let cap = envelope.max_fee_per_gas();
    let tip = envelope.max_priority_fee_per_gas().unwrap_or(cap);
    TxContext {
        arbos: block.arbos,
        simulated: false,
        tx_type: envelope.ty(),
        from,
        gas_limit: envelope.gas_limit(),
        price: u128::from(block.base_fee),
        reported_price: cap.min(u128::from(block.base_fee).saturating_add(tip)),
        kind: envelope.kind(),
        value: envelope.value(),
        input: envelope.input().clone(),
        access_list: envelope.access_list().cloned().unwrap_or_default(),
        authorizations: envelope.authorization_list().map(<[_]>::to_vec).unwrap_or_default(),
        compute_cap,
        poster_gas,
    }
}

/// What becomes of a nonce that is not the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gaps {
    /// It is too high.
    Refused,
    /// The transaction waits for those before it.
    Wait,
}

/// Checks a transaction against the state that it would execute on.
pub(super) fn admit(
    state: &State,
    envelope: &Envelope,
    from: Address,
    tx: &TxContext,
    gaps: Gaps,
) -> Result<(), TxError> {
    let (cap, base) = (envelope.max_fee_per_gas(), tx.price);
    let address = from;
    check_type(tx)?;
    check_relay_fee(cap, tx.gas_limit)?;
    if tx.gas_limit < TX_GAS {
        return Err(TxError::IntrinsicGas { have: tx.gas_limit, want: TX_GAS });
    }
    if cap < base {
        return Err(TxError::FeeCapTooLow { address, cap, base });
    }
    let (nonce, expected) = (envelope.nonce(), state.nonce(from));
    if nonce < expected {
        return Err(TxError::NonceTooLow { address, tx: nonce, state: expected });
    }
    let want = intrinsic_gas(tx);
    if tx.gas_limit < want {
        return Err(TxError::IntrinsicGas { have: tx.gas_limit, want });
    }
    let cost = U256::from(cap).saturating_mul(U256::from(tx.gas_limit)).saturating_add(tx.value);
    let have = state.balance(from);
    if have < cost {
        return Err(TxError::Funds { address, have, want: cost });
    }
    check_poster_gas(tx)?;
    if nonce > expected && gaps == Gaps::Refused {
        return Err(TxError::NonceTooHigh { address, tx: nonce, state: expected });
    }
    if nonce == u64::MAX {
        return Err(TxError::NonceMax { address, nonce });
    }
    let code = state.code(from);
    if !code.is_empty() && !code.starts_with(&[0xef, 0x01, 0x00]) {
        return Err(TxError::SenderNotEoa { address, len: code.len() });
    }
    match envelope.max_priority_fee_per_gas() {
        Some(tip) if tip > cap => return Err(TxError::TipAboveCap { address, tip, cap }),
        _ => {}
    }
    if tx.gas_limit > BLOCK_GAS_LIMIT {
        return Err(TxError::GasLimit(tx.gas_limit));
    }
    check_shape(tx)
}

/// Authorizations came with Prague's rules.
pub(super) fn check_type(tx: &TxContext) -> Result<(), TxError> {
    if tx.tx_type == 4 && !takes_authorizations(tx.arbos) {
        return Err(TxError::TypeNotSupported);
    }
    Ok(())
}

/// Rules that need no state.
pub(super) fn check_shape(tx: &TxContext) -> Result<(), TxError> {
    if tx.kind == TxKind::Create && tx.input.len() > MAX_INIT_CODE {
        return Err(TxError::InitCodeSize { have: tx.input.len(), limit: MAX_INIT_CODE });
    }
    if tx.tx_type == 4 {
        if tx.kind == TxKind::Create {
            return Err(TxError::SetCodeCreate);
        }
        if tx.authorizations.is_empty() {
            return Err(TxError::EmptyAuthList);
        }
    }
    Ok(())
}

/// A node does not relay a transaction that could cost more than one ether.
fn check_relay_fee(cap: u128, gas: u64) -> Result<(), TxError> {
    let fee = cap.saturating_mul(u128::from(gas));
    if fee <= FEE_CAP_WEI {
        return Ok(());
    }
    let hundredths = fee / (FEE_CAP_WEI / 100);
    Err(TxError::RelayFee { ether: format!("{}.{:02}", hundredths / 100, hundredths % 100) })
}
