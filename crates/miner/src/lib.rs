//! The search for a proof of work: for a challenge, the first nonce from a given one on whose
//! `keccak256(challenge ‖ nonce)` meets a difficulty (`colophon_provenance::sale::work` has the rules).
//!
//! Knows no chain and no files. [`search()`] runs on as many threads as it is given, finds the nonce that a plain loop would
//! find, and can be stopped and taken up again; [`scan()`] is the loop.

#![forbid(unsafe_code)]

pub mod scan;
pub mod search;

pub use scan::{limit, scan, word, Best, Word};
pub use search::{search, End, Job, Progress, Verdict};
