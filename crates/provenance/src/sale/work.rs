//! Proof of work: a buyer searches for a nonce, and the difficulty follows the time between solutions.
//!
//! The difficulty is the expected number of hashes. It halves with every half-life that the next solution takes longer than
//! the interval, and doubles with every half-life that it comes earlier: with `d` at the last solution, `dt` seconds later it is
//! `d × 2^((interval − dt) / half-life)`. A solution stores the difficulty of its moment. So the logarithm moves by
//! `interval − dt` at each solution, and can only stay where it is on average when solutions are an interval apart on average,
//! whoever searches with whatever machines. Between solutions it falls: what was found does not spoil. It is never below
//! [`MIN_DIFFICULTY`], so never free, and never above [`MAX_DIFFICULTY`].
//!
//! Powers of two are computed as Bitcoin Cash computes them (`aserti3-2d`): exponents in steps of 1/65,536, rounded to the
//! nearest, and a cubic polynomial whose error is below 0.013 %.

use core::fmt;

use super::{words, Place};
use crate::hash::{Keccak, Word};

/// The lowest difficulty: a fraction of a second for one core.
pub const MIN_DIFFICULTY: u64 = 1 << 16;
/// The highest difficulty.
pub const MAX_DIFFICULTY: u64 = 1 << 63;
/// The longest half-life, in intervals: with a longer one the difficulty would hardly move.
pub const MAX_HALF_LIFE: u64 = 1_000;

/// Times beyond this (over two million years) count as this.
const LONGEST: u64 = 1 << 46;

/// Why terms of proof of work were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkError {
    /// The seconds between solutions that were asked for.
    pub interval: u32,
    /// The seconds in which the difficulty was to halve.
    pub half_life: u32,
    /// The difficulty that was to be the first.
    pub difficulty: u64,
}

impl fmt::Display for WorkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { interval, half_life, difficulty } = self;
        write!(
            f,
            "proof of work every {interval} s, halving in {half_life} s, from {difficulty} hashes: give at least 1 s, a half-life of 1 s to {MAX_HALF_LIFE} intervals, and a difficulty from {MIN_DIFFICULTY} to {MAX_DIFFICULTY}"
        )
    }
}

impl core::error::Error for WorkError {}

/// How the difficulty of a sale follows time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Seconds between solutions to aim at.
    pub interval: u32,
    /// Seconds in which the difficulty halves when nobody solves; 0 counts as 1.
    pub half_life: u32,
}

impl Pace {
    /// Checks the terms of proof of work; `difficulty` is the one at the start of the sale.
    ///
    /// # Errors
    /// [`WorkError`] when one of the three is outside its range.
    pub fn new(interval: u32, half_life: u32, difficulty: u64) -> Result<Self, WorkError> {
        let longest = u64::from(interval).wrapping_mul(MAX_HALF_LIFE);
        let sound = half_life > 0
            && u64::from(half_life) <= longest
            && (MIN_DIFFICULTY..=MAX_DIFFICULTY).contains(&difficulty);
        if sound {
            Ok(Self { interval, half_life })
        } else {
            Err(WorkError { interval, half_life, difficulty })
        }
    }

    /// The difficulty `elapsed` seconds after a solution that stored `last`; what a solution in this second must meet and
    /// stores.
    #[must_use]
    pub fn difficulty(&self, last: u64, elapsed: u64) -> u64 {
        let half_life = i64::from(self.half_life.max(1));
        let early = i64::from(self.interval).wrapping_sub(elapsed.min(LONGEST) as i64);
        // Half-lives in steps of 1/65,536, to the nearest: adding a half and taking the floor.
        let steps = (early << 16).wrapping_add(half_life >> 1).checked_div_euclid(half_life);
        scale(last.clamp(MIN_DIFFICULTY, MAX_DIFFICULTY), steps.unwrap_or(0))
    }

    /// The difficulty `elapsed` seconds after the sale began, when nothing was solved yet: `first` in the first second.
    #[must_use]
    pub fn before_first(&self, first: u64, elapsed: u64) -> u64 {
        self.difficulty(first, elapsed.saturating_add(u64::from(self.interval)))
    }
}

/// `difficulty × 2^(steps / 65,536)`, within the bounds; `difficulty` is within them.
fn scale(difficulty: u64, steps: i64) -> u64 {
    let doublings = steps >> 16;
    // The bounds are 47 doublings apart.
    if doublings >= 47 {
        return MAX_DIFFICULTY;
    }
    if doublings < -47 {
        return MIN_DIFFICULTY;
    }
    let raised = u128::from(difficulty).wrapping_mul(u128::from(power(steps as u16)));
    let shift = doublings.wrapping_sub(16);
    let scaled = if shift < 0 { raised >> shift.unsigned_abs() } else { raised << shift };
    scaled.clamp(u128::from(MIN_DIFFICULTY), u128::from(MAX_DIFFICULTY)) as u64
}

