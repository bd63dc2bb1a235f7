//! The project folder on disk: `.colophon/` with deployments, records, proofs, the secret and the journal. Every file
//! is written whole or not at all.

pub mod deployment;
pub mod journal;
pub mod secret;
pub mod series;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use alloy_primitives::Address;
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
    std::fs::create_dir_all(path).map_err(|error| Error::file("make the folder", path, &error))
}

/// Writes a file whole: into a temporary file beside it, to the disk, then over the old one.
///
/// # Errors
/// [`Error::Other`] with the path.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let done = (|| {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            // What `open` would ask for; the user's mask takes its part away. Only the secret is for the owner alone.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    })();
    done.map(drop).map_err(|error: std::io::Error| Error::file("write", path, &error))
}

/// Writes a value as readable JSON.
///
/// # Errors
/// As [`write()`].
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|error| Error::Other(error.to_string()))?;
    text.push('\n');
    write(path, text.as_bytes())
}

/// Reads a file if it is there.
///
/// # Errors
/// [`Error::Other`] when it is there and cannot be read.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file("read", path, &error)),
    }
}

/// Reads JSON if the file is there.
///
/// # Errors
/// [`ProjectError::Damaged`] when it is not understood.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        ProjectError::Damaged { path: path.to_owned(), why: error.to_string() }.into()
    })
}
