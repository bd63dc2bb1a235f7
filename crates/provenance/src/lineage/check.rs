//! What a new entry may name as its parents.

use core::fmt;

use alloc::vec::Vec;

use super::walk::{walk, Step};
use super::{Graph, Kind, Parent, MAX_DEPTH, MAX_ENTRIES, MAX_PARENTS, WHOLE_BPS};

/// Why an entry may not name these parents. `index` is the place of a parent in the list, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineageError {
    /// More than [`MAX_PARENTS`].
    TooManyParents {
        /// How many were given.
        count: usize,
    },
    /// No [`Kind`] has this number.
    UnknownKind {
        /// Which parent.
        index: usize,
        /// The number that was given.
        kind: u8,
    },
    /// The entry names itself.
    SelfParent {
        /// Which parent.
        index: usize,
    },
    /// There is no such entry.
    UnknownParent {
        /// Which parent.
        index: usize,
    },
    /// The same entry was named before.
    DuplicateParent {
        /// Which parent.
        index: usize,
    },
    /// Its registrant withdrew it: it gets no new children.
    WithdrawnParent {
        /// Which parent.
        index: usize,
    },
    /// A parent of a merge without a weight, or another one with a weight.
    Weight {
        /// Which parent.
        index: usize,
        /// Its kind.
        kind: u8,
        /// The weight that was given, in basis points.
        weight_bps: u16,
    },
    /// The weights of a merge are not a whole.
    WeightSum {
        /// Their sum in basis points.
        sum: u32,
    },
    /// The shares are more than the whole.
    ShareSum {
        /// Their sum in basis points.
        sum: u32,
    },
    /// A path to an ancestor would have more than [`MAX_DEPTH`] edges.
    TooDeep {
        /// How many edges.
        depth: u8,
    },
    /// A walk would meet more than [`MAX_ENTRIES`] distinct entries.
    TooManyAncestors,
}

impl fmt::Display for LineageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyParents { count } => {
                write!(f, "{count} parents: name at most {MAX_PARENTS}")
            }
            Self::UnknownKind { index, kind } => {
                write!(f, "parent {index} has the kind {kind}: there are 1 to 5")
            }
            Self::SelfParent { index } => write!(f, "parent {index} is the entry itself"),
            Self::UnknownParent { index } => {
                write!(f, "parent {index} is not registered: register it first")
            }
            Self::DuplicateParent { index } => write!(f, "parent {index} was named before"),
            Self::WithdrawnParent { index } => {
                write!(f, "parent {index} was withdrawn: it gets no new children")
            }
            Self::Weight { index, kind, weight_bps } => write!(
                f,
                "parent {index} of kind {kind} has the weight {weight_bps}: parents of a merge need one, others have 0"
            ),
            Self::WeightSum { sum } => {
                write!(f, "the weights of the merge add up to {sum}: make it {WHOLE_BPS}")
            }
            Self::ShareSum { sum } => {
                write!(f, "the shares add up to {sum}: at most {WHOLE_BPS} can be given away")
            }
            Self::TooDeep { depth } => {
                write!(f, "the lineage would be {depth} deep: at most {MAX_DEPTH} is allowed")
            }
            Self::TooManyAncestors => {
                write!(f, "the lineage would have more than {MAX_ENTRIES} entries")
            }
        }
    }
}

impl core::error::Error for LineageError {}

/// Checks the parents of the new entry `own`, and says how deep it is. Entries that pass can always be walked.
///
/// # Errors
/// The first thing that is wrong: the count, then parent by parent, then sums, depth and the size of the lineage.
pub fn check<G: Graph>(
    graph: &G,
    own: G::Entry,
    parents: &[Parent<G::Entry>],
) -> Result<u8, LineageError> {
    if parents.len() > MAX_PARENTS {
        return Err(LineageError::TooManyParents { count: parents.len() });
    }
    let (mut weights, mut shares, mut merged, mut depth) = (0_u32, 0_u32, false, 0_u8);
    for (index, parent) in parents.iter().enumerate() {
        let kind = Kind::from_number(parent.kind)
            .ok_or(LineageError::UnknownKind { index, kind: parent.kind })?;
        if parent.entry == own {
            return Err(LineageError::SelfParent { index });
        }
        let node = graph.node(parent.entry).ok_or(LineageError::UnknownParent { index })?;
        if parents.iter().take(index).any(|other| other.entry == parent.entry) {
            return Err(LineageError::DuplicateParent { index });
        }
        if node.withdrawn {
            return Err(LineageError::WithdrawnParent { index });
        }
        if (kind == Kind::Merge) == (parent.weight_bps == 0) {
            let (kind, weight_bps) = (parent.kind, parent.weight_bps);
            return Err(LineageError::Weight { index, kind, weight_bps });
        }
        merged |= kind == Kind::Merge;
        weights = weights.saturating_add(u32::from(parent.weight_bps));
        shares = shares.saturating_add(u32::from(parent.share_bps));
        depth = depth.max(node.depth.saturating_add(1));
    }
    let whole = u32::from(WHOLE_BPS);
    if merged && weights != whole {
        return Err(LineageError::WeightSum { sum: weights });
    }
    if shares > whole {
        return Err(LineageError::ShareSum { sum: shares });
    }
    if depth > MAX_DEPTH {
        return Err(LineageError::TooDeep { depth });
    }
    let parents: Vec<_> = parents.iter().map(|parent| (parent.entry, parent.share_bps)).collect();
    let first = Step { entry: own, payee: [0; 20], depth, part: 0 };
    match walk(graph, first, &parents) {
        Some(_) => Ok(depth),
        None => Err(LineageError::TooManyAncestors),
    }
}
