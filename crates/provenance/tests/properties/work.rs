//! Proof of work: what a difficulty may do between solutions, where long runs of simulated miners settle, what is met.

use colophon_provenance::hash::{Software, Word};
use colophon_provenance::sale::work::{self, Pace, MAX_DIFFICULTY, MIN_DIFFICULTY};
use colophon_provenance::sale::Place;
use num_bigint::BigUint;
use proptest::prelude::*;

fn any_pace() -> impl Strategy<Value = Pace> {
    let seconds = || (1_u32.., 0_u32..32).prop_map(|(number, by)| (number >> by).max(1));
    (seconds(), seconds()).prop_map(|(interval, half_life)| Pace { interval, half_life })
}

fn any_seconds() -> impl Strategy<Value = u64> {
    prop_oneof![Just(u64::MAX), (any::<u64>(), 0_u32..64).prop_map(|(number, by)| number >> by)]
}

proptest! {
    #[test]
    fn difficulty_falls_between_solutions_and_stays_within_its_bounds(
        pace in any_pace(), last: u64, one in any_seconds(), other in any_seconds(),
    ) {
        let (early, late) = (one.min(other), one.max(other));
        let (before, after) = (pace.difficulty(last, early), pace.difficulty(last, late));
        prop_assert!(before >= after);
        prop_assert!((MIN_DIFFICULTY..=MAX_DIFFICULTY).contains(&before));
        prop_assert!((MIN_DIFFICULTY..=MAX_DIFFICULTY).contains(&after));
        prop_assert!(pace.difficulty(last, early) >= pace.difficulty(last, early.saturating_add(1)));
    }

    #[test]
    fn a_solution_in_time_changes_nothing(pace in any_pace(), last in MIN_DIFFICULTY..=MAX_DIFFICULTY) {
        prop_assert_eq!(pace.difficulty(last, pace.interval.into()), last);
        prop_assert_eq!(pace.before_first(last, 0), last);
    }

    #[test]
    fn it_follows_the_power_of_two(
        interval in 1_u32..100_000, half_life in 1_u32..100_000,
        last in MIN_DIFFICULTY..=MAX_DIFFICULTY, elapsed in 0_u64..1_000_000,
    ) {
        let found = Pace { interval, half_life }.difficulty(last, elapsed);
        let exponent = (f64::from(interval) - elapsed as f64) / f64::from(half_life);
        let exact = (last as f64 * exponent.exp2())
            .clamp(MIN_DIFFICULTY as f64, MAX_DIFFICULTY as f64);
        // The polynomial, half a step of the exponent, and the fraction that is cut off.
        prop_assert!((found as f64 - exact).abs() / exact < 0.000_2, "{} and {}", found, exact);
    }

    #[test]
    fn it_is_never_free(pace in any_pace(), last: u64, years in 1_000_u64..10_000_000_000) {
        let idle = years * 31_557_600;
        prop_assert!(pace.difficulty(last, idle) >= MIN_DIFFICULTY);
        prop_assert!(pace.before_first(last, idle) >= MIN_DIFFICULTY);
    }

    #[test]
    fn met_is_the_inequality(solution: Word, zeros in 0_usize..10, difficulty: u64) {
        let mut solution = solution;
        solution[..zeros].fill(0);
        let top = BigUint::from_bytes_be(&solution[..16]);
        prop_assert_eq!(work::met(&solution, difficulty), top * difficulty < BigUint::from(1_u8) << 128_u32);
    }

    #[test]
    fn what_meets_a_difficulty_meets_every_lower_one(solution: Word, difficulty: u64, lower: u64) {
        let lower = lower.min(difficulty);
        prop_assert!(!work::met(&solution, difficulty) || work::met(&solution, lower));
    }

    #[test]
    fn a_challenge_differs_in_everything(
        chain_id: u64, minter: [u8; 20], sale_id: Word, buyer: [u8; 20], last: Word, nonce: Word,
        bit in 0_usize..160,
    ) {
        let place = Place { chain_id, minter, sale_id };
        let challenge = place.challenge(&Software, &buyer, &last);
        let flip = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            bytes
        };
        let account = |bytes: &[u8; 20]| -> [u8; 20] { flip(bytes).try_into().expect("as long") };
        let word = |bytes: &Word| -> Word { flip(bytes).try_into().expect("as long") };
        let others = [
            Place { chain_id: chain_id ^ (1 << (bit % 64)), ..place }.challenge(&Software, &buyer, &last),
            Place { minter: account(&minter), ..place }.challenge(&Software, &buyer, &last),
            Place { sale_id: word(&sale_id), ..place }.challenge(&Software, &buyer, &last),
            place.challenge(&Software, &account(&buyer), &last),
            place.challenge(&Software, &buyer, &word(&last)),
        ];
        prop_assert!(!others.contains(&challenge));
        let solution = work::solution(&Software, &challenge, &nonce);
        prop_assert!(solution != work::solution(&Software, &challenge, &word(&nonce)));
        prop_assert!(others.iter().all(|other| solution != work::solution(&Software, other, &nonce)));
    }
}

