//! Events of the Descriptor.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolEvent};
use stylus_sdk::{abi::encode_params, stylus_core::Host};

use crate::text::Text;

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
    base: Text,
    extension: Text,
) {
    let series = B256::from(U256::from(series));
    let topics = [MediaSet::SIGNATURE_HASH, collection.into_word(), series];
    emit(vm, &topics, &encode_params(&(base, extension)));
}

/// At most four topics are allowed, and no event here has more, so nothing can fail.
fn emit(vm: &dyn Host, topics: &[B256], data: &[u8]) {
    let _ = vm.raw_log(topics, data);
}
