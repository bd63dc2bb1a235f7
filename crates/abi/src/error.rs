//! What can go wrong, said so that the source can be corrected.

use std::path::PathBuf;

/// Why no ABI was written.
#[derive(Debug, thiserror::Error)]
pub enum AbiError {
    /// A file or folder could not be read.
    #[error("cannot read {path}: {cause}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write {path}: {cause}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file is not Rust, or a `sol!` block in it is not Solidity.
    #[error("{path}:{line}: {message}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What the parser or this crate says about it.
        message: String,
    },
    /// No type has an inherent `#[public]` block, or more than one has.
    #[error("{path}: found {found} types with a `#[public]` block of their own, expected one")]
    Contracts {
        /// The source folder.
        path: PathBuf,
        /// How many there are.
        found: usize,
    },
    /// A trait of `#[implements(...)]` has no `#[public]` implementation in the source.
    #[error(
        "{path}: #[implements({name})] has no `#[public] impl {name} for …` in the same crate: \
         its functions would be missing from the ABI"
    )]
    MissingTrait {
        /// The source folder.
        path: PathBuf,
        /// The trait.
        name: String,
    },
    /// No `sol!` block declares the interface that the functions should come from.
    #[error("{path}: no `sol!` block declares `interface {name}`")]
    NoInterface {
        /// The source folder.
        path: PathBuf,
        /// The interface.
        name: &'static str,
    },
    /// A forwarded view is not answered by the contract it is forwarded to.
    #[error("{contract} has no function {signature}: correct the table of forwarded views")]
    NoSuchView {
        /// The contract that should answer.
        contract: &'static str,
        /// The function.
        signature: String,
    },
    /// Two different declarations have one name and the same arguments.
    #[error("{contract} declares {signature} twice, and differently")]
    Conflict {
        /// The contract.
        contract: &'static str,
        /// The function, event or error.
        signature: String,
    },
    /// The result is not an ABI in the eyes of alloy.
    #[error("the ABI of {contract} is not valid: {cause}")]
    Invalid {
        /// The contract.
        contract: &'static str,
        /// What the parser says.
        cause: serde_json::Error,
    },
}
