//! The tables of RFC 1951: which symbol and which extra bits stand for a length or a distance, and the fixed codes.

/// Symbols of the alphabet of literals and lengths that can occur.
pub(super) const LITERALS: usize = 286;

/// Symbols of the alphabet of distances that can occur.
pub(super) const DISTANCES: usize = 30;

/// The symbol that ends a block.
pub(super) const END: usize = 256;

/// The order in which the lengths of the codes for code lengths are written.
pub(super) const ORDER: [usize; 19] =
    [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// A symbol with the bits that follow it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coded {
    pub(super) symbol: usize,
    pub(super) extra: u16,
    pub(super) extra_bits: u8,
}

/// The symbol of a match length, 3 to 258.
pub(super) fn length(length: u16) -> Coded {
    if length >= 258 {
        return Coded { symbol: 285, extra: 0, extra_bits: 0 };
    }
    let coded = split(length.saturating_sub(3), 2);
    Coded { symbol: coded.symbol + 257, ..coded }
}

/// The symbol of a distance, 1 to 32,768.
pub(super) fn distance(distance: u16) -> Coded {
    split(distance.saturating_sub(1), 1)
}

/// How many bits follow a literal or length symbol.
pub(super) fn length_extra(symbol: usize) -> u8 {
    match symbol {
        265..=284 => ((symbol - 261) / 4) as u8,
        _ => 0,
    }
}

/// How many bits follow a distance symbol.
pub(super) fn distance_extra(symbol: usize) -> u8 {
    (symbol / 2).saturating_sub(1) as u8
}

/// The length of the fixed code of a literal or length symbol.
pub(super) fn fixed_length(symbol: usize) -> u8 {
    match symbol {
        144..=255 => 9,
        256..=279 => 7,
        _ => 8,
    }
}

/// Ranges that double every `2^steps` symbols: the symbol is made of the highest bits, the rest follows it.
fn split(value: u16, steps: u8) -> Coded {
    let Some(highest) = value.checked_ilog2().filter(|h| *h >= u32::from(steps)) else {
        return Coded { symbol: usize::from(value), extra: 0, extra_bits: 0 };
    };
    let extra_bits = highest as u8 - steps;
    let high = usize::from(value >> extra_bits);
    Coded {
        symbol: (usize::from(extra_bits) << steps) + high,
        extra: value & ((1 << extra_bits) - 1),
        extra_bits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_distances_are_those_of_the_rfc() {
        let cases = [(3, 257, 0), (10, 264, 0), (11, 265, 0), (12, 265, 1), (13, 266, 0)];
        let more = [(257, 284, 30), (258, 285, 0), (115, 280, 0), (130, 280, 15)];
        for (given, symbol, extra) in cases.into_iter().chain(more) {
            let coded = length(given);
            assert_eq!((coded.symbol, coded.extra), (symbol, extra), "length {given}");
            assert_eq!(coded.extra_bits, length_extra(symbol), "length {given}");
        }
        let cases = [(1, 0, 0), (4, 3, 0), (5, 4, 0), (6, 4, 1), (7, 5, 0), (24_577, 29, 0)];
        for (given, symbol, extra) in cases.into_iter().chain([(32_768, 29, 8_191)]) {
            let coded = distance(given);
            assert_eq!((coded.symbol, coded.extra), (symbol, extra), "distance {given}");
            assert_eq!(coded.extra_bits, distance_extra(symbol), "distance {given}");
        }
    }
}
