//! What the Descriptor asks of a collection, and tells it.
//!
//! Questions are static calls, so a collection cannot change anything while it answers. A collection may be any contract: every
//! answer is checked before it is used.

use alloc::vec::Vec;

use alloy_primitives::{Address, FixedBytes, B256, U256};
use stylus_sdk::{call::RawCall, prelude::*};

use crate::errors::{BadCollectionAnswer, Error, NoCollection};

/// `owner()`
const OWNER: [u8; 4] = [0x8d, 0xa5, 0xcb, 0x5b];
/// `provenanceOf(uint256)`
const PROVENANCE_OF: [u8; 4] = stylus_sdk::function_selector!("provenanceOf", U256);
/// `emitBatchMetadataUpdate(uint256,uint256)`
const EMIT_BATCH_METADATA_UPDATE: [u8; 4] =
    stylus_sdk::function_selector!("emitBatchMetadataUpdate", U256, U256);

/// The provenance words of a piece, as the collection stores them. Without a content hash, its words are under the root of its
/// series, and the chain knows only that root.
pub(crate) struct Provenance {
    /// Hash of the model.
    pub(crate) model: B256,
    /// SHA-256 of the file; zero: under the root.
    pub(crate) content: B256,
    /// Commitment to the prompt; zero: none, or under the root.
    pub(crate) prompt: B256,
    /// Hash of the record.
    pub(crate) record: B256,
    /// How often the piece was revised.
    pub(crate) revision: u32,
}

/// A contract that says it is a collection.
pub(crate) struct Collection(pub(crate) Address);

impl Collection {
    /// Whom the collection names as its owner.
    pub(crate) fn owner(&self) -> Result<Address, Error> {
        let answer = self.ask(OWNER, &[])?;
        match answer.split_first_chunk::<32>() {
            Some((word, _)) if word[..12] == [0; 12] => Ok(Address::from_slice(&word[12..])),
            _ => Err(self.bad(OWNER, answer.len())),
        }
    }

    /// The words of a piece.
    pub(crate) fn provenance_of(&self, token_id: U256) -> Result<Provenance, Error> {
        let answer = self.ask(PROVENANCE_OF, &token_id.to_be_bytes::<32>())?;
        let Some((words, _)) = answer.split_first_chunk::<160>() else {
            return Err(self.bad(PROVENANCE_OF, answer.len()));
        };
        let word = |index: usize| B256::from_slice(&words[index * 32..index * 32 + 32]);
        let [head @ .., a, b, c, d] = word(4).0;
        if head != [0; 28] {
            return Err(self.bad(PROVENANCE_OF, answer.len()));
        }
        Ok(Provenance {
            model: word(0),
            content: word(1),
            prompt: word(2),
            record: word(3),
            revision: u32::from_be_bytes([a, b, c, d]),
        })
    }

    /// Asks the collection to announce that the metadata of these pieces changed (ERC-4906). It may refuse: it may not know this
    /// Descriptor yet. It may do anything else too, so this comes after all writes and events.
    pub(crate) fn announce(&self, from: U256, to: U256) {
        let mut input = [0; 68];
        input[..4].copy_from_slice(&EMIT_BATCH_METADATA_UPDATE);
        input[4..36].copy_from_slice(&from.to_be_bytes::<32>());
        input[36..].copy_from_slice(&to.to_be_bytes::<32>());
        // SAFETY: the cache is written back and emptied first, and no storage reference is held across the call.
        let call =
            unsafe { RawCall::new().clear_storage_cache().skip_return_data().call(self.0, &input) };
        drop(call);
    }

    /// Puts a question; `argument` is empty or one word. A refusal of the collection is handed on as it is.
    fn ask(&self, selector: [u8; 4], argument: &[u8]) -> Result<Vec<u8>, Error> {
        if !has_code(self.0) {
            return Err(Error::NoCollection(NoCollection { collection: self.0 }));
        }
        let mut input = Vec::with_capacity(36);
        input.extend_from_slice(&selector);
        input.extend_from_slice(argument);
        // SAFETY: a static call changes no storage, so nothing that is cached can go stale.
        match unsafe { RawCall::new_static().call(self.0, &input) } {
            Err(refusal) if refusal.is_empty() => Err(self.bad(selector, 0)),
            answer => answer.map_err(Error::Collection),
        }
    }

    fn bad(&self, selector: [u8; 4], length: usize) -> Error {
        Error::BadCollectionAnswer(BadCollectionAnswer {
            collection: self.0,
            selector: FixedBytes(selector),
            length: U256::from(length as u64),
        })
    }
}

/// Whether a contract is there.
#[allow(deprecated)] // the replacement needs a storage type at hand
fn has_code(address: Address) -> bool {
    address.has_code()
}
