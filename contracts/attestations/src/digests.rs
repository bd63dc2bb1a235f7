//! Hashes of this contract: what is signed for it, and under what it files.

use alloy_primitives::{Address, B256};
use colophon_provenance::{
    attestation::domain_separator,
    hash::{Keccak, Word},
};
use stylus_sdk::prelude::*;

use crate::contract::Attestations;

/// The host's Keccak-256: a few units of gas, and no code.
impl Keccak for Attestations {
    fn keccak256(&self, bytes: &[u8]) -> Word {
        self.vm().native_keccak256(bytes).0
    }
}

impl Attestations {
    /// The EIP-712 domain separator. Computed each time: a chain that forks has another id.
    pub(crate) fn domain(&self) -> Word {
        domain_separator(self, self.vm().chain_id(), &self.vm().contract_address().into_array())
    }

    /// Under what the latest attestation of an issuer about a subject and schema is filed.
    pub(crate) fn key(&self, issuer: Address, schema: B256, subject: B256) -> B256 {
        self.keccak256([issuer.into_word().0, schema.0, subject.0].as_flattened()).into()
    }
}
