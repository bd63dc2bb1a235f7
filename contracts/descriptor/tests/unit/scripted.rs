//! A contract whose answer to each selector is set by the test, byte for byte.

use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::sol;
use stylus_sdk::{
    call::RawCall,
    prelude::*,
    storage::{StorageAddress, StorageBool, StorageBytes, StorageMap},
    ArbResult,
};

extern crate alloc;

sol! {
    /// What arrived.
    #[derive(Debug, PartialEq)]
    event Heard(address indexed caller, bytes input);

    /// What the contract at the other end said while this one was being called.
    #[derive(Debug, PartialEq)]
    event Answered(bool ok, bytes data);
}

/// The answer to one selector.
#[storage]
pub(crate) struct Answer {
    refuses: StorageBool,
    data: StorageBytes,
}

/// Answers by selector; unknown selectors are refused with empty data.
#[storage]
pub(crate) struct Scripted {
    known: StorageMap<FixedBytes<4>, StorageBool>,
    answers: StorageMap<FixedBytes<4>, Answer>,
    calls_back: StorageAddress,
    with: StorageBytes,
}

// SAFETY: every test makes it the contract of its own address, at slot 0.
unsafe impl TopLevelStorage for Scripted {}

#[public]
impl Scripted {
    /// Handles every call.
    #[fallback]
    fn fallback(&mut self, input: &[u8]) -> ArbResult {
        let selector = FixedBytes::<4>::from_slice(&input[..4]);
        log(self.vm(), Heard { caller: self.vm().msg_sender(), input: input.to_vec().into() });
        let target = self.calls_back.get();
        if selector == super::world::ANNOUNCE && !target.is_zero() {
            let result = unsafe { RawCall::new().call(target, &self.with.get_bytes()) };
            let ok = result.is_ok();
            let data = result.unwrap_or_else(|data| data).into();
            log(self.vm(), Answered { ok, data });
        }
        let answer = self.answers.getter(selector);
        match (self.known.get(selector), answer.refuses.get()) {
            (true, false) => Ok(answer.data.get_bytes()),
            _ => Err(answer.data.get_bytes()),
        }
    }
}

impl Scripted {
    /// From now on the call of `selector` succeeds with `data`.
    pub(crate) fn answers(&mut self, selector: FixedBytes<4>, data: &[u8]) {
        self.known.insert(selector, true);
        let mut answer = self.answers.setter(selector);
        answer.refuses.set(false);
        answer.data.set_bytes(data);
    }

    /// From now on the call of `selector` fails with `data`.
    pub(crate) fn refuses(&mut self, selector: FixedBytes<4>, data: &[u8]) {
        self.known.insert(selector, true);
        let mut answer = self.answers.setter(selector);
        answer.refuses.set(true);
        answer.data.set_bytes(data);
    }

    /// When the Descriptor asks for an announcement, `target` is called with `input` first.
    pub(crate) fn calls_back(&mut self, target: Address, input: &[u8]) {
        self.calls_back.set(target);
        self.with.set_bytes(input);
    }

    /// Answers as a collection of `owner` whose pieces all have the words of `words`.
    pub(crate) fn plays(&mut self, owner: Address, words: &[[u8; 32]; 5]) {
        self.answers(super::world::OWNER, owner.into_word().as_slice());
        self.answers(super::world::PROVENANCE_OF, &words.concat());
        self.answers(super::world::ANNOUNCE, &[]);
    }
}

/// The word of a number.
pub(crate) fn word(number: u64) -> [u8; 32] {
    U256::from(number).to_be_bytes()
}