/// Numbers that look random and are the same in every run (`splitmix64`).
struct Seeded(u64);

impl Seeded {
    /// A number in (0, 1).
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + f64::EPSILON
    }
}

/// Miners with `rate` hashes a second, second by second: in each, a solution comes with the chance that as many hashes have at
/// the difficulty of that second. Returns the times between solutions.
fn mine(pace: Pace, first: u64, solutions: usize, rate: f64, random: &mut Seeded) -> Vec<u64> {
    let mut last = None;
    let mut waits = Vec::new();
    while waits.len() < solutions {
        // A solution needs -ln(u) expected solutions' worth of hashes: exponential waiting times.
        let needed = -random.next().ln();
        let (mut done, mut elapsed) = (0.0, 0);
        let difficulty = loop {
            let difficulty = match last {
                None => pace.before_first(first, elapsed),
                Some(last) => pace.difficulty(last, elapsed),
            };
            done += rate / difficulty as f64;
            if done >= needed {
                break difficulty;
            }
            elapsed += 1;
        };
        last = Some(difficulty);
        waits.push(elapsed);
    }
    waits
}

fn mean(waits: &[u64]) -> f64 {
    waits.iter().sum::<u64>() as f64 / waits.len() as f64
}

#[test]
fn long_runs_settle_at_the_interval() {
    let mut random = Seeded(6);
    let rate = 5_000_000.0;
    for (interval, half_life) in
        [(30, 30), (30, 150), (120, 30), (60, 600), (60, 6_000), (20, 20_000)]
    {
        let pace = Pace::new(interval, half_life, MIN_DIFFICULTY).expect("sound terms");
        let fit = rate * f64::from(interval);
        for start in [fit / 1_000.0, fit, fit * 1_000.0] {
            let first = start as u64;
            // Ten half-lives away: as many solutions as it takes to get there do not count.
            let settling = 40 * (half_life / interval).max(1) as usize;
            let waits = mine(pace, first, settling + 4_000, rate, &mut random);
            let found = mean(&waits[settling..]) / f64::from(interval);
            assert!((0.97..1.03).contains(&found), "{pace:?} from {first}: {found} intervals");
        }
    }
}

#[test]
fn ten_times_the_machines_do_not_make_it_faster_for_long() {
    let mut random = Seeded(7);
    let pace = Pace::new(60, 300, MIN_DIFFICULTY).expect("sound terms");
    let before = mine(pace, 60_000_000, 3_000, 1_000_000.0, &mut random);
    let after = mine(pace, 60_000_000, 3_000, 10_000_000.0, &mut random);
    for waits in [&before[100..], &after[100..]] {
        assert!((58.0..62.0).contains(&mean(waits)), "{}", mean(waits));
    }
}

#[test]
fn a_sale_that_was_forgotten_is_cheap_once() {
    let pace = Pace::new(60, 300, MIN_DIFFICULTY).expect("sound terms");
    let stored = pace.difficulty(1 << 40, 3_600 * 24 * 365 * 30);
    assert_eq!(stored, MIN_DIFFICULTY);
    // No debt: the next second already costs more, not less.
    assert!(pace.difficulty(stored, 0) > MIN_DIFFICULTY);
    assert_eq!(pace.difficulty(stored, 60), MIN_DIFFICULTY);
}
