//! Writing answers and refusals.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256};

/// `Error(string)`
const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];

/// Words of return data, of revert data, of an event or of a call, written one after the other.
#[derive(Debug, Default)]
pub struct Answer(Vec<u8>);

impl Answer {
    /// An empty answer with room for `words` words.
    #[must_use]
    pub fn with_capacity(words: usize) -> Self {
        Self(Vec::with_capacity(words.saturating_mul(32)))
    }

    /// One that begins with a selector, with room for `words` words after it.
    #[must_use]
    pub fn with_selector(selector: [u8; 4], words: usize) -> Self {
        let mut bytes = Vec::with_capacity(words.saturating_mul(32).saturating_add(4));
        bytes.extend_from_slice(&selector);
        Self(bytes)
    }

    /// Appends a `bytes32`.
    #[must_use]
    pub fn hash(mut self, word: B256) -> Self {
        self.0.extend_from_slice(word.as_slice());
        self
    }

    /// Appends a number.
    #[must_use]
    pub fn number(self, number: U256) -> Self {
        self.hash(number.into())
    }

    /// Appends a number of at most 128 bits.
    #[must_use]
    #[inline(never)]
    pub fn amount(mut self, amount: u128) -> Self {
        self.0.extend_from_slice(&[0; 16]);
        self.0.extend_from_slice(&amount.to_be_bytes());
        self
    }

    /// Appends an offset or a length.
    #[must_use]
    pub fn size(self, size: usize) -> Self {
        self.number(U256::from(size))
    }

    /// Appends a `bool`.
    #[must_use]
    pub fn boolean(self, truth: bool) -> Self {
        self.size(usize::from(truth))
    }

    /// Appends an address.
    #[must_use]
    pub fn address(self, address: Address) -> Self {
        self.hash(address.into_word())
    }

    /// Appends the length of `bytes`, and the bytes, padded to whole words.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        let mut answer = self.size(bytes.len());
        answer.0.extend_from_slice(bytes);
        let padding = bytes.len().next_multiple_of(32) - bytes.len();
        answer.0.resize(answer.0.len() + padding, 0);
        answer
    }

    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Revert data of an error whose arguments are words.
#[must_use]
pub fn refusal(selector: [u8; 4], words: &[U256]) -> Vec<u8> {
    let answer = Answer::with_selector(selector, words.len());
    words.iter().fold(answer, |answer, word| answer.number(*word)).into_bytes()
}

/// Revert data of `require(false, text)`.
#[must_use]
pub fn text_refusal(text: &str) -> Vec<u8> {
    let words = 2 + text.len().div_ceil(32);
    Answer::with_selector(ERROR, words).size(32).bytes(text.as_bytes()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_padded_to_whole_words() {
        let sizes = [0, 1, 31, 32, 33].map(|length| {
            let bytes = Answer::default().bytes(&[7; 40][..length]).into_bytes();
            assert_eq!(bytes[31] as usize, length);
            assert!(bytes[32 + length..].iter().all(|byte| *byte == 0));
            bytes.len()
        });
        assert_eq!(sizes, [32, 64, 64, 64, 96]);
    }

    #[test]
    fn a_text_is_refused_as_solidity_does() {
        let data = text_refusal("no");
        assert_eq!(data[..4], ERROR);
        assert_eq!(data.len(), 4 + 3 * 32);
        assert_eq!((data[35], data[67], &data[68..70]), (32, 2, b"no".as_slice()));
    }
}
