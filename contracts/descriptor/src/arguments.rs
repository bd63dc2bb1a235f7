//! Reading arguments and writing answers, as a Solidity contract does.
//!
//! The SDK's router takes arguments only in the one encoding that it would itself produce. Solidity, and so every app, also accepts
//! bytes after the arguments (attribution tags), strings at any offset, and strings that are not padded. A collection forwards
//! calldata as it came, so the Descriptor has to accept all of that too.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};

use crate::{errors::Error, text::Text};

/// Calldata that does not decode. The revert data is empty, as Solidity's.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed;

impl From<Malformed> for Vec<u8> {
    fn from(_: Malformed) -> Self {
        Self::new()
    }
}

/// The arguments of a call, read one after the other.
pub(crate) struct Arguments<'a> {
    all: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Arguments<'a> {
    /// Reads from calldata without its selector.
    pub(crate) fn new(all: &'a [u8]) -> Self {
        Self { all, rest: all }
    }

    /// The next argument.
    pub(crate) fn read<T: Argument>(&mut self) -> Result<T, Malformed> {
        T::read(self)
    }

    /// The next word, whose first `zeros` bytes must be zero.
    #[inline(never)]
    fn word(&mut self, zeros: usize) -> Result<&'a [u8; 32], Malformed> {
        let (word, rest) = self.rest.split_first_chunk().ok_or(Malformed)?;
        if word.iter().take(zeros).any(|byte| *byte != 0) {
            return Err(Malformed);
        }
        self.rest = rest;
        Ok(word)
    }

    /// The next word as a number below 2^32.
    fn number(&mut self) -> Result<u32, Malformed> {
        let [.., a, b, c, d] = *self.word(28)?;
        Ok(u32::from_be_bytes([a, b, c, d]))
    }
}

/// A type of argument.
pub(crate) trait Argument: Sized {
    /// Reads one.
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed>;
}

impl Argument for U256 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        Ok(Self::from_be_bytes(*arguments.word(0)?))
    }
}

impl Argument for u32 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        arguments.number()
    }
}

impl Argument for Address {
    #[inline(never)]
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        let (_, address) = arguments.word(12)?.split_last_chunk::<20>().ok_or(Malformed)?;
        Ok(Self::from(*address))
    }
}

impl Argument for Text {
    #[inline(never)]
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        let offset = arguments.number()? as usize;
        let mut tail = Arguments::new(arguments.all.get(offset..).ok_or(Malformed)?);
        let length = tail.number()? as usize;
        Ok(Self(tail.rest.get(..length).ok_or(Malformed)?.into()))
    }
}

/// What a function gives back: an answer, or a refusal.
pub(crate) trait Outcome {
    /// The return data, or the revert data.
    fn encode(self) -> Result<Vec<u8>, Vec<u8>>;
}

impl Outcome for () {
    fn encode(self) -> Result<Vec<u8>, Vec<u8>> {
        Ok(Vec::new())
    }
}

impl Outcome for Text {
    fn encode(self) -> Result<Vec<u8>, Vec<u8>> {
        Ok(strings(&[&self.0]))
    }
}

impl<T: Outcome> Outcome for Result<T, Error> {
    fn encode(self) -> Result<Vec<u8>, Vec<u8>> {
        match self {
            Ok(answer) => answer.encode(),
            Err(error) => Err(error.into()),
        }
    }
}

/// Several strings as return data, or as the data of an event: offsets, then lengths and padded bytes.
#[inline(never)]
pub(crate) fn strings(texts: &[&[u8]]) -> Vec<u8> {
    let padded = |text: &[u8]| text.len().next_multiple_of(32);
    let size = texts.iter().map(|text| 64 + padded(text)).sum();
    let mut data = Vec::with_capacity(size);
    let mut offset = 32 * texts.len();
    for text in texts {
        put_number(&mut data, offset);
        offset += 32 + padded(text);
    }
    for text in texts {
        put_number(&mut data, text.len());
        data.extend_from_slice(text);
        data.resize(data.len().next_multiple_of(32), 0);
    }
    data
}

fn put_number(data: &mut Vec<u8>, number: usize) {
    data.extend_from_slice(&[0; 28]);
    data.extend_from_slice(&(number as u32).to_be_bytes());
}
