//! `<chain>/<collection>/mine/<sale>-<account>.json`: where the search for a proof of work stopped.

use std::path::PathBuf;

use alloy_primitives::{Address, B256};
use colophon_miner::{scan, Best, Job, Progress};
use serde::{Deserialize, Serialize};

use super::Project;
use crate::error::Result;

/// A search that can be taken up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// `colophon/search/1`
    schema: String,
    /// The challenge; with another one the search begins anew.
    challenge: B256,
    /// The nonce that it began with.
    first: u64,
    /// All nonces from the first up to this one were looked at.
    next: u64,
    /// The nonce with the lowest hash so far.
    best: Option<u64>,
}

impl Search {
    const SCHEMA: &'static str = "colophon/search/1";

    /// The file of a search.
    #[must_use]
    pub fn path(
        project: &Project,
        chain: u64,
        (collection, sale, account): (Address, &str, Address),
    ) -> PathBuf {
        let name = format!("{sale}-{account}.json");
        project.collection(chain, collection).join("mine").join(name)
    }

    /// The search for a challenge from the nonce `first` on: where an earlier run stopped, or at its beginning.
    ///
    /// # Errors
    /// A damaged file.
    pub fn load(path: &std::path::Path, challenge: B256, first: u64) -> Result<Self> {
        let known: Option<Self> = super::read_json(path)?;
        Ok(known
            .filter(|known| known.schema == Self::SCHEMA)
            .filter(|known| known.challenge == challenge && known.first == first)
            .unwrap_or(Self {
                schema: Self::SCHEMA.into(),
                challenge,
                first,
                next: first,
                best: None,
            }))
    }

    /// How many nonces were looked at before.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.next.saturating_sub(self.first)
    }

    /// What is to be searched. The hash of the best nonce is computed again, not believed.
    #[must_use]
    pub fn job(&self, difficulty: u64) -> Job {
        let best: Option<Best> = self.best.and_then(|nonce| scan(&self.challenge.0, nonce, 1, 0));
        Job { challenge: self.challenge.0, difficulty, from: self.next, best }
    }

    /// Writes down how far the search is.
    ///
    /// # Errors
    /// The disk.
    pub fn save(&mut self, path: &std::path::Path, progress: &Progress) -> Result<()> {
        self.next = progress.from.max(self.next);
        self.best = progress.best.map(|best| best.nonce).or(self.best);
        if let Some(folder) = path.parent() {
            super::make_folder(folder)?;
        }
        super::write_json(path, self)
    }
}
