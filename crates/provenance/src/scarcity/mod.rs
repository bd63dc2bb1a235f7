//! Exact scarcity: which combinations of traits a collection has, and which piece gets which.
//!
//! Two steps with different promises. [`build()`] makes the *roster*: all combinations of the collection, so that every
//! value has exactly its count, every rule holds, and no combination comes twice if it must not. It is a function of the
//! tables alone; nobody needs to trust or repeat it, because [`check()`] says whether a roster keeps the promise.
//! [`assignment`] then gives each piece one place of the sorted roster, by a permutation that follows from a seed that was
//! committed before and, if one was named, from a public random value that nobody knew then. That step is short enough to be
//! repeated by a stranger with other tools; `docs/scarcity.md` describes it to the byte.
//!
//! Traits and values are named by their places. Numbers are integers; every function is total and its time bounded.

pub mod assignment;
mod build;
mod check;
mod contradiction;
mod flow;
mod join;
mod mix;
mod pairs;
mod refusal;
mod repair;
mod rules;
mod share;

use alloc::vec::Vec;

pub use build::build;
pub use check::{check, Breach};
pub use refusal::{Refusal, Remains};
pub use share::{counts, share, Quota, ShareError};

/// What is promised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// How many pieces.
    pub supply: u32,
    /// Whether no two pieces may share a combination.
    pub unique: bool,
    /// How many pieces have each value of each trait; the counts of a trait add up to the supply.
    pub counts: Vec<Vec<u32>>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule about combinations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// What fits `when` also fits every condition of `then`.
    Requires {
        /// Which combinations.
        when: Pattern,
        /// What they must have.
        then: Pattern,
    },
    /// What fits `when` fits no condition of `then`.
    Excludes {
        /// Which combinations.
        when: Pattern,
        /// What they must not have.
        then: Pattern,
    },
    /// At most `limit` pieces fit `of`.
    AtMost {
        /// How many.
        limit: u32,
        /// What they fit.
        of: Pattern,
    },
}

impl Rule {
    /// The patterns of the rule.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        match self {
            Self::Requires { when, then } | Self::Excludes { when, then } => {
                [Some(when), Some(then)]
            }
            Self::AtMost { of, .. } => [Some(of), None],
        }
        .into_iter()
        .flatten()
    }
}

/// Conditions; a combination fits if it fits all of them.
pub type Pattern = Vec<Condition>;

/// A trait has one of these values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Place of the trait.
    pub of: usize,
    /// Places of values.
    pub values: Vec<u32>,
}

/// All combinations of a collection: one row for each piece, one place of a value for each trait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// The rows, in ascending order.
    pub rows: Vec<Vec<u32>>,
}
