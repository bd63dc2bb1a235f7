//! From counts to code lengths.
//!
//! Many sets of lengths are equally short. The one chosen: always join the two rarest trees, of equally rare ones the shallower; a binary heap,
//! filled in the order of the symbols, settles the rest. Where a code would be too long, codes are lengthened elsewhere, the rarest first.

use std::{vec, vec::Vec};

/// The lengths of the codes for symbols that occur `counts` times, none longer than `most`, up to the last symbol that has a code.
///
/// At least two symbols get a code, whether they occur or not.
pub(super) fn lengths(counts: &[u32], most: usize) -> Vec<u8> {
    let mut forest = Forest::new(counts);
    let joined = forest.join();
    let mut depths = vec![0_usize; forest.weight.len()];
    let mut per_length = vec![0_usize; most + 1];
    let mut excess = 0;
    for &node in joined.iter().rev().skip(1) {
        let depth = depths[forest.parent[node]] + 1;
        if depth > most {
            excess += 1;
        }
        depths[node] = depth.min(most);
        if node < counts.len() {
            per_length[depths[node]] += 1;
        }
    }
    if excess > 0 {
        make_room(&mut per_length, excess);
        let leaves = joined.iter().filter(|node| **node < counts.len());
        let longest_first = (1..=most).rev().flat_map(|l| std::iter::repeat_n(l, per_length[l]));
        for (&leaf, length) in leaves.zip(longest_first) {
            depths[leaf] = length;
        }
    }
    let used = depths.iter().take(counts.len()).rposition(|depth| *depth > 0);
    depths.iter().take(used.map_or(0, |last| last + 1)).map(|depth| *depth as u8).collect()
}

/// Moves leaves down until those that had to be cut off at the last length fit.
fn make_room(per_length: &mut [usize], mut excess: usize) {
    let most = per_length.len() - 1;
    while excess > 0 {
        let Some(above) = (1..most).rev().find(|length| per_length[*length] > 0) else { return };
        per_length[above] -= 1;
        per_length[above + 1] += 2;
        per_length[most] -= 1;
        excess = excess.saturating_sub(2);
    }
}

/// Trees being joined; leaves are numbered as their symbols, joints after them.
struct Forest {
    weight: Vec<u32>,
    depth: Vec<u8>,
    parent: Vec<usize>,
    /// The roots, the lightest first, as a binary heap.
    heap: Vec<usize>,
}

impl Forest {
    fn new(counts: &[u32]) -> Self {
        let mut weight = counts.to_vec();
        let mut heap: Vec<_> = (0..counts.len()).filter(|symbol| counts[*symbol] > 0).collect();
        let mut last = heap.last().copied();
        while heap.len() < 2 {
            let extra = match last {
                None => 0,
                Some(last @ 0..=1) => last + 1,
                Some(_) => 0,
            };
            last = last.max(Some(extra));
            weight[extra] = 1;
            heap.push(extra);
        }
        let mut forest = Self { depth: vec![0; weight.len()], parent: Vec::new(), weight, heap };
        for place in (0..forest.heap.len() / 2).rev() {
            forest.sift(place);
        }
        forest
    }

    /// Joins all trees to one; gives the nodes in the order in which they left the heap, the root last.
    fn join(&mut self) -> Vec<usize> {
        let mut left = Vec::new();
        self.parent = vec![0; self.weight.len()];
        while self.heap.len() > 1 {
            let first = self.heap.swap_remove(0);
            self.sift(0);
            let second = self.heap[0];
            let joint = self.weight.len();
            self.weight.push(self.weight[first] + self.weight[second]);
            self.depth.push(self.depth[first].max(self.depth[second]).saturating_add(1));
            self.parent.push(0);
            (self.parent[first], self.parent[second]) = (joint, joint);
            left.extend([first, second]);
            self.heap[0] = joint;
            self.sift(0);
        }
        left.extend(&self.heap);
        left
    }

    /// Lets a root sink to its place in the heap.
    fn sift(&mut self, mut place: usize) {
        let sinking = self.heap[place];
        loop {
            let mut child = 2 * place + 1;
            if child >= self.heap.len() {
                break;
            }
            if child + 1 < self.heap.len() && self.lighter(self.heap[child + 1], self.heap[child]) {
                child += 1;
            }
            if self.lighter(sinking, self.heap[child]) {
                break;
            }
            self.heap[place] = self.heap[child];
            place = child;
        }
        self.heap[place] = sinking;
    }

    fn lighter(&self, a: usize, b: usize) -> bool {
        (self.weight[a], self.depth[a]) <= (self.weight[b], self.depth[b])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_symbols_always_have_a_code() {
        assert_eq!(lengths(&[0; 30], 15), [1, 1]);
        assert_eq!(lengths(&[9, 0, 0, 0], 15), [1, 1]);
        assert_eq!(lengths(&[0, 9, 0, 0], 15), [0, 1, 1]);
        assert_eq!(lengths(&[0, 0, 0, 9], 15), [1, 0, 0, 1]);
    }

    #[test]
    fn codes_that_would_be_too_long_are_cut_and_stay_complete() {
        let mut counts = vec![1_u32, 1];
        while counts.len() < 19 {
            counts.push(counts[counts.len() - 1] + counts[counts.len() - 2]);
        }
        assert_eq!(lengths(&counts, 30)[..3], [18, 18, 17], "without a limit a chain");
        let cut = lengths(&counts, 7);
        assert!(cut.iter().all(|length| (1..=7).contains(length)));
        assert_eq!(cut.iter().map(|length| 1 << (7 - length)).sum::<u32>(), 1 << 7);
        assert!(cut.windows(2).all(|pair| pair[0] >= pair[1]), "rarer symbols have longer codes");
    }
}
