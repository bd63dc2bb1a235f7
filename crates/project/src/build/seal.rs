//! Whether anything has changed since the last build: one hash over everything that went in, and one over the state of
//! everything that came out, in `.colophon/cache/build.json`. It can be deleted at any time.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Inputs, FOLDER};
use crate::disk;
use crate::error::Result;
use crate::hex_bytes::Hash;
use crate::manifest::Manifest;
use crate::outputs;
use crate::reading::Stamp;

const SCHEMA: &str = concat!("colophon/seal/1 ", env!("CARGO_PKG_VERSION"));

/// The state of the inputs.
pub(super) struct Seal {
    /// How many pictures there are.
    pub(super) files: usize,
    inputs: Option<Hash>,
}

#[derive(Serialize, Deserialize)]
struct File {
    schema: String,
    inputs: Hash,
    outputs: Hash,
}

impl Seal {
    /// Looks at everything that goes in.
    ///
    /// # Errors
    /// The outputs folder cannot be read.
    pub(super) fn of(inputs: &Inputs<'_>) -> Result<Self> {
        let listing = outputs::list(inputs.outputs)?;
        let mut hasher = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        add(settings(inputs)?.as_bytes());
        add(inputs.secret);
        // What is refused is looked at again.
        let mut settled = listing.refused.is_empty();
        for path in &listing.pictures {
            add(path.as_os_str().as_encoded_bytes());
            match fs::metadata(inputs.outputs.join(path)) {
                Ok(meta) => {
                    let stamp = Stamp::of(&meta);
                    settled &= stamp.is_settled();
                    add(format!("{stamp:?}").as_bytes());
                }
                Err(_) => settled = false,
            }
        }
        let hash: [u8; 32] = hasher.finalize().into();
        Ok(Self { files: listing.pictures.len(), inputs: settled.then(|| hash.into()) })
    }

    /// The manifest of the last build, if it was made from the same and everything is still there as it was written.
    pub(super) fn unchanged(&self, inputs: &Inputs<'_>) -> Result<Option<Manifest>> {
        let Some(now) = self.inputs else { return Ok(None) };
        let bytes = fs::read(path(inputs.project)).unwrap_or_default();
        let Ok(file) = serde_json::from_slice::<File>(&bytes) else { return Ok(None) };
        let build = inputs.project.join(FOLDER);
        if file.schema != SCHEMA || file.inputs != now || state(&build) != Some(file.outputs) {
            return Ok(None);
        }
        // A damaged one is made again.
        Ok(Manifest::load(&build).ok().flatten())
    }

    /// Notes that the build folder is what these inputs give.
    pub(super) fn save(&self, inputs: &Inputs<'_>) -> Result<()> {
        let (Some(now), Some(outputs)) = (self.inputs, state(&inputs.project.join(FOLDER))) else {
            return Ok(());
        };
        let file = File { schema: SCHEMA.into(), inputs: now, outputs };
        disk::write_json(&path(inputs.project), &file)
    }
}

fn path(project: &Path) -> PathBuf {
    project.join(".colophon/cache/build.json")
}

/// Everything but secret and pictures that has a say in what is built.
fn settings(inputs: &Inputs<'_>) -> Result<String> {
    let plan = inputs.plan.map(crate::plan::Plan::to_json).transpose()?;
    let plan = plan.map(|bytes| Hash::from(<[u8; 32]>::from(Sha256::digest(bytes))));
    let config = inputs.config;
    Ok(format!(
        "{SCHEMA} {:?}",
        (
            inputs.name,
            &config.collection.description,
            &config.collection.external_link,
            &config.model.name,
            config.prompt.public,
            inputs.place,
            inputs.model,
            inputs.adapters,
            plan,
        )
    ))
}

/// The state of the files of a build folder; none when one cannot be looked at.
fn state(build: &Path) -> Option<Hash> {
    let mut hasher = Sha256::new();
    for folder in ["", "metadata", "records"] {
        let mut files: Vec<(Vec<u8>, Stamp)> = Vec::new();
        for entry in fs::read_dir(build.join(folder)).ok()? {
            let entry = entry.ok()?;
            let meta = entry.metadata().ok()?;
            if meta.is_file() {
                files.push((entry.file_name().into_encoded_bytes(), Stamp::of(&meta)));
            }
        }
        files.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        hasher.update(format!("{files:?}"));
    }
    let hash: [u8; 32] = hasher.finalize().into();
    Some(hash.into())
}
