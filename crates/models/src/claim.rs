//! The hashes by which tools name models, and the values that are known to say nothing about one.

use sha2::{Digest, Sha256};

/// SHA-256 of nothing. A widely used trainer wrote it into every file it made.
const EMPTY_SHA256: [u8; 32] = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// Extensions that a model's name may have lost on its way into a picture.
const EXTENSIONS: [&str; 7] = ["", ".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf"];

/// A kind of hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashKind {
    /// 8 digits: SHA-256 of 64 KiB at offset 0x100000. Different models share it.
    AutoV1,
    /// 10 digits: SHA-256 of the whole file.
    AutoV2,
    /// 10 or 12 digits: SHA-256 of the tensor part.
    AutoV3,
    /// 12 digits of the SHA-256 of the whole file, as Forge writes them for adapters.
    Whole12,
    /// 64 digits: SHA-256 of the whole file; the id of Git LFS.
    Sha256,
    /// 64 digits: SHA-256 of the tensor part, as ModelSpec defines it.
    TensorSha256,
    /// 64 digits: BLAKE3 of the whole file.
    Blake3,
    /// 8 digits: CRC-32 of the whole file.
    Crc32,
}

impl HashKind {
    /// The name for people and programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AutoV1 => "AutoV1",
            Self::AutoV2 => "AutoV2",
            Self::AutoV3 => "AutoV3",
            Self::Whole12 => "12 digits of the file's SHA-256",
            Self::Sha256 => "SHA-256 of the file",
            Self::TensorSha256 => "SHA-256 of the tensors",
            Self::Blake3 => "BLAKE3",
            Self::Crc32 => "CRC-32",
        }
    }
}

/// A claimed hash as far as its form tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Digits, and every kind of hash that is written this way.
    Hash {
        /// The bytes.
        prefix: Vec<u8>,
        /// The kinds, the likeliest first.
        kinds: &'static [HashKind],
    },
    /// A place where a model can be found, not a hash.
    Locator,
    /// A random name that looks like a hash, not one.
    Random,
    /// No kind of hash that tools write.
    Unknown,
}

impl Claim {
    /// Reads a claim: digits in either case, alone or behind `0x`, `sha256:`, `blake3:` and the like.
    #[must_use]
    pub fn read(text: &str) -> Self {
        use HashKind::{AutoV1, AutoV2, AutoV3, Blake3, Crc32, Sha256, TensorSha256, Whole12};
        let text = text.trim().to_ascii_lowercase();
        if text.starts_with("urn:air:") || text.starts_with("hf:") || text.contains("://") {
            return Self::Locator;
        }
        if text.starts_with("random:") {
            return Self::Random;
        }
        let (name, digits) = text.rsplit_once(':').unwrap_or(("", &text));
        let digits = digits.trim();
        let (marked, digits) = match digits.strip_prefix("0x") {
            Some(rest) => (true, rest),
            None => (false, digits),
        };
        let Ok(prefix) = hex::decode(digits) else { return Self::Unknown };
        let kinds: &[HashKind] = match (name, marked, prefix.len()) {
            ("autov1", _, 4) => &[AutoV1],
            ("crc32", _, 4) => &[Crc32],
            ("", _, 4) => &[AutoV1, Crc32],
            ("autov2", _, 5) => &[AutoV2],
            ("" | "sha256", _, 5) => &[AutoV2, AutoV3],
            ("autov3", _, 6) => &[AutoV3],
            ("autov3", _, 32) => &[TensorSha256],
            ("" | "sha256", _, 6) => &[AutoV3, Whole12],
            ("blake3" | "blake3_multi" | "blake3_single", _, 32) => &[Blake3],
            ("sha256", _, 32) => &[Sha256, TensorSha256],
            ("", true, 32) => &[TensorSha256, Sha256],
            ("", false, 32) => &[Sha256, TensorSha256, Blake3],
            _ => return Self::Unknown,
        };
        Self::Hash { prefix, kinds }
    }
}

/// Why a claimed hash says nothing about any model: values that tools are known to have written by mistake. `name` is
/// the model's name as the picture gives it.
#[must_use]
pub fn poisoned(claim: &str, name: Option<&str>) -> Option<&'static str> {
    let Claim::Hash { prefix, .. } = Claim::read(claim) else { return None };
    if EMPTY_SHA256.starts_with(&prefix) || blake3::hash(b"").as_bytes().starts_with(&prefix) {
        return Some(
            "the claimed hash is the hash of nothing, which a trainer once wrote into every file",
        );
    }
    if prefix.iter().all(|byte| *byte == 0) {
        return Some("the claimed hash is all zeros, which stands for no hash");
    }
    let name = name?.trim();
    let of_name = names(name).any(|name| Sha256::digest(name).starts_with(&prefix));
    of_name.then_some("the claimed hash is the hash of the model's file name, not of its content")
}

/// Whether a name that is claimed is that of a file, with or without folders and extension.
#[must_use]
pub fn same_name(file: &str, claimed: &str) -> bool {
    let base = claimed.rsplit(['/', '\\']).next().unwrap_or(claimed).trim();
    let stem = EXTENSIONS[1..].iter().find_map(|extension| file.strip_suffix(extension));
    !base.is_empty() && (base == file || Some(base) == stem)
}

/// The spellings of a model's name that a tool may have hashed: as it is, without folders, with each extension.
fn names(name: &str) -> impl Iterator<Item = String> + '_ {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = EXTENSIONS[1..].iter().find_map(|extension| base.strip_suffix(extension));
    [Some(name), Some(base), stem]
        .into_iter()
        .flatten()
        .flat_map(|name| EXTENSIONS.iter().map(move |extension| format!("{name}{extension}")))
}
