//! What a model file is by its first bytes. Pickles are recognised and never opened: reading one can run any program.

use std::path::Path;

use serde::Serialize;

use crate::header::{Header, HeaderError};

/// Bytes that the recognition needs.
pub(crate) const PEEK: usize = 64;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// Safetensors with a header that was understood.
    Safetensors(Box<Header>),
    /// It says or looks like safetensors, and its header is wrong in this way: only the whole file has a hash.
    Broken(HeaderError),
    /// Another container: only the whole file has a hash.
    Other(Kind),
}

/// Containers without a part for tensors alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// GGUF, of llama.cpp and its relatives.
    Gguf,
    /// A ZIP archive: what PyTorch writes since 1.6 (`.ckpt`, `.pt`, `.pth`, `.bin`). It holds a pickle.
    Zip,
    /// A bare pickle: PyTorch before 1.6.
    Pickle,
    /// HDF5: Keras.
    Hdf5,
    /// Something else.
    Unknown,
}

impl Kind {
    /// The name shown to people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gguf => "GGUF",
            Self::Zip => "PyTorch archive (ZIP with a pickle, not opened)",
            Self::Pickle => "pickle (not opened)",
            Self::Hdf5 => "HDF5",
            Self::Unknown => "unknown container",
        }
    }

    /// The kind by the first bytes.
    #[must_use]
    pub fn of(start: &[u8]) -> Self {
        match start {
            [b'G', b'G', b'U', b'F', ..] => Self::Gguf,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            // Protocols 2 to 5 open with PROTO and their number.
            [0x80, 2..=5, ..] => Self::Pickle,
            [0x89, b'H', b'D', b'F', ..] => Self::Hdf5,
            _ => Self::Unknown,
        }
    }
}

impl Container {
    /// The name for programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Safetensors(_) => "safetensors",
            Self::Broken(_) => "broken safetensors",
            Self::Other(Kind::Gguf) => "gguf",
            Self::Other(Kind::Zip) => "zip",
            Self::Other(Kind::Pickle) => "pickle",
            Self::Other(Kind::Hdf5) => "hdf5",
            Self::Other(Kind::Unknown) => "unknown",
        }
    }

    /// The header, where there is one.
    #[must_use]
    pub fn header(&self) -> Option<&Header> {
        match self {
            Self::Safetensors(header) => Some(header),
            Self::Broken(_) | Self::Other(_) => None,
        }
    }

    /// Everything that is odd about it, as sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        match self {
            Self::Safetensors(header) => header.notes.iter().map(ToString::to_string).collect(),
            Self::Broken(error) => {
                vec![format!("{error}; only the hashes of the whole file are known")]
            }
            Self::Other(_) => Vec::new(),
        }
    }
}

/// Whether a file's name is that of a model. Extensions that other files have too are not among these.
#[must_use]
pub fn is_model_name(path: &Path) -> bool {
    let known = ["safetensors", "sft", "ckpt", "pt", "pth", "gguf", "h5", "onnx"];
    let extension = path.extension().map(|extension| extension.to_string_lossy());
    extension
        .is_some_and(|extension| known.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// Whether the first bytes, or the file's name, promise a safetensors header.
pub(crate) fn promises_header(path: &Path, start: &[u8]) -> bool {
    let named = path.extension().is_some_and(|extension| {
        extension.eq_ignore_ascii_case("safetensors") || extension.eq_ignore_ascii_case("sft")
    });
    let looks = start.get(8) == Some(&b'{') && Kind::of(start) == Kind::Unknown;
    named || looks
}

/// What stands in place of the weights, if it is one of the usual accidents.
pub(crate) fn accident(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(b"version https://git-lfs.github.com/spec/v1") {
        return Some("a Git LFS pointer to them; run `git lfs pull` in its repository");
    }
    let text = start.trim_ascii_start().to_ascii_lowercase();
    (text.starts_with(b"<!doctype html") || text.starts_with(b"<html"))
        .then_some("a web page; sign in where it was downloaded, and download it again")
}
