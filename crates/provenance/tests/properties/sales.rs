//! Sales: prices against integers of any size, splits that add up, ids that round-trip.

use colophon_provenance::hash::Word;
use colophon_provenance::sale::price::{halve, Curve, Price};
use colophon_provenance::sale::sale_id::{SaleId, SaleIdError};
use colophon_provenance::sale::{amount, split};
use num_bigint::BigUint;
use proptest::prelude::*;

/// Any amount, with a liking for edges and for sizes of every order.
pub(crate) fn any_amount() -> impl Strategy<Value = u128> {
    prop_oneof![
        Just(0),
        Just(u128::MAX),
        Just(1 << 64),
        any::<u128>(),
        (any::<u128>(), 0_u32..128).prop_map(|(number, by)| number >> by),
    ]
}

/// Any number of seconds, of every order.
pub(crate) fn any_seconds() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        Just(u64::MAX),
        (any::<u64>(), 0_u32..64).prop_map(|(number, by)| number >> by),
    ]
}

fn any_period() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(1),
        Just(u32::MAX),
        (any::<u32>(), 0_u32..32).prop_map(|(number, by)| (number >> by).max(1)),
    ]
}

fn any_price() -> impl Strategy<Value = Price> {
    (0_u8..3, any_amount(), any_amount(), any_period()).prop_map(|(curve, one, other, period)| {
        let (start, floor) = (one.max(other), one.min(other));
        match curve {
            0 => Price::new(0, start, start, 0),
            _ => Price::new(curve, start, floor, period),
        }
        .expect("sound terms")
    })
}

/// The price by the formula, in integers of any size.
fn exact(price: &Price, elapsed: u64) -> BigUint {
    let (start, floor) = (BigUint::from(price.start), BigUint::from(price.floor));
    match price.curve {
        Curve::Fixed => start,
        Curve::Linear => {
            let elapsed = elapsed.min(u64::from(price.period));
            let fallen = (&start - &floor) * elapsed / price.period;
            start - fallen
        }
        Curve::Exponential => halved(&start, elapsed, price.period).max(floor),
    }
}

fn halved(value: &BigUint, elapsed: u64, half_life: u32) -> BigUint {
    let half_life = u64::from(half_life.max(1));
    let (halvings, rest) = (elapsed / half_life, elapsed % half_life);
    let value = value >> halvings.min(200);
    let fallen = &value * rest / half_life / 2_u32;
    value - fallen
}

/// One to sixteen shares that sum up to the whole, none of them zero.
fn any_shares() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::btree_set(1_u16..split::WHOLE, 0..split::MAX_PAYEES).prop_map(|cuts| {
        let mut from = 0;
        let ends = cuts.into_iter().chain([split::WHOLE]);
        ends.map(|end| end - std::mem::replace(&mut from, end)).collect()
    })
}

