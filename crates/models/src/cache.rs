//! Hashes of files that have not changed since: a file of several gigabytes is read once. An entry holds for a path,
//! size, time of change and inode; whatever is wrong with the cache costs a pass over the file and nothing else.

use std::fs::Metadata;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::hashes::Hashes;

/// Name of the file in the cache folder.
pub const FILE: &str = "models.json";

const SCHEMA: &str = "colophon/model-cache/1";

/// Files that are remembered; the ones hashed longest ago are forgotten.
const ENTRIES: usize = 512;

/// A larger file is no cache of ours.
const MAX_BYTES: u64 = 4 << 20;

/// What tells a file from an earlier state of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    /// Nanoseconds since 1970, as text: JSON readers may have no integers of this size. Empty where the system has none.
    modified: String,
    /// When content, name or rights last changed, which no tool can set back; empty where the system has none.
    changed: String,
    device: u64,
    inode: u64,
}

impl Stamp {
    /// The stamp of a file.
    #[must_use]
    pub fn of(meta: &Metadata) -> Self {
        let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let (changed, device, inode) = system(meta);
        Self {
            bytes: meta.len(),
            modified: modified.map(|time| time.as_nanos().to_string()).unwrap_or_default(),
            changed,
            device,
            inode,
        }
    }

    /// Whether `later` shows the same file with the same content; rights and links may differ.
    #[must_use]
    pub fn same_content(&self, later: &Self) -> bool {
        (self.bytes, &self.modified, self.device, self.inode)
            == (later.bytes, &later.modified, later.device, later.inode)
    }

    /// Whether the file was last changed so recently that another change could leave the same times.
    fn is_fresh(&self) -> bool {
        let last = if self.changed.is_empty() { &self.modified } else { &self.changed };
        let last: u64 = last.parse().unwrap_or(u64::MAX);
        // A file system that counts in seconds shows it by a fraction of zero.
        let step = if last.is_multiple_of(1_000_000_000) { 2_100 } else { 50 };
        let changed = UNIX_EPOCH + Duration::from_nanos(last);
        match SystemTime::now().duration_since(changed) {
            Ok(age) => age < Duration::from_millis(step),
            Err(_) => true,
        }
    }
}

#[cfg(unix)]
fn system(meta: &Metadata) -> (String, u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec());
    (changed.to_string(), meta.dev(), meta.ino())
}

#[cfg(not(unix))]
fn system(_: &Metadata) -> (String, u64, u64) {
    (String::new(), 0, 0)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    path: String,
    #[serde(flatten)]
    stamp: Stamp,
    hashes: Hashes,
}

/// As it stands on the disk.
#[derive(Serialize, Deserialize)]
struct Stored {
    schema: String,
    /// BLAKE3 of the entries as they are written here.
    check: String,
    /// The one hashed last comes last.
    entries: Vec<Entry>,
}

/// The hashes that are remembered in a folder.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    entries: Vec<Entry>,
    notes: Vec<String>,
}

impl Cache {
    /// Opens the cache in `folder`, which need not exist. A cache that makes no sense is an empty one, and a note.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        let mut cache = Self { folder: folder.to_owned(), entries: Vec::new(), notes: Vec::new() };
        let path = cache.path();
        match read(&path) {
            Ok(entries) => cache.entries = entries,
            Err(why) => cache.notes.push(format!(
                "the model cache {} is ignored: {why}; it is written anew",
                path.display()
            )),
        }
        cache
    }

    /// What went wrong with the cache itself; it never changes a result.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    fn path(&self) -> PathBuf {
        self.folder.join(FILE)
    }

    /// The hashes of the file at `path` if it still has this stamp.
    #[must_use]
    pub fn find(&self, path: &Path, stamp: &Stamp) -> Option<Hashes> {
        let path = canonical(path)?;
        let found = |entry: &&Entry| entry.path == path && entry.stamp == *stamp;
        Some(self.entries.iter().find(found)?.hashes)
    }

    /// Remembers hashes and writes the cache. Files that changed within the last moments are not remembered: their times
    /// would not show another change.
    pub fn remember(&mut self, path: &Path, stamp: Stamp, hashes: Hashes) {
        let Some(path) = canonical(path).filter(|_| !stamp.is_fresh()) else { return };
        self.entries.retain(|entry| entry.path != path && Path::new(&entry.path).exists());
        self.entries.push(Entry { path, stamp, hashes });
        let surplus = self.entries.len().saturating_sub(ENTRIES);
        self.entries.drain(..surplus);
        if let Err(error) = self.write() {
            self.notes.push(format!(
                "the model cache {} cannot be written: {error}; the file is read again next time",
                self.path().display()
            ));
        }
    }

    fn write(&self) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let entries = self.entries.clone();
        let stored = Stored { schema: SCHEMA.into(), check: check(&entries)?, entries };
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer_pretty(&mut file, &stored)?;
        file.write_all(b"\n")?;
        file.as_file().sync_data()?;
        file.persist(self.path()).map(drop).map_err(|error| error.error)
    }
}

/// The path that names the file everywhere; absent when it is not UTF-8.
fn canonical(path: &Path) -> Option<String> {
    std::fs::canonicalize(path).ok()?.into_os_string().into_string().ok()
}

fn check(entries: &[Entry]) -> serde_json::Result<String> {
    Ok(blake3::hash(&serde_json::to_vec(entries)?).to_hex().to_string())
}

/// The entries on the disk; none when there is no file.
fn read(path: &Path) -> Result<Vec<Entry>, String> {
    match std::fs::metadata(path) {
        Ok(meta) if meta.len() > MAX_BYTES => return Err("it is too large".into()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.to_string()),
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let stored: Stored =
        serde_json::from_slice(&bytes).map_err(|error| format!("it is damaged ({error})"))?;
    if stored.schema != SCHEMA {
        return Err(format!("it has the schema {:?}", stored.schema));
    }
    if check(&stored.entries).ok().as_deref() != Some(&stored.check) {
        return Err("it is damaged (its check does not fit)".into());
    }
    Ok(stored.entries)
}
