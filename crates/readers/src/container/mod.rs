//! Containers: where each kind of file keeps text, EXIF, XMP, comments and C2PA stores. Walkers check lengths and
//! copy nothing that they can borrow; what the texts mean is for [`crate::tools`].

pub mod avif;
pub mod bmff;
pub mod exif;
pub mod gif;
pub mod jpeg;
pub mod jumbf;
pub mod png;
pub mod webp;
pub mod xmp;

use std::borrow::Cow;

use crate::error::Damage;
use crate::Kind;

/// What a walker found in a file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether the pixels of the file are the pixels that were saved, bit by bit.
    pub lossless: bool,
    /// Whether there is more than one picture in it.
    pub animated: bool,
    /// Text chunks of PNG, in file order.
    pub texts: Vec<Text<'a>>,
    /// `comf` chunks of PNG, in file order.
    pub comf: Vec<Text<'a>>,
    /// Comments of GIF and JPEG, in file order.
    pub comments: Vec<Cow<'a, [u8]>>,
    /// The first EXIF block (a TIFF structure).
    pub exif: Option<&'a [u8]>,
    /// The first XMP packet.
    pub xmp: Option<Cow<'a, [u8]>>,
    /// The C2PA manifest store.
    pub c2pa: Option<Cow<'a, [u8]>>,
    /// What was left unread, and why.
    pub notes: Vec<String>,
}

/// A text with a keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'a> {
    /// Keyword.
    pub keyword: String,
    /// The decoded text.
    pub text: String,
    /// The data as stored, keyword included: what `evidence.raw_sha256` covers.
    pub raw: &'a [u8],
}

impl<'a> Found<'a> {
    /// The first text chunk with `keyword`.
    #[must_use]
    pub fn text(&self, keyword: &str) -> Option<&Text<'a>> {
        self.texts.iter().find(|text| text.keyword == keyword)
    }
}

/// Walks `bytes`, a file of `kind`.
///
/// # Errors
/// [`Damage`] with the byte offset when the structure is broken or the file ends early.
pub fn walk(kind: Kind, bytes: &[u8]) -> Result<Found<'_>, Damage> {
    match kind {
        Kind::Png => png::walk(bytes),
        Kind::Jpeg => jpeg::walk(bytes),
        Kind::WebP => webp::walk(bytes),
        Kind::Gif => gif::walk(bytes),
        Kind::Avif => avif::walk(bytes),
    }
}

/// Big-endian number of `width` bytes (at most eight) at `at`; zero for none.
pub(crate) fn big_endian(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(width)?)?;
    Some(digits.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
