//! The texts that fields of a record take; each is checked when it is made and kept as it is.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::{Problem, RecordError};
use super::field::{text, Field};
use crate::canonical::Value;
use crate::cid::CID_LEN;

/// Declares a text with a rule.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $rule:path, $expected:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// What is accepted, in words.
            pub const EXPECTED: &'static str = $expected;

            /// Accepts a text that follows the rule; `None` for any other.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                $rule(text).then(|| Self(text.to_owned()))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Field for $name {
            fn to_value(&self) -> Value {
                Value::Text(self.0.clone())
            }

            fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
                let found = text(value, at, Self::EXPECTED)?;
                Self::new(&found).ok_or_else(|| RecordError::new(at, Problem::Invalid($expected)))
            }
        }
    };
}

checked_text! {
    /// A name, a version, a licence, an address: one line of 1 to 1,024 bytes that [`crate::text::check`] accepts.
    Label, is_label, "one line of 1 to 1024 bytes without control or reordering characters"
}
checked_text! {
    /// A word of a vocabulary that may grow: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.
    Term, is_term, "1 to 64 letters, digits, '-', '_' or '.'"
}
checked_text! {
    /// A media type in lower case, without parameters: `image/png`.
    MediaType, is_media_type, "a media type in lower case such as image/png"
}
checked_text! {
    /// A decimal number as it was found: `7`, `7.0`, `-1.5`, `1e-05`. Its digits are kept, not its value.
    Decimal, is_decimal, "a decimal number of at most 64 characters, in quotes"
}
checked_text! {
    /// A time in UTC, RFC 3339 with `T` and `Z`: `2026-11-21T09:30:00Z`, with up to nine digits of a second.
    Timestamp, is_timestamp, "a time in UTC such as 2026-11-21T09:30:00Z"
}
checked_text! {
    /// A CIDv1 in base32: sha2-256, and the codec raw (a file of one block) or dag-pb (a larger file).
    Cid, is_cid, "a CIDv1 in base32 with the codec raw or dag-pb and a SHA-256"
}

impl Cid {
    /// Whether it names a dag-pb block: the root of a file of several blocks.
    #[must_use]
    pub fn is_dag_pb(&self) -> bool {
        // The header 01 70 12 20 in base32.
        self.0.starts_with("bafybei")
    }
}

fn is_label(text: &str) -> bool {
    !text.is_empty() && crate::text::check(text.as_bytes(), 1024).is_ok()
}

fn is_term(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(known)
}

fn is_media_type(text: &str) -> bool {
    let known = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&-^_.+".contains(&byte)
    };
    let part = |part: &str| {
        (1..=127).contains(&part.len())
            && part.bytes().all(known)
            && part.starts_with(|first: char| first.is_ascii_alphanumeric())
    };
    text.split_once('/').is_some_and(|(kind, subtype)| part(kind) && part(subtype))
}

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (number, power) = match unsigned.split_once(['e', 'E']) {
        None => (unsigned, None),
        Some((number, power)) => (number, Some(power)),
    };
    let power_fits =
        power.is_none_or(|power| digits(power.strip_prefix(['+', '-']).unwrap_or(power)));
    let number_fits = match number.split_once('.') {
        None => digits(number),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
    };
    text.len() <= 64 && number_fits && power_fits
}

fn is_timestamp(text: &str) -> bool {
    let shape = |form: &str| {
        let fits = |(byte, form): (u8, u8)| {
            if form == b'0' {
                byte.is_ascii_digit()
            } else {
                byte == form
            }
        };
        text.len() >= form.len() && text.bytes().zip(form.bytes()).all(fits)
    };
    if !shape("0000-00-00T00:00:00") {
        return false;
    }
    let part = |from: usize, to: usize| {
        text.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(u32::MAX)
    };
    let year = part(0, 4);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match part(5, 7) {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let fraction = |end: &str| {
        let digits = end.strip_prefix('.').unwrap_or("");
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let end = text.get(19..).and_then(|end| end.strip_suffix('Z'));
    (1..=days).contains(&part(8, 10))
        && part(11, 13) < 24
        && part(14, 16) < 60
        && part(17, 19) < 60
        && end.is_some_and(|end| end.is_empty() || fraction(end))
}

fn is_cid(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('b') else { return false };
    if text.len() != CID_LEN {
        return false;
    }
    let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::new());
    for digit in digits.bytes() {
        let value = match digit {
            b'a'..=b'z' => digit - b'a',
            b'2'..=b'7' => digit - b'2' + 26,
            _ => return false,
        };
        bits = ((bits << 5) | u32::from(value)) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // 58 digits are 36 bytes and two bits, which must be zero.
    bits & 3 == 0 && matches!(bytes.as_slice(), [0x01, 0x55 | 0x70, 0x12, 0x20, ..])
}
