//! `<chain>/<collection>/journal.jsonl`: what is about to be sent, written before it is sent, and what became of it. A
//! killed command finds here what it has under way, so that nothing is sent twice. Lines are only ever appended, and
//! each ends with a checksum over itself and the line before (`line.rs`).

mod line;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use alloy_primitives::{Address, Bytes, B256};
use serde::{Deserialize, Serialize};

use super::Project;
use crate::error::{Error, ProjectError, Result};
use crate::output::Output;
use line::Seal;

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
    /// Block, once the transaction is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<u64>,
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

/// What is known of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its last line; what that leaves out (nonce, signed bytes) is taken from the intent before it.
    pub entry: Entry,
    /// Hashes of earlier signatures with the same nonce: any of them may be the one that is in a block.
    pub also: Vec<B256>,
}

/// Steps by undertaking and name.
type Steps = BTreeMap<String, BTreeMap<String, Known>>;

/// The journal, read whole and open for appending.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    chain: u64,
    seal: Seal,
    steps: Steps,
}

impl Journal {
    /// Opens the journal of a collection; `None` is for what is done before a collection is there. A last line that was
    /// torn by a kill is taken away, and that is said. What a project without checksums wrote into
    /// `.colophon/journal.jsonl` is read first and left as it is.
    ///
    /// # Errors
    /// [`ProjectError::Journal`] when any other line is damaged.
    pub fn open(
        project: &Project,
        chain: u64,
        collection: Option<Address>,
        out: Output,
    ) -> Result<Self> {
        let folder = folder(project, chain, collection);
        super::make_folder(&folder)?;
        let mut steps = Steps::new();
        older(&project.path(FILE), chain, &mut steps)?;
        let path = folder.join(FILE);
        let bytes = super::read(&path)?.unwrap_or_default();
        let read = line::read(&path, &bytes)?;
        for entry in read.entries {
            remember(&mut steps, entry);
        }
        if read.torn > 0 {
            out.warn(format!(
                "the last line of {} was torn by an interruption and is taken away ({} bytes); nothing was sent for it",
                path.display(),
                read.torn
            ));
        }
        let new = !path.exists();
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .and_then(|file| file.set_len(read.whole as u64).map(|()| file))
            .map_err(|error| Error::file("open", &path, &error))?;
        if new {
            // The name of a new file is on the disk only when its folder is.
            let _ = File::open(&folder).and_then(|folder| folder.sync_all());
        }
        let mut journal = Self { file, path, chain, seal: read.seal, steps };
        if read.unended {
            journal.put(b"\n")?;
        }
        Ok(journal)
    }

    /// What a journal says, for looking only: nothing is written and nothing taken away.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn peek(
        project: &Project,
        chain: u64,
        collection: impl Into<Option<Address>>,
    ) -> Result<Option<Self>> {
        let path = folder(project, chain, collection.into()).join(FILE);
        let Some(bytes) = super::read(&path)? else { return Ok(None) };
        let mut steps = Steps::new();
        older(&project.path(FILE), chain, &mut steps)?;
        let read = line::read(&path, &bytes)?;
        read.entries.into_iter().for_each(|entry| remember(&mut steps, entry));
        let file = File::open(&path).map_err(|error| Error::file("open", &path, &error))?;
        Ok(Some(Self { file, path, chain, seal: read.seal, steps }))
    }

    /// The last that is known of a step.
    #[must_use]
    pub fn find(&self, scope: &str, step: &str) -> Option<&Known> {
        self.steps.get(scope)?.get(step)
    }

    /// Everything that is known of an undertaking, by name of the step.
    pub fn of<'a>(&'a self, scope: &str) -> impl Iterator<Item = &'a Known> + use<'a> {
        self.steps.get(scope).into_iter().flat_map(BTreeMap::values)
    }

    /// Whether anything of an undertaking was ever about to be sent.
    #[must_use]
    pub fn begun(&self, scope: &str) -> bool {
        self.steps.contains_key(scope)
    }

    /// The chain that the lines speak of.
    #[must_use]
    pub fn chain(&self) -> u64 {
        self.chain
    }

    /// Appends a line and waits until it is on the disk.
    ///
    /// # Errors
    /// The disk.
    pub fn append(&mut self, entry: Entry) -> Result<()> {
        let (line, seal) = self.seal.line(&entry)?;
        self.put(&line)?;
        self.seal = seal;
        remember(&mut self.steps, entry);
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.file
            .write_all(bytes)
            .and_then(|()| self.file.sync_data())
            .map_err(|error| Error::file("write", &self.path, &error))
    }
}

fn folder(project: &Project, chain: u64, collection: Option<Address>) -> PathBuf {
    match collection {
        Some(collection) => project.collection(chain, collection),
        None => project.path(&chain.to_string()),
    }
}

/// The journal that all collections of a project shared, without checksums.
fn older(path: &Path, chain: u64, steps: &mut Steps) -> Result<()> {
    let bytes = super::read(path)?.unwrap_or_default();
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    for (number, line) in bytes[..whole].split(|byte| *byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        let entry: Entry = serde_json::from_slice(line).map_err(|error| ProjectError::Journal {
            path: path.to_owned(),
            line: number + 1,
            why: format!("it is not understood ({error})"),
        })?;
        if entry.chain == chain {
            remember(steps, entry);
        }
    }
    Ok(())
}

fn remember(steps: &mut Steps, mut entry: Entry) {
    let of = steps.entry(entry.scope.clone()).or_default();
    let mut also = Vec::new();
    if let Some(before) = of.remove(&entry.step) {
        let same_try = entry.state != State::Intent || before.entry.nonce == entry.nonce;
        let open = before.entry.state == State::Intent;
        if entry.state != State::Intent {
            let old = before.entry;
            entry.from = entry.from.or(old.from);
            entry.nonce = entry.nonce.or(old.nonce);
            entry.purpose = entry.purpose.or(old.purpose);
            entry.raw = entry.raw.or(old.raw);
            also = before.also;
            also.push(old.hash);
        } else if same_try && open {
            also = before.also;
            also.push(before.entry.hash);
        }
        also.retain(|hash| *hash != entry.hash);
    }
    of.insert(entry.step.clone(), Known { entry, also });
}
