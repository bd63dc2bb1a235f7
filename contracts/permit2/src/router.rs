//! Where a call enters the program and finds its function.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use colophon_wire::{Answer, Reader};
use stylus_sdk::{host::VM, prelude::*, ArbResult};

use crate::{
    allowances::Key,
    contract::Permit2,
    hashes,
    interface::IPermit2::{
        allowanceCall, approveCall, invalidateNoncesCall, invalidateUnorderedNoncesCall,
        lockdownCall, nonceBitmapCall, permitTransferFrom_0Call, permitTransferFrom_1Call,
        permitWitnessTransferFrom_0Call, permitWitnessTransferFrom_1Call, permit_0Call,
        permit_1Call, transferFrom_0Call, transferFrom_1Call, DOMAIN_SEPARATORCall,
    },
};

/// Runs one call. No function of Permit2 takes value.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let mut permit2 = unsafe { Permit2::new(U256::ZERO, 0, host) };
    answer(&mut permit2, &input)
}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty for value, for a selector that is not in the table, and for arguments that do not decode.
pub fn answer(permit2: &mut Permit2, calldata: &[u8]) -> ArbResult {
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    if permit2.vm().msg_value() != U256::ZERO {
        return Err(Vec::new());
    }
    let mut arguments = Reader::new(arguments);
    if let Some(answer) = question(permit2, *selector, &mut arguments) {
        return answer;
    }
    let arguments = &mut arguments;
    match *selector {
        approveCall::SELECTOR => permit2.approve(arguments),
        permit_0Call::SELECTOR => permit2.permit(arguments, false),
        permit_1Call::SELECTOR => permit2.permit(arguments, true),
        transferFrom_0Call::SELECTOR => permit2.transfer(arguments),
        transferFrom_1Call::SELECTOR => permit2.transfer_batch(arguments),
        lockdownCall::SELECTOR => permit2.lockdown(arguments),
        invalidateNoncesCall::SELECTOR => permit2.invalidate_nonces(arguments),
        permitTransferFrom_0Call::SELECTOR => permit2.transfer_signed(arguments, false),
        permitTransferFrom_1Call::SELECTOR => permit2.transfer_signed_batch(arguments, false),
        permitWitnessTransferFrom_0Call::SELECTOR => permit2.transfer_signed(arguments, true),
        permitWitnessTransferFrom_1Call::SELECTOR => permit2.transfer_signed_batch(arguments, true),
        invalidateUnorderedNoncesCall::SELECTOR => {
            permit2.invalidate(arguments.number(256)?, arguments.number(256)?);
            Ok(())
        }
        _ => Err(Vec::new()),
    }?;
    Ok(Vec::new())
}

/// Answers a view. `None` when the selector is none of theirs.
fn question(permit2: &Permit2, selector: [u8; 4], arguments: &mut Reader<'_>) -> Option<ArbResult> {
    match selector {
        DOMAIN_SEPARATORCall::SELECTOR => {
            Some(Ok(hashes::domain_separator(permit2.vm()).as_slice().into()))
        }
        allowanceCall::SELECTOR => Some(allowance(permit2, arguments)),
        nonceBitmapCall::SELECTOR => Some(nonce_bitmap(permit2, arguments)),
        _ => None,
    }
}

fn allowance(permit2: &Permit2, arguments: &mut Reader<'_>) -> ArbResult {
    let (owner, token) = (arguments.address()?, arguments.address()?);
    let allowance = permit2.allowance_of(Key { owner, token, spender: arguments.address()? });
    let answer = Answer::with_capacity(3).number(allowance.amount);
    Ok(answer.number(allowance.expiration).number(allowance.nonce).into_bytes())
}

fn nonce_bitmap(permit2: &Permit2, arguments: &mut Reader<'_>) -> ArbResult {
    let (owner, word) = (arguments.address()?, arguments.number(256)?);
    Ok(Answer::with_capacity(1).number(permit2.bitmap(owner, word)).into_bytes())
}
