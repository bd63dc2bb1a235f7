//! Reading arguments and writing answers, as a Solidity contract does.
//!
//! The SDK's router takes arguments only in the one encoding that it would itself produce. Solidity, and so every app,
//! also accepts bytes after the arguments (attribution tags), dynamic arguments at any offset, and `bytes` that are
//! not padded; and it refuses a `bool` that is neither 0 nor 1, which the SDK takes. This reader does as Solidity does.

use alloc::vec::Vec;
use alloy_primitives::{aliases::B32, Address, B256, U256};
use stylus_sdk::abi::Bytes;

use crate::errors::Error;

/// Calldata that does not decode. The revert data is empty, as Solidity's.
#[derive(Debug, PartialEq)]
pub struct Malformed;

impl From<Malformed> for Vec<u8> {
    fn from(_: Malformed) -> Self {
        Self::new()
    }
}

/// The arguments of a call, read one after the other.
pub struct Arguments<'a> {
    all: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Arguments<'a> {
    /// Reads from calldata without its selector.
    #[must_use]
    pub fn new(all: &'a [u8]) -> Self {
        Self { all, rest: all }
    }

    /// The next argument.
    ///
    /// # Errors
    /// [`Malformed`] when there is none, or when it is no value of the type.
    pub fn read<T: Argument>(&mut self) -> Result<T, Malformed> {
        T::read(self)
    }

    #[inline(never)]
    fn word(&mut self) -> Result<&'a [u8; 32], Malformed> {
        let (word, rest) = self.rest.split_first_chunk().ok_or(Malformed)?;
        self.rest = rest;
        Ok(word)
    }

    /// The next argument as a number that must be below 2^32.
    #[inline(never)]
    fn number(&mut self) -> Result<u32, Malformed> {
        let (high, low) = self.word()?.split_last_chunk::<4>().ok_or(Malformed)?;
        all_zero(high)?;
        Ok(u32::from_be_bytes(*low))
    }

    /// The elements of the next argument, which is dynamic: an offset in the head, a length there, and `size` bytes
    /// for each element.
    #[inline(never)]
    fn elements(&mut self, size: usize) -> Result<&'a [u8], Malformed> {
        let offset = self.number()? as usize;
        let tail = self.all.get(offset..).ok_or(Malformed)?;
        let mut tail = Self::new(tail);
        let length = (tail.number()? as usize).checked_mul(size).ok_or(Malformed)?;
        tail.rest.get(..length).ok_or(Malformed)
    }
}

fn all_zero(bytes: &[u8]) -> Result<(), Malformed> {
    if bytes.iter().any(|byte| *byte != 0) {
        return Err(Malformed);
    }
    Ok(())
}

/// A type of argument.
pub trait Argument: Sized {
    /// Reads one.
    ///
    /// # Errors
    /// [`Malformed`].
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed>;
}

impl Argument for B256 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        Ok(Self(*arguments.word()?))
    }
}

impl Argument for U256 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        Ok(Self::from_be_bytes(*arguments.word()?))
    }
}

impl Argument for Address {
    #[inline(never)]
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        let (high, low) = arguments.word()?.split_last_chunk::<20>().ok_or(Malformed)?;
        all_zero(high)?;
        Ok(Self::from(*low))
    }
}

impl Argument for B32 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        let (high, low) = arguments.word()?.split_first_chunk::<4>().ok_or(Malformed)?;
        all_zero(low)?;
        Ok(Self::from(*high))
    }
}

impl Argument for u32 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        arguments.number()
    }
}

impl Argument for u16 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        Self::try_from(arguments.number()?).map_err(|_| Malformed)
    }
}

impl Argument for u8 {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        Self::try_from(arguments.number()?).map_err(|_| Malformed)
    }
}

impl Argument for bool {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        match arguments.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Malformed),
        }
    }
}

impl Argument for Bytes {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        Ok(arguments.elements(1)?.to_vec().into())
    }
}

impl Argument for Vec<B256> {
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Malformed> {
        let (words, _) = arguments.elements(32)?.as_chunks::<32>();
        Ok(words.iter().copied().map(B256::new).collect())
    }
}

/// A type of answer: words, all of them static.
pub trait Answer {
    /// Appends the words.
    fn write(self, words: &mut Vec<u8>);
}

impl Answer for () {
    fn write(self, _: &mut Vec<u8>) {}
}

impl Answer for B256 {
    fn write(self, words: &mut Vec<u8>) {
        words.extend_from_slice(&self.0);
    }
}

macro_rules! answers_as_word {
    ($($type:ty: $value:ident => $word:expr;)*) => {
        $(impl Answer for $type {
            fn write(self, words: &mut Vec<u8>) {
                let $value = self;
                B256::from($word).write(words);
            }
        })*
    };
}

answers_as_word! {
    Address: address => address.into_word();
    U256: number => number;
    u32: number => U256::from(number);
    u16: number => U256::from(number);
    u8: number => U256::from(number);
    bool: truth => U256::from(u8::from(truth));
}

macro_rules! answers_in_turn {
    ($($field:ident: $type:ident),*) => {
        impl<$($type: Answer),*> Answer for ($($type,)*) {
            fn write(self, words: &mut Vec<u8>) {
                let ($($field,)*) = self;
                $($field.write(words);)*
            }
        }
    };
}

answers_in_turn!(a: A, b: B);
answers_in_turn!(a: A, b: B, c: C, d: D, e: E);
answers_in_turn!(a: A, b: B, c: C, d: D, e: E, f: F, g: G);

/// What a function of the Collection gives back: an answer, or a refusal.
pub trait Outcome {
    /// The return data, or the revert data.
    ///
    /// # Errors
    /// The revert data.
    fn encode(self) -> Result<Vec<u8>, Vec<u8>>;
}

impl<T: Answer> Outcome for T {
    fn encode(self) -> Result<Vec<u8>, Vec<u8>> {
        let mut words = Vec::with_capacity(7 * 32);
        self.write(&mut words);
        Ok(words)
    }
}

impl<T: Answer> Outcome for Result<T, Error> {
    fn encode(self) -> Result<Vec<u8>, Vec<u8>> {
        match self {
            Ok(answer) => answer.encode(),
            Err(error) => Err(error.into()),
        }
    }
}
