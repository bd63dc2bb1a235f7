//! A whole Merkle tree over any leaves that [`crate::tree`] can check: root, and a proof for every leaf.
//!
//! Laid out as OpenZeppelin's `StandardMerkleTree` lays it out (leaves sorted by hash, a complete binary tree in one
//! list), so that its JavaScript library gives the same root and the same proofs.

use alloc::vec::Vec;

use crate::hash::{Keccak, Word};
use crate::tree;

/// A tree over leaves that were hashed twice, which is up to the caller: see [`crate::tree::leaf`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WholeTree {
    /// All nodes: the root first, the children of node `i` at `2i + 1` and `2i + 2`.
    nodes: Vec<Word>,
    /// For each leaf, in the order given, its place in `nodes`.
    places: Vec<usize>,
}

impl WholeTree {
    /// Builds the tree, nothing when there is no leaf; the order of `leaves` does not change the root. Takes O(n log n) time.
    #[must_use]
    pub fn new<K: Keccak + ?Sized>(keccak: &K, leaves: &[Word]) -> Option<Self> {
        let mut sorted: Vec<(Word, usize)> =
            leaves.iter().enumerate().map(|(given, leaf)| (*leaf, given)).collect();
        sorted.sort_unstable();

        // The list holds the inner nodes first and the leaves last, in descending order. Each pair of children,
        // counted from the end, makes one inner node, again counted from the end.
        let last = (2 * leaves.len()).checked_sub(2)?;
        let mut backwards: Vec<Word> = Vec::with_capacity(last + 1);
        let mut places = alloc::vec![0; leaves.len()];
        for (rank, (hash, given)) in sorted.into_iter().enumerate() {
            backwards.push(hash);
            if let Some(place) = places.get_mut(given) {
                *place = last - rank;
            }
        }
        let mut pair = 0;
        while let Some([right, left]) = backwards.get(pair..pair + 2) {
            backwards.push(tree::node(keccak, *left, *right));
            pair += 2;
        }
        backwards.reverse();
        Some(Self { nodes: backwards, places })
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Word {
        self.nodes.first().copied().unwrap_or_default()
    }

    /// How many leaves there are; at least one.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a tree is never empty")]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// The proof for the leaf that was given at position `given`, from the leaf upwards.
    ///
    /// `None` when there is no such leaf; empty when it is the only one.
    #[must_use]
    pub fn proof(&self, given: usize) -> Option<Vec<Word>> {
        let mut at = *self.places.get(given)?;
        let mut proof = Vec::new();
        while at > 0 {
            let sibling = if at % 2 == 1 { at + 1 } else { at - 1 };
            proof.push(*self.nodes.get(sibling)?);
            at = (at - 1) / 2;
        }
        Some(proof)
    }
}
