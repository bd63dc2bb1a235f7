//! Attestations: every field counts in the digest, and a passkey is asked for exactly one digest.

use colophon_provenance::attestation::{
    domain_separator, issuer, passkey, subject, Attestation, Scheme,
};
use colophon_provenance::base64;
use colophon_provenance::hash::Software;
use proptest::prelude::*;

fn any_attestation() -> impl Strategy<Value = Attestation> {
    let words = (any::<[u8; 32]>(), any::<[u8; 32]>(), any::<[u8; 32]>(), any::<[u8; 32]>());
    (words, any::<[u8; 20]>(), any::<u64>(), any::<u64>()).prop_map(
        |((subject, schema, value_hash, nonce), issuer, issued_at, expiry)| Attestation {
            subject,
            schema,
            value_hash,
            issuer,
            issued_at,
            expiry,
            nonce,
        },
    )
}

proptest! {
    #[test]
    fn every_field_counts(one in any_attestation(), bit in 0_u32..8, at in 0_usize..32) {
        let domain = domain_separator(&Software, 1, &[1; 20]);
        let id = one.digest(&Software, &domain);
        let flipped = |word: [u8; 32]| {
            let mut word = word;
            word[at] ^= 1 << bit;
            word
        };
        let mut issuer = one.issuer;
        issuer[at % 20] ^= 1 << bit;
        let time = 1_u64 << (bit * 8 + at as u32 % 8);
        let others = [
            Attestation { subject: flipped(one.subject), ..one },
            Attestation { schema: flipped(one.schema), ..one },
            Attestation { value_hash: flipped(one.value_hash), ..one },
            Attestation { issuer, ..one },
            Attestation { issued_at: one.issued_at ^ time, ..one },
            Attestation { expiry: one.expiry ^ time, ..one },
            Attestation { nonce: flipped(one.nonce), ..one },
        ];
        for other in others {
            prop_assert_ne!(other.digest(&Software, &domain), id);
        }
        for (chain, contract) in [(2, [1; 20]), (1, [2; 20])] {
            let elsewhere = domain_separator(&Software, chain, &contract);
            prop_assert_ne!(one.digest(&Software, &elsewhere), id);
        }
    }

    #[test]
    fn current_from_its_issue_to_its_expiry(one in any_attestation(), now: u64) {
        let expired = one.expiry != 0 && one.expiry <= now;
        prop_assert_eq!(one.is_current(now), one.issued_at <= now && !expired);
    }

    #[test]
    fn the_challenge_is_base64_for_addresses(digest: [u8; 32]) {
        let challenge = passkey::challenge(&digest);
        let mut digits = Vec::new();
        base64::encode(&mut digits, &digest);
        let digits = String::from_utf8(digits).expect("ASCII").replace('+', "-").replace('/', "_");
        prop_assert_eq!(challenge.as_slice(), digits.trim_end_matches('=').as_bytes());
        let json = [passkey::BEFORE_CHALLENGE, &challenge, passkey::AFTER_CHALLENGE].concat();
        prop_assert_eq!(passkey::check_client_data(&json, &digest), Ok(()));
    }

    #[test]
    fn client_data_of_anything_is_refused(json: Vec<u8>, digest: [u8; 32]) {
        prop_assert!(passkey::check_client_data(&json, &digest).is_err());
    }

    #[test]
    fn keys_have_an_address_for_each_scheme(key in prop::collection::vec(any::<u8>(), 0..80)) {
        let of = |scheme| issuer::of_key(&Software, scheme, &key);
        prop_assert_eq!(of(Scheme::P256).is_some(), key.len() <= 64);
        if key.len() <= 64 {
            prop_assert_ne!(of(Scheme::P256), of(Scheme::Passkey));
            let longer = [key.as_slice(), &[0]].concat();
            prop_assert_ne!(of(Scheme::P256), issuer::of_key(&Software, Scheme::P256, &longer));
        }
    }

    #[test]
    fn subjects_do_not_meet(chain: u64, collection: [u8; 20], id: [u8; 32], series: u32) {
        let token = subject::token(&Software, chain, &collection, &id);
        prop_assert_ne!(token, subject::series(&Software, chain, &collection, series));
        prop_assert_ne!(token, subject::token(&Software, chain ^ 1, &collection, &id));
    }
}
