//! The encoding of errors and events whose every field is one word, which is all of ours.
//!
//! The library's encoder handles any type, and is compiled once per error and event: a tenth of the program. Here the
//! part that differs is only the array of words; field types and selectors still come from `sol!`.

use alloc::vec::Vec;
use alloy_primitives::B256;
use alloy_sol_types::{abi::token::WordToken, SolError, SolEvent, TopicList};
use stylus_sdk::prelude::*;

/// The tokens of a tuple of static types, as an array.
pub(crate) trait Words {
    /// One word per field.
    type Array: AsRef<[WordToken]>;

    /// The words, in order.
    fn words(self) -> Self::Array;
}

macro_rules! words {
    ($($field:ident: $token:ident),*; $count:literal) => {
        impl Words for ($($token,)*) {
            type Array = [WordToken; $count];

            #[inline(always)]
            fn words(self) -> Self::Array {
                let ($($field,)*) = self;
                [$($field),*]
            }
        }
    };
}

words!(; 0);
words!(a: WordToken; 1);
words!(a: WordToken, b: WordToken; 2);
words!(a: WordToken, b: WordToken, c: WordToken; 3);

/// The revert data of an error: the selector, then the words.
pub(crate) fn revert_data<E: SolError>(error: &E) -> Vec<u8>
where
    for<'a> E::Token<'a>: Words,
{
    concat(&E::SELECTOR, &[], error.tokenize().words().as_ref())
}

/// Emits an event.
pub(crate) fn emit<E: SolEvent>(host: &dyn Host, event: &E)
where
    for<'a> E::DataToken<'a>: Words,
{
    // One topic for the signature and at most three for indexed fields: the array is never too small.
    let mut topics = [WordToken(B256::ZERO); 4];
    let _ = event.encode_topics_raw(&mut topics);
    let count = <E::TopicList as TopicList>::COUNT;
    let topics = topics.get(..count).unwrap_or_default();
    host.emit_log(&concat(&[], topics, event.tokenize_body().words().as_ref()), count);
}

#[inline(never)]
fn concat(prefix: &[u8], first: &[WordToken], second: &[WordToken]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(prefix.len() + 32 * (first.len() + second.len()));
    bytes.extend_from_slice(prefix);
    for word in first.iter().chain(second) {
        bytes.extend_from_slice(word.0.as_slice());
    }
    bytes
}
