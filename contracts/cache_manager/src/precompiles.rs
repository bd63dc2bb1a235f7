//! What the chain is asked, and told, through its precompiles.

use alloc::vec::Vec;

use alloy_primitives::{address, Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_wire::Answer;
use stylus_sdk::call::RawCall;

use crate::interface::IPrecompiles::{
    cacheProgramCall, codehashAsmSizeCall, codehashIsCachedCall, evictCodehashCall,
    isChainOwnerCall,
};

const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");

/// Whether an account owns the chain.
pub(crate) fn is_chain_owner(account: Address) -> Result<bool, Vec<u8>> {
    Ok(!ask(ARB_OWNER_PUBLIC, isChainOwnerCall::SELECTOR, account.into_word())?.is_zero())
}

/// Bytes of native code of a program; the refusal of ArbWasm when it is not active.
pub(crate) fn size(code: B256) -> Result<u64, Vec<u8>> {
    Ok(ask(ARB_WASM, codehashAsmSizeCall::SELECTOR, code)?.saturating_to())
}

/// Whether a program is cached.
pub(crate) fn is_cached(code: B256) -> Result<bool, Vec<u8>> {
    Ok(!ask(ARB_WASM_CACHE, codehashIsCachedCall::SELECTOR, code)?.is_zero())
}

/// Caches the program at an address.
pub(crate) fn cache(program: Address) -> Result<(), Vec<u8>> {
    tell(cacheProgramCall::SELECTOR, program.into_word())
}

/// Evicts a program.
pub(crate) fn evict(code: B256) -> Result<(), Vec<u8>> {
    tell(evictCodehashCall::SELECTOR, code)
}

/// A question whose answer is a word.
#[inline(never)]
fn ask(precompile: Address, selector: [u8; 4], argument: B256) -> Result<U256, Vec<u8>> {
    let question = Answer::with_selector(selector, 1).hash(argument).into_bytes();
    // SAFETY: a static call changes no storage, so nothing that is cached can go stale.
    let answer = unsafe { RawCall::new_static().call(precompile, &question) }?;
    U256::try_from_be_slice(&answer).ok_or(Vec::new())
}

#[inline(never)]
fn tell(selector: [u8; 4], argument: B256) -> Result<(), Vec<u8>> {
    let order = Answer::with_selector(selector, 1).hash(argument).into_bytes();
    // SAFETY: no storage value is held across the call, and the cache is emptied before it.
    unsafe { RawCall::new().clear_storage_cache().call(ARB_WASM_CACHE, &order) }.map(drop)
}
