//! What a directory stores of a file, a directory or a symbolic link.

use crate::cid::{Cid, Codec};
use crate::error::Error;

/// A finished file, directory or symbolic link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    cid: Cid,
    size: u64,
    cumulative: u64,
}

impl Entry {
    /// An entry whose numbers were computed before, for example by an earlier run. A directory's id depends on
    /// `cumulative`, so it must be what the builder said.
    #[must_use]
    pub const fn new(cid: Cid, size: u64, cumulative: u64) -> Self {
        Self { cid, size, cumulative }
    }

    /// The entry of a file whose SHA-256 is known already, if it is one chunk (at most 1 MiB); else `None`.
    #[must_use]
    pub const fn of_small_file(sha256: [u8; 32], size: u64) -> Option<Self> {
        if size > colophon_provenance::cid::MAX_RAW_BYTES {
            return None;
        }
        Some(Self::new(Cid::from_digest(Codec::Raw, sha256), size, size))
    }

    /// The id of the root block.
    #[must_use]
    pub const fn cid(&self) -> Cid {
        self.cid
    }

    /// Bytes of content: of the file, or of all files below the directory.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Bytes of all blocks below the root and of the root itself, a block counted as often as it is linked to: the
    /// `Tsize` of a link to this entry.
    #[must_use]
    pub const fn cumulative(&self) -> u64 {
        self.cumulative
    }
}

/// The sum, unless it is beyond 64 bits.
pub(crate) fn total(numbers: impl IntoIterator<Item = u64>) -> Result<u64, Error> {
    let mut sum = 0u64;
    for number in numbers {
        sum = sum.checked_add(number).ok_or(Error::TooLarge)?;
    }
    Ok(sum)
}
