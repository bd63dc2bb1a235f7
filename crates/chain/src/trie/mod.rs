//! Merkle–Patricia tries (Ethereum's yellow paper, appendix D) whose versions share what is equal: a change copies the nodes
//! on the way to a leaf and no others, so every block keeps its own trie. Hashes are computed when somebody asks, once.

mod edit;
mod node;
mod state;

pub(crate) use state::StateTrie;
pub use state::{AccountProof, SlotProof};

use std::sync::Arc;

use alloy_primitives::{keccak256, Bytes, B256};
use alloy_trie::{Nibbles, EMPTY_ROOT_HASH};

use node::{Node, Value};

/// A trie whose keys are hashed. A copy costs one pointer.
#[derive(Clone, Debug, Default)]
struct Trie(Option<Arc<Node>>);

impl Trie {
    /// Root hash of the whole trie.
    fn root(&self) -> B256 {
        self.0.as_ref().map_or(EMPTY_ROOT_HASH, |node| node.hash())
    }

    fn get(&self, key: &[u8]) -> Option<&Value> {
        let mut path = hashed(key);
        let mut node = self.0.as_deref()?;
        loop {
            match node.step(&path) {
                node::Step::Found(value) => return Some(value),
                node::Step::Down(below, taken) => (node, path) = (below, path.slice(taken..)),
                node::Step::Absent => return None,
            }
        }
    }

    fn insert(&mut self, key: &[u8], value: Value) {
        self.0 = Some(edit::insert(self.0.as_ref(), &hashed(key), value));
    }

    fn remove(&mut self, key: &[u8]) {
        if let Some(root) = &self.0 {
            match edit::remove(root, &hashed(key)) {
                edit::Removal::Unchanged => {}
                edit::Removal::Left(left) => self.0 = left,
            }
        }
    }

    /// The encoded nodes from the root to the key's place, those aside that are so small that they lie within the one above.
    /// They prove the value, or that there is none. An empty trie has none.
    fn prove(&self, key: &[u8]) -> Vec<Bytes> {
        let mut path = hashed(key);
        let mut proof = Vec::new();
        let mut next = self.0.as_deref();
        while let Some(node) = next {
            if proof.is_empty() || node.reference().is_hash() {
                proof.push(node.encoded().into());
            }
            next = match node.step(&path) {
                node::Step::Down(below, taken) => {
                    path = path.slice(taken..);
                    Some(below)
                }
                node::Step::Found(_) | node::Step::Absent => None,
            };
        }
        proof
    }
}

fn hashed(key: &[u8]) -> Nibbles {
    Nibbles::unpack_array(&keccak256(key).0)
}