/// `65,536 × 2^(fraction / 65,536)`. All fits 64 bits for every fraction.
const fn power(fraction: u16) -> u64 {
    let x = fraction as u64;
    let cubic = 195_766_423_245_049_u64
        .wrapping_add(x.wrapping_mul(971_821_376_u64.wrapping_add(x.wrapping_mul(5_127))))
        .wrapping_mul(x)
        .wrapping_add(1 << 47);
    (cubic >> 48).wrapping_add(1 << 16)
}

impl Place {
    /// What `buyer` searches on: `keccak256(abi.encode(chainId, minter, saleId, buyer, lastSolved))`.
    ///
    /// `last_solved` is the last solution of the sale, zero before the first: so a nonce is good for one buyer only, and for
    /// nothing once another solution was taken.
    #[must_use]
    pub fn challenge<K: Keccak + ?Sized>(
        &self,
        keccak: &K,
        buyer: &[u8; 20],
        last_solved: &Word,
    ) -> Word {
        let words = [
            words::uint(u128::from(self.chain_id)),
            words::address(&self.minter),
            self.sale_id,
            words::address(buyer),
            *last_solved,
        ];
        keccak.keccak256(words.as_flattened())
    }
}

/// `keccak256(challenge ‖ nonce)`.
#[must_use]
pub fn solution<K: Keccak + ?Sized>(keccak: &K, challenge: &Word, nonce: &Word) -> Word {
    keccak.keccak256([*challenge, *nonce].as_flattened())
}

/// Whether a solution meets a difficulty: its first 128 bits, as a number, times the difficulty are below 2^128.
#[must_use]
pub fn met(solution: &Word, difficulty: u64) -> bool {
    let [_, _, low, high] = crate::limbs::from_be(solution);
    let difficulty = u128::from(difficulty);
    let carry = u128::from(low).wrapping_mul(difficulty) >> 64;
    u128::from(high).wrapping_mul(difficulty).wrapping_add(carry) >> 64 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_polynomial_is_monotone_and_close() {
        let mut last = 0;
        for fraction in 0..=u16::MAX {
            let found = power(fraction);
            assert!(found >= last);
            let exact = 65_536.0 * (f64::from(fraction) / 65_536.0).exp2();
            assert!((found as f64 - exact).abs() / exact < 0.000_13, "{fraction}");
            last = found;
        }
        assert_eq!((power(0), last), (65_536, 131_071));
    }

    #[test]
    fn it_doubles_and_halves() {
        let pace = Pace { interval: 600, half_life: 300 };
        let at = |elapsed| pace.difficulty(1_000_000, elapsed);
        assert_eq!(
            [0, 300, 600, 900, 1_200].map(at),
            [4_000_000, 2_000_000, 1_000_000, 500_000, 250_000]
        );
        assert_eq!(at(u64::MAX), MIN_DIFFICULTY, "never free");
        assert_eq!(pace.difficulty(MAX_DIFFICULTY, 0), MAX_DIFFICULTY);
        assert_eq!(pace.difficulty(0, 600), MIN_DIFFICULTY);
        assert_eq!(pace.difficulty(u64::MAX, 600), MAX_DIFFICULTY);
        assert_eq!(pace.before_first(1_000_000, 0), 1_000_000);
        assert_eq!(pace.before_first(1_000_000, 300), 500_000);
        assert_eq!(pace.before_first(1_000_000, u64::MAX), MIN_DIFFICULTY);
    }

    #[test]
    fn terms_are_checked() {
        for (interval, half_life, difficulty) in [
            (0, 1, MIN_DIFFICULTY),
            (1, 0, MIN_DIFFICULTY),
            (1, 1_001, MIN_DIFFICULTY),
            (1, 1, MIN_DIFFICULTY - 1),
            (1, 1, MAX_DIFFICULTY + 1),
        ] {
            let refused = WorkError { interval, half_life, difficulty };
            assert_eq!(Pace::new(interval, half_life, difficulty), Err(refused));
        }
        assert!(Pace::new(1, 1_000, MIN_DIFFICULTY).is_ok());
        assert!(Pace::new(u32::MAX, u32::MAX, MAX_DIFFICULTY).is_ok());
    }

    #[test]
    fn the_edge_of_a_difficulty() {
        let solution = |top: u128| {
            let mut word = [0xff; 32];
            word[..16].copy_from_slice(&top.to_be_bytes());
            word
        };
        for difficulty in [3, MIN_DIFFICULTY, 1_000_003, MAX_DIFFICULTY] {
            // The largest number whose product is below 2^128.
            let last = u128::MAX / u128::from(difficulty);
            assert!(met(&solution(last), difficulty));
            assert!(!met(&solution(last + 1), difficulty));
        }
        assert!(met(&[0xff; 32], 1), "one hash is expected, and every hash is one");
        assert!(!met(&[0xff; 32], 2));
    }
}
