//! Moving a token (ERC-20).

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use colophon_wire::{text_refusal, Answer};
use stylus_sdk::call::RawCall;

/// `transferFrom(address,address,uint256)`
const TRANSFER_FROM: [u8; 4] = [0x23, 0xb8, 0x72, 0xdd];

/// Has a token move `amount` (in its smallest unit). As published: a token may answer nothing, and an account without code is
/// taken for one that did.
///
/// # Errors
///
/// `TRANSFER_FROM_FAILED` when the token reverts or answers anything but true.
pub(crate) fn transfer_from(
    token: Address,
    from: Address,
    to: Address,
    amount: U256,
) -> Result<(), Vec<u8>> {
    let call = Answer::with_selector(TRANSFER_FROM, 3).address(from).address(to).number(amount);
    // SAFETY: no storage value is held across the call, and the cache is emptied before it.
    let answer = unsafe {
        RawCall::new()
            .clear_storage_cache()
            .limit_return_data(0, 32)
            .call(token, &call.into_bytes())
    };
    match answer {
        Ok(answer) if answer.is_empty() || says_true(&answer) => Ok(()),
        _ => Err(text_refusal("TRANSFER_FROM_FAILED")),
    }
}

/// Whether an answer begins with the word 1.
fn says_true(answer: &[u8]) -> bool {
    answer.first_chunk::<32>().is_some_and(|word| U256::from_be_bytes(*word) == U256::from(1))
}
