//! Nodes of a trie. All keys have the same length, so only leaves have values.

use std::sync::{Arc, OnceLock};

use alloy_primitives::{keccak256, B256};
use alloy_rlp::Encodable as _;
use alloy_trie::{
    nodes::{BranchNodeRef, ExtensionNodeRef, LeafNodeRef, RlpNode},
    Nibbles, TrieMask,
};

use super::Trie;

/// What a leaf holds.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// Its encoding, which is what is hashed.
    pub(super) rlp: Box<[u8]>,
    /// Of an account, the trie whose root is part of the encoding.
    pub(super) storage: Trie,
}

/// A node, and how the one above it refers to it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    reference: OnceLock<RlpNode>,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// The rest of a key, and its value.
    Leaf(Nibbles, Value),
    /// Nibbles that all keys below have, and the branch below.
    Extension(Nibbles, Arc<Node>),
    /// A bit for each nibble that goes on, and where to, in order: at least two.
    Branch(u16, Box<[Arc<Node>]>),
}

/// Where a path leads from a node.
pub(super) enum Step<'a> {
    /// To the node's own value.
    Found(&'a Value),
    /// To another node, after that many nibbles.
    Down(&'a Node, usize),
    /// Nowhere.
    Absent,
}

impl Node {
    pub(super) fn new(kind: Kind) -> Arc<Self> {
        Arc::new(Self { kind, reference: OnceLock::new() })
    }

    /// The node's hash, or the node itself if that is shorter.
    pub(super) fn reference(&self) -> &RlpNode {
        self.reference.get_or_init(|| RlpNode::from_rlp(&self.encoded()))
    }

    /// The hash of a node that has none above it.
    pub(super) fn hash(&self) -> B256 {
        let reference = self.reference();
        reference.as_hash().unwrap_or_else(|| keccak256(reference.as_slice()))
    }

    /// The node in RLP.
    pub(super) fn encoded(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match &self.kind {
            Kind::Leaf(path, value) => {
                LeafNodeRef { key: path, value: &value.rlp }.encode(&mut bytes);
            }
            Kind::Extension(path, below) => {
                ExtensionNodeRef::new(path, below.reference().as_slice()).encode(&mut bytes);
            }
            Kind::Branch(mask, below) => {
                let stack: Vec<RlpNode> =
                    below.iter().map(|node| node.reference().clone()).collect();
                BranchNodeRef::new(&stack, TrieMask::new(*mask)).encode(&mut bytes);
            }
        }
        bytes
    }

    pub(super) fn step(&self, path: &Nibbles) -> Step<'_> {
        match &self.kind {
            Kind::Leaf(rest, value) if rest == path => Step::Found(value),
            Kind::Leaf(..) => Step::Absent,
            Kind::Extension(shared, below) if path.starts_with(shared) => {
                Step::Down(below, shared.len())
            }
            Kind::Extension(..) => Step::Absent,
            Kind::Branch(mask, below) => match path.first().and_then(|nibble| place(*mask, nibble))
            {
                Some(place) => Step::Down(&below[place], 1),
                None => Step::Absent,
            },
        }
    }
}

/// Position of a nibble's node among those of a branch.
pub(super) const fn place(mask: u16, nibble: u8) -> Option<usize> {
    let bit = 1 << nibble;
    if mask & bit == 0 {
        return None;
    }
    Some((mask & (bit - 1)).count_ones() as usize)
}
