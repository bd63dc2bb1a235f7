//! The header of a safetensors file: eight bytes of length, then JSON that places every tensor in the bytes behind it.
//! Errors are what makes it no header; notes are what a sound writer would not have written.

mod json;
mod layout;

use std::collections::BTreeMap;
use std::io::Read;

use serde::Serialize;

/// Largest header, as the format defines it.
pub const MAX_HEADER: u64 = 100_000_000;

/// A header that was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Length of the JSON in bytes; the tensors begin eight bytes later.
    pub bytes: u64,
    /// What it says about the tensors.
    pub tensors: Tensors,
    /// `__metadata__`: names and texts.
    pub metadata: BTreeMap<String, String>,
    /// What is odd about it.
    pub notes: Vec<HeaderNote>,
}

/// The tensors in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tensors {
    /// How many there are.
    pub count: u64,
    /// Numbers in all of them together.
    pub parameters: u64,
    /// Tensors of each type, by the type's name; `other` for types that the format does not define.
    pub types: BTreeMap<String, u64>,
}

/// Why a file that promises a safetensors header has none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Fewer than eight bytes.
    #[error("the file ends within the length of its safetensors header")]
    NoLength,
    /// A length beyond the format's limit.
    #[error(
        "the safetensors header says that it has {0} bytes, and the format allows {MAX_HEADER}"
    )]
    TooLong(u64),
    /// A length beyond the end of the file.
    #[error("the safetensors header says that it has {says} bytes, and {left} bytes follow")]
    BeyondEnd {
        /// The length it says.
        says: u64,
        /// What is left of the file.
        left: u64,
    },
    /// The first byte is not `{`.
    #[error("the safetensors header does not begin with {{")]
    NoObject,
    /// The text is not UTF-8 or not JSON of the right shape.
    #[error("the safetensors header is not understood ({0})")]
    Json(String),
    /// A name that stands twice.
    #[error("the safetensors header has the name {0:?} twice")]
    Duplicate(String),
}

/// What a sound writer would not have written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderNote {
    /// Bytes of the file that no tensor covers.
    #[error("{bytes} bytes from offset {at} of the tensor part belong to no tensor")]
    Gap {
        /// Where they begin.
        at: u64,
        /// How many there are.
        bytes: u64,
    },
    /// Tensors that share bytes.
    #[error("tensor {name:?} begins at offset {at} of the tensor part, inside another tensor")]
    Overlap {
        /// The later tensor.
        name: String,
        /// Where it begins.
        at: u64,
    },
    /// A tensor beyond the end of the file: an interrupted download.
    #[error("tensor {name:?} ends at offset {end} of the tensor part, which has {size} bytes: the file is cut off")]
    CutOff {
        /// The tensor that reaches furthest.
        name: String,
        /// Where it ends.
        end: u64,
        /// Size of the tensor part.
        size: u64,
    },
    /// Offsets in the wrong order, or a size that does not follow from type and shape.
    #[error("tensor {name:?} has {bytes} bytes, and its type and shape need {want}")]
    Size {
        /// Which.
        name: String,
        /// What its offsets say; negative when they are in the wrong order.
        bytes: i128,
        /// What its type and shape need.
        want: u64,
    },
    /// An entry of `__metadata__` that is not a text.
    #[error("the metadata entry {0:?} is not a text and is left out")]
    NotText(String),
    /// More notes of these kinds than are listed.
    #[error("{0} more tensors are out of order")]
    More(usize),
}

impl Header {
    /// Reads the header of a file of `size` bytes from its beginning; also returns the bytes that were read, which the
    /// hashes need. Memory: the header itself, at most [`MAX_HEADER`], and a few bytes a tensor.
    ///
    /// # Errors
    /// The system's, in the outer result; the file's, in the inner one.
    #[allow(clippy::type_complexity, reason = "two kinds of failure, and the bytes in both cases")]
    pub fn read(
        file: &mut impl Read,
        size: u64,
    ) -> std::io::Result<(Vec<u8>, Result<Self, HeaderError>)> {
        let mut bytes = Vec::with_capacity(4096);
        file.by_ref().take(9).read_to_end(&mut bytes)?;
        let length = match announced(&bytes, size) {
            Ok(length) => length,
            Err(error) => return Ok((bytes, Err(error))),
        };
        file.by_ref().take(length - 1).read_to_end(&mut bytes)?;
        let found = bytes.len() as u64 - 8;
        if found < length {
            let error = HeaderError::BeyondEnd { says: length, left: found };
            return Ok((bytes, Err(error)));
        }
        let header = Self::parse(&bytes[8..], size - 8 - length);
        Ok((bytes, header))
    }

    /// Understands the JSON of a header; `size` is that of the tensor part behind it.
    ///
    /// # Errors
    /// [`HeaderError::Json`], [`HeaderError::Duplicate`].
    pub fn parse(text: &[u8], size: u64) -> Result<Self, HeaderError> {
        let text =
            std::str::from_utf8(text).map_err(|error| HeaderError::Json(error.to_string()))?;
        let raw = json::parse(text)?;
        let mut notes: Vec<HeaderNote> =
            raw.not_text.into_iter().map(HeaderNote::NotText).collect();
        let tensors = layout::count(&raw.tensors);
        notes.extend(layout::check(&raw.tensors, size));
        Ok(Self { bytes: text.len() as u64, tensors, metadata: raw.metadata, notes })
    }

    /// Where the tensor part begins in the file.
    #[must_use]
    pub fn tensors_at(&self) -> u64 {
        self.bytes + 8
    }
}

/// The length that the first nine bytes announce, if the rest of a file of `size` bytes can hold it.
fn announced(start: &[u8], size: u64) -> Result<u64, HeaderError> {
    let length = start.get(..8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    let length = length.ok_or(HeaderError::NoLength)?;
    let left = size.saturating_sub(8);
    match start.get(8) {
        Some(b'{') => {}
        _ if length > MAX_HEADER => return Err(HeaderError::TooLong(length)),
        _ if length > left => return Err(HeaderError::BeyondEnd { says: length, left }),
        _ => return Err(HeaderError::NoObject),
    }
    if length > MAX_HEADER {
        return Err(HeaderError::TooLong(length));
    }
    if length > left {
        return Err(HeaderError::BeyondEnd { says: length, left });
    }
    if length < 2 {
        return Err(HeaderError::Json("two bytes are the shortest object".into()));
    }
    Ok(length)
}
