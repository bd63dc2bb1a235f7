//! From bytes to literals and matches: hash chains, and a match is taken only if the next byte does not begin a longer one.

use std::{vec, vec::Vec};

/// A piece of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// One byte.
    Literal(u8),
    /// Bytes that stand `distance` earlier.
    Match { length: u16, distance: u16 },
}

/// The shortest run of bytes that is hashed.
const SHORTEST: usize = 3;
/// The longest match.
const LONGEST: usize = 258;
/// Matches of this length or less are not worth it in filtered rows.
const TOO_SHORT: usize = 5;
/// Candidates looked at for one place.
const CHAIN: usize = 4_096;
/// With a match of this length in hand, only a quarter as many.
const GOOD: usize = 32;
/// The farthest match: the window of 32 KiB less what must stay ahead of the cursor.
const FARTHEST: usize = 32_768 - LONGEST - SHORTEST - 1;
/// Bits of the hash.
const HASH_BITS: u32 = 16;
/// Bits by which the hash moves for each byte: after three of them a byte has left it.
const HASH_SHIFT: u32 = 6;

/// Splits `data` into tokens.
pub(super) fn find(data: &[u8]) -> Vec<Token> {
    let mut finder = Finder::new(data);
    let mut tokens = Vec::new();
    let mut at = 0;
    // The match that begins one byte earlier, and whether that byte is still to be written.
    let mut held: Option<Found> = None;
    let mut waiting = false;
    while at < data.len() {
        let candidate = finder.insert(at);
        let floor = held.map_or(SHORTEST - 1, |held| held.length);
        let found = match candidate {
            Some(candidate) if floor < LONGEST => finder.longest(at, candidate, floor),
            _ => None,
        };
        if let (Some(taken), None) = (held, found) {
            tokens.push(taken.token(at - 1));
            let end = at - 1 + taken.length;
            for inside in at + 1..end {
                finder.insert(inside);
            }
            (at, held, waiting) = (end, None, false);
            continue;
        }
        if waiting {
            tokens.extend(data.get(at - 1).map(|byte| Token::Literal(*byte)));
        }
        (held, waiting) = (found, true);
        at += 1;
    }
    if waiting {
        tokens.extend(data.last().map(|byte| Token::Literal(*byte)));
    }
    tokens
}

/// A match found.
#[derive(Clone, Copy, Debug)]
struct Found {
    start: usize,
    length: usize,
}

impl Found {
    fn token(self, at: usize) -> Token {
        Token::Match { length: self.length as u16, distance: (at - self.start) as u16 }
    }
}

/// The places where each hash occurred. Place 0 means none: nothing matches the very first bytes.
struct Finder<'a> {
    data: &'a [u8],
    newest: Vec<u32>,
    earlier: Vec<u32>,
}

impl<'a> Finder<'a> {
    fn new(data: &'a [u8]) -> Self {
        Self { data, newest: vec![0; 1 << HASH_BITS], earlier: vec![0; data.len()] }
    }

    /// Enters a place, and gives the last one before it with the same hash.
    fn insert(&mut self, at: usize) -> Option<usize> {
        let bytes = self.data.get(at..at + SHORTEST)?;
        let hash = bytes.iter().fold(0, |hash, byte| hash << HASH_SHIFT ^ usize::from(*byte));
        let newest = self.newest.get_mut(hash & ((1 << HASH_BITS) - 1))?;
        let before = std::mem::replace(newest, at as u32);
        *self.earlier.get_mut(at)? = before;
        let before = before as usize;
        (before != 0 && at - before <= FARTHEST).then_some(before)
    }

    /// The longest match of more than `floor` bytes; of equal ones the nearest.
    fn longest(&self, at: usize, mut candidate: usize, floor: usize) -> Option<Found> {
        let ahead = self.data.get(at..)?;
        let ahead = ahead.get(..LONGEST).unwrap_or(ahead);
        let mut best = None;
        let mut length = floor;
        let chain = if floor >= GOOD { CHAIN / 4 } else { CHAIN };
        let limit = at.saturating_sub(FARTHEST);
        for _ in 0..chain {
            if length >= ahead.len() {
                break;
            }
            let there = self.data.get(candidate..)?;
            // Only a candidate that also agrees in the byte after the best length can be longer.
            if there.get(length) == ahead.get(length) {
                let same = common(there, ahead);
                if same > length {
                    length = same;
                    best = Some(Found { start: candidate, length });
                }
            }
            candidate = *self.earlier.get(candidate)? as usize;
            if candidate <= limit {
                break;
            }
        }
        best.filter(|found| found.length > TOO_SHORT)
    }
}

/// How many bytes two slices begin with in common.
fn common(a: &[u8], b: &[u8]) -> usize {
    let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    let whole = 8 * words.take_while(|(a, b)| a == b).count();
    let rest = a.iter().zip(b).skip(whole);
    whole + rest.take_while(|(a, b)| a == b).count()
}
