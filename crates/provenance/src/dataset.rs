//! Data sets: a Merkle root over the files that a model was trained on, each with its licence and with what its author consented
//! to. A proof shows one file, its licence and its consent, and nothing of the rest.
//!
//! Nodes are those of [`crate::tree`]; the leaf has three words instead of four, so that no piece of a series can pass for a file of
//! a data set. OpenZeppelin's `StandardMerkleTree` over `["bytes32", "bytes32", "uint16"]` gives the same root and proofs.

use crate::hash::{Keccak, Word};

/// What a file may be used for: the keys of ERC-7517, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Mining of text and data.
    DataMining,
    /// Input to a trained model.
    AiInference,
    /// Training of any model.
    AiTraining,
    /// Training of a model that makes works.
    AiGenerativeTraining,
    /// Training of any model, when the author is named.
    AiTrainingWithAuthorship,
    /// Training of a model that makes works, when the author is named.
    AiGenerativeTrainingWithAuthorship,
}

impl Use {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::DataMining,
        Self::AiInference,
        Self::AiTraining,
        Self::AiGenerativeTraining,
        Self::AiTrainingWithAuthorship,
        Self::AiGenerativeTrainingWithAuthorship,
    ];

    /// The key in the JSON of ERC-7517.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DataMining => "dataMining",
            Self::AiInference => "aiInference",
            Self::AiTraining => "aiTraining",
            Self::AiGenerativeTraining => "aiGenerativeTraining",
            Self::AiTrainingWithAuthorship => "aiTrainingWithAuthorship",
            Self::AiGenerativeTrainingWithAuthorship => "aiGenerativeTrainingWithAuthorship",
        }
    }

    /// The lower of its two bits.
    fn shift(self) -> u16 {
        match self {
            Self::DataMining => 0,
            Self::AiInference => 2,
            Self::AiTraining => 4,
            Self::AiGenerativeTraining => 6,
            Self::AiTrainingWithAuthorship => 8,
            Self::AiGenerativeTrainingWithAuthorship => 10,
        }
    }
}

/// What an author said about a use: the words of ERC-7517, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preference {
    /// Nothing was said.
    Unstated,
    /// `allowed`
    Allowed,
    /// `notAllowed`
    NotAllowed,
    /// `constrained`: under the conditions of the licence.
    Constrained,
}

impl Preference {
    /// The word of ERC-7517; `None` when nothing was said.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Unstated => None,
            Self::Allowed => Some("allowed"),
            Self::NotAllowed => Some("notAllowed"),
            Self::Constrained => Some("constrained"),
        }
    }

    fn bits(self) -> u16 {
        match self {
            Self::Unstated => 0,
            Self::Allowed => 1,
            Self::NotAllowed => 2,
            Self::Constrained => 3,
        }
    }
}

/// Preferences for all six uses: two bits each, the first use lowest. Everything that the JSON of ERC-7517 can say, and no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent(u16);

impl Consent {
    /// The largest number that is a consent.
    pub const MAX: u16 = 0x0fff;

    /// A consent by its number; `None` above [`Self::MAX`].
    #[must_use]
    pub fn from_bits(bits: u16) -> Option<Self> {
        (bits <= Self::MAX).then_some(Self(bits))
    }

    /// Its number.
    #[must_use]
    pub fn bits(self) -> u16 {
        self.0
    }

    /// The same, with another preference for one use.
    #[must_use]
    pub fn with(self, of: Use, preference: Preference) -> Self {
        Self((self.0 & !(3 << of.shift())) | (preference.bits() << of.shift()))
    }

    /// The preference for one use.
    #[must_use]
    pub fn of(self, of: Use) -> Preference {
        match (self.0 >> of.shift()) & 3 {
            0 => Preference::Unstated,
            1 => Preference::Allowed,
            2 => Preference::NotAllowed,
            _ => Preference::Constrained,
        }
    }
}

/// `keccak256(keccak256(abi.encode(bytes32 fileHash, bytes32 licence, uint16 consent)))`: SHA-256 of the file, Keccak-256 of the
/// licence's text or SPDX id (zero: unknown), and what its author consented to.
#[must_use]
pub fn leaf<K: Keccak + ?Sized>(
    keccak: &K,
    file_hash: &Word,
    licence: &Word,
    consent: Consent,
) -> Word {
    let mut bits = [0; 32];
    if let Some(tail) = bits.last_chunk_mut() {
        *tail = consent.bits().to_be_bytes();
    }
    keccak.keccak256(&keccak.keccak256([*file_hash, *licence, bits].as_flattened()))
}
