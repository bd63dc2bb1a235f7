//! Reveals: whoever holds the salt opens the commitment to a prompt, once, and the text is in a log for all time.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use colophon_provenance::commitment::{digest, domain_separator, struct_hash};
use colophon_wire::{Malformed, Reader};
use stylus_sdk::prelude::*;

use crate::{
    contract::Registry,
    errors::{refuse, size, AlreadyRevealed, InvalidBatch, NoCommitment, WrongOpening},
    events::{emit, log, words_of},
    interface::IRegistry::PromptRevealed,
    texts::check_prompt,
};

/// The most reveals at once.
const MAX_BATCH: usize = 32;

/// What opens the commitment of a piece.
struct Opening<'a> {
    collection: Address,
    token: U256,
    salt: B256,
    positive: &'a [u8],
    negative: &'a [u8],
}

impl<'a> Opening<'a> {
    fn read(arguments: &mut Reader<'a>) -> Result<Self, Malformed> {
        Ok(Self {
            collection: arguments.address()?,
            token: arguments.number(256)?,
            salt: arguments.hash()?,
            positive: arguments.bytes()?,
            negative: arguments.bytes()?,
        })
    }

    /// An error whose arguments are the collection and the token.
    fn place(&self) -> [U256; 2] {
        [self.collection.into_word().into(), self.token]
    }
}

impl Registry {
    /// `reveal`
    pub(crate) fn reveal(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let opening = Opening::read(arguments)?;
        self.open(&opening)
    }

    /// `revealBatch`: all or nothing.
    pub(crate) fn reveal_batch(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (count, mut elements) = arguments.array()?;
        if count == 0 || count > MAX_BATCH {
            return Err(refuse::<InvalidBatch>(&[size(count), size(MAX_BATCH)]));
        }
        for _ in 0..count {
            let opening = Opening::read(&mut elements.tail()?)?;
            self.open(&opening)?;
        }
        Ok(())
    }

    fn open(&mut self, opening: &Opening<'_>) -> Result<(), Vec<u8>> {
        let Opening { collection, token, .. } = *opening;
        check_prompt(0, opening.positive)?;
        check_prompt(1, opening.negative)?;
        if !self.text_hash(collection, token).is_zero() {
            return Err(refuse::<AlreadyRevealed>(&opening.place()));
        }
        let expected = self.commitment_of(collection, token)?;
        if expected.is_zero() {
            return Err(refuse::<NoCommitment>(&opening.place()));
        }
        let texts = self.hashes(opening.positive, opening.negative);
        let [positive, negative] = &texts;
        let domain = domain_separator(self, self.vm().chain_id(), &collection.into_array());
        let token_word = token.to_be_bytes();
        let hash = struct_hash(self, &token_word, &opening.salt.0, &positive.0, &negative.0);
        let got = B256::from(digest(self, &domain, &hash));
        if got != expected {
            return Err(refuse::<WrongOpening>(&[expected.into(), got.into()]));
        }
        let together = self.together(&texts);
        self.revealed.setter(collection).insert(token, together);
        let topics =
            [PromptRevealed::SIGNATURE_HASH, collection.into_word(), B256::from(token_word)];
        let (one, other) = (words_of(opening.positive), words_of(opening.negative));
        let data = log(&topics, 3 + one + other).hash(opening.salt).size(96).size((3 + one) * 32);
        emit(self.vm(), data.bytes(opening.positive).bytes(opening.negative), 3);
        Ok(())
    }

    /// `revealed`: the hash of the two texts' hashes; zero when they were not revealed.
    pub(crate) fn text_hash(&self, collection: Address, token: U256) -> B256 {
        self.revealed.getter(collection).get(token)
    }

    /// `isRevealedText`
    pub(crate) fn is_revealed_text(&self, arguments: &mut Reader<'_>) -> Result<bool, Malformed> {
        let (collection, token) = (arguments.address()?, arguments.number(256)?);
        let texts = self.hashes(arguments.bytes()?, arguments.bytes()?);
        Ok(self.text_hash(collection, token) == self.together(&texts))
    }

    fn hashes(&self, positive: &[u8], negative: &[u8]) -> [B256; 2] {
        [positive, negative].map(|text| self.vm().native_keccak256(text))
    }

    /// `keccak256(abi.encode(keccak256(positive), keccak256(negative)))`
    fn together(&self, [positive, negative]: &[B256; 2]) -> B256 {
        self.vm().native_keccak256([positive.0, negative.0].as_flattened())
    }
}
