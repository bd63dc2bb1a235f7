//! The Merkle tree over a series, as a contract sees it: leaf, node, and the check of a proof.
//!
//! Compatible with OpenZeppelin's `StandardMerkleTree` over the types
//! `["uint256", "bytes32", "bytes32", "bytes32"]`: the leaf is hashed twice, so that no inner node (64 bytes, hashed
//! once) can stand for a leaf, and the two children of a node are sorted, so that a proof needs no directions.

use crate::hash::{Keccak, Word};

/// The four words of a leaf, in this order: token id (big-endian), content hash, prompt commitment, record hash.
pub type LeafWords = [Word; 4];

/// `keccak256(keccak256(abi.encode(tokenId, contentHash, promptCommitment, recordHash)))`.
#[must_use]
pub fn leaf<K: Keccak + ?Sized>(keccak: &K, words: &LeafWords) -> Word {
    keccak.keccak256(&keccak.keccak256(words.as_flattened()))
}

/// The parent of two nodes, which may be given in either order.
#[must_use]
pub fn node<K: Keccak + ?Sized>(keccak: &K, one: Word, other: Word) -> Word {
    let pair = if one < other { [one, other] } else { [other, one] };
    keccak.keccak256(pair.as_flattened())
}

/// Whether `proof` leads from `leaf` to `root`. An empty proof is right only for a tree of one leaf.
///
/// `leaf` must come from [`leaf`], never from the caller: a bare word could be an inner node.
#[must_use]
pub fn verify<K, P>(keccak: &K, root: &Word, leaf: Word, proof: P) -> bool
where
    K: Keccak + ?Sized,
    P: IntoIterator<Item = Word>,
{
    let mut reached = leaf;
    for sibling in proof {
        reached = node(keccak, reached, sibling);
    }
    reached == *root
}
