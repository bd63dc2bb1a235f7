//! Signatures of accounts: with a key, or by a contract that speaks for itself.

use alloy_primitives::{address, b256, Address, B256};
use colophon_wire::Answer;
use stylus_sdk::{call::RawCall, stylus_core::Host};

/// `isValidSignature(bytes32,bytes)`, which is also the answer that means yes.
const ERC1271: [u8; 4] = [0x16, 0x26, 0xba, 0x7e];
/// The precompile that recovers a signer.
const RECOVER: Address = address!("0000000000000000000000000000000000000001");
/// The largest s of secp256k1 that is taken: half of the group's order. The other half are the same signatures once more.
const HALF_ORDER: B256 = b256!("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/// Why a signature is not the account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Neither 65 bytes nor 64; how many.
    Length(usize),
    /// The last of 65 bytes is neither 27 nor 28.
    V(u8),
    /// s is in the upper half.
    HighS(B256),
    /// No key fits.
    Unrecoverable,
    /// Somebody else's key fits.
    Signer(Address),
    /// The contract does not say yes: what it answered or reverted with, filled up with zeros, and how many bytes of it were read
    /// (at most 32).
    Wallet {
        /// The first word.
        answer: B256,
        /// Its length.
        length: usize,
    },
}

/// Checks that `account` signed `digest`.
///
/// # Errors
///
/// Any [`Fault`].
pub fn account(
    vm: &dyn Host,
    account: Address,
    digest: B256,
    signature: &[u8],
) -> Result<(), Fault> {
    if vm.code_size(account) != 0 {
        return ask(account, digest, signature);
    }
    match recover(digest, signature)? {
        signer if signer == account => Ok(()),
        signer => Err(Fault::Signer(signer)),
    }
}

/// The account whose key signed `digest`.
///
/// # Errors
///
/// [`Fault::Length`], [`Fault::V`], [`Fault::HighS`], [`Fault::Unrecoverable`].
pub fn recover(digest: B256, signature: &[u8]) -> Result<Address, Fault> {
    let length = || Fault::Length(signature.len());
    let (r, rest) = signature.split_first_chunk::<32>().ok_or_else(length)?;
    let (s, rest) = rest.split_first_chunk::<32>().ok_or_else(length)?;
    let (mut s, v) = match *rest {
        [] => (*s, 27 + (s[0] >> 7)),
        [v @ (27 | 28)] => (*s, v),
        [v] => return Err(Fault::V(v)),
        _ => return Err(length()),
    };
    if rest.is_empty() {
        s[0] &= 0x7f; // the highest bit of a short signature is the parity
    }
    if s > HALF_ORDER.0 {
        return Err(Fault::HighS(s.into()));
    }
    let question = Answer::with_capacity(4).hash(digest).size(v.into());
    let question = question.hash((*r).into()).hash(s.into()).into_bytes();
    // SAFETY: the precompile reads its input and nothing else.
    let answer = unsafe { RawCall::new_static().call(RECOVER, &question) };
    match answer.ok().and_then(|word| B256::try_from(word.as_slice()).ok()).map(Address::from_word)
    {
        None | Some(Address::ZERO) => Err(Fault::Unrecoverable),
        Some(signer) => Ok(signer),
    }
}

/// Asks a contract whether it takes the signature for its own. Only the magic value followed by zeros means yes.
fn ask(wallet: Address, digest: B256, signature: &[u8]) -> Result<(), Fault> {
    let question = Answer::with_selector(ERC1271, 3 + signature.len().div_ceil(32))
        .hash(digest)
        .size(64)
        .bytes(signature)
        .into_bytes();
    // SAFETY: no storage value is held across the call, and the cache is written back and emptied before it.
    let answer = unsafe {
        RawCall::new_static().clear_storage_cache().limit_return_data(0, 32).call(wallet, &question)
    };
    let yes = answer.is_ok();
    let bytes = answer.unwrap_or_else(|refusal| refusal);
    let mut word = B256::ZERO;
    for (to, from) in word.0.iter_mut().zip(&bytes) {
        *to = *from;
    }
    if yes && bytes.len() == 32 && word == yes_word() {
        return Ok(());
    }
    Err(Fault::Wallet { answer: word, length: bytes.len() })
}

/// The magic value as a word.
fn yes_word() -> B256 {
    let mut word = B256::ZERO;
    for (to, from) in word.0.iter_mut().zip(ERC1271) {
        *to = from;
    }
    word
}
