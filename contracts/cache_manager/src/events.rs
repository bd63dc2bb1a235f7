//! Events.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use stylus_sdk::stylus_core::Host;

use crate::{
    interface::ICacheManager::{DeleteBid, InsertBid, Pause, SetCacheSize, SetDecayRate, Unpause},
    queue::Entry,
};

/// `InsertBid`
pub(crate) fn insert_bid(vm: &dyn Host, program: Address, entry: &Entry) {
    let data = [program.into_word().into(), U256::from(entry.bid), U256::from(entry.size)];
    emit(vm, &[InsertBid::SIGNATURE_HASH, entry.code], &data);
}

/// `DeleteBid`
pub(crate) fn delete_bid(vm: &dyn Host, entry: &Entry) {
    let data = [U256::from(entry.bid), U256::from(entry.size)];
    emit(vm, &[DeleteBid::SIGNATURE_HASH, entry.code], &data);
}

/// `SetCacheSize`
pub(crate) fn set_cache_size(vm: &dyn Host, size: u64) {
    emit(vm, &[SetCacheSize::SIGNATURE_HASH], &[U256::from(size)]);
}

/// `SetDecayRate`
pub(crate) fn set_decay_rate(vm: &dyn Host, decay: u64) {
    emit(vm, &[SetDecayRate::SIGNATURE_HASH], &[U256::from(decay)]);
}

/// `Pause` or `Unpause`
pub(crate) fn pause(vm: &dyn Host, paused: bool) {
    emit(vm, &[if paused { Pause::SIGNATURE_HASH } else { Unpause::SIGNATURE_HASH }], &[]);
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
