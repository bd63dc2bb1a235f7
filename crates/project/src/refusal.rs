//! Why a file is left out: its name and a sentence with what to do. A refused file never stops the others.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A refused file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file, relative to the outputs folder.
    pub path: PathBuf,
    /// What is wrong and what to do, as the rest of a sentence that begins with the name.
    pub why: String,
}

impl Refusal {
    /// A refusal of `path`.
    #[must_use]
    pub fn new(path: &Path, why: impl Into<String>) -> Self {
        Self { path: path.to_owned(), why: why.into() }
    }

    /// The system does not let it be read.
    #[must_use]
    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::new(
            path,
            format!("cannot be read ({error}); check that it is there and its permissions"),
        )
    }

    /// A link that leads nowhere, or in a circle.
    #[must_use]
    pub fn link(path: &Path, error: &io::Error) -> Self {
        Self::new(
            path,
            format!("is a link that cannot be followed ({error}); remove it, or link to a file"),
        )
    }
}

/// The path is shown as it is: names may hold anything, so whoever prints this escapes it.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.display(), self.why)
    }
}

impl std::error::Error for Refusal {}
