//! Calls of other contracts. What was written is flushed before each, and the storage cache of the virtual machine emptied: a nested
//! call reads what was written, and what it writes is read afterwards.

use alloy_primitives::{Address, U256};
use stylus_sdk::{call::RawCall, ArbResult};

/// Calls, and reads at most so many bytes of the answer.
///
/// # Errors
///
/// What the other one reverts with, no more of it than of an answer.
#[inline(never)]
pub(crate) fn run(to: Address, data: &[u8], value: U256, most: Option<usize>) -> ArbResult {
    let call = RawCall::new_with_value(value).clear_storage_cache();
    let call = match most {
        Some(most) => call.limit_return_data(0, most),
        None => call,
    };
    // SAFETY: no storage value is held across the call, and the cache is emptied before it.
    unsafe { call.call(to, data) }
}

/// Asks without letting anything be written.
///
/// # Errors
///
/// What the other one reverts with.
#[inline(never)]
pub(crate) fn ask(to: Address, question: &[u8]) -> ArbResult {
    // SAFETY: no storage value is held across the call, and the cache is emptied before it.
    unsafe { RawCall::new_static().clear_storage_cache().call(to, question) }
}
