//! Where a call enters the program.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::{vec, vec::Vec};

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use colophon_wire::{Answer, Reader};
use ed25519_dalek::{Signature, VerifyingKey};
use stylus_sdk::{host::VM, prelude::*, ArbResult};

use crate::interface::IEd25519::verifyCall;

/// Runs one call.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: there is nothing in storage.
    let program = unsafe { Ed25519::new(U256::ZERO, 0, host) };
    if program.vm().msg_value() != U256::ZERO {
        return Err(Vec::new());
    }
    answer(&input)
}

/// The program, which stores nothing.
#[storage]
pub struct Ed25519 {}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty, for another selector and for arguments that do not decode.
pub fn answer(calldata: &[u8]) -> ArbResult {
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    if *selector != verifyCall::SELECTOR {
        return Err(Vec::new());
    }
    let mut arguments = Reader::new(arguments);
    let (digest, key) = (arguments.word()?, arguments.word()?);
    let valid = verify(digest, key, arguments.word()?, arguments.word()?);
    Ok(Answer::with_capacity(1).boolean(valid).into_bytes())
}

/// Whether `r ‖ s` is a signature of `key` over `digest`, by the strict rules.
#[must_use]
pub fn verify(digest: &[u8; 32], key: &[u8; 32], r: &[u8; 32], s: &[u8; 32]) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(key) else { return false };
    key.verify_strict(digest, &Signature::from_components(*r, *s)).is_ok()
}
