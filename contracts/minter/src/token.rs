//! Money in and out: the chain's coin (currency zero), or a token (ERC-20).
//!
//! A token may answer a transfer with nothing or with true; anything else is a refusal, and so is an account without code. What
//! comes in is counted as well: a token that takes a fee is refused.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_wire::{Answer, Reader};
use stylus_sdk::{call::RawCall, stylus_core::Host};

use crate::errors::{refuse, TransferFailed, TransferMismatch};

/// `balanceOf(address)`
const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];
/// `transfer(address,uint256)`
const TRANSFER: [u8; 4] = [0xa9, 0x05, 0x9c, 0xbb];
/// `transferFrom(address,address,uint256)`
const TRANSFER_FROM: [u8; 4] = [0x23, 0xb8, 0x72, 0xdd];

/// Takes exactly `amount` of a token from `payer`, who has allowed it.
///
/// # Errors
///
/// `TransferFailed`; `TransferMismatch` when another amount came in.
pub(crate) fn pull(
    vm: &dyn Host,
    token: Address,
    payer: Address,
    amount: U256,
) -> Result<(), Vec<u8>> {
    let failed = || refuse!(TransferFailed, token, payer, amount);
    let own = vm.contract_address();
    let before = balance(token, own).ok_or_else(failed)?;
    let call = Answer::with_selector(TRANSFER_FROM, 3).address(payer).address(own).number(amount);
    if !moves(vm, token, call) {
        return Err(failed());
    }
    let received = balance(token, own).ok_or_else(failed)?.saturating_sub(before);
    if received != amount {
        return Err(refuse!(TransferMismatch, token, received, amount));
    }
    Ok(())
}

/// Pays `amount` of a currency to `account`.
///
/// # Errors
///
/// `TransferFailed`.
pub(crate) fn pay(
    vm: &dyn Host,
    currency: Address,
    account: Address,
    amount: U256,
) -> Result<(), Vec<u8>> {
    let paid = if currency.is_zero() {
        // SAFETY: no storage value is held across the call, and the cache is emptied before it.
        unsafe {
            RawCall::new_with_value(amount)
                .clear_storage_cache()
                .skip_return_data()
                .call(account, &[])
        }
        .is_ok()
    } else {
        let call = Answer::with_selector(TRANSFER, 2).address(account).number(amount);
        moves(vm, currency, call)
    };
    if !paid {
        return Err(refuse!(TransferFailed, currency, account, amount));
    }
    Ok(())
}

/// Has a token do a transfer, and says whether it did.
fn moves(vm: &dyn Host, token: Address, call: Answer) -> bool {
    // SAFETY: no storage value is held across the call, and the cache is emptied before it.
    let answer = unsafe {
        RawCall::new()
            .clear_storage_cache()
            .limit_return_data(0, 32)
            .call(token, &call.into_bytes())
    };
    match answer {
        Ok(answer) if answer.is_empty() => vm.code_size(token) != 0,
        Ok(answer) => Reader::new(&answer).boolean() == Ok(true),
        Err(_) => false,
    }
}

/// What `account` has of a token; nothing when the token does not say.
fn balance(token: Address, account: Address) -> Option<U256> {
    let question = Answer::with_selector(BALANCE_OF, 1).address(account).into_bytes();
    // SAFETY: no storage value is held across the call, and the cache is emptied before it.
    let answer = unsafe {
        RawCall::new_static().clear_storage_cache().limit_return_data(0, 32).call(token, &question)
    };
    Reader::new(&answer.ok()?).number(256).ok()
}
