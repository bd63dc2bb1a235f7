//! What a claimed hash and a file say about each other.

use std::fmt;

use crate::claim::{poisoned, Claim, HashKind};
use crate::hashes::Hashes;

/// How a claimed hash compares with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// The claim is this hash of the file, or its beginning.
    Agrees(HashKind),
    /// It is none of the file's hashes that are written this way, which are these.
    Differs(Vec<HashKind>),
    /// Nothing follows.
    CannotTell(Doubt),
}

/// Why nothing follows from a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// There is no claim.
    NoClaim,
    /// The value is known to say nothing, for this reason.
    Poisoned(&'static str),
    /// A place, not a hash.
    Locator,
    /// A random name, not a hash.
    Random,
    /// No kind of hash that tools write.
    UnknownKind,
    /// The file has nothing that this kind of hash covers.
    NotCovered(HashKind),
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoClaim => f.write_str("no model hash is claimed"),
            Self::Poisoned(why) => f.write_str(why),
            Self::Locator => f.write_str("the claim is a place, not a hash"),
            Self::Random => f.write_str("the claim is a random name, not a hash"),
            Self::UnknownKind => f.write_str("the claimed hash is of no known kind"),
            Self::NotCovered(kind) => {
                write!(f, "the file has nothing that this kind of hash ({}) covers", kind.name())
            }
        }
    }
}

impl Agreement {
    /// The words shown to people and programs.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Agrees(_) => "agrees",
            Self::Differs(_) => "differs",
            Self::CannotTell(_) => "cannot tell",
        }
    }

    /// Which kind of hash it was, or why nothing follows.
    #[must_use]
    pub fn why(&self) -> String {
        match self {
            Self::Agrees(kind) => kind.name().to_owned(),
            Self::Differs(kinds) => {
                let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
                format!("the file has another {}", names.join(", and another "))
            }
            Self::CannotTell(doubt) => doubt.to_string(),
        }
    }
}

impl Hashes {
    /// Compares the hash that a picture or a header claims; `name` is the model's name as it is given there.
    #[must_use]
    pub fn compare(&self, claim: Option<&str>, name: Option<&str>) -> Agreement {
        let blank = |text: &&str| {
            !matches!(text.trim().to_ascii_lowercase().as_str(), "" | "none" | "null" | "unknown")
        };
        let Some(claim) = claim.filter(blank) else {
            return Agreement::CannotTell(Doubt::NoClaim);
        };
        if let Some(why) = poisoned(claim, name) {
            return Agreement::CannotTell(Doubt::Poisoned(why));
        }
        let (prefix, kinds) = match Claim::read(claim) {
            Claim::Hash { prefix, kinds } => (prefix, kinds),
            Claim::Locator => return Agreement::CannotTell(Doubt::Locator),
            Claim::Random => return Agreement::CannotTell(Doubt::Random),
            Claim::Unknown => return Agreement::CannotTell(Doubt::UnknownKind),
        };
        let mut others = Vec::new();
        for kind in kinds {
            match self.starts(*kind, &prefix) {
                Some(true) => return Agreement::Agrees(*kind),
                Some(false) => others.push(*kind),
                None => {}
            }
        }
        // The likeliest kind decides: without it the others prove nothing.
        match kinds.first() {
            Some(kind) if !others.contains(kind) => Agreement::CannotTell(Doubt::NotCovered(*kind)),
            _ => Agreement::Differs(others),
        }
    }

    /// Whether a hash of the file begins with `prefix`; absent when the file has no such hash.
    fn starts(&self, kind: HashKind, prefix: &[u8]) -> Option<bool> {
        Some(match kind {
            HashKind::AutoV1 => self.legacy_sha256?.starts_with(prefix),
            HashKind::AutoV2 | HashKind::Whole12 | HashKind::Sha256 => {
                self.sha256.starts_with(prefix)
            }
            HashKind::AutoV3 | HashKind::TensorSha256 => self.tensor_sha256?.starts_with(prefix),
            HashKind::Blake3 => self.blake3.starts_with(prefix),
            HashKind::Crc32 => self.crc32?.to_be_bytes().starts_with(prefix),
        })
    }
}
