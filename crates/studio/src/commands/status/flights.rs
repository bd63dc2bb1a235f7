//! Transactions that were signed and whose end is not known: the journals, read without changing them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::output::short;
use crate::store::Project;

/// Name of the journals.
const FILE: &str = "journal.jsonl";

/// A transaction under way.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Flight {
    pub(super) chain_id: u64,
    pub(super) step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) purpose: Option<String>,
    pub(super) hash: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<u64>,
}

impl Flight {
    /// For people.
    pub(super) fn sentence(&self) -> String {
        let purpose = self.purpose.as_deref().unwrap_or(&self.step);
        let nonce = self.nonce.map(|nonce| format!(", nonce {nonce}")).unwrap_or_default();
        format!("{purpose} on chain {}: {}{nonce}", self.chain_id, short(&self.hash))
    }
}

/// What the journals hold.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) open: Vec<Flight>,
    pub(super) notes: Vec<String>,
}

/// As much of a line as this needs.
#[derive(Deserialize)]
struct Line {
    chain: u64,
    scope: String,
    step: String,
    state: String,
    hash: String,
    nonce: Option<u64>,
    purpose: Option<String>,
}

/// Reads every journal of the project: the common one, and those of chains and collections.
pub(super) fn read(project: &Project) -> Read {
    let mut read = Read::default();
    let root = project.path("");
    let mut open: BTreeMap<(u64, String, String), Flight> = BTreeMap::new();
    let mut folders = vec![root.clone()];
    for chain in inner(&root).into_iter().filter(|path| is_number(path)) {
        folders.push(chain.clone());
        folders.extend(inner(&chain));
    }
    for path in folders.into_iter().map(|folder| folder.join(FILE)) {
        if let Err(note) = one(&path, &mut open) {
            read.notes.push(note);
        }
    }
    read.open = open.into_values().collect();
    read
}

fn inner(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    paths.sort();
    paths
}

fn is_number(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.parse::<u64>().is_ok()
}

/// Keeps the steps whose last line is an intent. What stands behind the last end of a line was torn by an interruption:
/// nothing was sent for it.
fn one(path: &Path, open: &mut BTreeMap<(u64, String, String), Flight>) -> Result<(), String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
    };
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    for (number, line) in bytes[..whole].split(|byte| *byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        let line: Line = serde_json::from_slice(line).map_err(|error| {
            format!("line {} of {} is not understood: {error}", number + 1, path.display())
        })?;
        let key = (line.chain, line.scope, line.step.clone());
        if line.state == "intent" {
            let Line { chain, step, hash, nonce, purpose, .. } = line;
            open.insert(key, Flight { chain_id: chain, step, purpose, hash, nonce });
        } else {
            open.remove(&key);
        }
    }
    Ok(())
}
