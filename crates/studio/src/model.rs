//! Model files: all hashes in one streaming pass, and what they say about the hash that a picture claims.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use colophon_provenance::record::{ShortHash, EMPTY_SHA256};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::InputError;
use crate::output::Output;
use crate::readers::Picture;
use crate::record::ModelHashes;

/// Largest safetensors header, as the format defines.
const MAX_HEADER: u64 = 100_000_000;

/// Where the oldest short hash reads its 64 KiB.
const LEGACY: std::ops::Range<u64> = 0x10_0000..0x11_0000;

/// A model file by its hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelFile {
    /// Where it was read from.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the whole file (`autov2` shows its first 5 bytes).
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
    /// SHA-256 of everything after the safetensors header (`autov3`); absent for other containers.
    pub tensor_sha256: Option<[u8; 32]>,
    /// BLAKE3 of the whole file.
    #[serde(with = "hex::serde")]
    pub blake3: [u8; 32],
    /// SHA-256 of 64 KiB at offset 0x100000 (`autov1`); absent for smaller files.
    pub legacy_sha256: Option<[u8; 32]>,
}

impl ModelFile {
    /// The hashes that go into records.
    #[must_use]
    pub fn record_hashes(&self) -> ModelHashes {
        ModelHashes { sha256: self.sha256, tensor_sha256: self.tensor_sha256, blake3: self.blake3 }
    }
}

/// How a claimed short hash compares with the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// The claim is a prefix of a hash of this file.
    Agrees,
    /// It is not.
    Differs,
    /// Nothing follows, for this reason.
    CannotTell(&'static str),
}

impl Agreement {
    /// The words shown to people and programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::CannotTell(_) => "cannot tell",
        }
    }
}

/// Hashes the file at `path` in constant memory.
///
/// # Errors
/// [`InputError`] when it cannot be read, is empty or changes while it is read.
pub fn hash(path: &Path, out: Output) -> Result<ModelFile, InputError> {
    let unreadable = |source| InputError::Unreadable { path: path.to_owned(), source };
    let refuse = |why: String| InputError::Model { path: path.to_owned(), why };
    let mut file = File::open(path).map_err(unreadable)?;
    let meta = file.metadata().map_err(unreadable)?;
    if meta.is_dir() {
        return Err(refuse("is a folder; name the weights file in it".into()));
    }
    let bytes = meta.len();
    if bytes == 0 {
        return Err(refuse("is empty (0 bytes); download it again".into()));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bar = out.bar(bytes, &name, "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}");
    let mut hashes = Hashes::default();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = fill(&mut file, &mut buffer).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        hashes.update(&buffer[..read], bytes);
        bar.inc(read as u64);
    }
    bar.finish_and_clear();
    if hashes.at != bytes {
        return Err(refuse("changed while it was read; wait until it is complete".into()));
    }
    Ok(hashes.finish(path))
}

/// Reads until the buffer is full or the file ends: the first block must hold the whole start of a header.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[derive(Default)]
struct Hashes {
    at: u64,
    tensors_at: Option<u64>,
    whole: Sha256,
    tensors: Sha256,
    legacy: Sha256,
    blake3: blake3::Hasher,
}

impl Hashes {
    fn update(&mut self, block: &[u8], size: u64) {
        if self.at == 0 {
            self.tensors_at = tensor_offset(block, size);
        }
        self.whole.update(block);
        self.blake3.update(block);
        if let Some(start) = self.tensors_at {
            self.tensors.update(part(block, self.at, start..u64::MAX));
        }
        self.legacy.update(part(block, self.at, LEGACY));
        self.at += block.len() as u64;
    }

    fn finish(self, path: &Path) -> ModelFile {
        ModelFile {
            path: path.to_owned(),
            bytes: self.at,
            sha256: self.whole.finalize().into(),
            tensor_sha256: self.tensors_at.map(|_| self.tensors.finalize().into()),
            blake3: self.blake3.finalize().into(),
            legacy_sha256: (self.at >= LEGACY.end).then(|| self.legacy.finalize().into()),
        }
    }
}

/// The part of `block`, which starts at offset `at` of the file, that lies in `range`.
fn part(block: &[u8], at: u64, range: std::ops::Range<u64>) -> &[u8] {
    let clamp = |offset: u64| offset.saturating_sub(at).min(block.len() as u64) as usize;
    &block[clamp(range.start)..clamp(range.end)]
}

/// Where the tensors begin, if the first bytes are a safetensors header: its length (little-endian), then `{`.
fn tensor_offset(block: &[u8], size: u64) -> Option<u64> {
    let length = u64::from_le_bytes(block.get(..8)?.try_into().ok()?);
    let start = length.checked_add(8).filter(|start| *start <= size)?;
    ((2..=MAX_HEADER).contains(&length) && block.get(8) == Some(&b'{')).then_some(start)
}

impl ModelFile {
    /// Compares the short hash that a picture claims; `name` is the model's name as the picture gives it.
    #[must_use]
    pub fn compare(&self, claim: Option<&str>, name: Option<&str>) -> Agreement {
        let Some(claim) = claim else {
            return Agreement::CannotTell("the picture claims no model hash");
        };
        if let Some(why) = poisoned(claim, name) {
            return Agreement::CannotTell(why);
        }
        let starts =
            |hash: Option<[u8; 32]>, prefix: &[u8]| hash.map(|hash| hash.starts_with(prefix));
        let answers = match crate::record::short_hash(claim) {
            Some(ShortHash::AutoV1(prefix)) => vec![starts(self.legacy_sha256, &prefix)],
            Some(ShortHash::AutoV2(prefix)) => vec![starts(Some(self.sha256), &prefix)],
            Some(ShortHash::AutoV3(prefix)) => {
                vec![starts(self.tensor_sha256, &prefix), starts(Some(self.sha256), &prefix)]
            }
            None => return Agreement::CannotTell("the claimed hash is of no known kind"),
        };
        if answers.contains(&Some(true)) {
            Agreement::Agrees
        } else if answers.contains(&None) {
            Agreement::CannotTell("the file has nothing that this kind of hash covers")
        } else {
            Agreement::Differs
        }
    }
}

/// Why a claimed hash says nothing about a model: values that tools are known to have written by mistake.
#[must_use]
pub fn poisoned(claim: &str, name: Option<&str>) -> Option<&'static str> {
    let prefix = hex::decode(claim).ok().filter(|bytes| bytes.len() >= 4)?;
    if EMPTY_SHA256.starts_with(&prefix) {
        return Some(
            "the claimed hash is the hash of nothing, which a trainer once wrote into every file",
        );
    }
    let name = name?;
    let of_name = ["", ".safetensors", ".ckpt", ".pt", ".gguf"]
        .iter()
        .any(|extension| Sha256::digest(format!("{name}{extension}")).starts_with(&prefix));
    of_name.then_some("the claimed hash is the hash of the model's file name, not of its content")
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
