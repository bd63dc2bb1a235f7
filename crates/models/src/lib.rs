//! Model files: every hash that tools name them by, in one pass of constant memory; what the header of a safetensors
//! file says about architecture and training; and what the short hashes that pictures claim are worth.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`file`](mod@file) | [`examine`]: opens a file, reads its header, hashes it, notices when it changes meanwhile |
//! | [`hashes`] | [`Hashes`]: the results, and the pass that computes them on three threads |
//! | [`container`] | [`Container`]: what the first bytes are; nothing is ever unpickled |
//! | [`header`] | [`Header`]: the JSON in front of a safetensors file, checked |
//! | [`lineage`] | [`Lineage`]: ModelSpec and kohya entries of a header, typed; private folder names withheld by default |
//! | [`claim`] | [`Claim`]: the kinds of hashes that tools write; values that are known to say nothing |
//! | [`compare`] | [`Agreement`]: agrees, differs, cannot tell |
//! | [`cache`] | [`Cache`]: hashes of files that have not changed since |
//!
//! Hashes are facts about the file. Everything that a header says is a claim of whoever wrote it.

#![forbid(unsafe_code)]

pub mod cache;
pub mod claim;
pub mod compare;
pub mod container;
pub mod error;
pub mod file;
pub mod hashes;
pub mod header;
pub mod lineage;

pub use cache::Cache;
pub use claim::{Claim, HashKind};
pub use compare::{Agreement, Doubt};
pub use container::{Container, Kind};
pub use error::ModelError;
pub use file::{examine, ModelFile, Observer};
pub use hashes::Hashes;
pub use header::{Header, HeaderError};
pub use lineage::{Folders, Lineage};
