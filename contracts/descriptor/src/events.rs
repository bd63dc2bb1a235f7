//! Events of the Descriptor.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolEvent};
use stylus_sdk::stylus_core::Host;

use crate::arguments::strings;

sol! {
    /// The names, description, picture and link of `collection` were set.
    #[derive(Debug)]
    event Configured(address indexed collection);

    /// The pictures of a series lie at `base` + index in the series + `extension`; both empty: by content id again.
    #[derive(Debug)]
    event MediaSet(address indexed collection, uint32 indexed series, string base, string extension);
}

/// Emits [`Configured`].
pub(crate) fn configured(vm: &dyn Host, collection: Address) {
    emit(vm, &[Configured::SIGNATURE_HASH, collection.into_word()], &[]);
}

/// Emits [`MediaSet`]. Its texts are bytes here, so the generated type, which wants `String`, only gives the topic.
pub(crate) fn media_set(
    vm: &dyn Host,
    collection: Address,
    series: u32,
    base: &[u8],
    extension: &[u8],
) {
    let series = B256::from(U256::from(series));
    let topics = [MediaSet::SIGNATURE_HASH, collection.into_word(), series];
    emit(vm, &topics, &strings(&[base, extension]));
}

/// A log begins with its topics.
fn emit(vm: &dyn Host, topics: &[B256], data: &[u8]) {
    let mut bytes = Vec::with_capacity(32 * topics.len() + data.len());
    for topic in topics {
        bytes.extend_from_slice(&topic.0);
    }
    bytes.extend_from_slice(data);
    vm.emit_log(&bytes, topics.len());
}
