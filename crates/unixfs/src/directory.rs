//! Directories: one block of links sorted by name, or a HAMT if that block would exceed 256 KiB. Symbolic links.

use std::collections::btree_map::Entry as Slot;
use std::collections::BTreeMap;

use crate::dag_pb::{link_len, put_bytes, put_number, store, Link};
use crate::entry::Entry;
use crate::error::Error;
use crate::hamt;
use crate::sink::Sink;

/// The largest block, in bytes, of a directory that is not sharded.
pub const MAX_BLOCK: usize = 256 << 10;

/// The UnixFS message of a directory: field 1 (type) is 1.
const DATA: [u8; 2] = [0x08, 0x01];
/// What [`DATA`] takes in its block: tag, length, message.
const DATA_LEN: usize = 2 + DATA.len();

/// UnixFS: the type of a symbolic link.
const TYPE_SYMLINK: u64 = 4;

/// Makes a directory of names and what they name: files, symbolic links, other directories. The order of insertion
/// does not matter.
#[derive(Clone, Debug, Default)]
pub struct DirectoryBuilder {
    entries: BTreeMap<String, Entry>,
    /// The bytes of all links as one block would hold them.
    links_len: usize,
}

impl DirectoryBuilder {
    /// An empty directory.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// [`Error::Name`] for what cannot be a name, [`Error::Duplicate`] for a name that is taken; the directory is as before.
    pub fn insert(&mut self, name: impl Into<String>, entry: Entry) -> Result<(), Error> {
        let name = name.into();
        if matches!(name.as_str(), "" | "." | "..") || name.contains(['/', '\0']) {
            return Err(Error::Name(name));
        }
        match self.entries.entry(name) {
            Slot::Occupied(taken) => Err(Error::Duplicate(taken.key().clone())),
            Slot::Vacant(free) => {
                self.links_len += link_len(free.key(), &entry);
                free.insert(entry);
                Ok(())
            }
        }
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the directory, as it is now, is sharded.
    #[must_use]
    pub fn is_sharded(&self) -> bool {
        self.links_len + DATA_LEN > MAX_BLOCK
    }

    /// The directory's entry. Its own blocks go to the sink here: one, or those of all shards.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] from the sink; [`Error::TooLarge`] for sizes beyond 64 bits; [`Error::Collision`] for two names
    /// that no sharded directory can hold.
    pub fn finish(self, sink: &mut impl Sink) -> Result<Entry, Error> {
        let sharded = self.is_sharded();
        let links = self.entries.into_iter().map(|(name, entry)| Link { name, entry });
        if sharded {
            return hamt::store_sharded(links, sink);
        }
        store(&links.collect::<Vec<_>>(), &DATA, sink)
    }
}

/// The entry of a symbolic link to this target, which need not exist.
///
/// # Errors
///
/// [`Error::Io`] from the sink.
pub fn symlink(target: &str, sink: &mut impl Sink) -> Result<Entry, Error> {
    let mut data = Vec::new();
    put_number(&mut data, 1, TYPE_SYMLINK);
    put_bytes(&mut data, 2, target.as_bytes());
    store(&[], &data, sink)
}
