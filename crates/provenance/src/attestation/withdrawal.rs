//! Taking back: one attestation, or all that were issued before a time.

use super::words;
use crate::commitment;
use crate::hash::{Keccak, Word};

/// The EIP-712 type of a revocation.
pub const REVOCATION_TYPE: &str = "Revocation(bytes32 id,address issuer,uint256 nonce)";
/// Keccak-256 of [`REVOCATION_TYPE`].
pub const REVOCATION_TYPE_HASH: Word = [
    0xb8, 0xe4, 0x6c, 0x61, 0x73, 0x76, 0x93, 0x68, 0x64, 0x1d, 0x1b, 0x47, 0xc4, 0x39, 0xdb, 0xf6,
    0x31, 0x3e, 0x49, 0x7f, 0x2c, 0xfd, 0xd4, 0xa5, 0x3e, 0x97, 0x10, 0x9b, 0x97, 0x8e, 0xc5, 0x36,
];
/// The EIP-712 type of a revocation of everything before a time.
pub const REVOCATION_BEFORE_TYPE: &str =
    "RevocationBefore(uint64 time,address issuer,uint256 nonce)";
/// Keccak-256 of [`REVOCATION_BEFORE_TYPE`].
pub const REVOCATION_BEFORE_TYPE_HASH: Word = [
    0x82, 0x1f, 0x7a, 0x4c, 0x75, 0x5d, 0x46, 0xa1, 0xed, 0x86, 0xe1, 0x44, 0xae, 0x15, 0xa2, 0xd8,
    0x00, 0xb9, 0xe0, 0xd9, 0xac, 0x96, 0x12, 0xb8, 0xdc, 0xcf, 0x14, 0xd9, 0x42, 0xad, 0x98, 0x40,
];

/// Takes one attestation back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The attestation.
    pub id: Word,
    /// Its issuer.
    pub issuer: [u8; 20],
    /// Any number.
    pub nonce: Word,
}

/// Takes back whatever the issuer issued before a time, also what nobody has submitted yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevocationBefore {
    /// In Unix seconds: attestations with an earlier `issuedAt` are void.
    pub time: u64,
    /// Whose.
    pub issuer: [u8; 20],
    /// Any number.
    pub nonce: Word,
}

impl Revocation {
    /// The EIP-712 hash of the struct.
    #[must_use]
    pub fn struct_hash<K: Keccak + ?Sized>(&self, keccak: &K) -> Word {
        let issuer = words::address(&self.issuer);
        keccak.keccak256([REVOCATION_TYPE_HASH, self.id, issuer, self.nonce].as_flattened())
    }

    /// What the issuer signs.
    #[must_use]
    pub fn digest<K: Keccak + ?Sized>(&self, keccak: &K, domain_separator: &Word) -> Word {
        commitment::digest(keccak, domain_separator, &self.struct_hash(keccak))
    }
}

impl RevocationBefore {
    /// The EIP-712 hash of the struct.
    #[must_use]
    pub fn struct_hash<K: Keccak + ?Sized>(&self, keccak: &K) -> Word {
        let (time, issuer) = (words::uint(self.time), words::address(&self.issuer));
        keccak.keccak256([REVOCATION_BEFORE_TYPE_HASH, time, issuer, self.nonce].as_flattened())
    }

    /// What the issuer signs.
    #[must_use]
    pub fn digest<K: Keccak + ?Sized>(&self, keccak: &K, domain_separator: &Word) -> Word {
        commitment::digest(keccak, domain_separator, &self.struct_hash(keccak))
    }
}

#[cfg(all(test, feature = "keccak"))]
mod tests {
    use super::*;
    use crate::hash::Software;

    #[test]
    fn the_constants_are_the_hashes_of_the_types() {
        let of = |text: &str| Software.keccak256(text.as_bytes());
        assert_eq!(REVOCATION_TYPE_HASH, of(REVOCATION_TYPE));
        assert_eq!(REVOCATION_BEFORE_TYPE_HASH, of(REVOCATION_BEFORE_TYPE));
    }
}
