//! Who signed: an account with a key (65 bytes, or 64 by EIP-2098), or a contract that says so itself (ERC-1271).

use alloc::vec::Vec;

use alloy_primitives::{address, b256, Address, B256, U256};
use colophon_wire::Answer;
use stylus_sdk::{call::RawCall, stylus_core::Host};

use crate::{
    errors::plain,
    interface::IPermit2::{
        InvalidContractSignature, InvalidSignature, InvalidSignatureLength, InvalidSigner,
    },
};

/// `isValidSignature(bytes32,bytes)`, which is also the answer that means yes.
const ERC1271: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];
/// The precompile that recovers a signer.
const RECOVER: Address = address!("0000000000000000000000000000000000000001");
/// All bits of the second word of a short signature but the highest, which is the parity.
const S: B256 = b256!("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");

/// Checks that `owner` signed `digest`.
///
/// # Errors
///
/// `InvalidSignatureLength`, `InvalidSignature`, `InvalidSigner`; `InvalidContractSignature`, or what the contract reverted with.
pub(crate) fn check(
    vm: &dyn Host,
    owner: Address,
    digest: B256,
    signature: &[u8],
) -> Result<(), Vec<u8>> {
    if vm.code_size(owner) != 0 {
        return ask(owner, digest, signature);
    }
    let (r, rest) = signature.split_first_chunk::<32>().ok_or_else(length)?;
    let (s, rest) = rest.split_first_chunk::<32>().ok_or_else(length)?;
    let (s, v) = match *rest {
        [] => (B256::from(*s) & S, 27 + (s[0] >> 7)),
        [v] => (B256::from(*s), v),
        _ => return Err(length()),
    };
    let question = Answer::with_capacity(4).hash(digest).size(v.into()).hash((*r).into()).hash(s);
    // SAFETY: the precompile reads its input and nothing else.
    let answer = unsafe { RawCall::new_static().call(RECOVER, &question.into_bytes()) };
    match answer.ok().and_then(|word| B256::try_from(word.as_slice()).ok()).map(Address::from_word)
    {
        None | Some(Address::ZERO) => Err(plain::<InvalidSignature>()),
        Some(signer) if signer == owner => Ok(()),
        Some(_) => Err(plain::<InvalidSigner>()),
    }
}

fn length() -> Vec<u8> {
    plain::<InvalidSignatureLength>()
}

/// Asks a contract whether it takes the signature for its own.
fn ask(owner: Address, digest: B256, signature: &[u8]) -> Result<(), Vec<u8>> {
    let question = Answer::with_selector(ERC1271, 3 + signature.len().div_ceil(32))
        .hash(digest)
        .size(64)
        .bytes(signature)
        .into_bytes();
    // SAFETY: no storage value is held across the call, and the cache is emptied before it.
    let answer = unsafe { RawCall::new_static().clear_storage_cache().call(owner, &question) }?;
    // What is no `bytes4` does not decode, and Solidity refuses it without data.
    let word = answer.first_chunk::<32>().ok_or(Vec::new())?;
    let (magic, rest) = word.split_first_chunk::<4>().ok_or(Vec::new())?;
    if U256::try_from_be_slice(rest) != Some(U256::ZERO) {
        return Err(Vec::new());
    }
    if *magic != ERC1271 {
        return Err(plain::<InvalidContractSignature>());
    }
    Ok(())
}
