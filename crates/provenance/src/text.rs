//! What people may write into names and descriptions.
//!
//! Refused: bytes that are not UTF-8, control characters (U+0000–001F, U+007F–009F), and the characters that reorder
//! what a reader sees (U+202A–202E, U+2066–2069). Texts are never changed: they are taken as they are, or refused.
//! Prompts are another matter: they were written for a model, and a prompt is shown as it was committed to, so
//! [`check_prompt`] refuses only what is no text.
//! The decoder is our own because it is the smaller program: it needs no table and walks the text once.

use core::fmt;

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextError {
    /// More bytes than the field takes.
    TooLong {
        /// The length that was given, in bytes.
        len: usize,
        /// The most that is taken, in bytes.
        max: usize,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// The offset of the character that is wrong, in bytes.
        at: usize,
    },
    /// A control character.
    Control {
        /// Its offset, in bytes.
        at: usize,
    },
    /// A character that reorders the text around it.
    Reordering {
        /// Its offset, in bytes.
        at: usize,
    },
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { len, max } => write!(f, "the text has {len} bytes: give at most {max}"),
            Self::NotUtf8 { at } => write!(f, "the text is not UTF-8 at byte {at}"),
            Self::Control { at } => {
                write!(f, "the text has a control character at byte {at}: remove it")
            }
            Self::Reordering { at } => {
                write!(
                    f,
                    "the text has a character at byte {at} that reorders what is shown: remove it"
                )
            }
        }
    }
}

impl core::error::Error for TextError {}

/// Accepts one line of at most `max_len` bytes.
///
/// # Errors
/// What was found, see [`TextError`]; offsets count bytes from 0.
pub fn check(bytes: &[u8], max_len: usize) -> Result<(), TextError> {
    check_with(bytes, max_len, Taken::Line)
}

/// Accepts a text of at most `max_len` bytes that may have several lines, each ended by U+000A alone.
///
/// # Errors
/// As [`check`].
pub fn check_lines(bytes: &[u8], max_len: usize) -> Result<(), TextError> {
    check_with(bytes, max_len, Taken::Lines)
}

/// Accepts a prompt of at most `max_len` bytes: any UTF-8 without U+0000, tabs and right-to-left marks too. Whoever shows it must
/// escape it.
///
/// # Errors
/// As [`check`]; [`TextError::Control`] only for U+0000.
pub fn check_prompt(bytes: &[u8], max_len: usize) -> Result<(), TextError> {
    check_with(bytes, max_len, Taken::Prompt)
}

/// Which characters a text may have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Line,
    Lines,
    Prompt,
}

fn check_with(bytes: &[u8], max: usize, taken: Taken) -> Result<(), TextError> {
    let len = bytes.len();
    if len > max {
        return Err(TextError::TooLong { len, max });
    }
    let mut rest = bytes;
    loop {
        let at = len.wrapping_sub(rest.len());
        let Some((first, tail)) = rest.split_first() else { return Ok(()) };
        let Some((character, tail)) = decode(*first, tail) else {
            return Err(TextError::NotUtf8 { at });
        };
        match character {
            0x0a if taken == Taken::Lines => {}
            1.. if taken == Taken::Prompt => {}
            0..=0x1f | 0x7f..=0x9f => return Err(TextError::Control { at }),
            0x202a..=0x202e | 0x2066..=0x2069 => return Err(TextError::Reordering { at }),
            _ => {}
        }
        rest = tail;
    }
}

/// Decodes the character that begins with `first`; `None` when it is not UTF-8 (RFC 3629: no longer form than
/// needed, no surrogates, nothing above U+10FFFF).
fn decode(first: u8, mut rest: &[u8]) -> Option<(u32, &[u8])> {
    let (mut character, more, least) = match first {
        0..=0x7f => return Some((u32::from(first), rest)),
        0xc2..=0xdf => (u32::from(first & 0x1f), 1, 0x80),
        0xe0..=0xef => (u32::from(first & 0x0f), 2, 0x800),
        0xf0..=0xf4 => (u32::from(first & 0x07), 3, 0x1_0000),
        _ => return None,
    };
    for _ in 0..more {
        let (byte, tail) = rest.split_first()?;
        if byte & 0xc0 != 0x80 {
            return None;
        }
        character = (character << 6) | u32::from(byte & 0x3f);
        rest = tail;
    }
    let surrogate = matches!(character, 0xd800..=0xdfff);
    if character < least || character > 0x10_ffff || surrogate {
        None
    } else {
        Some((character, rest))
    }
}
