//! What the Registry asks of a collection. Questions are static calls; a collection may be any contract, so every answer is checked.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall, SolError};
use colophon_wire::{Answer, Reader};
use stylus_sdk::{call::RawCall, prelude::*};

use crate::{
    contract::Registry,
    errors::{refuse, size, BadCollectionAnswer, CollectionRefused, NoCollection},
};

sol! {
    function owner() external view returns (address);
    function ownerOf(uint256 tokenId) external view returns (address);
    function provenanceOf(uint256 tokenId) external view
        returns (bytes32 modelHash, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash, uint32 revision);
}

/// The most bytes of an answer that are looked at.
const MOST: usize = 256;

impl Registry {
    /// Whom a collection names as its owner.
    pub(crate) fn collection_owner(&self, collection: Address) -> Result<Address, Vec<u8>> {
        let answer = self.ask(collection, ownerCall::SELECTOR, None)?;
        let owner = Reader::new(&answer).address();
        owner.map_err(|_| bad(collection, ownerCall::SELECTOR, answer.len()))
    }

    /// Who owns a piece.
    pub(crate) fn token_owner(&self, collection: Address, token: U256) -> Result<Address, Vec<u8>> {
        let answer = self.ask(collection, ownerOfCall::SELECTOR, Some(token))?;
        let owner = Reader::new(&answer).address();
        owner.map_err(|_| bad(collection, ownerOfCall::SELECTOR, answer.len()))
    }

    /// The commitment to the prompt of a piece; zero when there is none.
    pub(crate) fn commitment_of(&self, collection: Address, token: U256) -> Result<B256, Vec<u8>> {
        let answer = self.ask(collection, provenanceOfCall::SELECTOR, Some(token))?;
        let mut reader = Reader::new(&answer);
        let mut read = || {
            let [_, _, prompt, _] =
                [reader.hash()?, reader.hash()?, reader.hash()?, reader.hash()?];
            reader.number(32).map(|_| prompt)
        };
        read().map_err(|_| bad(collection, provenanceOfCall::SELECTOR, answer.len()))
    }

    #[inline(never)]
    fn ask(
        &self,
        collection: Address,
        selector: [u8; 4],
        argument: Option<U256>,
    ) -> Result<Vec<u8>, Vec<u8>> {
        if self.vm().code_size(collection) == 0 {
            return Err(refuse::<NoCollection>(&[collection.into_word().into()]));
        }
        let question = Answer::with_selector(selector, 1);
        let question = argument.into_iter().fold(question, Answer::number).into_bytes();
        // SAFETY: a static call changes no storage, so nothing that is cached can go stale.
        let answer =
            unsafe { RawCall::new_static().limit_return_data(0, MOST).call(collection, &question) };
        answer.map_err(|reason| {
            Answer::with_selector(CollectionRefused::SELECTOR, 4 + MOST / 32)
                .address(collection)
                .hash(left(selector))
                .size(96)
                .bytes(&reason)
                .into_bytes()
        })
    }
}

#[inline(never)]
fn bad(collection: Address, selector: [u8; 4], length: usize) -> Vec<u8> {
    let selector = left(selector).into();
    refuse::<BadCollectionAnswer>(&[collection.into_word().into(), selector, size(length)])
}

/// A `bytes4` as a word.
fn left([a, b, c, d]: [u8; 4]) -> B256 {
    let mut word = B256::ZERO;
    if let Some(head) = word.first_chunk_mut() {
        *head = [a, b, c, d];
    }
    word
}
