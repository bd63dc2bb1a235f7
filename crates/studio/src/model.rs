//! The model files of a command: read with a progress bar and the project's cache, and the words that stand for a model
//! on chain.

use std::path::{Path, PathBuf};

use colophon_models::{self as models, Cache, ModelFile, Observer};
use colophon_project::config::Config;
use colophon_readers::Picture;
use indicatif::ProgressBar;
use sha2::{Digest, Sha256};

use crate::error::InputError;
use crate::output::Output;
use crate::record::{AdapterFile, ModelHashes};
use crate::store;

/// The cache inside a project folder.
const CACHE: &str = "cache";

/// A bar that appears with the first block: hashes that are remembered need none.
struct Bar<'a> {
    out: Output,
    name: &'a str,
    bar: Option<ProgressBar>,
}

impl Observer for Bar<'_> {
    fn hashed(&mut self, bytes: u64, of: u64) {
        let template = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}";
        let bar = self.bar.get_or_insert_with(|| self.out.bar(of, self.name, template));
        bar.set_position(bytes);
        if bytes >= of {
            bar.finish_and_clear();
        }
    }
}

/// The cache of a project; absent when the folder is none, so that no command leaves files behind where nobody works.
#[must_use]
pub fn cache(project: &Path) -> Option<Cache> {
    let folder = project.join(store::FOLDER);
    folder.is_dir().then(|| Cache::open(&folder.join(CACHE)))
}

/// Reads a model file; what the cache has to say is a warning.
///
/// # Errors
/// [`InputError::Model`].
pub fn read(path: &Path, cache: Option<&mut Cache>, out: Output) -> Result<ModelFile, InputError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut bar = Bar { out, name: &name, bar: None };
    let mut cache = cache;
    let file = models::examine(path, cache.as_deref_mut(), &mut bar);
    if let Some(bar) = bar.bar {
        bar.finish_and_clear();
    }
    cache.map(Cache::take_notes).unwrap_or_default().iter().for_each(|note| out.warn(note));
    let file = file?;
    for note in file.container.notes() {
        out.warn(format!("the model file {}: {note}", path.display()));
    }
    Ok(file)
}

/// The model files of a project, read.
#[derive(Debug, Default)]
pub struct Files {
    /// The base model.
    pub base: Option<ModelFile>,
    /// Its adapters.
    pub adapters: Vec<AdapterFile>,
}

/// Reads the files that were typed, or those of `[model]` in `colophon.toml`: the base first, then adapters. What is
/// typed is relative to the current folder, what is configured to the project's.
///
/// # Errors
/// [`InputError`] when one is refused.
pub fn files(
    typed: &[PathBuf],
    config: &Config,
    project: &Path,
    out: Output,
) -> Result<Files, InputError> {
    let mut cache = cache(project);
    let configured = config.model.files.iter().map(|file| project.join(file));
    let paths = if typed.is_empty() { configured.collect() } else { typed.to_vec() };
    let mut files = Files::default();
    for path in paths {
        let file = read(&path, cache.as_mut(), out)?;
        if files.base.is_none() {
            files.base = Some(file);
        } else {
            files.adapters.push(AdapterFile { name: file.name(), hashes: file.hashes });
        }
    }
    Ok(files)
}

/// The hashes that go into records.
#[must_use]
pub fn record_hashes(file: &ModelFile) -> ModelHashes {
    let hashes = &file.hashes;
    ModelHashes {
        sha256: hashes.sha256,
        tensor_sha256: hashes.tensor_sha256,
        blake3: hashes.blake3,
    }
}

/// SHA-256 of `"ap/model/" ‖ kind ‖ 0x00 ‖ text`: what stands on chain for a model that nobody hashed.
#[must_use]
pub fn word(kind: &str, text: &str) -> [u8; 32] {
    Sha256::digest(format!("ap/model/{kind}\0{text}")).into()
}

/// The model that a picture claims: its short hash, or its name when there is no hash.
#[must_use]
pub fn claim(picture: &Picture) -> Option<&str> {
    let named = &picture.claims.as_ref()?.model;
    named.short_hash.as_deref().or(named.name.as_deref())
}
