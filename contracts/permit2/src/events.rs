//! Events. The topics of most are the same three accounts.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use stylus_sdk::stylus_core::Host;

use crate::{
    allowances::Key,
    interface::IPermit2::{
        Approval, Lockdown, NonceInvalidation, Permit, UnorderedNonceInvalidation,
    },
};

/// `Approval`
pub(crate) fn approval(vm: &dyn Host, key: Key, amount: U256, expiration: U256) {
    emit(vm, &topics(Approval::SIGNATURE_HASH, key), &[amount, expiration]);
}

/// `Permit`
pub(crate) fn permit(vm: &dyn Host, key: Key, amount: U256, expiration: U256, nonce: U256) {
    emit(vm, &topics(Permit::SIGNATURE_HASH, key), &[amount, expiration, nonce]);
}

/// `NonceInvalidation`
pub(crate) fn nonce_invalidation(vm: &dyn Host, key: Key, new: U256, old: U256) {
    emit(vm, &topics(NonceInvalidation::SIGNATURE_HASH, key), &[new, old]);
}

/// `Lockdown`
pub(crate) fn lockdown(vm: &dyn Host, key: Key) {
    let data = [key.token.into_word().into(), key.spender.into_word().into()];
    emit(vm, &[Lockdown::SIGNATURE_HASH, key.owner.into_word()], &data);
}

/// `UnorderedNonceInvalidation`
pub(crate) fn unordered_nonce_invalidation(vm: &dyn Host, owner: Address, word: U256, mask: U256) {
    let topics = [UnorderedNonceInvalidation::SIGNATURE_HASH, owner.into_word()];
    emit(vm, &topics, &[word, mask]);
}

fn topics(event: B256, key: Key) -> [B256; 4] {
    [event, key.owner.into_word(), key.token.into_word(), key.spender.into_word()]
}

/// A log begins with its topics.
#[inline(never)]
fn emit(vm: &dyn Host, topics: &[B256], data: &[U256]) {
    let mut bytes = Vec::with_capacity(32 * (topics.len() + data.len()));
    for topic in topics {
        bytes.extend_from_slice(topic.as_slice());
    }
    for word in data {
        bytes.extend_from_slice(&word.to_be_bytes::<32>());
    }
    vm.emit_log(&bytes, topics.len());
}
