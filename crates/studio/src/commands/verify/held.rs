//! The file in hand. Verification takes any bytes: a file that is no longer a picture is not refused, its content hash
//! differs.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{InputError, Result};
use crate::folder;
use crate::readers::error::ReadError;
use crate::readers::{self, Picture};

/// A file, as far as it can be read.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) path: PathBuf,
    pub(crate) sha256: [u8; 32],
    /// The picture, if it is one.
    pub(crate) picture: Option<Picture>,
    /// Why it is none.
    pub(crate) damage: Option<String>,
}

impl Held {
    /// Reads a file.
    ///
    /// # Errors
    /// [`InputError`] when there are no bytes to hash at all.
    pub(crate) fn read(path: &Path) -> Result<Self, InputError> {
        match readers::read(path) {
            Ok(picture) => Ok(Self::of(picture)),
            Err(
                error @ (ReadError::Damaged { .. }
                | ReadError::NotAPicture { .. }
                | ReadError::Empty { .. }),
            ) => {
                let bytes = std::fs::read(path)
                    .map_err(|source| InputError::Unreadable { path: path.to_owned(), source })?;
                Ok(Self {
                    path: path.to_owned(),
                    sha256: Sha256::digest(bytes).into(),
                    picture: None,
                    damage: Some(error.to_string()),
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A picture that was read before.
    pub(crate) fn of(picture: Picture) -> Self {
        Self {
            path: picture.path.clone(),
            sha256: picture.sha256,
            picture: Some(picture),
            damage: None,
        }
    }

    /// Reads all picture files of a folder.
    ///
    /// # Errors
    /// As [`Held::read`].
    pub(crate) fn folder(path: &Path) -> Result<Vec<Self>, InputError> {
        folder::list(path)?.iter().map(|path| Self::read(path)).collect()
    }

    /// The file's name.
    pub(crate) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}
