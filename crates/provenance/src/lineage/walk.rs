//! The walk from an entry to all its ancestors.
//!
//! Parts are exact. The whole is 10^36: a parent's part is the child's, divided by 10,000 and multiplied by its share, and after as
//! many edges as a lineage may be deep (8) every part is still a multiple of 10,000. So no division has a remainder, and nothing is
//! larger than the whole.

use alloc::vec::Vec;

use super::{Graph, MAX_ENTRIES, WHOLE_BPS};

/// One basis point, in the unit of [`Step::part`].
pub const POINT: u128 = 10_u128.pow(32);
/// All that an entry earns, in the unit of [`Step::part`].
pub const WHOLE: u128 = POINT * WHOLE_BPS as u128;

/// An entry that a walk met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<E> {
    /// The entry.
    pub entry: E,
    /// Who is paid for it.
    pub payee: [u8; 20],
    /// Its depth.
    pub depth: u8,
    /// What it keeps of the first entry's earnings, over all paths: [`WHOLE`] is everything.
    pub part: u128,
}

/// The entry `first` with the part it begins with, then its ancestors, each once, in the order in which they are met: deeper entries
/// pass on what they got before others are looked at, because all their children are deeper still. `None` when there are more than
/// [`MAX_ENTRIES`]. `parents` are those of `first`, which need not be in the graph yet.
#[must_use]
pub fn walk<G: Graph>(
    graph: &G,
    first: Step<G::Entry>,
    parents: &[(G::Entry, u16)],
) -> Option<Vec<Step<G::Entry>>> {
    let mut steps = Vec::with_capacity(MAX_ENTRIES);
    let deepest = first.depth;
    steps.push(first);
    pass_on(graph, &mut steps, 0, parents)?;
    for depth in (1..deepest).rev() {
        let mut at = 1;
        while let Some(step) = steps.get(at) {
            if step.depth == depth {
                let parents = graph.parents(step.entry);
                pass_on(graph, &mut steps, at, &parents)?;
            }
            at += 1;
        }
    }
    Some(steps)
}

/// Gives the parents of the step at `at` their parts of what it has.
fn pass_on<G: Graph>(
    graph: &G,
    steps: &mut Vec<Step<G::Entry>>,
    at: usize,
    parents: &[(G::Entry, u16)],
) -> Option<()> {
    let Some(&Step { part: whole, .. }) = steps.get(at) else { return Some(()) };
    let point = whole / u128::from(WHOLE_BPS);
    let mut kept = whole;
    for &(entry, share) in parents {
        let part = point.saturating_mul(u128::from(share)).min(kept);
        kept = kept.saturating_sub(part);
        if let Some(step) = steps.iter_mut().find(|step| step.entry == entry) {
            step.part = step.part.saturating_add(part);
            continue;
        }
        if steps.len() >= MAX_ENTRIES {
            return None;
        }
        if let Some(node) = graph.node(entry) {
            steps.push(Step { entry, payee: node.payee, depth: node.depth, part });
        }
    }
    if let Some(step) = steps.get_mut(at) {
        step.part = kept;
    }
    Some(())
}
