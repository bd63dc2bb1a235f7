//! Whether bytes that come in portions are those of a file that is known.

use colophon_unixfs::{Discard, FileBuilder};
use sha2::{Digest, Sha256};

use crate::content::Item;
use crate::error::{Error, Result};

/// Hashes what comes, in both ways.
pub(crate) struct Check {
    sha256: Sha256,
    file: FileBuilder,
    bytes: u64,
}

impl Check {
    pub(crate) fn new() -> Self {
        Self { sha256: Sha256::new(), file: FileBuilder::new(), bytes: 0 }
    }

    /// Takes a portion.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(self.file.push(bytes, &mut Discard)?)
    }

    /// Whether more bytes came than the item has: no use in waiting for the rest.
    pub(crate) fn is_beyond(&self, item: &Item) -> bool {
        self.bytes > item.size()
    }

    /// Compares length, SHA-256 and content id with those of the item.
    ///
    /// # Errors
    /// [`Error::Differs`], with `place` in it.
    pub(crate) fn finish(self, item: &Item, place: &str) -> Result<()> {
        let differs = |why: String| {
            Err(Error::Differs { place: place.to_owned(), name: item.name.clone(), why })
        };
        if self.bytes != item.size() {
            return differs(format!("{} bytes instead of {}", self.bytes, item.size()));
        }
        let sha256: [u8; 32] = self.sha256.finalize().into();
        if sha256 != item.sha256 {
            return differs(format!("SHA-256 {}", hex::encode(sha256)));
        }
        let cid = self.file.finish(&mut Discard)?.cid();
        if cid != item.entry.cid() {
            return differs(format!("content id {cid}"));
        }
        Ok(())
    }
}
