//! Why a model file is not read, as one sentence with what to do.

use std::path::PathBuf;

/// A model file that was refused.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}; check the path and the permissions", path.display())]
    Unreadable {
        /// Path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A folder, for example a model in the diffusers layout.
    #[error("the model file {} is a folder; name the weights file in it", path.display())]
    Folder {
        /// Path.
        path: PathBuf,
    },
    /// A pipe, a device or a socket: it has no size and no end.
    #[error("the model file {} is no regular file; copy the weights to one", path.display())]
    Special {
        /// Path.
        path: PathBuf,
    },
    /// No bytes.
    #[error("the model file {} is empty (0 bytes); download it again", path.display())]
    Empty {
        /// Path.
        path: PathBuf,
    },
    /// A text that stands where the weights should be.
    #[error("the model file {} is not the weights but {what}", path.display())]
    NotWeights {
        /// Path.
        path: PathBuf,
        /// What it is, and what to do.
        what: &'static str,
    },
    /// Other bytes, or more or fewer, than when it was opened.
    #[error("the model file {} changed while it was read; wait until it is complete", path.display())]
    Changed {
        /// Path.
        path: PathBuf,
    },
    /// A thread could not be started or ended early.
    #[error("cannot hash the model file {}: the system gives no thread ({source}); end other programs and try again", path.display())]
    Thread {
        /// Path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
}
