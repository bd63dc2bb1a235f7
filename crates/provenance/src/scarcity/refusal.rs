//! Why tables give no roster: the contradiction, with the rules that make it, or an honest end of the search.

use alloc::vec::Vec;

/// Why there is no roster. Traits, values and rules are named by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There are no traits.
    Empty,
    /// A rule names a trait or a value that is not there, or nothing.
    Unknown {
        /// The rule.
        rule: usize,
    },
    /// The counts of a trait do not add up to the supply.
    Sum {
        /// The trait.
        of: usize,
        /// Their sum.
        sum: u64,
    },
    /// Rules leave no place for a value that has a count.
    Never {
        /// The trait.
        of: usize,
        /// The value.
        value: u32,
        /// Its count.
        count: u32,
        /// The rules that make it so.
        rules: Vec<usize>,
    },
    /// Pieces with some values of one trait can only have some values of another, of which there are not enough.
    Pair {
        /// The trait.
        of: usize,
        /// Its values.
        values: Vec<u32>,
        /// How many pieces have them.
        need: u64,
        /// The other trait.
        with: usize,
        /// The values of it that those pieces may freely have.
        only: Vec<u32>,
        /// How many pieces have those.
        offered: u64,
        /// How many more may combine with other values, under `at_most` or because combinations are unique.
        besides: u64,
        /// The rules that make it so.
        rules: Vec<usize>,
        /// Whether uniqueness has a part in it.
        unique: bool,
    },
    /// More pieces must fit a rule's pattern than it allows.
    Forced {
        /// The rule.
        rule: usize,
        /// How many must fit, whatever the combination.
        forced: u64,
        /// How many may.
        limit: u64,
        /// Other rules that make it so.
        rules: Vec<usize>,
    },
    /// There are fewer combinations than pieces, and no two may be equal.
    Combinations {
        /// How many there are, rules considered (an upper bound).
        combinations: u64,
        /// The rules that take some away.
        rules: Vec<usize>,
    },
    /// A value is in fewer combinations than it has pieces, and no two may be equal.
    Room {
        /// The trait.
        of: usize,
        /// The value.
        value: u32,
        /// Its count.
        count: u32,
        /// How many combinations have it, rules considered (an upper bound).
        combinations: u64,
        /// The rules that take some away.
        rules: Vec<usize>,
    },
    /// The search ended without a roster, and no contradiction was found: there may be one, or none.
    Searched(Remains),
}

/// What was still wrong with the best attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// How often each rule was still broken; rules that held are left out.
    pub broken: Vec<(usize, u64)>,
    /// How many pieces still had the combination of another.
    pub duplicates: u64,
    /// How many exchanges were tried.
    pub tried: u64,
}
