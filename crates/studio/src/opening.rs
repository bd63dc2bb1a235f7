//! `colophon/opening/1`: a prompt with the salt of its commitment. Whoever has it can compute the commitment again; once
//! it is public the prompt is no secret any more.

use alloy_primitives::{Address, B256};
use colophon_provenance::commitment;
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::token_id::TokenId;
use serde::{Deserialize, Serialize};

/// Most bytes of a file that holds one.
pub const MOST: u64 = 1 << 20;

/// An opened commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// `colophon/opening/1`
    pub schema: String,
    /// Chain that the commitment is bound to.
    pub chain_id: u64,
    /// Collection that it is bound to.
    pub collection: Address,
    /// Token that it is bound to.
    pub token: u64,
    /// The salt.
    pub salt: B256,
    /// The prompt.
    pub positive: String,
    /// The negative prompt; empty for none.
    pub negative: String,
    /// What it opens.
    pub commitment: B256,
}

impl Opening {
    /// Value of `schema`.
    pub const SCHEMA: &'static str = "colophon/opening/1";

    /// Opens the commitment of `token` with its salt.
    #[must_use]
    pub fn new(
        (chain_id, collection): (u64, Address),
        token: TokenId,
        salt: [u8; 32],
        positive: String,
        negative: String,
    ) -> Self {
        let mut opening = Self {
            schema: Self::SCHEMA.into(),
            chain_id,
            collection,
            token: token.as_u64(),
            salt: salt.into(),
            positive,
            negative,
            commitment: B256::ZERO,
        };
        opening.commitment = opening.commit(token);
        opening
    }

    /// The commitment to what it says, as that of `token`.
    #[must_use]
    pub fn commit(&self, token: TokenId) -> B256 {
        let domain = commitment::domain_separator(&Keccak, self.chain_id, &self.collection.0 .0);
        commitment::commit(
            &Keccak,
            &domain,
            &token.to_word(),
            &self.salt.0,
            self.positive.as_bytes(),
            self.negative.as_bytes(),
        )
        .into()
    }
}
