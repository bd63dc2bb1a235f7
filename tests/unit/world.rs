//! What every test needs: a constructed Collection, series in it, raw calls, and how to read a refusal.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolError, SolEvent};
use colophon_collection::{router, Collection, Error};
use motsu::prelude::*;
use stylus_sdk::host::{WasmVM, VM};

/// The model of every series.
pub(crate) const MODEL: B256 = B256::repeat_byte(0x0d);
/// A root that no proof of these tests leads to.
pub(crate) const ROOT: B256 = B256::repeat_byte(0x77);
/// A content hash.
pub(crate) const CONTENT: B256 = B256::repeat_byte(0xc0);
/// A prompt commitment.
pub(crate) const PROMPT: B256 = B256::repeat_byte(0x99);
/// A record hash.
pub(crate) const RECORD: B256 = B256::repeat_byte(0xec);

/// A number as the 256-bit type.
pub(crate) fn n(number: u64) -> U256 {
    U256::from(number)
}

/// Constructs the Collection, without a Descriptor.
pub(crate) fn construct(collection: &Contract<Collection>, owner: Address) {
    collection.sender(owner).constructor(owner, Address::ZERO).motsu_unwrap();
}

/// Creates a series without royalty.
pub(crate) fn series(
    collection: &Contract<Collection>,
    owner: Address,
    root: B256,
    supply: u32,
) -> u32 {
    collection.sender(owner).create_series(MODEL, root, supply, Address::ZERO, 0).motsu_unwrap()
}

/// A constructed Collection with series 0: no root, ten pieces.
pub(crate) fn open(collection: &Contract<Collection>, owner: Address) {
    construct(collection, owner);
    assert_eq!(series(collection, owner, B256::ZERO, 10), 0);
}

/// Mints the next piece of series 0, with the words of this file.
pub(crate) fn mint(collection: &Contract<Collection>, owner: Address, to: Address) -> U256 {
    collection.sender(owner).mint(0, to, CONTENT, PROMPT, RECORD).motsu_unwrap()
}

/// Sends raw calldata through the router of the program, as a transaction.
pub(crate) fn call(
    collection: &Contract<Collection>,
    sender: Address,
    calldata: &[u8],
) -> Result<Vec<u8>, Vec<u8>> {
    let context = collection.sender(sender);
    let _: &Collection = &context;
    router::enter(calldata.to_vec(), VM { host: Box::new(WasmVM {}) }).motsu_res()
}

/// The revert data of a call, whose changes are rolled back.
#[track_caller]
pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<u8> {
    result.motsu_unwrap_err().into()
}

/// Asserts that a call was refused, for this reason and with these values. The expected bytes are written by the
/// library's encoder, not by the contract's.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Error>, reason: impl SolError) {
    let data = refusal(result);
    assert_eq!(
        alloy_primitives::hex::encode(data),
        alloy_primitives::hex::encode(reason.abi_encode())
    );
}

/// How many events of a kind the Collection emitted.
pub(crate) fn count<E: SolEvent>(collection: &Contract<Collection>) -> usize {
    collection
        .all_events()
        .iter()
        .filter(|log| log.topics().first() == Some(&E::SIGNATURE_HASH))
        .count()
}
