//! The file in hand. Verification takes any bytes: a file that is no longer a picture is not refused, its content hash
//! differs.

use std::path::{Path, PathBuf};

use colophon_unixfs::{Discard, FileBuilder};
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
    /// Its content id, where it is no picture and the bytes are not on disk any more.
    content_id: Option<String>,
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
                    content_id: None,
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
            content_id: None,
        }
    }

    /// Bytes that came over the network under this name.
    pub(crate) fn from_bytes(name: &Path, bytes: &[u8]) -> Self {
        let mut held = match readers::parse(name, bytes) {
            Ok(picture) => Self::of(picture),
            Err(error) => Self {
                path: name.to_owned(),
                sha256: Sha256::digest(bytes).into(),
                picture: None,
                damage: Some(error.to_string()),
                content_id: None,
            },
        };
        if held.picture.is_none() {
            held.content_id = content_id(bytes);
        }
        held
    }

    /// The content id that IPFS gives the file under the profile `unixfs-v1-2025`.
    pub(crate) fn content_id(&self) -> Option<String> {
        match &self.picture {
            Some(picture) => Some(picture.entry.cid().to_string()),
            None => (self.content_id.clone())
                .or_else(|| content_id(std::fs::File::open(&self.path).ok()?)),
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

fn content_id(bytes: impl std::io::Read) -> Option<String> {
    let mut builder = FileBuilder::new();
    builder.read_from(bytes, &mut Discard).ok()?;
    Some(builder.finish(&mut Discard).ok()?.cid().to_string())
}
