//! What can be wrong with a record, and where.

use alloc::string::{String, ToString};
use core::fmt;

use crate::canonical::ParseError;

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordError {
    /// The JSON pointer to the field; empty for the record as a whole.
    pub at: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a field or with the whole record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text is no JSON of the subset.
    Json(ParseError),
    /// The record is fine, but these are not its canonical bytes.
    NotCanonical {
        /// The offset of the first byte that differs.
        at: usize,
    },
    /// The canonical bytes are longer than [`crate::canonical::MAX_BYTES`].
    TooLong(usize),
    /// `spec` names another version.
    UnknownSpec(String),
    /// The key must be there.
    Missing,
    /// `ap/1` has no such key.
    UnknownKey,
    /// An empty object or list; what is absent is left out.
    Empty,
    /// The value is none of those that the field takes; the text says which.
    Invalid(&'static str),
    /// A status key that leads to no field, or to `spec` or `status`.
    NoSuchField,
    /// The field has no standing, neither its own nor from an object or list around it.
    NoStanding,
    /// The hash and the length of the file are always recomputed from the file.
    NotRecomputed,
    /// `signed` needs `/evidence/signature` with the status `valid`.
    NotSigned,
    /// A file of at most 1 MiB has the content id that follows from its SHA-256.
    CidMismatch,
}

impl RecordError {
    pub(super) fn new(at: &str, problem: Problem) -> Self {
        Self { at: at.to_string(), problem }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            write!(f, "the record: {}", self.problem)
        } else {
            write!(f, "{} of the record: {}", self.at, self.problem)
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::NotCanonical { at } => {
                write!(f, "not the canonical form (RFC 8785): it differs at byte {at}")
            }
            Self::TooLong(len) => {
                let max = crate::canonical::MAX_BYTES;
                write!(f, "{len} bytes are too long: at most {max} are allowed")
            }
            Self::UnknownSpec(spec) => write!(f, "unknown version {spec:?}: expected \"ap/1\""),
            Self::Missing => f.write_str("missing"),
            Self::UnknownKey => f.write_str("ap/1 has no such key"),
            Self::Empty => f.write_str("empty: leave the key out"),
            Self::Invalid(expected) => write!(f, "expected {expected}"),
            Self::NoSuchField => f.write_str("this status leads to no field of the record"),
            Self::NoStanding => f.write_str(
                "no standing: add it to the status as declared, claimed, recomputed, signed or reexecuted",
            ),
            Self::NotRecomputed => {
                f.write_str("must be recomputed from the file: its standing is too low")
            }
            Self::NotSigned => f.write_str(
                "the standing is signed, but /evidence/signature does not have the status valid",
            ),
            Self::CidMismatch => {
                f.write_str("not the content id that follows from the SHA-256 of the file")
            }
        }
    }
}

impl core::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.problem {
            Problem::Json(error) => Some(error),
            _ => None,
        }
    }
}
