//! Why a file is refused: the file, what is wrong with it, and what to do.

use std::path::PathBuf;

/// What is wrong with a file's structure, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Byte offset, when one is known.
    pub offset: Option<usize>,
    /// What is wrong, as the end of a sentence.
    pub what: String,
}

impl Damage {
    pub(crate) fn at(offset: usize, what: impl Into<String>) -> Self {
        Self { offset: Some(offset), what: what.into() }
    }

    pub(crate) fn somewhere(what: impl Into<String>) -> Self {
        Self { offset: None, what: what.into() }
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.offset {
            Some(offset) => write!(f, "{} (at byte {offset})", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// Why a picture file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}; check the path and the permissions", path.display())]
    Unreadable {
        /// Path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A folder where a file was expected.
    #[error("{} is a folder; name the picture files in it instead", path.display())]
    Folder {
        /// Path.
        path: PathBuf,
    },
    /// The file is larger than the limit.
    #[error("{} has {bytes} bytes, more than the limit of {limit}; export a smaller picture", path.display())]
    TooLarge {
        /// Path.
        path: PathBuf,
        /// Size.
        bytes: u64,
        /// Limit.
        limit: u64,
    },
    /// The file is empty.
    #[error("{} is empty (0 bytes); export or download it again", path.display())]
    Empty {
        /// Path.
        path: PathBuf,
    },
    /// The first bytes are of no known picture format.
    #[error("{} is not a picture: its first bytes are not of PNG, JPEG, WebP, GIF or AVIF; remove it from the folder or convert it", path.display())]
    NotAPicture {
        /// Path.
        path: PathBuf,
    },
    /// The structure is broken.
    #[error("{} is damaged: {damage}; export or download it again", path.display())]
    Damaged {
        /// Path.
        path: PathBuf,
        /// What and where.
        damage: Damage,
    },
}
