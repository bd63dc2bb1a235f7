//! The whole Merkle tree of a series: root, and a proof for every piece.
//!
//! [`crate::whole_tree`] lays it out, [`crate::tree`] is the part that contracts need.

use alloc::vec::Vec;
use core::fmt;

use crate::hash::{Keccak, Word};
use crate::token_id::TokenId;
use crate::tree::{self, LeafWords};
use crate::whole_tree::WholeTree;

/// What the tree says about one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The token.
    pub token: TokenId,
    /// SHA-256 of the file; never zero.
    pub content_hash: Word,
    /// The prompt commitment; zero when no prompt was committed.
    pub prompt_commitment: Word,
    /// Keccak-256 of the canonical record; never zero.
    pub record_hash: Word,
}

impl Leaf {
    /// The four words in the order in which they are hashed.
    #[must_use]
    pub fn words(&self) -> LeafWords {
        [self.token.to_word(), self.content_hash, self.prompt_commitment, self.record_hash]
    }

    /// The hash of the leaf.
    #[must_use]
    pub fn hash<K: Keccak + ?Sized>(&self, keccak: &K) -> Word {
        tree::leaf(keccak, &self.words())
    }
}

/// Why leaves make no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// There is no leaf.
    Empty,
    /// Two leaves speak of the same token, so anyone could choose which of them to anchor.
    DuplicateToken {
        /// The token, as [`TokenId::as_u64`].
        token: u64,
    },
    /// The content hash or the record hash is zero, which the Collection refuses to anchor.
    ZeroHash {
        /// The token, as [`TokenId::as_u64`].
        token: u64,
    },
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a tree needs at least one leaf"),
            Self::DuplicateToken { token } => {
                write!(f, "token {token} has two leaves: keep one of them")
            }
            Self::ZeroHash { token } => {
                write!(f, "token {token} has a content hash or record hash of zero")
            }
        }
    }
}

impl core::error::Error for BatchError {}

/// The tree over the leaves of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    tree: WholeTree,
}

impl Batch {
    /// Builds the tree; the order of `leaves` does not change the root. Takes O(n log n) time.
    ///
    /// # Errors
    /// When there is no leaf, when a token has two, or when a hash is zero; see [`BatchError`].
    pub fn new<K: Keccak + ?Sized>(keccak: &K, leaves: &[Leaf]) -> Result<Self, BatchError> {
        check(leaves)?;
        let hashes: Vec<Word> = leaves.iter().map(|leaf| leaf.hash(keccak)).collect();
        let tree = WholeTree::new(keccak, &hashes).ok_or(BatchError::Empty)?;
        Ok(Self { tree })
    }

    /// The root, as it is given to `createSeries`.
    #[must_use]
    pub fn root(&self) -> Word {
        self.tree.root()
    }

    /// How many leaves there are; at least one.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a batch is never empty")]
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// The proof for the leaf that was given at position `given`, from the leaf upwards.
    ///
    /// `None` when there is no such leaf; empty when it is the only one.
    #[must_use]
    pub fn proof(&self, given: usize) -> Option<Vec<Word>> {
        self.tree.proof(given)
    }
}

fn check(leaves: &[Leaf]) -> Result<(), BatchError> {
    if leaves.is_empty() {
        return Err(BatchError::Empty);
    }
    let mut tokens: Vec<TokenId> = leaves.iter().map(|leaf| leaf.token).collect();
    tokens.sort_unstable();
    for pair in tokens.windows(2) {
        if let [one, other] = pair
            && one == other
        {
            return Err(BatchError::DuplicateToken { token: one.as_u64() });
        }
    }
    for leaf in leaves {
        if leaf.content_hash == [0; 32] || leaf.record_hash == [0; 32] {
            return Err(BatchError::ZeroHash { token: leaf.token.as_u64() });
        }
    }
    Ok(())
}
