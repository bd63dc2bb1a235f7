//! The open file: entries are added at its end and synced, and now and then the whole file is replaced by a shorter one
//! that says the same.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use stylus_chain::Chain;

use super::format::{self, Identity, ENTRY, HEADER};

/// Why something could not be written.
#[derive(Debug)]
pub(super) enum WriteError {
    /// The file is not the one that was written to last: moved, deleted or changed by another program. It has to be
    /// written anew as a whole.
    Gone,
    /// What the operating system said.
    Io(io::Error),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A journal that can be added to.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    identity: Identity,
    /// None until the first [`Journal::replace`].
    file: Option<File>,
    /// Bytes that are on the disk for certain; what comes after them is to be written again.
    length: u64,
    /// The file's name may not be on the disk yet.
    folder_due: bool,
}

impl Journal {
    /// A journal of which nothing has been written.
    pub(super) fn new(path: PathBuf, identity: Identity) -> Self {
        Self { path, identity, file: None, length: 0, folder_due: false }
    }

    /// A journal that goes on after that many bytes; what comes after them is cut off.
    pub(super) fn resume(path: PathBuf, identity: Identity, length: u64) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        if file.metadata()?.len() != length {
            file.set_len(length)?;
            file.sync_all()?;
        }
        Ok(Self { path, identity, file: Some(file), length, folder_due: false })
    }

    /// True if nothing has been written yet.
    pub(super) const fn is_new(&self) -> bool {
        self.file.is_none()
    }

    /// Makes sure that the file's name is on the disk.
    pub(super) fn sync_name(&mut self) -> io::Result<()> {
        if self.folder_due {
            sync_folder(&self.path)?;
            self.folder_due = false;
        }
        Ok(())
    }

    /// Adds an entry, or nothing. When this returns, it is on the disk, and so is the file's name; after an error the same
    /// bytes have to be given again.
    pub(super) fn append(&mut self, payload: &[u8]) -> Result<(), WriteError> {
        self.sync_name()?;
        let Some(file) = &mut self.file else { return Err(WriteError::Gone) };
        let (ours, named) = (file.metadata()?, fs::metadata(&self.path));
        if !named.is_ok_and(|named| same_file(&ours, &named)) || ours.len() < self.length {
            return Err(WriteError::Gone);
        }
        if payload.is_empty() {
            return Ok(());
        }
        if ours.len() > self.length {
            // The rest of an attempt that failed.
            file.set_len(self.length)?;
        }
        file.seek(SeekFrom::Start(self.length))?;
        file.write_all(&format::entry(payload))?;
        file.write_all(payload)?;
        file.sync_data()?;
        self.length += (ENTRY + payload.len()) as u64;
        Ok(())
    }

    /// Replaces the file by one that holds this chain and nothing else, an entry for each block. Whoever reads the file
    /// finds the old one or the new one, never half of one. The answer is the length of each block's entry.
    /// [`Journal::sync_name`] belongs after it.
    pub(super) fn replace(&mut self, chain: &Chain) -> io::Result<Vec<u64>> {
        let beside = beside(&self.path);
        let written = self.write_beside(&beside, chain);
        let (file, length, blocks) = match written {
            Ok(written) => written,
            Err(error) => {
                let _ = fs::remove_file(&beside);
                return Err(error);
            }
        };
        fs::rename(&beside, &self.path)?;
        (self.file, self.length, self.folder_due) = (Some(file), length, true);
        Ok(blocks)
    }

    fn write_beside(&self, beside: &Path, chain: &Chain) -> io::Result<(File, u64, Vec<u64>)> {
        let mut file = BufWriter::new(File::create(beside)?);
        file.write_all(&self.identity.header())?;
        let (mut length, mut blocks, mut payload) = (HEADER as u64, Vec::new(), Vec::new());
        for change in chain.changes() {
            payload.clear();
            format::encode(&change, &mut payload)?;
            file.write_all(&format::entry(&payload))?;
            file.write_all(&payload)?;
            blocks.push((ENTRY + payload.len()) as u64);
            length += (ENTRY + payload.len()) as u64;
        }
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok((file, length, blocks))
    }
}

/// Where a new file is written before it takes the old one's name.
pub(super) fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

/// The folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

/// Elsewhere folders cannot be synced by a program.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn same_file(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn same_file(a: &Metadata, b: &Metadata) -> bool {
    a.len() == b.len()
}
