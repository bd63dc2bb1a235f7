//! Who signed: an account with a key (65 bytes, or 64 by EIP-2098), or a contract that says so itself (ERC-1271).
//!
//! A key counts first: that costs least, and an account that lent itself code (EIP-7702) keeps its key. A signature has one form per
//! encoding, s being in the lower half; vouchers are used up by their nonce, never by their signature.

use alloc::vec::Vec;

use alloy_primitives::{address, b256, Address, B256, U256};
use colophon_wire::Reader;
use stylus_sdk::stylus_core::Host;

use crate::{
    calls,
    data::{words, Data, Word},
    errors::{refuse, InvalidSignature, InvalidSigner, SignerRefused},
};

/// `isValidSignature(bytes32,bytes)`, which is also the answer that means yes.
const ERC1271: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];
/// The precompile that recovers a signer.
const RECOVER: Address = address!("0000000000000000000000000000000000000001");
/// The largest s: half the order of the group.
const HALF: B256 = b256!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/// Checks that `signer` signed `digest`.
///
/// # Errors
///
/// `InvalidSigner`, `InvalidSignature`; `SignerRefused` of a contract.
pub(crate) fn check(
    vm: &dyn Host,
    signer: Address,
    digest: B256,
    signature: &[u8],
) -> Result<(), Vec<u8>> {
    let recovered = recover(digest, signature);
    if recovered == Some(signer) {
        return Ok(());
    }
    if vm.code_size(signer) != 0 {
        return ask(signer, digest, signature);
    }
    Err(match recovered {
        Some(recovered) => refuse!(InvalidSigner, recovered, signer),
        None => refuse!(InvalidSignature),
    })
}

/// Whose key made a signature; none for one that no key makes.
fn recover(digest: B256, signature: &[u8]) -> Option<Address> {
    let (r, rest) = signature.split_first_chunk::<32>()?;
    let (s, rest) = rest.split_first_chunk::<32>()?;
    let (mut s, v) = (*s, rest);
    let v = match *v {
        [] => {
            let odd = s[0] >> 7;
            s[0] &= 0x7f;
            27 + odd
        }
        [v @ (27 | 28)] => v,
        _ => return None,
    };
    if s > HALF.0 {
        return None;
    }
    let question = words!(digest, v, B256::new(*r), B256::new(s));
    let answer = calls::ask(RECOVER, &question);
    let recovered = Reader::new(&answer.ok()?).address().ok()?;
    (!recovered.is_zero()).then_some(recovered)
}

/// Asks a contract whether it takes the signature for its own.
fn ask(signer: Address, digest: B256, signature: &[u8]) -> Result<(), Vec<u8>> {
    let mut question = Data::with_selector(u32::from_be_bytes(ERC1271));
    digest.put(&mut question);
    64_u8.put(&mut question);
    question.bytes(signature);
    let answer = calls::ask(signer, &question.0);
    let yes = U256::from(u32::from_be_bytes(ERC1271)) << 224_usize;
    match answer {
        Ok(answer) if Reader::new(&answer).number(256) == Ok(yes) => Ok(()),
        _ => Err(refuse!(SignerRefused, signer)),
    }
}
