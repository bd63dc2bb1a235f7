//! How many pieces can be matched between the values of two traits, and the values that stand in the way of more.

use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;

/// Two traits: pieces of each value, and how many pieces may have both of two values.
#[derive(Debug)]
pub(super) struct Match {
    left: Vec<u64>,
    right: Vec<u64>,
    room: Vec<u64>,
    flow: Vec<u64>,
}

/// Values that stand in the way: the pieces of `left` find room only with `right`, which is full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
}

impl Match {
    /// `room` has a row for each value of the left trait.
    pub(super) fn new(left: &[u32], right: &[u32], room: Vec<u64>) -> Self {
        let wide = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).collect();
        let flow = vec![0; room.len()];
        Self { left: wide(left), right: wide(right), room, flow }
    }

    fn cell(&self, a: usize, b: usize) -> usize {
        a.saturating_mul(self.right.len()).saturating_add(b)
    }

    fn free(&self, a: usize, b: usize) -> u64 {
        let at = self.cell(a, b);
        get(&self.room, at).saturating_sub(get(&self.flow, at))
    }

    /// The most pieces that can be matched, and a cut if that is not all of the left.
    pub(super) fn run(mut self) -> (u64, Option<Cut>) {
        self.greedy();
        let mut cut = None;
        for a in 0..self.left.len() {
            while get(&self.left, a) > 0 {
                match self.path(a) {
                    Ok(steps) => self.augment(a, &steps),
                    Err(found) => {
                        cut = cut.or(Some(found));
                        break;
                    }
                }
            }
        }
        (self.flow.iter().copied().fold(0, u64::saturating_add), cut)
    }

    fn greedy(&mut self) {
        for a in 0..self.left.len() {
            for b in 0..self.right.len() {
                let most = get(&self.left, a).min(get(&self.right, b)).min(self.free(a, b));
                self.push(a, b, most);
                take(&mut self.left, a, most);
                take(&mut self.right, b, most);
            }
        }
    }

    fn push(&mut self, a: usize, b: usize, more: u64) {
        let at = self.cell(a, b);
        if let Some(flow) = self.flow.get_mut(at) {
            *flow = flow.saturating_add(more);
        }
    }

    /// The shortest way from a left value to a right one with pieces to spare: pairs (left, right), from the end backwards.
    fn path(&self, start: usize) -> Result<Vec<(usize, usize)>, Cut> {
        let mut from_right: Vec<Option<usize>> = vec![None; self.right.len()];
        let mut from_left: Vec<Option<usize>> = vec![None; self.left.len()];
        let mut queue = VecDeque::from([start]);
        while let Some(a) = queue.pop_front() {
            for b in 0..self.right.len() {
                if from_right.get(b).is_none_or(Option::is_some) || self.free(a, b) == 0 {
                    continue;
                }
                set(&mut from_right, b, a);
                if get(&self.right, b) > 0 {
                    return Ok(trace(start, b, &from_left, &from_right));
                }
                for other in 0..self.left.len() {
                    let fresh = other != start && from_left.get(other).is_some_and(Option::is_none);
                    if fresh && get(&self.flow, self.cell(other, b)) > 0 {
                        set(&mut from_left, other, b);
                        queue.push_back(other);
                    }
                }
            }
        }
        let seen = |marks: &[Option<usize>]| -> Vec<u32> {
            (0_u32..).zip(marks).filter(|(_, mark)| mark.is_some()).map(|(at, _)| at).collect()
        };
        let mut left = seen(&from_left);
        left.push(u32::try_from(start).unwrap_or(u32::MAX));
        left.sort_unstable();
        Err(Cut { left, right: seen(&from_right) })
    }

    fn augment(&mut self, start: usize, steps: &[(usize, usize)]) {
        let last = steps.first().map_or(0, |(_, b)| get(&self.right, *b));
        let mut most = get(&self.left, start).min(last);
        for (at, (a, b)) in steps.iter().enumerate() {
            most = most.min(self.free(*a, *b));
            if let Some((_, before)) = steps.get(at.saturating_add(1)) {
                most = most.min(get(&self.flow, self.cell(*a, *before)));
            }
        }
        for (at, (a, b)) in steps.iter().enumerate() {
            self.push(*a, *b, most);
            if let Some((_, before)) = steps.get(at.saturating_add(1)) {
                let cell = self.cell(*a, *before);
                take(&mut self.flow, cell, most);
            }
        }
        take(&mut self.left, start, most);
        if let Some((_, b)) = steps.first() {
            take(&mut self.right, *b, most);
        }
    }
}

fn trace(
    start: usize,
    end: usize,
    from_left: &[Option<usize>],
    from_right: &[Option<usize>],
) -> Vec<(usize, usize)> {
    let mut steps = Vec::new();
    let mut b = end;
    while let Some(a) = from_right.get(b).copied().flatten() {
        steps.push((a, b));
        if a == start {
            break;
        }
        let Some(before) = from_left.get(a).copied().flatten() else { break };
        b = before;
    }
    steps
}

fn get(numbers: &[u64], at: usize) -> u64 {
    numbers.get(at).copied().unwrap_or(0)
}

fn take(numbers: &mut [u64], at: usize, less: u64) {
    if let Some(number) = numbers.get_mut(at) {
        *number = number.saturating_sub(less);
    }
}

fn set(marks: &mut [Option<usize>], at: usize, from: usize) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = Some(from);
    }
}
