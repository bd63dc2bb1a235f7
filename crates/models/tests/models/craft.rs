//! Safetensors files byte by byte, and the one of the repository.

use std::path::{Path, PathBuf};

use colophon_models::{examine, Cache, ModelFile};

/// A file in a folder of its own, which lives as long as this value.
pub(crate) struct Made {
    pub(crate) path: PathBuf,
    pub(crate) folder: tempfile::TempDir,
}

/// Writes `bytes` under a name.
pub(crate) fn file(name: &str, bytes: &[u8]) -> Made {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Made { path, folder }
}

/// A safetensors file with this header text.
pub(crate) fn safetensors(header: &str, tensors: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend(tensors);
    bytes
}

/// Reads without cache and without observer.
pub(crate) fn read(path: &Path) -> ModelFile {
    examine(path, None, &mut ()).unwrap()
}

/// Reads with a cache.
pub(crate) fn read_cached(path: &Path, cache: &mut Cache) -> ModelFile {
    examine(path, Some(cache), &mut ()).unwrap()
}

/// The model file of the repository.
pub(crate) fn weights() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/inkling/inkling-1.safetensors")
}
