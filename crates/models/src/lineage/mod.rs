//! Where a model comes from, as the header of its file tells it: the entries of ModelSpec (`modelspec.*`) and of the
//! kohya trainers (`ss_*`, `sshs_*`), typed. All of it is claimed by whoever wrote the file. A value that is not
//! understood is absent, and its name is listed.

mod kohya;
mod modelspec;
mod values;

use std::collections::BTreeMap;

use serde::Serialize;

pub use kohya::{Base, Data, Folder, LearningRates, Network, Tags, Training};
pub use modelspec::{ModelSpec, Thumbnail};

/// Whether names of folders on the trainer's disk are shown: they hold names of people and projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folders {
    /// Withheld: folders are counted and described, paths are cut to the name of the file.
    Withheld,
    /// Shown as they are.
    Shown,
}

/// What a header claims about a model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lineage {
    /// The entries of ModelSpec.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<ModelSpec>,
    /// The entries of the trainer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training: Option<Training>,
    /// Names of the entries that this version does not lift out; their values are not shown, for they may be private.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<String>,
    /// Names of the entries whose values are not understood.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

impl Lineage {
    /// Reads `__metadata__` of a safetensors header.
    #[must_use]
    pub fn read(metadata: &BTreeMap<String, String>, folders: Folders) -> Self {
        let mut values = values::Values::new(metadata, folders);
        let spec = modelspec::read(&mut values);
        let training = kohya::read(&mut values);
        let (other, unreadable) = values.rest();
        Self { spec, training, other, unreadable }
    }

    /// The hashes of its own tensors that a header claims, with the entries that claim them.
    #[must_use]
    pub fn own_hashes(&self) -> Vec<(&'static str, &str)> {
        let spec = self.spec.as_ref().and_then(|spec| spec.hash_sha256.as_deref());
        let training = self.training.as_ref().and_then(|training| training.tensor_hash.as_deref());
        [("modelspec.hash_sha256", spec), ("sshs_model_hash", training)]
            .into_iter()
            .filter_map(|(name, hash)| Some((name, hash?)))
            .collect()
    }
}
