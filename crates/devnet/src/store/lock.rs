//! One node to a file: whoever holds the lock file beside it. The operating system lets go of it when a process ends, however
//! that comes about. The lock is not the journal itself, because that is replaced by another file now and then.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// A lock that is held until this is dropped. The lock file stays.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a journal; otherwise what is wrong and what to do.
    pub(super) fn take(journal: &Path) -> Result<Self, String> {
        let mut name = journal.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let failed =
            |error: std::io::Error| format!("its lock {} cannot be had: {error}", path.display());
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.take(20).read_to_string(&mut holder);
                return Err(format!(
                    "another node uses it (process {}): stop that node, or give this one another file",
                    holder.trim()
                ));
            }
        }
        // For the message above; nothing depends on it.
        let _ = file.set_len(0).and_then(|()| file.rewind());
        let _ = writeln!(file, "{}", std::process::id());
        Ok(Self { _file: file })
    }
}
