//! Royalties, token ids and digits, against integers of any size.

use colophon_provenance::limbs::{self, Limbs};
use colophon_provenance::royalty::{self, MAX_BPS};
use colophon_provenance::token_id::{TokenId, TokenIdError, TOKENS_PER_SERIES};
use colophon_provenance::{base64, decimal, hex};
use num_bigint::BigUint;
use proptest::prelude::*;

fn big(limbs: &Limbs) -> BigUint {
    BigUint::from_bytes_be(&limbs::to_be(limbs))
}

/// Any 256-bit number, with a liking for limbs that are all zeros or all ones.
fn any_limbs() -> impl Strategy<Value = Limbs> {
    let limb = prop_oneof![Just(0), Just(u64::MAX), Just(1), Just(1 << 32), any::<u64>()];
    [limb.clone(), limb.clone(), limb.clone(), limb]
}

fn last_id() -> BigUint {
    BigUint::from(u32::MAX) * TOKENS_PER_SERIES + (TOKENS_PER_SERIES - 1)
}

proptest! {
    #[test]
    fn a_share_is_exact(price in any_limbs(), bps in 0..=MAX_BPS) {
        let share = royalty::portion(&price, bps);
        prop_assert_eq!(big(&share), big(&price) * bps / MAX_BPS);
        prop_assert!(big(&share) <= big(&price));
        prop_assert_eq!(royalty::portion_of_word(&limbs::to_be(&price), bps), limbs::to_be(&share));
    }

    #[test]
    fn more_than_the_whole_counts_as_the_whole(price in any_limbs(), bps in MAX_BPS..) {
        prop_assert_eq!(royalty::portion(&price, bps), price);
        prop_assert_eq!(royalty::check_bps(bps).is_ok(), bps == MAX_BPS);
    }

    #[test]
    fn words_and_limbs_are_the_same_number(limbs in any_limbs()) {
        prop_assert_eq!(limbs::from_be(&limbs::to_be(&limbs)), limbs);
        let [a, b, c, d] = limbs;
        let sum = BigUint::from(a)
            + (BigUint::from(b) << 64)
            + (BigUint::from(c) << 128)
            + (BigUint::from(d) << 192);
        prop_assert_eq!(big(&limbs), sum);
    }

    #[test]
    fn an_id_splits_into_what_it_was_made_of(series: u32, index in 0..TOKENS_PER_SERIES) {
        let id = TokenId::new(series, index).expect("the index is below a million");
        prop_assert_eq!((id.series(), id.index()), (series, index));
        prop_assert_eq!(big(&id.to_limbs()), BigUint::from(series) * TOKENS_PER_SERIES + index);
        prop_assert_eq!(TokenId::from_limbs(&id.to_limbs()), Ok(id));
        prop_assert_eq!(TokenId::from_word(&id.to_word()), Ok(id));
        prop_assert_eq!(TokenId::from_u64(id.as_u64()), Ok(id));
        prop_assert!(id.as_u64() < 1 << 53);
    }

    #[test]
    fn an_index_beyond_the_series_is_refused(series: u32, index in TOKENS_PER_SERIES..) {
        prop_assert_eq!(TokenId::new(series, index), Err(TokenIdError::IndexTooLarge { index }));
    }

    #[test]
    fn a_number_is_an_id_up_to_the_last_one(number in any_limbs()) {
        let split = TokenId::from_limbs(&number);
        prop_assert_eq!(split.is_ok(), big(&number) <= last_id());
        if let Ok(id) = split {
            prop_assert_eq!(id.to_limbs(), number);
        }
    }

    #[test]
    fn an_id_with_one_more_high_bit_is_refused(
        series: u32,
        index in 0..TOKENS_PER_SERIES,
        bit in 53_usize..256,
    ) {
        let mut number = TokenId::new(series, index).expect("in range").to_limbs();
        number[bit / 64] |= 1 << (bit % 64);
        prop_assert_eq!(TokenId::from_limbs(&number), Err(TokenIdError::IdTooLarge));
        prop_assert_eq!(
            TokenId::from_word(&limbs::to_be(&number)),
            Err(TokenIdError::IdTooLarge)
        );
    }

    #[test]
    fn digits_are_those_of_the_number(number in any_limbs(), small: u64, bytes: Vec<u8>) {
        let mut digits = Vec::new();
        decimal::u256(&mut digits, &number);
        prop_assert_eq!(digits, big(&number).to_string().into_bytes());

        let mut digits = Vec::new();
        decimal::u64(&mut digits, small);
        prop_assert_eq!(digits, small.to_string().into_bytes());

        let mut digits = Vec::new();
        hex::prefixed(&mut digits, &bytes);
        let wanted: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(digits, format!("0x{wanted}").into_bytes());

        let mut encoded = Vec::new();
        base64::encode(&mut encoded, &bytes);
        prop_assert_eq!(encoded.len(), base64::encoded_len(bytes.len()));
    }
}

#[test]
fn the_edges_of_numbers() {
    for number in [0, 1, 9, 10, 99, 100, u64::MAX] {
        let (mut narrow, mut wide) = (Vec::new(), Vec::new());
        decimal::u64(&mut narrow, number);
        decimal::u256(&mut wide, &[number, 0, 0, 0]);
        assert_eq!(narrow, number.to_string().into_bytes());
        assert_eq!(narrow, wide);
    }
    assert_eq!(base64::encoded_len(usize::MAX), usize::MAX);
}
