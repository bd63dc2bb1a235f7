//! Opening a model file: what it is, its hashes, and whether it stayed the same while it was read.

use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::cache::{Cache, Stamp};
use crate::container::{self, Container, Kind};
use crate::error::ModelError;
use crate::hashes::{self, Failure, Hashes};
use crate::header::Header;

/// Told how far a pass has come; hashes that were remembered need none.
pub trait Observer {
    /// `bytes` of `of` have been read.
    fn hashed(&mut self, bytes: u64, of: u64);
}

impl Observer for () {
    fn hashed(&mut self, _: u64, _: u64) {}
}

/// A model file: what it is and what it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// Where it was read from.
    pub path: PathBuf,
    /// What it is.
    pub container: Container,
    /// What it is known by.
    pub hashes: Hashes,
    /// Whether the hashes were remembered from an earlier pass over the same bytes.
    pub cached: bool,
}

impl ModelFile {
    /// The name of the file, without its folder.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Reads the file at `path`: its header always, its bytes only when `cache` has no hashes of them. Memory stays constant
/// whatever the size: the header (at most 100 MB) and four blocks of 1 MiB.
///
/// # Errors
/// [`ModelError`]. A header that makes no sense is none: it is a note of [`Container`].
pub fn examine(
    path: &Path,
    cache: Option<&mut Cache>,
    observer: &mut dyn Observer,
) -> Result<ModelFile, ModelError> {
    let unreadable = |source| ModelError::Unreadable { path: path.to_owned(), source };
    // Before it is opened: opening a pipe waits for its other end.
    regular(path, &std::fs::metadata(path).map_err(unreadable)?)?;
    let mut file = File::open(path).map_err(unreadable)?;
    let before = file.metadata().map_err(unreadable)?;
    regular(path, &before)?;
    let (start, container) = open(path, &mut file, before.len())?;
    let stamp = Stamp::of(&before);
    let known = cache.as_ref().and_then(|cache| cache.find(path, &stamp));
    if let Some(hashes) = known {
        let path = path.to_owned();
        return Ok(ModelFile { path, container, hashes, cached: true });
    }
    let tensors_at = container.header().map(Header::tensors_at);
    let hashes = hashes::stream(start, &mut file, tensors_at, before.len(), observer);
    let hashes = hashes.map_err(|failure| match failure {
        Failure::Read(source) => unreadable(source),
        Failure::Thread(source) => ModelError::Thread { path: path.to_owned(), source },
    })?;
    // The file that was read, and the one that the path names now, must both be the one that was opened.
    let after = file.metadata().map_err(unreadable)?;
    let now = std::fs::metadata(path).map_err(unreadable)?;
    let (after, now) = (Stamp::of(&after), Stamp::of(&now));
    let same = stamp.same_content(&after) && stamp.same_content(&now);
    if hashes.bytes != before.len() || !same {
        return Err(ModelError::Changed { path: path.to_owned() });
    }
    if let Some(cache) = cache.filter(|_| stamp == now) {
        cache.remember(path, stamp, hashes);
    }
    Ok(ModelFile { path: path.to_owned(), container, hashes, cached: false })
}

fn regular(path: &Path, meta: &Metadata) -> Result<(), ModelError> {
    let path = path.to_owned();
    if meta.is_dir() {
        Err(ModelError::Folder { path })
    } else if !meta.is_file() {
        Err(ModelError::Special { path })
    } else if meta.len() == 0 {
        Err(ModelError::Empty { path })
    } else {
        Ok(())
    }
}

/// What the file is, and the bytes that were read to find out.
fn open(path: &Path, file: &mut File, size: u64) -> Result<(Vec<u8>, Container), ModelError> {
    let unreadable = |source| ModelError::Unreadable { path: path.to_owned(), source };
    let mut start = Vec::with_capacity(container::PEEK);
    file.by_ref().take(container::PEEK as u64).read_to_end(&mut start).map_err(unreadable)?;
    if let Some(what) = container::accident(&start) {
        return Err(ModelError::NotWeights { path: path.to_owned(), what });
    }
    if !container::promises_header(path, &start) {
        return Ok((start.clone(), Container::Other(Kind::of(&start))));
    }
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let (start, header) = Header::read(file, size).map_err(unreadable)?;
    let container = match header {
        Ok(header) => Container::Safetensors(Box::new(header)),
        Err(error) => Container::Broken(error),
    };
    Ok((start, container))
}
