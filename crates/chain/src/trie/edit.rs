//! Changing a trie: nodes on the way are made anew, all others stay and are shared.

use std::sync::Arc;

use alloy_trie::Nibbles;

use super::node::{place, Kind, Node, Value};

/// The node with a value at a path below it.
pub(super) fn insert(node: Option<&Arc<Node>>, path: &Nibbles, value: Value) -> Arc<Node> {
    let Some(node) = node else { return Node::new(Kind::Leaf(*path, value)) };
    match &node.kind {
        Kind::Leaf(rest, _) if rest == path => Node::new(Kind::Leaf(*path, value)),
        Kind::Leaf(rest, old) => {
            let shared = rest.common_prefix_length(path);
            let other = Node::new(Kind::Leaf(rest.slice(shared + 1..), old.clone()));
            fork(path, value, shared, (rest.get_unchecked(shared), other))
        }
        Kind::Extension(prefix, below) => {
            let shared = prefix.common_prefix_length(path);
            if shared == prefix.len() {
                let below = insert(Some(below), &path.slice(shared..), value);
                return Node::new(Kind::Extension(*prefix, below));
            }
            let other = joined(prefix.slice(shared + 1..), below);
            fork(path, value, shared, (prefix.get_unchecked(shared), other))
        }
        Kind::Branch(mask, below) => {
            let nibble = path.get_unchecked(0);
            let old = place(*mask, nibble).map(|place| &below[place]);
            let new = insert(old, &path.slice(1..), value);
            with(*mask, below, nibble, new)
        }
    }
}

/// A branch after some shared nibbles: one way to a new leaf, the other to what was there.
fn fork(path: &Nibbles, value: Value, shared: usize, other: (u8, Arc<Node>)) -> Arc<Node> {
    let leaf = Node::new(Kind::Leaf(path.slice(shared + 1..), value));
    let (nibble, (old_nibble, old)) = (path.get_unchecked(shared), other);
    let ways = if nibble < old_nibble { [leaf, old] } else { [old, leaf] };
    let branch = Node::new(Kind::Branch(1 << nibble | 1 << old_nibble, ways.into()));
    joined(path.slice(..shared), &branch)
}

/// The branch with another node at a nibble, or one more.
fn with(mask: u16, below: &[Arc<Node>], nibble: u8, node: Arc<Node>) -> Arc<Node> {
    let mut ways = Vec::with_capacity(below.len() + 1);
    ways.extend_from_slice(below);
    match place(mask, nibble) {
        Some(place) => ways[place] = node,
        None => {
            let before = (mask & ((1 << nibble) - 1)).count_ones() as usize;
            ways.insert(before, node);
        }
    }
    Node::new(Kind::Branch(mask | 1 << nibble, ways.into()))
}

/// A node with some nibbles in front of it.
fn joined(prefix: Nibbles, node: &Arc<Node>) -> Arc<Node> {
    if prefix.is_empty() {
        return Arc::clone(node);
    }
    Node::new(match &node.kind {
        Kind::Leaf(rest, value) => Kind::Leaf(prefix.join(rest), value.clone()),
        Kind::Extension(rest, below) => Kind::Extension(prefix.join(rest), Arc::clone(below)),
        Kind::Branch(..) => Kind::Extension(prefix, Arc::clone(node)),
    })
}

/// What a removal did.
pub(super) enum Removal {
    /// There was nothing at the path.
    Unchanged,
    /// What is left of the node.
    Left(Option<Arc<Node>>),
}

/// The node without what is at a path below it.
pub(super) fn remove(node: &Arc<Node>, path: &Nibbles) -> Removal {
    match &node.kind {
        Kind::Leaf(rest, _) if rest == path => Removal::Left(None),
        Kind::Leaf(..) => Removal::Unchanged,
        Kind::Extension(prefix, below) => {
            if !path.starts_with(prefix) {
                return Removal::Unchanged;
            }
            match remove(below, &path.slice(prefix.len()..)) {
                Removal::Left(left) => Removal::Left(left.map(|left| joined(*prefix, &left))),
                Removal::Unchanged => Removal::Unchanged,
            }
        }
        Kind::Branch(mask, below) => {
            let nibble = path.get_unchecked(0);
            let Some(at) = place(*mask, nibble) else { return Removal::Unchanged };
            match remove(&below[at], &path.slice(1..)) {
                Removal::Unchanged => Removal::Unchanged,
                Removal::Left(Some(left)) => Removal::Left(Some(with(*mask, below, nibble, left))),
                Removal::Left(None) => Removal::Left(Some(without(*mask, below, nibble, at))),
            }
        }
    }
}

/// The branch with one way less; the only way that is left needs no branch.
fn without(mask: u16, below: &[Arc<Node>], nibble: u8, at: usize) -> Arc<Node> {
    let mask = mask & !(1 << nibble);
    let mut ways = below.to_vec();
    ways.remove(at);
    match ways.as_slice() {
        [last] => {
            let only = mask.trailing_zeros() as u8;
            joined(Nibbles::from_nibbles([only]), last)
        }
        _ => Node::new(Kind::Branch(mask, ways.into())),
    }
}
