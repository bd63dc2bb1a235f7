//! Token ids and royalties.

use colophon_provenance::limbs::{self, Limbs};
use colophon_provenance::royalty;
use colophon_provenance::token_id::TokenId;
use serde_json::{json, Value};

use super::{golden, hex};

fn decimal(number: &Limbs) -> String {
    let mut digits = Vec::new();
    colophon_provenance::decimal::u256(&mut digits, number);
    String::from_utf8(digits).expect("digits are ASCII")
}

#[test]
fn token_ids() {
    let pairs = [
        (0, 0),
        (0, 1),
        (0, 999_999),
        (1, 0),
        (7, 42),
        (999_999, 999_999),
        (4_294, 967_296),
        (u32::MAX, 0),
        (u32::MAX, 999_999),
    ];
    let composed: Vec<Value> = pairs
        .into_iter()
        .map(|(series, index)| {
            let id = TokenId::new(series, index).expect("the index is below a million");
            assert_eq!(TokenId::from_word(&id.to_word()), Ok(id));
            assert_eq!(TokenId::from_u64(id.as_u64()), Ok(id));
            json!({ "series": series, "index": index, "id": id.as_u64(), "word": hex(&id.to_word()) })
        })
        .collect();

    let last = 4_294_967_295_999_999;
    let refused: Vec<Value> = [
        [last + 1, 0, 0, 0],
        [u64::MAX, 0, 0, 0],
        [0, 1, 0, 0],
        [7_000_042, 1, 0, 0],
        [7_000_042, 0, 1, 0],
        [7_000_042, 0, 0, 1],
        [7_000_042, 0, 0, 1 << 63],
        [u64::MAX; 4],
    ]
    .iter()
    .map(|id| {
        assert!(TokenId::from_limbs(id).is_err());
        assert!(TokenId::from_word(&limbs::to_be(id)).is_err());
        json!({ "id": decimal(id), "word": hex(&limbs::to_be(id)) })
    })
    .collect();

    golden("token_ids", &json!({ "composed": composed, "refused": refused }));
}

#[test]
fn royalties() {
    let prices: [Limbs; 14] = [
        [0; 4],
        [1, 0, 0, 0],
        [9_999, 0, 0, 0],
        [10_000, 0, 0, 0],
        [10_001, 0, 0, 0],
        [1_000_000_000_000_000_000, 0, 0, 0],
        [u64::MAX, 0, 0, 0],
        [0, 1, 0, 0],
        [u64::MAX, u64::MAX, 0, 0],
        [0, 0, 1, 0],
        [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, 0x0f1e_2d3c_4b5a_6978, 0],
        [0, 0, 0, 1 << 63],
        [u64::MAX - 1, u64::MAX, u64::MAX, u64::MAX],
        [u64::MAX; 4],
    ];
    let mut cases = Vec::new();
    for price in &prices {
        for bps in [0, 1, 250, 333, 5_000, 7_777, 9_999, 10_000] {
            let share = royalty::portion(price, bps);
            let word = royalty::portion_of_word(&limbs::to_be(price), bps);
            assert_eq!(word, limbs::to_be(&share));
            cases.push(json!({ "price": decimal(price), "bps": bps, "share": decimal(&share) }));
        }
    }
    golden("royalties", &Value::Array(cases));
}
