//! The texts an owner may set: their numbers in errors, their limits, and what they may contain.

use colophon_provenance::text::{self, TextError};

use alloy_primitives::U256;

use crate::errors::{Error, InvalidText, TextMissing, TextTooLong};

/// A kind of text. The order of the fields is that of the arguments of `configure` and `setMedia`.
pub(crate) struct Field {
    /// Its number in errors.
    number: u8,
    /// The most bytes it may have.
    max: usize,
    content: Content,
}

/// What a field may contain, besides what every text may not (bytes that are not UTF-8, control and direction characters).
enum Content {
    /// One line that must not be empty.
    Name,
    /// Several lines, ended by U+000A.
    Prose,
    /// The beginning of an address, or a whole one.
    Address,
    /// The end of an address.
    AddressTail,
}

/// Name of a collection.
pub(crate) const NAME: Field = Field { number: 0, max: 64, content: Content::Name };
/// Ticker of a collection.
pub(crate) const SYMBOL: Field = Field { number: 1, max: 16, content: Content::Name };
/// Description of a collection.
pub(crate) const DESCRIPTION: Field = Field { number: 2, max: 1000, content: Content::Prose };
/// Address of a collection's picture.
pub(crate) const IMAGE: Field = Field { number: 3, max: 256, content: Content::Address };
/// Address of a collection's page.
pub(crate) const EXTERNAL_LINK: Field = Field { number: 4, max: 256, content: Content::Address };
/// What comes before the index of a piece in the address of its picture.
pub(crate) const BASE: Field = Field { number: 5, max: 256, content: Content::Address };
/// What comes after it.
pub(crate) const EXTENSION: Field = Field { number: 6, max: 16, content: Content::AddressTail };

impl Field {
    /// Accepts `bytes` as they are, or says what is wrong with them.
    ///
    /// # Errors
    ///
    /// [`Error::TextTooLong`], [`Error::InvalidText`], [`Error::TextMissing`].
    pub(crate) fn check(&self, bytes: &[u8]) -> Result<(), Error> {
        match self.content {
            Content::Name if bytes.is_empty() => return Err(self.missing()),
            Content::Prose => text::check_lines(bytes, self.max),
            _ => text::check(bytes, self.max),
        }
        .map_err(|error| self.refusal(&error))?;
        let link = matches!(self.content, Content::Address | Content::AddressTail);
        if let Some(at) = bytes.iter().position(|byte| link && breaks_out(*byte)) {
            return Err(self.invalid(at));
        }
        if matches!(self.content, Content::Address) && is_active(bytes) {
            return Err(self.invalid(0));
        }
        Ok(())
    }

    /// The error for a text that must be there and is not.
    pub(crate) fn missing(&self) -> Error {
        Error::TextMissing(TextMissing { field: self.number })
    }

    fn refusal(&self, error: &TextError) -> Error {
        match *error {
            TextError::TooLong { len, max } => Error::TextTooLong(TextTooLong {
                field: self.number,
                length: U256::from(len as u64),
                max: U256::from(max as u64),
            }),
            TextError::NotUtf8 { at }
            | TextError::Control { at }
            | TextError::Reordering { at } => self.invalid(at),
        }
    }

    fn invalid(&self, at: usize) -> Error {
        Error::InvalidText(InvalidText { field: self.number, position: U256::from(at as u64) })
    }
}

/// Whether a byte could end an address, or the attribute of a page that holds it: none of these may stand in one (RFC 3986).
fn breaks_out(byte: u8) -> bool {
    matches!(byte, b' ' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\')
}

/// Whether an address is a program rather than a place: a script scheme, or data that is no picture, sound or film.
fn is_active(address: &[u8]) -> bool {
    if let Some(media_type) = after(address, b"data:") {
        let shown: [&[u8]; 3] = [b"image/", b"audio/", b"video/"];
        return !shown.iter().any(|kind| after(media_type, kind).is_some());
    }
    after(address, b"javascript:").is_some() || after(address, b"vbscript:").is_some()
}

/// What follows `prefix`, whose letters count in either case.
fn after<'a>(bytes: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (head, tail) = bytes.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(tail)
}
