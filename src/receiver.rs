//! Asking a contract whether it takes a token (ERC-721, `onERC721Received`).
//!
//! Own code, because the check of OpenZeppelin Stylus 0.3.0 answers with an error outside ERC-6093 and decodes text.
//! The rules are those of its Solidity sibling: an account without code is not asked; an answer counts only as a whole
//! word that is the magic value and nothing else; a reason to refuse is passed on unchanged.

use alloc::vec::Vec;
use alloy_primitives::{b256, Address, B256, U256};
use openzeppelin_stylus::token::erc721::{self, ERC721InvalidReceiver};
use stylus_sdk::{call::RawCall, prelude::*};

use crate::{collection::Collection, errors::Error};

/// `onERC721Received(address,address,uint256,bytes)`, which is also the answer that means yes.
const MAGIC: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

/// The code hash of an account that exists and has no code.
const NO_CODE: B256 = b256!("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");

/// Tokens on their way to somebody: `count` of them, with ids from `first`.
pub(crate) struct Delivery<'a> {
    /// Who had them; zero for new ones.
    pub(crate) from: Address,
    /// Who has them now.
    pub(crate) to: Address,
    /// The lowest id.
    pub(crate) first: U256,
    /// How many.
    pub(crate) count: u32,
    /// What the sender wants to tell.
    pub(crate) data: &'a [u8],
}

impl Collection {
    /// Whether there is a contract at `account`.
    pub(crate) fn has_code(&self, account: Address) -> bool {
        let hash = self.vm().code_hash(account);
        hash != B256::ZERO && hash != NO_CODE
    }

    /// Asks a contract for every token that it got. Call it last: the receiver sees, and may use, the state as it is.
    ///
    /// # Errors
    /// What the receiver reverted with, or `ERC721InvalidReceiver` when it reverted without data or did not answer
    /// with the magic value.
    pub(crate) fn ask_receiver(&mut self, delivery: &Delivery<'_>) -> Result<(), Error> {
        if !self.has_code(delivery.to) {
            return Ok(());
        }
        let before = self.guard.enter();
        let mut question = question(self.vm().msg_sender(), delivery);
        let mut id = delivery.first;
        for _ in 0..delivery.count {
            write_id(&mut question, id);
            // SAFETY: no storage value is held across the call, and the cache is emptied before it.
            let answer =
                unsafe { RawCall::new().clear_storage_cache().call(delivery.to, &question) };
            if !accepts(&answer) {
                return Err(refusal(delivery.to, answer.err()));
            }
            id = id.wrapping_add(U256::from(1));
        }
        self.guard.leave(before);
        Ok(())
    }
}

/// The calldata of the question, for the first token of a delivery.
fn question(operator: Address, delivery: &Delivery<'_>) -> Vec<u8> {
    let words = [
        operator.into_word(),
        delivery.from.into_word(),
        B256::from(delivery.first),
        B256::from(U256::from(128)),
        B256::from(U256::from(delivery.data.len())),
    ];
    let mut calldata = Vec::with_capacity(164 + delivery.data.len() + 31);
    calldata.extend_from_slice(&MAGIC);
    calldata.extend_from_slice(words.concat().as_slice());
    calldata.extend_from_slice(delivery.data);
    calldata.resize(164 + delivery.data.len().next_multiple_of(32), 0);
    calldata
}

/// Makes a question one for another token: the id is the third word.
fn write_id(question: &mut [u8], id: U256) {
    if let Some((_, rest)) = question.split_first_chunk_mut::<{ 4 + 2 * 32 }>() {
        if let Some(word) = rest.first_chunk_mut::<32>() {
            *word = id.to_be_bytes();
        }
    }
}

/// Whether an answer is the magic value, left-aligned in a clean word; what follows the word does not count.
fn accepts(answer: &Result<Vec<u8>, Vec<u8>>) -> bool {
    let Ok(answer) = answer else { return false };
    let Some(word) = answer.first_chunk::<32>() else { return false };
    word[..4] == MAGIC && word[4..] == [0; 28]
}

/// The error for a receiver that did not accept.
fn refusal(receiver: Address, reason: Option<Vec<u8>>) -> Error {
    match reason {
        Some(reason) if !reason.is_empty() => Error::Receiver(reason),
        _ => erc721::Error::InvalidReceiver(ERC721InvalidReceiver { receiver }).into(),
    }
}
