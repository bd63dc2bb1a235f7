//! The project folder on disk: `.colophon/` with deployments, records, proofs, the secret, searches and the journal. Every file
//! is written whole or not at all.

pub mod deployment;
pub mod journal;
pub mod search;
pub mod secret;
pub mod series;

use std::fs::File;
use std::path::{Path, PathBuf};

use alloy_primitives::Address;
use colophon_project::disk;
use serde::{de::DeserializeOwned, Serialize};

use crate::error::{Error, ProjectError, Result};

/// The hidden folder inside a project.
pub const FOLDER: &str = ".colophon";

/// A project folder.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    /// Held while this value lives: two processes must not send for the same project.
    _lock: Option<File>,
}

impl Project {
    /// Looks at a project without changing it.
    #[must_use]
    pub fn view(project: &Path) -> Self {
        Self { root: project.join(FOLDER), _lock: None }
    }

    /// Opens a project for writing: makes the folder if needed, and locks it against other processes.
    ///
    /// # Errors
    /// [`ProjectError::Busy`] when another process has it.
    pub fn open(project: &Path) -> Result<Self> {
        let root = project.join(FOLDER);
        make_folder(&root)?;
        let ignore = root.join(".gitignore");
        if !ignore.exists() {
            // The secret must not reach a repository by accident.
            write(&ignore, b"*\n")?;
        }
        let path = root.join("lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Error::file("open", &path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root, _lock: Some(lock) }),
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(ProjectError::Busy { folder: project.to_owned() }.into())
            }
            // File systems without locks: go on without one.
            Err(std::fs::TryLockError::Error(_)) => Ok(Self { root, _lock: None }),
        }
    }

    /// The project folder itself, for messages.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.root.parent().unwrap_or(&self.root).to_owned()
    }

    /// Path of a file of the project.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Folder of everything that belongs to one collection on one chain.
    #[must_use]
    pub fn collection(&self, chain: u64, collection: Address) -> PathBuf {
        self.root.join(chain.to_string()).join(collection.to_string())
    }
}

/// Makes a folder and those above it.
///
/// # Errors
/// [`Error::Other`] with the path.
pub fn make_folder(path: &Path) -> Result<()> {
    Ok(disk::make_folder(path)?)
}

/// Writes a file whole: into a temporary file beside it, to the disk, then over the old one.
///
/// # Errors
/// [`Error::Other`] with the path.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    Ok(disk::write(path, bytes)?)
}

/// Writes a value as readable JSON.
///
/// # Errors
/// As [`write()`].
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    Ok(disk::write_json(path, value)?)
}

/// Reads a file if it is there.
///
/// # Errors
/// [`Error::Other`] when it is there and cannot be read.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    Ok(disk::read(path)?)
}

/// Reads JSON if the file is there.
///
/// # Errors
/// [`ProjectError::Damaged`] when it is not understood.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    Ok(disk::read_json(path)?)
}
