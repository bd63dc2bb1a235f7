//! What each payee earns of an entry's earnings, in whole basis points.

use alloc::vec::Vec;

use super::walk::{walk, Step, POINT, WHOLE};
use super::{Graph, WHOLE_BPS};

/// A payee of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who is paid.
    pub payee: [u8; 20],
    /// How much, in basis points; never 0.
    pub bps: u16,
}

/// The split of what `entry` earns, among itself and its ancestors. It adds up to exactly 10,000.
///
/// The one rounding rule: every ancestor's part, exact and summed over all paths, is rounded down to whole basis points, and the entry
/// itself has what is left. Then entries with the same payee are added up, and payees without a basis point are left out. The
/// entry's payee comes first, the others follow in the order of their addresses. Empty when there is no such entry.
#[must_use]
pub fn shares<G: Graph>(graph: &G, entry: G::Entry) -> Vec<Share> {
    let Some(node) = graph.node(entry) else { return Vec::new() };
    let first = Step { entry, payee: node.payee, depth: node.depth, part: WHOLE };
    let steps = walk(graph, first, &graph.parents(entry)).unwrap_or_default();
    let mut own = Share { payee: node.payee, bps: WHOLE_BPS };
    let mut others: Vec<Share> = Vec::new();
    for step in steps.iter().skip(1) {
        let bps = u16::try_from(step.part / POINT).unwrap_or(WHOLE_BPS).min(own.bps);
        if step.payee != own.payee {
            own.bps -= bps;
            add(&mut others, Share { payee: step.payee, bps });
        }
    }
    if own.bps > 0 {
        others.insert(0, own);
    }
    others
}

/// Adds a share to a list that is sorted by payee.
fn add(shares: &mut Vec<Share>, share: Share) {
    if share.bps == 0 {
        return;
    }
    let at = shares.iter().take_while(|other| other.payee < share.payee).count();
    match shares.get_mut(at) {
        Some(other) if other.payee == share.payee => {
            other.bps = other.bps.saturating_add(share.bps)
        }
        _ => shares.insert(at, share),
    }
}
