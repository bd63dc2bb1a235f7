//! The words of a token: what is stored about how it was made, and how that is recorded, anchored and revised.
//!
//! A token minted alone has its words on chain at once. A token of a batch has them under the root of its series, until
//! somebody, anybody, brings them with a proof.

use alloc::{vec, vec::Vec};
use alloy_primitives::{aliases::U32, B256, U256};
use colophon_provenance::{
    hash::{Keccak, Word},
    token_id::TokenId,
    tree,
};
use openzeppelin_stylus::token::erc721::{self, ERC721NonexistentToken, IErc721};
use stylus_sdk::{
    prelude::*,
    storage::{StorageB256, StorageMap, StorageU32},
};

use crate::{
    collection::Collection,
    encoding::emit,
    errors::{
        AlreadyAnchored, Error, FrozenSeries, InvalidProof, NotAnchored, SeriesWithoutRoot,
        ZeroContentHash, ZeroRecordHash,
    },
    events::{MetadataUpdate, ProvenanceRecorded, Revised},
    roles,
};

/// What `provenanceOf(uint256)` answers: model hash, content hash, prompt commitment, record hash, revision.
pub type ProvenanceInfo = (B256, B256, B256, B256, u32);

/// The words as they come with a call.
pub(crate) struct Words {
    /// SHA-256 of the file.
    pub(crate) content_hash: B256,
    /// The EIP-712 commitment to the prompt; zero when there is none.
    pub(crate) prompt_commitment: B256,
    /// The hash of the record.
    pub(crate) record_hash: B256,
}

/// The words of one token: four slots. A record hash of zero means that they are not on chain.
#[storage]
pub struct StoredWords {
    content_hash: StorageB256,
    prompt_commitment: StorageB256,
    record_hash: StorageB256,
    revision: StorageU32,
}

/// The words of every token.
#[storage]
pub struct Provenance {
    tokens: StorageMap<U256, StoredWords>,
}

impl Words {
    /// Refuses words that cannot be hashes. A commitment may be zero.
    ///
    /// # Errors
    /// [`ZeroContentHash`], [`ZeroRecordHash`].
    pub(crate) fn require_hashes(&self) -> Result<(), Error> {
        if self.content_hash.is_zero() {
            return Err(ZeroContentHash {}.into());
        }
        if self.record_hash.is_zero() {
            return Err(ZeroRecordHash {}.into());
        }
        Ok(())
    }
}

impl Provenance {
    /// Writes the words of a token that has none.
    pub(crate) fn record(&mut self, id: U256, words: &Words) {
        let mut stored = self.tokens.setter(id);
        stored.content_hash.set(words.content_hash);
        stored.prompt_commitment.set(words.prompt_commitment);
        stored.record_hash.set(words.record_hash);
        let recorded = ProvenanceRecorded {
            tokenId: id,
            contentHash: words.content_hash,
            promptCommitment: words.prompt_commitment,
            recordHash: words.record_hash,
        };
        emit(self.vm(), &recorded);
    }

    /// Replaces the content and record hash of a token that has words.
    ///
    /// # Errors
    /// [`NotAnchored`].
    fn revise(&mut self, id: U256, content_hash: B256, record_hash: B256) -> Result<(), Error> {
        if !self.is_recorded(id) {
            return Err(NotAnchored { tokenId: id }.into());
        }
        let mut stored = self.tokens.setter(id);
        let revision = stored.revision().wrapping_add(1);
        stored.revision.set(U32::from(revision));
        stored.content_hash.set(content_hash);
        stored.record_hash.set(record_hash);
        let revised =
            Revised { tokenId: id, revision, contentHash: content_hash, recordHash: record_hash };
        emit(self.vm(), &revised);
        Ok(())
    }

    fn is_recorded(&self, id: U256) -> bool {
        !self.tokens.getter(id).record_hash.get().is_zero()
    }
}

impl StoredWords {
    fn revision(&self) -> u32 {
        self.revision.get().as_limbs()[0] as u32
    }
}

/// The host's Keccak-256: a few units of gas, and no code.
impl Keccak for Collection {
    fn keccak256(&self, bytes: &[u8]) -> Word {
        self.vm().native_keccak256(bytes).0
    }
}

impl Collection {
    /// The words of a live token, under the model of its series; zeros for words that are not on chain.
    pub(crate) fn read_provenance(&self, id: U256) -> Result<ProvenanceInfo, Error> {
        let series = self.series_of(id)?;
        let stored = self.provenance.tokens.getter(id);
        Ok((
            self.series.peek(series).model_hash.get(),
            stored.content_hash.get(),
            stored.prompt_commitment.get(),
            stored.record_hash.get(),
            stored.revision(),
        ))
    }

    /// Brings the words of a token under the root of its series on chain.
    pub(crate) fn anchor_words(
        &mut self,
        id: U256,
        words: &Words,
        proof: Vec<B256>,
    ) -> Result<(), Error> {
        let series = self.series_of(id)?;
        if self.provenance.is_recorded(id) {
            return Err(AlreadyAnchored { tokenId: id }.into());
        }
        words.require_hashes()?;
        let root = self.series.peek(series).root.get();
        if root.is_zero() {
            return Err(SeriesWithoutRoot { series }.into());
        }
        let leaf_words = [
            id.to_be_bytes(),
            words.content_hash.0,
            words.prompt_commitment.0,
            words.record_hash.0,
        ];
        let leaf = tree::leaf(self, &leaf_words);
        if !tree::verify(self, &root, leaf, proof.into_iter().map(Word::from)) {
            return Err(InvalidProof { tokenId: id, leaf: leaf.into(), root }.into());
        }
        self.provenance.record(id, words);
        emit(self.vm(), &MetadataUpdate { _tokenId: id });
        Ok(())
    }

    /// Replaces the content and record hash of a live token whose series is not frozen.
    pub(crate) fn revise_words(
        &mut self,
        id: U256,
        content_hash: B256,
        record_hash: B256,
    ) -> Result<(), Error> {
        self.guard.require_open()?;
        self.require_role(roles::REVISER)?;
        Words { content_hash, prompt_commitment: B256::ZERO, record_hash }.require_hashes()?;
        let series = self.series_of(id)?;
        if self.series.peek(series).is_frozen() {
            return Err(FrozenSeries { series }.into());
        }
        self.provenance.revise(id, content_hash, record_hash)?;
        emit(self.vm(), &MetadataUpdate { _tokenId: id });
        Ok(())
    }

    /// The series of a live token. All 256 bits of the id count.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    fn series_of(&self, id: U256) -> Result<u32, Error> {
        self.owner_of(id)?;
        match TokenId::from_limbs(id.as_limbs()) {
            Ok(id) => Ok(id.series()),
            Err(_) => {
                Err(erc721::Error::NonexistentToken(ERC721NonexistentToken { token_id: id }).into())
            }
        }
    }
}
