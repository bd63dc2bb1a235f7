//! Which texts are taken.

use alloc::vec::Vec;

use alloy_primitives::U256;
use colophon_provenance::text::{self, TextError};

use crate::errors::{refuse, size, InvalidText, TextTooLong};

/// The most bytes of a prompt, positive or negative.
pub(crate) const MAX_PROMPT: usize = 8_192;
/// The most bytes of a URI.
pub(crate) const MAX_URI: usize = 2_048;

/// Number of the URI in errors.
const URI: u8 = 2;

/// Refuses what is no prompt: anything but UTF-8 without U+0000.
pub(crate) fn check_prompt(field: u8, prompt: &[u8]) -> Result<(), Vec<u8>> {
    text::check_prompt(prompt, MAX_PROMPT).map_err(|error| refused(field, error))
}

/// Refuses what is no single line of text.
pub(crate) fn check_uri(uri: &[u8]) -> Result<(), Vec<u8>> {
    text::check(uri, MAX_URI).map_err(|error| refused(URI, error))
}

#[inline(never)]
fn refused(field: u8, error: TextError) -> Vec<u8> {
    let field = U256::from(field);
    match error {
        TextError::TooLong { len, max } => refuse::<TextTooLong>(&[field, size(len), size(max)]),
        TextError::NotUtf8 { at } | TextError::Control { at } | TextError::Reordering { at } => {
            refuse::<InvalidText>(&[field, size(at)])
        }
    }
}
