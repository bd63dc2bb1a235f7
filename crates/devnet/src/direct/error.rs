//! Why a direct request failed.

use std::fmt;

use alloy_primitives::{Bytes, B256};
use stylus_chain::error::TxError;
use stylus_chain::revert;

/// A direct request failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DirectError {
    /// The contract reverted.
    #[error("{revert}")]
    Reverted {
        /// What it said.
        revert: Revert,
        /// Gas used.
        gas_used: u64,
        /// The transaction, if it was sent: it is on the chain.
        transaction_hash: Option<B256>,
    },
    /// The execution failed and took all its gas.
    #[error("the execution failed: {reason}")]
    Failed {
        /// The node's words, such as `out of gas` or why a wasm cannot be activated.
        reason: String,
        /// Gas used.
        gas_used: u64,
        /// The transaction, if it was sent: it is on the chain.
        transaction_hash: Option<B256>,
    },
    /// A node would not take the transaction. Nothing has changed.
    #[error("the transaction was refused: {0}")]
    Refused(#[source] TxError),
    /// The transaction waits: the node mines only when it is told to.
    #[error("the transaction is not mined yet: direct requests need a node that mines every transaction at once")]
    NotMined,
    /// The wasm could not be compressed.
    #[error("the wasm cannot be compressed: {0}")]
    Compression(String),
    /// No such snapshot, or it is used up.
    #[error("there is no snapshot {0}: each serves once, and going back removes all later ones")]
    NoSnapshot(u64),
    /// Something that does not exist or cannot be.
    #[error("{0}")]
    Impossible(String),
}

impl DirectError {
    /// The revert data, if the contract reverted.
    #[must_use]
    pub fn revert_data(&self) -> Option<&Bytes> {
        match self {
            Self::Reverted { revert, .. } => Some(&revert.data),
            _ => None,
        }
    }

    /// The reason that the contract gave in words, if it did (`Error(string)`, `Panic(uint256)`, errors of the precompiles).
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Reverted { revert, .. } => revert.reason.as_deref(),
            _ => None,
        }
    }
}

/// What a contract said when it reverted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revert {
    /// The data as it came; a custom error begins with its selector.
    pub data: Bytes,
    /// The reason in words, if the data is of a known kind.
    pub reason: Option<String>,
}

impl Revert {
    pub(super) fn new(data: Bytes) -> Self {
        let text = revert::message(&data);
        let reason = text.strip_prefix("execution reverted: ").map(str::to_owned);
        Self { data, reason }
    }
}

impl fmt::Display for Revert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Some(reason) => write!(f, "execution reverted: {reason}"),
            None if self.data.is_empty() => f.write_str("execution reverted without data"),
            None => write!(f, "execution reverted with {}", self.data),
        }
    }
}
