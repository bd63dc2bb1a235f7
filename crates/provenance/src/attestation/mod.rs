//! Attestations: what an issuer signs about a piece, a model or a series, how it is withdrawn, and what both are called on
//! chain. `docs/attestations.md` explains them; the contract `contracts/attestations` keeps them.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`claim`] | `Attestation::{struct_hash, digest}`: the digest is the attestation's id |
//! | [`withdrawal`] | `Revocation`, `RevocationBefore`: the same for taking back |
//! | [`issuer`] | `Scheme`, `of_key(&K, Scheme, key) -> [u8; 20]`: the address that stands for a key |
//! | [`subject`] | `token`, `series`: what an attestation is about; a record and a model entry are their own hashes |
//! | [`schema`] | `APPROVAL`, `of_name`: what kind of claim it is |
//! | [`passkey`] | what a browser signs for a digest: `check_client_data`, `check_authenticator_data` |
//! | [`panel`] | `id`, `check`: issuers of whom some must approve |
//!
//! Domain `{name: "Colophon Attestations", version: "1", chainId, verifyingContract}`.

pub mod claim;
pub mod issuer;
pub mod panel;
pub mod passkey;
pub mod schema;
pub mod subject;
pub mod withdrawal;
mod words;

pub use claim::Attestation;
pub use issuer::Scheme;
pub use withdrawal::{Revocation, RevocationBefore};

use crate::commitment;
use crate::hash::{Keccak, Word};

/// The name in the domain.
pub const DOMAIN_NAME: &str = "Colophon Attestations";
/// The version in the domain.
pub const DOMAIN_VERSION: &str = commitment::DOMAIN_VERSION;
/// Keccak-256 of [`DOMAIN_NAME`].
pub const DOMAIN_NAME_HASH: Word = [
    0x44, 0x98, 0x2f, 0xf9, 0x6b, 0x8f, 0xf3, 0x14, 0x92, 0x27, 0x35, 0x40, 0x6d, 0x31, 0x7a, 0x5a,
    0xf6, 0xd1, 0x20, 0x65, 0x40, 0x87, 0xa3, 0x6d, 0xce, 0x6a, 0x23, 0x8b, 0xbe, 0xf2, 0xf8, 0x1e,
];

/// The EIP-712 domain separator of the contract at `contract` on chain `chain_id`.
#[must_use]
pub fn domain_separator<K: Keccak + ?Sized>(
    keccak: &K,
    chain_id: u64,
    contract: &[u8; 20],
) -> Word {
    commitment::separator(keccak, &DOMAIN_NAME_HASH, chain_id, contract)
}

#[cfg(all(test, feature = "keccak"))]
mod tests {
    use super::*;
    use crate::hash::Software;

    #[test]
    fn the_constant_is_the_hash_of_the_name() {
        assert_eq!(DOMAIN_NAME_HASH, Software.keccak256(DOMAIN_NAME.as_bytes()));
    }
}
