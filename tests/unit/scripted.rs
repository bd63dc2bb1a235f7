//! A contract that does as it is told: as a receiver, hostile or not, and as a Descriptor.

use alloy_primitives::U256;
use motsu::prelude::*;
use stylus_sdk::{
    call::RawCall,
    prelude::*,
    storage::{StorageBool, StorageBytes, StorageU256, StorageVec},
    ArbResult,
};

/// `onERC721Received` as a whole word: the answer that accepts.
pub(crate) fn accept() -> Vec<u8> {
    let mut word = vec![0x15, 0x0b, 0x7a, 0x02];
    word.resize(32, 0);
    word
}

/// What it was told, and what happened to it.
#[storage]
pub(crate) struct Scripted {
    answer: StorageBytes,
    reverts: StorageBool,
    attacks: StorageVec<StorageBytes>,
    attacked: StorageU256,
    succeeded: StorageBool,
    result: StorageBytes,
    calls: StorageU256,
    calldata: StorageVec<StorageBytes>,
}

unsafe impl TopLevelStorage for Scripted {}

#[public]
impl Scripted {
    /// Calls its caller back when it was told to, with one of its attacks after the other, then answers or reverts as it
    /// was told to.
    #[fallback]
    fn fallback(&mut self, calldata: &[u8]) -> ArbResult {
        let calls = self.calls.get();
        self.calls.set(calls + U256::from(1));
        self.calldata.grow().set_bytes(calldata);
        let attacked = self.attacked.get();
        if let Some(attack) = self.attacks.get(attacked).map(|attack| attack.get_bytes()) {
            self.attacked.set(attacked + U256::from(1));
            let caller = self.vm().msg_sender();
            let result = unsafe { RawCall::new().call(caller, &attack) };
            self.succeeded.set(result.is_ok());
            self.result.set_bytes(result.unwrap_or_else(|data| data));
        }
        let answer = self.answer.get_bytes();
        if self.reverts.get() {
            Err(answer)
        } else {
            Ok(answer)
        }
    }
}

impl Scripted {
    fn script(&mut self, answer: &[u8], reverts: bool, attacks: &[&[u8]]) {
        self.answer.set_bytes(answer);
        self.reverts.set(reverts);
        for attack in attacks {
            self.attacks.grow().set_bytes(attack);
        }
    }

    fn seen(&self, index: usize) -> Vec<u8> {
        self.calldata.get(index).map(|bytes| bytes.get_bytes()).unwrap_or_default()
    }

    fn outcome(&self) -> Option<Result<Vec<u8>, Vec<u8>>> {
        let data = self.result.get_bytes();
        let outcome = if self.succeeded.get() { Ok(data) } else { Err(data) };
        (!self.attacked.get().is_zero()).then_some(outcome)
    }
}

/// Tells it what to answer.
pub(crate) fn answers(contract: &Contract<Scripted>, answer: &[u8]) {
    contract.sender(contract.address()).script(answer, false, &[]);
}

/// Tells it what to revert with.
pub(crate) fn reverts(contract: &Contract<Scripted>, data: &[u8]) {
    contract.sender(contract.address()).script(data, true, &[]);
}

/// Tells it to call the Collection back with this calldata, and to accept.
pub(crate) fn attacks(contract: &Contract<Scripted>, attack: &[u8]) {
    attacks_in_turn(contract, &[attack]);
}

/// Tells it to call the Collection back with one calldata after the other, one at each call, and to accept.
pub(crate) fn attacks_in_turn(contract: &Contract<Scripted>, attacks: &[&[u8]]) {
    contract.sender(contract.address()).script(&accept(), false, attacks);
}

/// How often it was called.
pub(crate) fn calls(contract: &Contract<Scripted>) -> usize {
    contract.sender(contract.address()).calls.get().to()
}

/// The calldata of its call number `index`.
pub(crate) fn seen(contract: &Contract<Scripted>, index: usize) -> Vec<u8> {
    contract.sender(contract.address()).seen(index)
}

/// What came of its last call back; `None` when it made none.
pub(crate) fn outcome(contract: &Contract<Scripted>) -> Option<Result<Vec<u8>, Vec<u8>>> {
    contract.sender(contract.address()).outcome()
}

/// Tells it to answer something else, whatever else it was told.
pub(crate) fn changes_answer(contract: &Contract<Scripted>, answer: &[u8]) {
    contract.sender(contract.address()).answer.set_bytes(answer);
}
