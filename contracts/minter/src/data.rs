//! Words of revert data, return data, a log or a call, written one after the other.
//!
//! As `colophon_wire::Answer` writes them, but in place: a contract with sixty refusals is a kilobyte smaller so.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};

/// Bytes that are being written.
pub(crate) struct Data(pub(crate) Vec<u8>);

impl Data {
    /// Nothing yet, with room for a few words.
    #[inline(never)]
    pub(crate) fn new() -> Self {
        Self(Vec::with_capacity(256))
    }

    /// A selector.
    #[inline(never)]
    pub(crate) fn with_selector(selector: u32) -> Self {
        let mut data = Self::new();
        data.0.extend_from_slice(&selector.to_be_bytes());
        data
    }

    #[inline(never)]
    fn word(&mut self, word: &[u8; 32]) {
        self.0.extend_from_slice(word);
    }

    #[inline(never)]
    fn number(&mut self, number: &U256) {
        self.word(&number.to_be_bytes());
    }

    #[inline(never)]
    fn amount(&mut self, low: u64, high: u64) {
        self.number(&U256::from_limbs([low, high, 0, 0]));
    }

    #[inline(never)]
    fn address(&mut self, account: &Address) {
        self.word(&account.into_word().0);
    }

    /// Appends the length of `bytes`, and the bytes, padded to whole words.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.amount(bytes.len() as u64, 0);
        self.0.extend_from_slice(bytes);
        let padding = bytes.len().wrapping_neg() & 31;
        self.0.resize(self.0.len() + padding, 0);
    }
}

/// What fits one word.
pub(crate) trait Word {
    /// Appends it.
    fn put(&self, data: &mut Data);
}

impl Word for U256 {
    fn put(&self, data: &mut Data) {
        data.number(self);
    }
}

impl Word for B256 {
    fn put(&self, data: &mut Data) {
        data.word(&self.0);
    }
}

impl Word for Address {
    fn put(&self, data: &mut Data) {
        data.address(self);
    }
}

impl Word for u128 {
    fn put(&self, data: &mut Data) {
        data.amount(*self as u64, (*self >> 64) as u64);
    }
}

macro_rules! small {
    ($($number:ty),*) => {
        $(impl Word for $number {
            fn put(&self, data: &mut Data) {
                data.amount(*self as u64, 0);
            }
        })*
    };
}

small!(bool, u8, u16, u32, u64, usize);

/// Words, one after the other.
macro_rules! words {
    ($($word:expr),* $(,)?) => {{
        let mut data = $crate::data::Data::new();
        $($crate::data::Word::put(&$word, &mut data);)*
        data.0
    }};
}
pub(crate) use words;

/// A call: the selector of a function of `sol!`, and words.
macro_rules! call {
    ($function:ty $(, $word:expr)* $(,)?) => {{
        let selector = const { u32::from_be_bytes(<$function as alloy_sol_types::SolCall>::SELECTOR) };
        #[allow(unused_mut)] // not every function has arguments
        let mut data = $crate::data::Data::with_selector(selector);
        $($crate::data::Word::put(&$word, &mut data);)*
        data.0
    }};
}
pub(crate) use call;
