//! Salts and prompt commitments.

use colophon_provenance::hash::{Keccak, Software};
use colophon_provenance::token_id::TokenId;
use colophon_provenance::{commitment, salt};
use serde_json::{json, Value};

use super::{golden, hex};

const SECRETS: [[u8; 32]; 3] = [[0; 32], [0xff; 32], *b"colophon test secret, not a key!"];

#[test]
fn salts() {
    let mut cases = Vec::new();
    for secret in SECRETS {
        for (series, index) in [(0, 0), (0, 1), (1, 0), (u32::MAX, 999_999)] {
            let token = TokenId::new(series, index).expect("the index is below a million");
            let salt = salt::derive(&secret, token);
            cases.push(json!({
                "secret": hex(&secret),
                "token": token.as_u64(),
                "salt": hex(&salt),
            }));
        }
    }
    golden("salts", &Value::Array(cases));
}

#[test]
fn the_constants_are_the_hashes_of_their_texts() {
    let of = |text: &str| Software.keccak256(text.as_bytes());
    assert_eq!(of(commitment::DOMAIN_TYPE), commitment::DOMAIN_TYPE_HASH);
    assert_eq!(of(commitment::DOMAIN_NAME), commitment::DOMAIN_NAME_HASH);
    assert_eq!(of(commitment::DOMAIN_VERSION), commitment::DOMAIN_VERSION_HASH);
    assert_eq!(of(commitment::PROMPT_TYPE), commitment::PROMPT_TYPE_HASH);
}

#[test]
fn commitments() {
    let places: [(u64, [u8; 20]); 4] =
        [(412_346, [0x11; 20]), (42_161, [0xab; 20]), (u64::MAX, [0xff; 20]), (1, [0; 20])];
    let prompts = [
        ("", ""),
        ("an octopus writing a letter, ink on paper", ""),
        ("🦑 ink", "worst quality\nblurry"),
        (" leading and trailing spaces stay ", "e\u{301}"),
    ];
    let mut cases = Vec::new();
    for (chain, collection) in places {
        let domain = commitment::domain_separator(&Software, chain, &collection);
        for (number, (positive, negative)) in (0..).zip(prompts) {
            let token = TokenId::new(number, 3 - number).expect("the index is below a million");
            let salt = salt::derive(&SECRETS[2], token);
            let id = token.to_word();
            let [one, two] = [positive, negative].map(|text| Software.keccak256(text.as_bytes()));
            let hash = commitment::struct_hash(&Software, &id, &salt, &one, &two);
            let digest = commitment::digest(&Software, &domain, &hash);
            let (positive_bytes, negative_bytes) = (positive.as_bytes(), negative.as_bytes());
            let at_once =
                commitment::commit(&Software, &domain, &id, &salt, positive_bytes, negative_bytes);
            assert_eq!(at_once, digest);
            cases.push(json!({
                "chain": chain.to_string(),
                "collection": hex(&collection),
                "token": token.as_u64(),
                "salt": hex(&salt),
                "positive": positive,
                "negative": negative,
                "domain_separator": hex(&domain),
                "struct_hash": hex(&hash),
                "commitment": hex(&digest),
            }));
        }
    }
    golden("commitments", &Value::Array(cases));
}
