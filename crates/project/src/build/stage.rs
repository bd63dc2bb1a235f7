//! The build folder is replaced as a whole: a new one is filled beside it, then takes its place. A process that is killed at
//! any moment leaves the old folder or the new one, and the next run clears up.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Names of what a build writes into its folder; everything else there belongs to the user and is kept.
const OWN: [&str; 6] =
    ["manifest.json", "records", "metadata", "proofs.json", "contact.png", "collection.car"];

/// A folder under way.
#[derive(Debug)]
pub(super) struct Stage {
    /// The build folder.
    target: PathBuf,
    /// The folder that is being filled.
    fresh: PathBuf,
    /// Where the old folder is put aside.
    old: PathBuf,
    /// Folders that were made in `fresh`.
    made: HashSet<PathBuf>,
    /// How many files have other bytes than before.
    pub(super) written: u64,
}

impl Stage {
    /// Clears up after a run that was killed, and begins a new folder beside `target`.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(super) fn begin(target: &Path) -> Result<Self> {
        let beside = |end: &str| {
            let name = target.file_name().unwrap_or(OsStr::new("build")).to_string_lossy();
            target.with_file_name(format!(".{name}-{end}"))
        };
        let stage = Self {
            target: target.to_owned(),
            fresh: beside("new"),
            old: beside("old"),
            made: HashSet::new(),
            written: 0,
        };
        stage.recover()?;
        make(&stage.fresh)?;
        Ok(stage)
    }

    /// Brings the folder of a killed run into order: afterwards there is the old folder or the new one, whole.
    fn recover(&self) -> Result<()> {
        if self.old.exists() {
            if self.target.exists() {
                self.retire()?;
            } else {
                rename(&self.old, &self.target)?;
            }
        }
        remove(&self.fresh)
    }

    /// Puts a file into the new folder: a link to the old one when that has the same bytes.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(super) fn put(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.fresh.join(name);
        if let Some(parent) = path.parent()
            && self.made.insert(parent.to_owned())
        {
            make(parent)?;
        }
        let known = self.target.join(name);
        if fs::read(&known).is_ok_and(|old| old == bytes) && fs::hard_link(&known, &path).is_ok() {
            return Ok(());
        }
        self.written += 1;
        fs::write(&path, bytes).map_err(|error| Error::file("write", &path, error))
    }

    /// Where a file of the old folder lies.
    #[must_use]
    pub(super) fn known(&self, name: &str) -> PathBuf {
        self.target.join(name)
    }

    /// The new folder takes the place of the old one.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(super) fn finish(self) -> Result<()> {
        sync(&self.fresh.join("manifest.json"))?;
        if self.target.exists() {
            rename(&self.target, &self.old)?;
        }
        rename(&self.fresh, &self.target)?;
        if self.old.exists() {
            self.retire()?;
        }
        Ok(())
    }

    /// Takes what is the user's out of the old folder and removes the rest.
    fn retire(&self) -> Result<()> {
        let failed = |error| Error::file("read", &self.old, error);
        for entry in fs::read_dir(&self.old).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let own = name.to_str().is_some_and(|name| OWN.contains(&name));
            let place = self.target.join(&name);
            if !own && fs::symlink_metadata(&place).is_err() {
                rename(&self.old.join(&name), &place)?;
            }
        }
        remove(&self.old)
    }
}

fn make(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|error| Error::file("make the folder", path, error))
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|error| Error::file("rename", from, error))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Error::file("remove", path, error))
        }
        _ => Ok(()),
    }
}

fn sync(path: &Path) -> Result<()> {
    let done: io::Result<()> = fs::File::open(path).and_then(|file| file.sync_all());
    done.map_err(|error| Error::file("write", path, error))
}
