//! Everything that can go wrong in a project, as one clear sentence with what to do.

use std::path::{Path, PathBuf};

use crate::config::ConfigError;
use crate::refusal::Refusal;

/// Result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of every function here. The command line gives each kind its exit code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `colophon.toml` makes no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file of the project is not what it should be.
    #[error("{} is damaged: {why}; restore it from a backup", path.display())]
    Damaged {
        /// Path.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A file or folder is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The pictures are not what was planned.
    #[error("{count} things are wrong with the pictures in {}; `colophon validate` lists them", folder.display())]
    Invalid {
        /// How many.
        count: usize,
        /// The outputs folder.
        folder: PathBuf,
    },
    /// The project lacks or contradicts something; the sentence says what to do.
    #[error("{0}")]
    Project(String),
    /// The system refused a file operation.
    #[error("cannot {doing} {}: {source}", path.display())]
    File {
        /// What was tried, for example `read`.
        doing: &'static str,
        /// Path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
}

impl Error {
    /// A failed file operation.
    #[must_use]
    pub fn file(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }
}
