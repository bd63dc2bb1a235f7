//! From tokens to a block: counts, code lengths, codes, bits.
//!
//! The code lengths come from [`super::tree`].

use std::{vec, vec::Vec};

use super::{
    bits::Bits,
    matches::Token,
    tables::{self, Coded, DISTANCES, END, LITERALS, ORDER},
    tree::lengths,
};

/// The longest code for literals, lengths and distances.
const MAX_BITS: usize = 15;
/// The longest code for code lengths.
const MAX_LENGTH_BITS: usize = 7;

/// Writes the tokens as the last block of a stream: with codes of its own, or with the fixed ones if that is no longer.
pub(super) fn write_block(out: &mut Bits, tokens: &[Token]) {
    let mut literals = [0_u32; LITERALS];
    let mut distances = [0_u32; DISTANCES];
    count(tokens, &mut literals, &mut distances);
    let own =
        Codes { literals: lengths(&literals, MAX_BITS), distances: lengths(&distances, MAX_BITS) };
    let fixed = Codes {
        literals: (0..288).map(tables::fixed_length).collect(),
        distances: vec![5; DISTANCES],
    };
    let header = Header::new(&own);
    let own_bits = header.size() + own.size(&literals, &distances);
    let fixed_bits = fixed.size(&literals, &distances);
    if bytes(fixed_bits) <= bytes(own_bits) {
        out.put(0b011, 3);
        fixed.write(out, tokens);
    } else {
        out.put(0b101, 3);
        header.write(out);
        own.write(out, tokens);
    }
}

/// Bits of a block, with the three that begin it, in bytes.
const fn bytes(bits: u64) -> u64 {
    (bits + 3).div_ceil(8)
}

fn count(tokens: &[Token], literals: &mut [u32; LITERALS], distances: &mut [u32; DISTANCES]) {
    let add = |counts: &mut [u32], symbol: usize| {
        if let Some(count) = counts.get_mut(symbol) {
            *count += 1;
        }
    };
    for token in tokens {
        match *token {
            Token::Literal(byte) => add(literals, byte.into()),
            Token::Match { length, distance } => {
                add(literals, tables::length(length).symbol);
                add(distances, tables::distance(distance).symbol);
            }
        }
    }
    add(literals, END);
}

/// The lengths of the codes of both alphabets, up to the last symbol that has one.
struct Codes {
    literals: Vec<u8>,
    distances: Vec<u8>,
}

impl Codes {
    /// Bits that the tokens take.
    fn size(&self, literals: &[u32], distances: &[u32]) -> u64 {
        let sum = |lengths: &[u8], counts: &[u32], extra: fn(usize) -> u8| -> u64 {
            let each = lengths.iter().zip(counts).enumerate();
            each.map(|(symbol, (length, count))| {
                u64::from(*count) * u64::from(length + extra(symbol))
            })
            .sum()
        };
        sum(&self.literals, literals, tables::length_extra)
            + sum(&self.distances, distances, tables::distance_extra)
    }

    fn write(&self, out: &mut Bits, tokens: &[Token]) {
        let literals = codes(&self.literals);
        let distances = codes(&self.distances);
        for token in tokens {
            match *token {
                Token::Literal(byte) => put(out, &literals, byte.into()),
                Token::Match { length, distance } => {
                    put_coded(out, &literals, tables::length(length));
                    put_coded(out, &distances, tables::distance(distance));
                }
            }
        }
        put(out, &literals, END);
    }
}

fn put(out: &mut Bits, codes: &[(u16, u8)], symbol: usize) {
    if let Some((code, length)) = codes.get(symbol) {
        out.put(*code, *length);
    }
}

fn put_coded(out: &mut Bits, codes: &[(u16, u8)], coded: Coded) {
    put(out, codes, coded.symbol);
    out.put(coded.extra, coded.extra_bits);
}

/// The description of a block's codes: their lengths in runs, coded themselves.
struct Header {
    literals: usize,
    distances: usize,
    runs: Vec<Coded>,
    lengths: Vec<u8>,
    written: usize,
}

impl Header {
    fn new(codes: &Codes) -> Self {
        let mut runs = run_lengths(&codes.literals);
        runs.extend(run_lengths(&codes.distances));
        let mut counts = [0_u32; ORDER.len()];
        for run in &runs {
            if let Some(count) = counts.get_mut(run.symbol) {
                *count += 1;
            }
        }
        let mut lengths = lengths(&counts, MAX_LENGTH_BITS);
        lengths.resize(ORDER.len(), 0);
        let used = |place: &usize| lengths.get(ORDER[*place]).is_some_and(|length| *length > 0);
        let written = (4..=ORDER.len()).rev().find(|n| used(&(n - 1))).unwrap_or(4);
        let (literals, distances) = (codes.literals.len(), codes.distances.len());
        Self { literals, distances, runs, lengths, written }
    }

    /// Bits that [`Self::write`] writes.
    fn size(&self) -> u64 {
        let run = |run: &Coded| {
            u64::from(self.lengths.get(run.symbol).copied().unwrap_or(0) + run.extra_bits)
        };
        5 + 5 + 4 + 3 * self.written as u64 + self.runs.iter().map(run).sum::<u64>()
    }

    fn write(&self, out: &mut Bits) {
        out.put(self.literals.saturating_sub(257) as u16, 5);
        out.put(self.distances.saturating_sub(1) as u16, 5);
        out.put(self.written.saturating_sub(4) as u16, 4);
        for place in ORDER.iter().take(self.written) {
            out.put(self.lengths.get(*place).copied().unwrap_or(0).into(), 3);
        }
        let codes = codes(&self.lengths);
        for run in &self.runs {
            put_coded(out, &codes, *run);
        }
    }
}

/// Code lengths as runs: 16 repeats the last one 3 to 6 times, 17 and 18 stand for 3 to 10 and 11 to 138 zeros.
fn run_lengths(lengths: &[u8]) -> Vec<Coded> {
    let mut runs = Vec::new();
    for same in lengths.chunk_by(|a, b| a == b) {
        let length = same.first().copied().unwrap_or(0);
        let mut left = same.len();
        if length != 0 {
            runs.push(Coded { symbol: length.into(), extra: 0, extra_bits: 0 });
            left -= 1;
        }
        while left > 0 {
            let (taken, symbol, least, extra_bits) = match (length, left) {
                (_, 1..=2) => (1, usize::from(length), 1, 0),
                (0, 3..=10) => (left, 17, 3, 3),
                (0, _) => (left.min(138), 18, 11, 7),
                (_, _) => (left.min(6), 16, 3, 2),
            };
            runs.push(Coded { symbol, extra: (taken - least) as u16, extra_bits });
            left -= taken;
        }
    }
    runs
}

/// The codes of these lengths, each with its bits in the order in which they are written.
fn codes(lengths: &[u8]) -> Vec<(u16, u8)> {
    let mut next = [0_u16; MAX_BITS + 1];
    let mut code = 0_u16;
    for length in 1..=MAX_BITS {
        if let Some(slot) = next.get_mut(length) {
            *slot = code;
        }
        let used = lengths.iter().filter(|l| usize::from(**l) == length).count();
        code = code.wrapping_add(used as u16) << 1;
    }
    let mut assigned = Vec::with_capacity(lengths.len());
    for &length in lengths {
        let mut code = 0;
        if let Some(slot) = next.get_mut(usize::from(length)).filter(|_| length > 0) {
            code = slot.reverse_bits() >> (16 - length);
            *slot = slot.wrapping_add(1);
        }
        assigned.push((code, length));
    }
    assigned
}
