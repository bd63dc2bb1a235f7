//! A text in storage, laid out as Solidity's `string`: up to 31 bytes share the slot with twice their number in its last byte;
//! longer ones have twice their number plus one in the slot, and their bytes from the slot's hash on.
//!
//! The SDK's `StorageBytes` does the same for any length, byte by byte and with 256-bit division; the texts here are read and
//! written whole, and their length is bounded long before it reaches storage.

use alloc::vec::Vec;

use alloy_primitives::{B256, U256};
use stylus_sdk::{
    crypto::keccak,
    host::VM,
    prelude::*,
    storage::{GlobalStorage, StorageCache, StorageGuard, StorageGuardMut},
};

/// The longest text that shares its slot.
const SHORT: usize = 31;

/// A text in storage.
pub(crate) struct StorageText {
    slot: U256,
    host: VM,
}

impl StorageType for StorageText {
    type Wraps<'a> = StorageGuard<'a, Self>;
    type WrapsMut<'a> = StorageGuardMut<'a, Self>;

    unsafe fn new(slot: U256, _offset: u8, host: VM) -> Self {
        Self { slot, host }
    }

    fn load<'s>(self) -> Self::Wraps<'s> {
        StorageGuard::new(self)
    }

    fn load_mut<'s>(self) -> Self::WrapsMut<'s> {
        StorageGuardMut::new(self)
    }
}

impl StorageText {
    /// The whole text.
    pub(crate) fn read(&self) -> Vec<u8> {
        let head = self.word(self.slot);
        let length = length(&head);
        if length <= SHORT {
            return head.iter().take(length).copied().collect();
        }
        let mut text = Vec::with_capacity(length.next_multiple_of(32));
        let mut slot = self.tail();
        while text.len() < length {
            text.extend_from_slice(self.word(slot).as_slice());
            slot = next(slot);
        }
        text.truncate(length);
        text
    }

    /// Replaces the text, and clears what a longer one leaves behind.
    pub(crate) fn write(&mut self, text: &[u8]) {
        let before = words(length(&self.word(self.slot)));
        let now = words(text.len());
        self.set(self.slot, if now == 0 { short(text) } else { long(text.len()) });
        let mut chunks = text.chunks(32).take(now);
        let mut slot = self.tail();
        for _ in 0..before.max(now) {
            self.set(slot, chunks.next().map_or(B256::ZERO, padded));
            slot = next(slot);
        }
    }

    /// The slot where a long text begins.
    fn tail(&self) -> U256 {
        keccak(self.slot.to_be_bytes::<32>()).into()
    }

    fn word(&self, slot: U256) -> B256 {
        StorageCache::get_word(self.host.clone(), slot)
    }

    fn set(&mut self, slot: U256, word: B256) {
        // SAFETY: the slots of a text are its own, and it is borrowed alone.
        unsafe { StorageCache::set_word(self.host.clone(), slot, word) }
    }
}

/// The length that the slot of a text gives. Only [`StorageText::write`] writes it, from a text in memory, so it fits 31 bits.
fn length(head: &B256) -> usize {
    let [.., a, b, c, d] = head.0;
    match d & 1 {
        0 => usize::from(d >> 1).min(SHORT),
        _ => (u32::from_be_bytes([a, b, c, d]) >> 1) as usize,
    }
}

/// How many words of its own a text of this length has.
fn words(length: usize) -> usize {
    if length <= SHORT {
        0
    } else {
        length.div_ceil(32)
    }
}

/// The slot of a short text.
fn short(text: &[u8]) -> B256 {
    let mut word = padded(text);
    if let Some(last) = word.0.last_mut() {
        *last = (text.len() as u8) << 1;
    }
    word
}

/// The slot of a long text.
fn long(length: usize) -> B256 {
    B256::from(U256::from((length as u64) << 1 | 1))
}

/// At most 32 bytes, and zeros.
fn padded(bytes: &[u8]) -> B256 {
    let mut word = B256::ZERO;
    for (to, from) in word.0.iter_mut().zip(bytes) {
        *to = *from;
    }
    word
}

/// The next slot; wraps, as Solidity's does.
fn next(slot: U256) -> U256 {
    slot.wrapping_add(U256::from(1))
}
