//! What stands for the model on chain: the hash of its file, or of what the pictures claim, or of what the artist typed.

use std::collections::BTreeMap;

use colophon_models::{Agreement, Hashes};
use colophon_provenance::record::{Model, ShortHash};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::hex_bytes::Hash;
use crate::manifest::{ModelStanding, ModelWord};
use crate::reading::Reading;
use crate::record::{AdapterFile, ModelHashes};

/// A model file that was hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// Its name, without its folder.
    pub name: String,
    /// Its hashes.
    pub hashes: Hashes,
}

impl ModelFile {
    /// The hashes that go into records.
    pub(super) fn record_hashes(&self) -> ModelHashes {
        let Hashes { sha256, tensor_sha256, blake3, .. } = self.hashes;
        ModelHashes { sha256, tensor_sha256, blake3 }
    }

    /// Whether the picture claims a hash that is none of the file's.
    fn is_contradicted_by(&self, reading: &Reading) -> bool {
        let Some(model) = &reading.draft.model else { return false };
        let claimed = model.short_hash.map(|hash| hex::encode(bytes(&hash)));
        let name = model.name.as_ref().map(|name| name.as_str());
        matches!(self.hashes.compare(claimed.as_deref(), name), Agreement::Differs(_))
    }
}

/// Compares the files of adapters with what pictures claim.
///
/// # Errors
/// [`Error::Project`] when a picture claims another file under the name of one.
pub(super) fn check_adapters(files: &[AdapterFile], readings: &[&Reading]) -> Result<()> {
    for file in files {
        let other = |reading: &&&Reading| file.is_contradicted_by(&reading.draft.adapters);
        if let Some(reading) = readings.iter().find(other) {
            return Err(Error::Project(format!(
                "the model file {} is not the adapter of that name that {} claims; name the right file under [model] in \
                 colophon.toml",
                file.name, reading.file
            )));
        }
    }
    Ok(())
}

/// Decides for the pictures of one series.
///
/// # Errors
/// [`Error::Project`] when a picture claims another model than the file, when pictures claim different models, or when
/// nothing names one.
pub(super) fn decide(
    file: Option<&ModelFile>,
    name: Option<&str>,
    readings: &[&Reading],
) -> Result<ModelWord> {
    if let Some(file) = file {
        if let Some(reading) = readings.iter().find(|reading| file.is_contradicted_by(reading)) {
            return Err(Error::Project(format!(
                "the model file {} is not the model that {} claims; name the right file under [model] in colophon.toml",
                file.name, reading.file
            )));
        }
        let (hash, source) = (file.hashes.sha256.into(), file.name.clone());
        return Ok(ModelWord { hash, standing: ModelStanding::Recomputed, source });
    }
    let mut claims: BTreeMap<String, usize> = BTreeMap::new();
    for claim in readings.iter().filter_map(|reading| claim(reading.draft.model.as_ref()?)) {
        *claims.entry(claim).or_default() += 1;
    }
    if claims.len() > 1 {
        let list: Vec<String> =
            claims.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        return Err(Error::Project(format!(
            "the pictures claim different models: {}; a series has one model, so build one project per model",
            list.join(", ")
        )));
    }
    match (claims.into_keys().next(), name) {
        (Some(claim), _) => Ok(word(ModelStanding::Claimed, claim)),
        (None, Some(name)) => Ok(word(ModelStanding::Declared, name.to_owned())),
        (None, None) => Err(Error::Project(
            "the pictures name no model; write files or name under [model] in colophon.toml".into(),
        )),
    }
}

/// The word for a model whose file is not at hand: SHA-256 of `ap/model/` and the standing, a zero byte, and the text.
fn word(standing: ModelStanding, source: String) -> ModelWord {
    let mut hasher = Sha256::new();
    hasher.update(format!("ap/model/{}\0{source}", standing.word()));
    let hash: [u8; 32] = hasher.finalize().into();
    ModelWord { hash: Hash::from(hash), standing, source }
}

/// What a picture claims: the short hash, or the name.
fn claim(model: &Model) -> Option<String> {
    let hash = model.short_hash.map(|hash| hex::encode(bytes(&hash)));
    hash.or_else(|| model.name.as_ref().map(|name| name.as_str().to_owned()))
}

fn bytes(hash: &ShortHash) -> &[u8] {
    match hash {
        ShortHash::AutoV1(bytes) => bytes,
        ShortHash::AutoV2(bytes) => bytes,
        ShortHash::AutoV3(bytes) => bytes,
    }
}
