//! The attestation: an issuer's claim that a subject has a value under a schema.

use super::words;
use crate::commitment;
use crate::hash::{Keccak, Word};

/// The EIP-712 type of the attestation.
pub const ATTESTATION_TYPE: &str = "Attestation(bytes32 subject,bytes32 schema,bytes32 valueHash,address issuer,uint64 issuedAt,uint64 expiry,uint256 nonce)";
/// Keccak-256 of [`ATTESTATION_TYPE`].
pub const ATTESTATION_TYPE_HASH: Word = [
    0x1a, 0x82, 0xdd, 0xb9, 0xbe, 0xd9, 0xab, 0xed, 0x15, 0x58, 0xc5, 0xab, 0xe7, 0xfd, 0xe1, 0xc0,
    0x0c, 0xeb, 0x13, 0x88, 0x9b, 0x50, 0x94, 0xf8, 0xb1, 0xec, 0x42, 0xb5, 0x9d, 0x1a, 0x1c, 0x00,
];

/// What an issuer signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// What it is about: see [`super::subject`].
    pub subject: Word,
    /// What kind of claim it is: see [`super::schema`].
    pub schema: Word,
    /// The hash of what is claimed; zero where the schema says all.
    pub value_hash: Word,
    /// Who claims it: an account, or the address that stands for a key ([`super::issuer`]).
    pub issuer: [u8; 20],
    /// When it was signed, in Unix seconds. Of the attestations of one issuer about one subject and schema, the latest counts.
    pub issued_at: u64,
    /// The first second in which it is no longer valid; 0: it does not expire.
    pub expiry: u64,
    /// Any number: tells apart what is otherwise equal.
    pub nonce: Word,
}

impl Attestation {
    /// The EIP-712 hash of the struct.
    #[must_use]
    pub fn struct_hash<K: Keccak + ?Sized>(&self, keccak: &K) -> Word {
        let words = [
            ATTESTATION_TYPE_HASH,
            self.subject,
            self.schema,
            self.value_hash,
            words::address(&self.issuer),
            words::uint(self.issued_at),
            words::uint(self.expiry),
            self.nonce,
        ];
        keccak.keccak256(words.as_flattened())
    }

    /// What the issuer signs, and the attestation's id: `keccak256(0x19 ‖ 0x01 ‖ domain separator ‖ struct hash)`.
    #[must_use]
    pub fn digest<K: Keccak + ?Sized>(&self, keccak: &K, domain_separator: &Word) -> Word {
        commitment::digest(keccak, domain_separator, &self.struct_hash(keccak))
    }

    /// Whether it is valid at `now`, as far as its own words say.
    #[must_use]
    pub fn is_current(&self, now: u64) -> bool {
        self.issued_at <= now && (self.expiry == 0 || now < self.expiry)
    }
}

#[cfg(all(test, feature = "keccak"))]
mod tests {
    use super::*;
    use crate::hash::Software;

    #[test]
    fn the_constant_is_the_hash_of_the_type() {
        assert_eq!(ATTESTATION_TYPE_HASH, Software.keccak256(ATTESTATION_TYPE.as_bytes()));
    }
}
