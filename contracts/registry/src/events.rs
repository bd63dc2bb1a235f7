//! Events: a log begins with its topics.

use alloy_primitives::B256;
use colophon_wire::Answer;
use stylus_sdk::stylus_core::Host;

/// A log with these topics, and room for `words` words of data.
pub(crate) fn log(topics: &[B256], words: usize) -> Answer {
    let log = Answer::with_capacity(topics.len() + words);
    topics.iter().fold(log, |log, topic| log.hash(*topic))
}

/// Emits a log that began with `topics` topics.
#[inline(never)]
pub(crate) fn emit(vm: &dyn Host, log: Answer, topics: usize) {
    vm.emit_log(&log.into_bytes(), topics);
}

/// The words that `bytes` take, their length among them.
pub(crate) fn words_of(bytes: &[u8]) -> usize {
    1 + bytes.len().div_ceil(32)
}
