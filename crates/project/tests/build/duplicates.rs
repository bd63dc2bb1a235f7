//! Duplicates, against the slow way.

use colophon_project::duplicates::{exact, near, Looks, Pair, MAX_PAIRS};
use proptest::prelude::*;

fn looks(same: u8, dhash: Option<u64>) -> Looks {
    Looks { same: [same; 32], dhash }
}

/// Every pair compared with every other.
fn slow(pictures: &[Looks], distance: u32) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (first, one) in pictures.iter().enumerate() {
        for (second, other) in pictures.iter().enumerate().skip(first + 1) {
            let (Some(a), Some(b)) = (one.dhash, other.dhash) else { continue };
            let apart = (a ^ b).count_ones();
            if apart <= distance && one.same != other.same {
                pairs.push(Pair { first, second, distance: apart });
            }
        }
    }
    pairs
}

/// Hashes around a few centres, so that many are near each other, some equal, some the same picture.
fn pictures() -> impl Strategy<Value = Vec<Looks>> {
    let one = (0u64..4, proptest::collection::vec(0u32..64, 0..6), 0u8..3, any::<bool>()).prop_map(
        |(centre, flips, copy, has)| {
            let hash = flips
                .iter()
                .fold(centre.wrapping_mul(0x0123_4567_89ab_cdef), |hash, bit| hash ^ 1 << bit);
            let mut same = [copy; 32];
            same[..8].copy_from_slice(&hash.to_be_bytes());
            Looks { same, dhash: has.then_some(hash) }
        },
    );
    proptest::collection::vec(one, 0..60)
}

proptest! {
    #[test]
    fn near_pairs_are_those_of_the_slow_way(pictures in pictures(), distance in 0u32..=15) {
        let found = near(&pictures, distance);
        prop_assert_eq!(&found.shown, &slow(&pictures, distance));
        prop_assert_eq!(found.count, found.shown.len() as u64);
    }
}

#[test]
fn all_pairs_are_counted_and_the_first_are_shown() {
    // 300 different pictures that look alike, each there twice: 2 × 2 × 300 × 299 / 2 pairs.
    let pictures: Vec<Looks> = (0..600u32)
        .map(|at| {
            let mut same = [0; 32];
            same[..4].copy_from_slice(&(at % 300).to_be_bytes());
            Looks { same, dhash: Some(5) }
        })
        .collect();
    let found = near(&pictures, 2);
    assert_eq!(found.count, 2 * 300 * 299);
    assert_eq!(found.shown.len(), MAX_PAIRS);
    assert_eq!(found.shown, slow(&pictures, 2)[..MAX_PAIRS]);
    let twice = exact(&pictures);
    assert_eq!(twice.count, 300);
    assert_eq!(twice.shown[0], Pair { first: 0, second: 300, distance: 0 });
}

#[test]
fn each_copy_is_paired_with_the_first() {
    let pictures = [looks(1, None), looks(2, Some(0)), looks(1, None), looks(1, None)];
    let pairs: Vec<_> =
        exact(&pictures).shown.iter().map(|pair| (pair.first, pair.second)).collect();
    assert_eq!(pairs, [(0, 2), (0, 3)]);
    assert_eq!(near(&pictures, 15).count, 0);
}
