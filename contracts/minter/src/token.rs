//! Money in and out: the chain's coin (currency zero), or a token (ERC-20).
//!
//! A token may answer a transfer with nothing or with true; anything else is a refusal, and so is an account without code. What
//! comes in is counted as well: a token that takes a fee is refused.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use colophon_wire::Reader;
use stylus_sdk::stylus_core::Host;

use crate::{
    calls,
    data::call,
    errors::{refuse, TransferFailed, TransferMismatch},
};

sol! {
    /// What the Minter asks of a token.
    interface IERC20 {
        function balanceOf(address account) external view returns (uint256 balance);
        function transfer(address to, uint256 amount) external returns (bool done);
        function transferFrom(address from, address to, uint256 amount) external returns (bool done);
    }
}
use IERC20::{balanceOfCall, transferCall, transferFromCall};

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
    if !moves(vm, token, &call!(transferFromCall, payer, own, amount)) {
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
        calls::run(account, &[], amount, Some(0)).is_ok()
    } else {
        moves(vm, currency, &call!(transferCall, account, amount))
    };
    if !paid {
        return Err(refuse!(TransferFailed, currency, account, amount));
    }
    Ok(())
}

/// Has a token do a transfer, and says whether it did.
fn moves(vm: &dyn Host, token: Address, call: &[u8]) -> bool {
    let answer = calls::run(token, call, U256::ZERO, Some(32));
    match answer {
        Ok(answer) if answer.is_empty() => vm.code_size(token) != 0,
        Ok(answer) => Reader::new(&answer).boolean() == Ok(true),
        Err(_) => false,
    }
}

/// What `account` has of a token; nothing when the token does not say.
fn balance(token: Address, account: Address) -> Option<U256> {
    let answer = calls::ask(token, &call!(balanceOfCall, account)).ok()?;
    Reader::new(&answer).number(256).ok()
}
