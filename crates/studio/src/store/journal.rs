//! `journal.jsonl`: what is about to be sent, written before it is sent, and what became of it. A killed command
//! finds here what it has under way, so that nothing is sent twice.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;

use alloy_primitives::{Address, Bytes, B256};
use serde::{Deserialize, Serialize};

use super::Project;
use crate::error::{Error, ProjectError, Result};

const FILE: &str = "journal.jsonl";

/// What became of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Signed and about to be sent.
    Intent,
    /// In a block, successful.
    Done,
    /// In a block, reverted; it may be sent again.
    Reverted,
    /// Can never be in a block any more; it may be sent again.
    Void,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Chain id.
    pub chain: u64,
    /// The undertaking, for example the deployment of one collection.
    pub scope: String,
    /// The step of the undertaking.
    pub step: String,
    /// What became of it.
    pub state: State,
    /// Transaction hash.
    pub hash: B256,
    /// Sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Address>,
    /// Nonce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<u64>,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The signed transaction, to send the very same again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Bytes>,
}

/// The journal, read whole and open for appending.
#[derive(Debug)]
pub struct Journal {
    file: File,
    last: HashMap<(u64, String, String), Entry>,
}

impl Journal {
    /// Opens the journal of a project. A last line that was cut off by a kill is taken away.
    ///
    /// # Errors
    /// [`ProjectError::Damaged`] when a complete line is not understood.
    pub fn open(project: &Project) -> Result<Self> {
        let path = project.path(FILE);
        let bytes = super::read(&path)?.unwrap_or_default();
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut last = HashMap::new();
        for (number, line) in bytes[..whole].split(|byte| *byte == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            let entry: Entry =
                serde_json::from_slice(line).map_err(|error| ProjectError::Damaged {
                    path: path.clone(),
                    why: format!("line {} is not understood ({error})", number + 1),
                })?;
            remember(&mut last, entry);
        }
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .and_then(|file| file.set_len(whole as u64).map(|()| file))
            .map_err(|error| Error::file("open", &path, &error))?;
        Ok(Self { file, last })
    }

    /// The last that is known of a step.
    #[must_use]
    pub fn find(&self, chain: u64, scope: &str, step: &str) -> Option<&Entry> {
        self.last.get(&(chain, scope.to_owned(), step.to_owned()))
    }

    /// Whether anything of an undertaking was ever about to be sent.
    #[must_use]
    pub fn begun(&self, chain: u64, scope: &str) -> bool {
        self.last.keys().any(|(on, of, _)| *on == chain && of == scope)
    }

    /// Appends a line and waits until it is on the disk.
    ///
    /// # Errors
    /// The disk.
    pub fn append(&mut self, entry: Entry) -> Result<()> {
        let mut line =
            serde_json::to_vec(&entry).map_err(|error| Error::Other(error.to_string()))?;
        line.push(b'\n');
        self.file
            .write_all(&line)
            .and_then(|()| self.file.sync_data())
            .map_err(|error| Error::Other(format!("cannot write the journal: {error}")))?;
        remember(&mut self.last, entry);
        Ok(())
    }
}

fn remember(last: &mut HashMap<(u64, String, String), Entry>, entry: Entry) {
    last.insert((entry.chain, entry.scope.clone(), entry.step.clone()), entry);
}
