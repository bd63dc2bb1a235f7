//! Who signs: an account, or a key of another kind, which has an address of its own here.

use super::words;
use crate::hash::{Keccak, Word};

/// How an issuer signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Scheme {
    /// An account: ECDSA over secp256k1, or ERC-1271 where a contract stands.
    Account = 0,
    /// ECDSA over P-256 with SHA-256, as WebCrypto and secure hardware sign.
    P256 = 1,
    /// A passkey (WebAuthn) with P-256.
    Passkey = 2,
    /// Ed25519.
    Ed25519 = 3,
}

impl Scheme {
    /// The scheme of a number; `None` when there is no such scheme.
    #[must_use]
    pub fn from_u8(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Account),
            1 => Some(Self::P256),
            2 => Some(Self::Passkey),
            3 => Some(Self::Ed25519),
            _ => None,
        }
    }
}

/// The address that stands for a public key of at most 64 bytes:
/// the last 20 bytes of `keccak256(abi.encode(uint8 scheme, bytes publicKey))`.
///
/// P-256 keys are `x ‖ y`, Ed25519 keys the 32 bytes of RFC 8032. Nobody can send a transaction from such an address, and the same
/// key has another one under another scheme. `None` for a longer key.
#[must_use]
pub fn of_key<K: Keccak + ?Sized>(
    keccak: &K,
    scheme: Scheme,
    public_key: &[u8],
) -> Option<[u8; 20]> {
    const HEAD: usize = 3;
    let words_of_key = public_key.len().div_ceil(32);
    let mut words = [[0; 32]; HEAD + 2];
    words[0] = words::uint(scheme as u64);
    words[1] = words::uint(64);
    words[2] = words::uint(public_key.len() as u64);
    let encoded = words.get_mut(..HEAD + words_of_key)?;
    let key = encoded.get_mut(HEAD..)?.as_flattened_mut();
    for (to, from) in key.iter_mut().zip(public_key) {
        *to = *from;
    }
    let hash: Word = keccak.keccak256(encoded.as_flattened());
    hash.last_chunk().copied()
}
