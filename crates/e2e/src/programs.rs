//! The built programs: which build, where its bytes are, and the init code that puts them on chain.

use std::{fs, path::PathBuf};

use alloy_primitives::Bytes;

/// Which build of the contracts a test runs. Every behaviour must hold for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Build {
    /// `artifacts/*.wasm`: what `colophon` embeds and deploys.
    Release,
    /// `artifacts/source/*.wasm`: what `cargo stylus` builds from the repository as it is.
    Source,
}

/// A contract of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// The ERC-721.
    Collection,
    /// Names and metadata.
    Descriptor,
    /// Primary sales.
    Minter,
    /// Signed claims, and panels of curators.
    Attestations,
    /// What verifies Ed25519.
    Ed25519,
    /// Claims about models and pieces.
    Registry,
}

/// The top of the repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Contract {
    fn file(self) -> &'static str {
        match self {
            Self::Collection => "collection.wasm",
            Self::Descriptor => "descriptor.wasm",
            Self::Minter => "minter.wasm",
            Self::Attestations => "attestations.wasm",
            Self::Ed25519 => "ed25519.wasm",
            Self::Registry => "registry.wasm",
        }
    }

    /// The WebAssembly module of one build.
    pub fn wasm(self, build: Build) -> Vec<u8> {
        let folder = match build {
            Build::Release => "artifacts",
            Build::Source => "artifacts/source",
        };
        let path = repository().join(folder).join(self.file());
        fs::read(&path).unwrap_or_else(|error| {
            panic!("{}: {error}; run scripts/build-wasm.sh", path.display())
        })
    }

    /// The code as it stands on chain: prefix and brotli stream.
    pub fn code(self, build: Build) -> Bytes {
        stylus_vm::code::encode(&self.wasm(build)).expect("the module compresses").into()
    }
}
