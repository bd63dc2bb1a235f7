//! P-256 (secp256r1) and SHA-256, by the chain's precompiles.

use alloc::vec::Vec;

use alloy_primitives::{address, Address, B256};
use stylus_sdk::call::RawCall;

/// P256VERIFY (RIP-7212, EIP-7951).
const P256_VERIFY: Address = address!("0000000000000000000000000000000000000100");
/// SHA-256.
const SHA256: Address = address!("0000000000000000000000000000000000000002");

/// Whether `signature` (`r ‖ s`) over `hash` is one of the key `x ‖ y`. Zero and too large numbers, and points that are not on the
/// curve, never are. Both s and its negative are, as the standard has it: mark what was signed, never the signature.
#[must_use]
pub fn verify_p256(hash: B256, signature: &[u8; 64], key: &[u8; 64]) -> bool {
    let question = [hash.as_slice(), signature, key].concat();
    // SAFETY: the precompile reads its input and nothing else.
    let answer = unsafe { RawCall::new_static().call(P256_VERIFY, &question) };
    answer.is_ok_and(|word| matches!(word.as_slice(), [zeros @ .., 1] if zeros == [0; 31]))
}

/// SHA-256 of `bytes`; `None` when the chain does not answer, for lack of gas.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Option<B256> {
    // SAFETY: the precompile reads its input and nothing else.
    let answer: Vec<u8> = unsafe { RawCall::new_static().call(SHA256, bytes) }.ok()?;
    B256::try_from(answer.as_slice()).ok()
}