proptest! {
    #[test]
    fn products_and_portions_are_exact(value in any_amount(), part: u32, whole in any_period()) {
        let product = BigUint::from(value) * part;
        prop_assert_eq!(amount::times(value, part), u128::try_from(product).ok());
        let portion = BigUint::from(value) * part.min(whole) / whole;
        prop_assert_eq!(BigUint::from(amount::portion(value, part, whole)), portion);
        let share = BigUint::from(value) * (part % whole) / whole;
        prop_assert_eq!(BigUint::from(amount::portion(value, part % whole, whole)), share);
    }

    #[test]
    fn halving_is_exact(value in any_amount(), elapsed in any_seconds(), half_life: u32) {
        let found = halve(value, elapsed, half_life);
        prop_assert_eq!(BigUint::from(found), halved(&value.into(), elapsed, half_life));
    }

    #[test]
    fn a_price_is_exact_and_only_falls(price in any_price(), one in any_seconds(), other in any_seconds()) {
        let (early, late) = (one.min(other), one.max(other));
        prop_assert_eq!(BigUint::from(price.at(early)), exact(&price, early));
        prop_assert!(price.at(early) >= price.at(late));
        prop_assert!(price.at(late) >= price.floor && price.at(early) <= price.start);
        prop_assert_eq!(price.at(0), price.start);
    }

    #[test]
    fn within_a_period_too(price in any_price(), share in 0.0..1.0_f64) {
        let elapsed = (f64::from(price.period) * 3.0 * share) as u64;
        prop_assert_eq!(BigUint::from(price.at(elapsed)), exact(&price, elapsed));
        prop_assert!(price.at(elapsed) >= price.at(elapsed + 1));
    }

    #[test]
    fn a_price_changes_when_it_is_said_to_and_not_before(price in any_price(), elapsed in any_seconds()) {
        let now = price.at(elapsed);
        match price.next_change(elapsed) {
            Some(change) => {
                prop_assert!(change.elapsed > elapsed);
                prop_assert_eq!(price.at(change.elapsed - 1), now);
                prop_assert!(change.price < now);
                prop_assert_eq!(price.at(change.elapsed), change.price);
            }
            None => prop_assert_eq!(price.at(u64::MAX), now),
        }
    }

    #[test]
    fn a_falling_price_says_every_change(price in any_price(), until in 1_u64..200) {
        let mut told = Vec::new();
        let mut at = 0;
        while let Some(change) = price.next_change(at).filter(|change| change.elapsed <= until) {
            told.push((change.elapsed, change.price));
            at = change.elapsed;
        }
        let seen: Vec<_> = (1..=until)
            .filter(|second| price.at(*second) != price.at(second - 1))
            .map(|second| (second, price.at(second)))
            .collect();
        prop_assert_eq!(told, seen);
    }

    #[test]
    fn all_that_came_in_goes_out(
        shares in any_shares(),
        mut totals in prop::collection::vec(any_amount(), 1..12),
    ) {
        totals.sort_unstable();
        let mut credited = vec![0_u128; shares.len()];
        let mut before = 0;
        for total in totals {
            for (sum, bps) in credited.iter_mut().zip(&shares) {
                *sum += split::credit(before, total, *bps);
            }
            let paid: u128 = credited.iter().sum();
            let left = split::remainder(total, shares.iter().copied());
            prop_assert_eq!(paid + left, total, "nothing is lost at any moment");
            prop_assert!(left < shares.len() as u128);
            for (sum, bps) in credited.iter().zip(&shares) {
                let exact = BigUint::from(total) * *bps / 10_000_u32;
                prop_assert_eq!(BigUint::from(*sum), exact, "the steps do not matter");
            }
            before = total;
        }
    }

    #[test]
    fn shares_are_accepted_when_they_add_up(shares in any_shares(), at: prop::sample::Index) {
        let mut payees: Vec<split::Payee> = (1..)
            .zip(&shares)
            .map(|(tag, bps)| split::Payee { account: [tag; 20], bps: *bps })
            .collect();
        prop_assert_eq!(split::check(&payees, &[0xee; 20]), Ok(()));
        let at = at.index(payees.len());
        payees[at].bps += 1;
        prop_assert_eq!(split::check(&payees, &[0xee; 20]), Err(split::SplitError::Sum { sum: 10_001 }));
        payees[at].account = [0; 20];
        let refused = split::SplitError::Payee { index: at, payee: payees[at] };
        prop_assert_eq!(split::check(&payees, &[0xee; 20]), Err(refused));
    }

    #[test]
    fn a_sale_id_splits_into_what_it_was_made_of(collection: [u8; 20], series: u32, phase: u32) {
        let id = SaleId::new(collection, series, phase);
        prop_assert_eq!(SaleId::from_word(&id.to_word()), Ok(id));
        prop_assert_eq!((*id.collection(), id.series(), id.phase()), (collection, series, phase));
        let number = (BigUint::from_bytes_be(&collection) << 64_u32)
            + (BigUint::from(series) << 32_u32) + phase;
        prop_assert_eq!(BigUint::from_bytes_be(&id.to_word()), number);
    }

    #[test]
    fn a_word_is_a_sale_id_or_is_refused(word: Word) {
        let top = u32::from_be_bytes([word[0], word[1], word[2], word[3]]);
        match SaleId::from_word(&word) {
            Ok(id) => prop_assert_eq!(id.to_word(), word),
            Err(refused) => prop_assert_eq!(refused, SaleIdError::TooLarge { top }),
        }
        prop_assert_eq!(SaleId::from_word(&word).is_ok(), top == 0);
    }
}
