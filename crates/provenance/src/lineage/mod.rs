//! Where a model comes from: entries, their parents, and what each ancestor earns. `docs/registry.md` explains it; the Registry
//! enforces it, and the command line computes with it before anything is sent.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`check`] | `check(&graph, own, parents) -> Result<depth, LineageError>`: what a new entry may name |
//! | [`walk`] | `walk(&graph, first, parents) -> Option<Vec<Step>>`: an entry and its ancestors, with exact parts |
//! | [`shares`] | `shares(&graph, entry) -> Vec<Share>`: payees and basis points, for a split |
//!
//! An entry names only entries that exist, so lineages have no cycle, and depth falls along every edge from child to parent.

pub mod check;
pub mod shares;
pub mod walk;

use alloc::vec::Vec;

use crate::hash::{Keccak, Word};

/// Basis points of a whole.
pub const WHOLE_BPS: u16 = 10_000;
/// The most parents an entry may name.
pub const MAX_PARENTS: usize = 16;
/// The most edges on a path from an entry to an ancestor.
pub const MAX_DEPTH: u8 = 8;
/// The most distinct entries that a walk may meet, the entry itself among them.
pub const MAX_ENTRIES: usize = 64;

/// What a child took from a parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Fine-tuned from it.
    Base,
    /// A LoRA or another adapter of it.
    Adapter,
    /// Merged from it, with a weight.
    Merge,
    /// Distilled from it.
    Distillation,
    /// Trained on the same data set, or on its outputs; no weights in common.
    Dataset,
}

impl Kind {
    /// The kind of a number from 1 to 5, in the order of the variants.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Base),
            2 => Some(Self::Adapter),
            3 => Some(Self::Merge),
            4 => Some(Self::Distillation),
            5 => Some(Self::Dataset),
            _ => None,
        }
    }

    /// The number, from 1 to 5.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Base => 1,
            Self::Adapter => 2,
            Self::Merge => 3,
            Self::Distillation => 4,
            Self::Dataset => 5,
        }
    }

    /// What a drawing writes on the edge.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "fine-tuned from",
            Self::Adapter => "adapter of",
            Self::Merge => "merged from",
            Self::Distillation => "distilled from",
            Self::Dataset => "data set of",
        }
    }
}

/// One parent, as a child names it. `E` identifies entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parent<E> {
    /// The parent's entry.
    pub entry: E,
    /// Number of the [`Kind`].
    pub kind: u8,
    /// Its weight in a merge, in basis points; 0 for every other kind.
    pub weight_bps: u16,
    /// Its share of what the child earns, in basis points.
    pub share_bps: u16,
}

/// What a walk needs to know about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Who is paid for it.
    pub payee: [u8; 20],
    /// Edges on the longest path to an ancestor; 0 without parents.
    pub depth: u8,
    /// Whether its registrant withdrew it.
    pub withdrawn: bool,
}

/// Entries that are registered: the Registry's storage, or a copy of it.
pub trait Graph {
    /// What identifies an entry.
    type Entry: Copy + PartialEq;

    /// An entry; `None` when there is none.
    fn node(&self, entry: Self::Entry) -> Option<Node>;

    /// Its parents, in the order in which they were named, each with its share in basis points; none when there is no entry.
    fn parents(&self, entry: Self::Entry) -> Vec<(Self::Entry, u16)>;
}

/// The id of an entry: `keccak256(abi.encode(address registrant, bytes32 modelHash))`. The registrant is part of it, so nobody can
/// take the id of another's model.
#[must_use]
pub fn entry_id<K: Keccak + ?Sized>(keccak: &K, registrant: &[u8; 20], model_hash: &Word) -> Word {
    let mut address = [0; 32];
    if let Some(tail) = address.last_chunk_mut() {
        *tail = *registrant;
    }
    keccak.keccak256([address, *model_hash].as_flattened())
}
