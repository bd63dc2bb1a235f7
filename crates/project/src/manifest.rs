//! `build/manifest.json` (`colophon/manifest/1`): what a build made, for those who mint, publish and verify it. The same
//! inputs and the same secret give the same bytes: no times, no absolute paths, pieces in the order of their indices.

use std::path::{Path, PathBuf};

use colophon_provenance::batch::{Batch, Leaf};
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::token_id::TokenId;
use serde::{Deserialize, Serialize};

use crate::disk;
use crate::error::{Error, Result};
use crate::hex_bytes::{Address, Hash};
use crate::plan::Traits;

/// Value of `schema`.
pub const SCHEMA: &str = "colophon/manifest/1";

/// The file's name in the build folder.
pub const FILE: &str = "manifest.json";

/// A built collection: one series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`]
    pub schema: String,
    /// Chain that the commitments are bound to.
    pub chain_id: u64,
    /// Collection that the commitments are bound to.
    pub collection: Address,
    /// Who owns it; stands as the creator in the records.
    pub owner: Address,
    /// Name of the collection, which the names of the pieces begin with.
    pub name: String,
    /// The series that the tokens belong to.
    pub series: u32,
    /// What the series was planned by; absent for a folder of files without a plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanRef>,
    /// What stands for the model on chain.
    pub model: ModelWord,
    /// Root of the tree over all pieces, as `createSeries` takes it.
    pub root: Hash,
    /// Whether the records hold the prompts themselves.
    pub public_prompts: bool,
    /// Ids of the folders that can be published; profile `unixfs-v1-2025`.
    pub cids: Folders,
    /// The contact sheet.
    pub contact: Contact,
    /// The pieces, by index from 0 without gaps.
    pub pieces: Vec<Piece>,
}

/// The plan that a build follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRef {
    /// Commitment to the seed of the assignment.
    pub commitment: Hash,
}

/// How the model's hash was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelStanding {
    /// SHA-256 of the model file.
    Recomputed,
    /// SHA-256 of what the pictures claim.
    Claimed,
    /// SHA-256 of what the artist typed.
    Declared,
}

impl ModelStanding {
    /// The word shown to people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Recomputed => "recomputed",
            Self::Claimed => "claimed",
            Self::Declared => "declared",
        }
    }
}

/// What stands for the model on chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelWord {
    /// The word.
    pub hash: Hash,
    /// How it was come by.
    pub standing: ModelStanding,
    /// What was hashed: the file name, the claimed hash or the name.
    pub source: String,
}

/// Content ids of what is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folders {
    /// Everything below in one folder: `media/`, `metadata/`, `records/`, `proofs.json`. The root of the archive.
    pub collection: String,
    /// The pictures, each as index and extension: `0.png`, `1.png`, …
    pub media: String,
    /// The metadata, each as index and `.json`.
    pub metadata: String,
    /// The records, each as index and `.json`.
    pub records: String,
    /// `proofs.json`
    pub proofs: String,
}

/// `contact.png`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// Pieces in a row.
    pub columns: u32,
    /// Side of a piece in pixels.
    pub cell: u32,
}

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Index within the series.
    pub index: u32,
    /// Token id: series × 1,000,000 + index.
    pub token: u64,
    /// Where the picture lies, relative to the outputs folder, with `/`.
    pub file: String,
    /// Extension in the media folder, with its dot.
    pub extension: String,
    /// Size of the picture in bytes.
    pub bytes: u64,
    /// SHA-256 of the picture: the content hash on chain.
    pub sha256: Hash,
    /// Prompt commitment on chain; zero for none.
    pub prompt_commitment: Hash,
    /// Keccak-256 of `records/INDEX.json`: the record hash on chain.
    pub record_hash: Hash,
    /// Content id of the picture.
    pub cid: String,
    /// Content id of `metadata/INDEX.json`.
    pub metadata_cid: String,
    /// Values by trait, in the order of the plan; none without a plan.
    #[serde(default, skip_serializing_if = "no_traits")]
    pub traits: Traits,
}

fn no_traits(traits: &Traits) -> bool {
    traits.0.is_empty()
}

impl Manifest {
    /// Reads the manifest of the build folder `build`; `None` when there is none.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Project`] when it is no manifest of this schema, or contradicts itself (gaps, root).
    pub fn load(build: &Path) -> Result<Option<Self>> {
        let path = build.join(FILE);
        let Some(bytes) = disk::read(&path)? else { return Ok(None) };
        let damaged = |why: String| {
            let path = path.display();
            Error::Project(format!("{path} is damaged ({why}); run `colophon build` again"))
        };
        let manifest: Self =
            serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if manifest.schema != SCHEMA {
            return Err(damaged(format!("its schema is {:?}", manifest.schema)));
        }
        let tree = manifest.tree().map_err(damaged)?;
        if tree.root() != manifest.root.0 {
            return Err(damaged("its root is not that of its pieces".into()));
        }
        Ok(Some(manifest))
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// None in practice: every field is text or a number.
    pub fn to_bytes(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// What is published of a build: every file of the collection's folder by its name in there, and where it lies.
    /// `build` is the build folder, `outputs` that of the pictures.
    #[must_use]
    pub fn files(&self, build: &Path, outputs: &Path) -> Vec<(String, PathBuf)> {
        let mut files = Vec::with_capacity(3 * self.pieces.len() + 1);
        for Piece { index, extension, file, .. } in &self.pieces {
            files.push((format!("media/{index}{extension}"), outputs.join(file)));
            for folder in ["metadata", "records"] {
                let name = format!("{folder}/{index}.json");
                files.push((name.clone(), build.join(name)));
            }
        }
        files.push(("proofs.json".into(), build.join("proofs.json")));
        files
    }

    /// The tree over all pieces; its proofs are those of `proofs.json`.
    ///
    /// # Errors
    /// What is wrong with the pieces, as the end of a sentence.
    pub fn tree(&self) -> Result<Batch, String> {
        tree(self.series, &self.pieces)
    }
}

/// The tree over the pieces of a series, which must be numbered 0, 1, 2, ….
pub(crate) fn tree(series: u32, pieces: &[Piece]) -> Result<Batch, String> {
    let mut leaves = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        if piece.index as usize != at {
            return Err(format!("piece {} stands where piece {at} belongs", piece.index));
        }
        leaves.push(piece.leaf(series)?);
    }
    Batch::new(&Keccak, &leaves).map_err(|error| error.to_string())
}

impl Piece {
    /// The leaf of the piece in the tree of `series`.
    ///
    /// # Errors
    /// When series and index make no token id, or not the one that the piece names.
    pub fn leaf(&self, series: u32) -> Result<Leaf, String> {
        let token = TokenId::new(series, self.index).map_err(|error| error.to_string())?;
        if token.as_u64() != self.token {
            return Err(format!(
                "piece {} of series {series} is not token {}",
                self.index, self.token
            ));
        }
        Ok(Leaf {
            token,
            content_hash: self.sha256.0,
            prompt_commitment: self.prompt_commitment.0,
            record_hash: self.record_hash.0,
        })
    }
}
