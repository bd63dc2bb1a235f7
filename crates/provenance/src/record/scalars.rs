//! The numbers and hashes that fields of a record take.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::num::NonZeroU32;

use super::error::{Problem, RecordError};
use super::field::{text, Field};
use crate::canonical::{SafeInt, Value};
use crate::hash::Word;

/// SHA-256 of nothing. A widely used trainer wrote it into every model, so as the hash of a model it says nothing.
pub const EMPTY_SHA256: Word = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// `0x` and lower-case digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut digits = Vec::new();
    crate::hex::prefixed(&mut digits, bytes);
    digits.into_iter().map(char::from).collect()
}

/// Reads `0x` and exactly `2 N` lower-case digits.
pub(super) fn unhex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let digits = digits.strip_prefix("0x")?.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = (value(*high)? << 4) | value(*low)?;
    }
    Some(bytes)
}

impl<const N: usize> Field for [u8; N] {
    fn to_value(&self) -> Value {
        Value::Text(hex(self))
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        const EXPECTED: &str = "0x and lower-case hexadecimal digits, as many as the field has";
        let digits = text(value, at, EXPECTED)?;
        unhex(&digits).ok_or_else(|| RecordError::new(at, Problem::Invalid(EXPECTED)))
    }
}

/// A number of bytes, at most 2^53 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(SafeInt);

impl Count {
    /// Accepts a number up to 2^53 − 1.
    #[must_use]
    pub fn new(count: u64) -> Option<Self> {
        i64::try_from(count).ok().and_then(SafeInt::new).map(Self)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get().unsigned_abs()
    }
}

impl Field for Count {
    fn to_value(&self) -> Value {
        Value::Int(self.0)
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        match value {
            Value::Int(count) if count.get() >= 0 => Ok(Self(count)),
            _ => Err(RecordError::new(at, Problem::Invalid("a whole number, not negative"))),
        }
    }
}

impl Field for u32 {
    fn to_value(&self) -> Value {
        Value::Int((*self).into())
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        let number = match value {
            Value::Int(number) => Self::try_from(number.get()).ok(),
            _ => None,
        };
        number.ok_or_else(|| RecordError::new(at, Problem::Invalid("a whole number below 2^32")))
    }
}

impl Field for NonZeroU32 {
    fn to_value(&self) -> Value {
        self.get().to_value()
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        Self::new(u32::from_value(value, at)?)
            .ok_or_else(|| RecordError::new(at, Problem::Invalid("a whole number from 1")))
    }
}

/// A seed: written as an integer within ±(2^53 − 1), as a text beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed(pub i128);

impl Field for Seed {
    fn to_value(&self) -> Value {
        let safe = i64::try_from(self.0).ok().and_then(SafeInt::new);
        safe.map_or_else(|| Value::Text(self.0.to_string()), Value::Int)
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        let seed = match &value {
            Value::Int(seed) => Some(Self(seed.get().into())),
            Value::Text(digits) => digits.parse().ok().map(Self),
            _ => None,
        };
        // Only one spelling of a seed is right, so that equal records have equal bytes.
        seed.filter(|seed| seed.to_value() == value).ok_or_else(|| {
            RecordError::new(at, Problem::Invalid("an integer, in quotes if beyond 2^53 - 1"))
        })
    }
}

/// A short hash of a model, and what it was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShortHash {
    /// The first 4 bytes of SHA-256 over 64 KiB from the middle of the file; easily the same for two models.
    AutoV1([u8; 4]),
    /// The first 5 bytes of SHA-256 of the whole file.
    AutoV2([u8; 5]),
    /// The first 6 bytes of SHA-256 of what follows the header of a safetensors file.
    AutoV3([u8; 6]),
}

impl ShortHash {
    pub(super) const EXPECTED: &'static str =
        "0x and 8 (autov1), 10 (autov2) or 12 (autov3) lower-case hexadecimal digits";

    /// `autov1`, `autov2` or `autov3`.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::AutoV1(_) => "autov1",
            Self::AutoV2(_) => "autov2",
            Self::AutoV3(_) => "autov3",
        }
    }

    pub(super) fn hex(self) -> String {
        match self {
            Self::AutoV1(bytes) => hex(&bytes),
            Self::AutoV2(bytes) => hex(&bytes),
            Self::AutoV3(bytes) => hex(&bytes),
        }
    }

    pub(super) fn read(kind: &str, digits: &str) -> Option<Self> {
        match kind {
            "autov1" => unhex(digits).map(Self::AutoV1),
            "autov2" => unhex(digits).map(Self::AutoV2),
            "autov3" => unhex(digits).map(Self::AutoV3),
            _ => None,
        }
    }
}
