//! `<chain>/<collection>/series-<n>/`: the plan of a series, the canonical bytes of every record, and the proofs. The
//! folder of a new series appears whole or not at all.

use std::path::{Path, PathBuf};

use alloy_primitives::{Address, B256};
pub use colophon_project::manifest::ModelStanding;
use colophon_provenance::batch::{Batch, Leaf};
use colophon_provenance::hash::{Software as Keccak, Word};
use colophon_provenance::record::Record;
use colophon_provenance::token_id::TokenId;
use serde::{Deserialize, Serialize};

use super::Project;
use crate::error::{Error, ProjectError, Result};

/// How far the minting of a series has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Decided; transactions may be under way.
    Planned,
    /// Every piece is on chain.
    Minted,
}

/// What stands for the model on chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelWord {
    /// The word.
    pub hash: B256,
    /// How it was come by.
    pub standing: ModelStanding,
    /// What was hashed: the file name, the claimed hash or the name.
    pub source: String,
}

/// One piece of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Index within the series.
    pub index: u32,
    /// File name.
    pub file: String,
    /// SHA-256 of the file.
    pub content_hash: B256,
    /// Prompt commitment, or zero.
    pub prompt_commitment: B256,
    /// Hash of the record.
    pub record_hash: B256,
    /// Whether its words went on chain when it was minted.
    pub words: bool,
}

/// `series.json`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// `colophon/series/1`
    pub schema: String,
    /// The series.
    pub series: u32,
    /// Identifies the undertaking: what is minted, into what, how.
    pub plan: B256,
    /// How far it has come.
    pub state: State,
    /// The model.
    pub model: ModelWord,
    /// Root over all pieces; zero when a series existed before.
    pub root: B256,
    /// How many pieces are under the root: the first ones. Pieces that are added later have their words on chain.
    pub rooted: u32,
    /// Whether the records hold the prompts themselves.
    pub public_prompts: bool,
    /// The pieces, by index.
    pub pieces: Vec<Piece>,
}

impl Series {
    /// Value of `schema`.
    pub const SCHEMA: &'static str = "colophon/series/1";

    /// Folder of series `number`.
    #[must_use]
    pub fn folder(project: &Project, chain: u64, collection: Address, number: u32) -> PathBuf {
        project.collection(chain, collection).join(format!("series-{number}"))
    }

    /// Reads the series in `folder`, if it is there.
    ///
    /// # Errors
    /// A damaged file.
    pub fn load(folder: &Path) -> Result<Option<Self>> {
        super::read_json(&folder.join("series.json"))
    }

    /// The piece with this index.
    #[must_use]
    pub fn piece(&self, index: u32) -> Option<&Piece> {
        let at = self.pieces.binary_search_by_key(&index, |piece| piece.index).ok()?;
        self.pieces.get(at)
    }

    /// The pieces under the root.
    #[must_use]
    pub fn under_root(&self) -> &[Piece] {
        &self.pieces[..(self.rooted as usize).min(self.pieces.len())]
    }

    /// The tree over the pieces under the root.
    ///
    /// # Errors
    /// [`ProjectError::Damaged`] when the pieces make no tree.
    pub fn tree(&self) -> Result<Batch> {
        let leaves: Result<Vec<Leaf>> =
            self.under_root().iter().map(|piece| piece.leaf(self.series)).collect();
        Batch::new(&Keccak, &leaves?).map_err(|error| {
            ProjectError::Conflict(format!(
                "the pieces of series {} make no tree: {error}",
                self.series
            ))
            .into()
        })
    }

    /// Writes the plan, records and proofs of a new series: into a folder beside the final one, then renamed.
    ///
    /// # Errors
    /// The disk.
    pub fn create(&self, folder: &Path, records: &[Record]) -> Result<()> {
        let parent = folder.parent().unwrap_or(Path::new("."));
        super::make_folder(parent)?;
        let failed = |error: std::io::Error| Error::file("write", folder, &error);
        let staging = tempfile::TempDir::with_prefix_in(".new-", parent).map_err(failed)?;
        self.write_into(staging.path(), records)?;
        if folder.exists() {
            // A plan that was never begun on chain; nothing refers to it.
            std::fs::remove_dir_all(folder).map_err(failed)?;
        }
        std::fs::rename(staging.path(), folder).map_err(failed)?;
        let _ = staging.keep();
        Ok(())
    }

    /// Adds pieces to a series that is there: records first, the plan that names them last.
    ///
    /// # Errors
    /// The disk.
    pub fn extend(&self, folder: &Path, records: &[Record]) -> Result<()> {
        let first = self.pieces.len() - records.len();
        for (piece, record) in self.pieces[first..].iter().zip(records) {
            super::write(&record_path(folder, piece.index), record.canonical())?;
        }
        self.save(folder)
    }

    /// Writes `series.json` alone.
    ///
    /// # Errors
    /// The disk.
    pub fn save(&self, folder: &Path) -> Result<()> {
        super::write_json(&folder.join("series.json"), self)
    }

    fn write_into(&self, folder: &Path, records: &[Record]) -> Result<()> {
        let records_folder = folder.join("records");
        super::make_folder(&records_folder)?;
        for (piece, record) in self.pieces.iter().zip(records) {
            let path = record_path(folder, piece.index);
            std::fs::write(&path, record.canonical())
                .map_err(|error| Error::file("write", &path, &error))?;
        }
        if self.rooted > 0 {
            super::write_json(&folder.join("proofs.json"), &self.proofs()?)?;
        }
        self.save(folder)
    }

    /// The proofs of all pieces under the root, as others can use them.
    fn proofs(&self) -> Result<serde_json::Value> {
        let tree = self.tree()?;
        let proof = |(at, piece): (usize, &Piece)| {
            let proof: Vec<B256> =
                tree.proof(at).unwrap_or_default().into_iter().map(B256::from).collect();
            serde_json::json!({ "index": piece.index, "proof": proof })
        };
        let proofs: Vec<_> = self.under_root().iter().enumerate().map(proof).collect();
        Ok(
            serde_json::json!({ "schema": "colophon/proofs/1", "root": B256::from(tree.root()), "proofs": proofs }),
        )
    }
}

impl Piece {
    /// The leaf of the piece in the tree of `series`.
    ///
    /// # Errors
    /// [`ProjectError::Conflict`] when the index is no index.
    pub fn leaf(&self, series: u32) -> Result<Leaf> {
        let token = TokenId::new(series, self.index)
            .map_err(|error| ProjectError::Conflict(error.to_string()))?;
        let [content_hash, prompt_commitment, record_hash]: [Word; 3] =
            [self.content_hash.0, self.prompt_commitment.0, self.record_hash.0];
        Ok(Leaf { token, content_hash, prompt_commitment, record_hash })
    }
}

/// Where the record of a piece is kept.
#[must_use]
pub fn record_path(folder: &Path, index: u32) -> PathBuf {
    folder.join("records").join(format!("{index}.json"))
}

/// The record of a piece, from its canonical bytes.
///
/// # Errors
/// [`ProjectError::Damaged`] when the bytes are no record.
pub fn record(folder: &Path, index: u32) -> Result<Option<Record>> {
    let path = record_path(folder, index);
    let Some(bytes) = super::read(&path)? else { return Ok(None) };
    Record::from_canonical(&bytes)
        .map(Some)
        .map_err(|error| ProjectError::Damaged { path, why: error.to_string() }.into())
}
