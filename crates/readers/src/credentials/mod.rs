//! What a check of a C2PA store said: whether its signature, its assertions and its binding to the file hold, and who is
//! said to have signed. The check itself is part of builds with the feature `c2pa` only.

mod anchors;
#[cfg(feature = "c2pa")]
mod check;

pub use anchors::{Anchors, AnchorsError};

use crate::Kind;

/// What a check of a store said. Names and times are what the active manifest says; only under [`Outcome::Trusted`] does
/// somebody vouch for the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Whether the store holds.
    pub outcome: Outcome,
    /// Common name of the certificate that signed, or else the organisation that issued it.
    pub issuer: Option<String>,
    /// The program that made the claim, with its version.
    pub generator: Option<String>,
    /// When it was signed (RFC 3339), as a time stamp in the store says.
    pub time: Option<String>,
}

/// Whether a store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Signature, assertions and binding hold, and the certificate leads to one of the [`Anchors`] that were given.
    Trusted,
    /// Signature, assertions and binding hold; nobody who was named vouches for the certificate.
    Valid,
    /// Something does not hold.
    Invalid {
        /// Codes of the C2PA specification, for example `assertion.dataHash.mismatch`; sorted, none twice.
        codes: Vec<String>,
    },
    /// It was not checked.
    Unreadable {
        /// Why, as the end of a sentence.
        why: String,
    },
}

impl Outcome {
    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Valid => "valid",
            Self::Invalid { .. } => "invalid",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

/// Checks `store`, found in `bytes`, a file of `kind`; `None` in a build without the feature `c2pa`.
#[must_use]
pub fn check(
    store: &[u8],
    kind: Kind,
    bytes: &[u8],
    anchors: Option<&Anchors>,
) -> Option<Credentials> {
    #[cfg(feature = "c2pa")]
    return Some(check::check(store, kind, bytes, anchors));
    #[cfg(not(feature = "c2pa"))]
    {
        let _ = (store, kind, bytes, anchors);
        None
    }
}
