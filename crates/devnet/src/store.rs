//! The file that keeps a chain between runs. It is replaced as a whole: written beside, synced, renamed, so that whoever
//! reads it finds the old chain or the new one, never half of one.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use stylus_chain::config::Config;
use stylus_chain::{Chain, Dump};

use crate::SpawnError;

/// A chain's file.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    /// Why the last attempt to write failed.
    failure: Mutex<Option<String>>,
}

impl Store {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, failure: Mutex::default() }
    }

    /// The chain in the file; none if there is no file yet.
    pub(crate) fn load(&self, config: Config) -> Result<Option<Chain>, SpawnError> {
        let refuse = |reason: String| SpawnError::State { path: self.path.clone(), reason };
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(refuse(format!("cannot be read: {error}"))),
        };
        let dump: Dump = serde_json::from_slice(&text)
            .map_err(|error| refuse(format!("holds no chain: {error}")))?;
        Chain::load(config, dump).map(Some).map_err(|error| refuse(error.to_string()))
    }

    /// Writes the chain. A failure is remembered until a later attempt succeeds.
    pub(crate) fn save(&self, chain: &Chain) {
        let outcome = write(&self.path, chain).err().map(|error| {
            format!("the state file {} cannot be written: {error}", self.path.display())
        });
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
    }

    /// Why the file is older than the chain, if it is.
    pub(crate) fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn write(path: &Path, chain: &Chain) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let beside = PathBuf::from(name);
    let mut file = BufWriter::new(File::create(&beside)?);
    serde_json::to_writer(&mut file, &chain.dump())?;
    file.flush()?;
    file.get_ref().sync_all()?;
    fs::rename(&beside, path)?;
    // The new name must last as well.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
    Ok(())
}
