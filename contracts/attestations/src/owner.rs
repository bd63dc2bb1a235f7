//! Whom a collection names as its owner.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256};
use stylus_sdk::call::RawCall;

use crate::errors::{refuse, InvalidCollection};

/// `owner()`
const OWNER: [u8; 4] = [0x8d, 0xa5, 0xcb, 0x5b];

/// Asks `collection` who owns it.
///
/// # Errors
///
/// `InvalidCollection` when there is no contract, when it reverts, and when it answers anything but an address.
pub(crate) fn of(collection: Address) -> Result<Address, Vec<u8>> {
    // SAFETY: a static call, over which no storage value is held; the cache is written back and emptied before it.
    let answer = unsafe {
        RawCall::new_static()
            .clear_storage_cache()
            .limit_return_data(0, 32)
            .call(collection, &OWNER)
    };
    let word = answer.ok().and_then(|answer| B256::try_from(answer.as_slice()).ok());
    match word {
        Some(word) if word.iter().take(12).all(|byte| *byte == 0) => Ok(Address::from_word(word)),
        _ => Err(refuse::<InvalidCollection>(&[collection.into_word().into()])),
    }
}
