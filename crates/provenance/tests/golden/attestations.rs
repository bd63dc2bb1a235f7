//! Attestations: digests of all three messages, subjects, schemas, addresses of keys, panels, and what passkeys are asked for.

use colophon_provenance::attestation::{
    domain_separator, issuer, panel, passkey, schema, subject, Attestation, Revocation,
    RevocationBefore, Scheme,
};
use colophon_provenance::hash::{Software, Word};
use serde_json::{json, Value};

use super::{golden, hex, word};

const PLACES: [(u64, [u8; 20]); 3] =
    [(412_346, [0x11; 20]), (42_161, [0xab; 20]), (u64::MAX, [0xff; 20])];

/// Ordinary ones, and the largest and smallest of everything.
fn samples() -> Vec<Attestation> {
    let ordinary = Attestation {
        subject: word("record"),
        schema: schema::APPROVAL,
        value_hash: [0; 32],
        issuer: [0x22; 20],
        issued_at: 1_790_000_000,
        expiry: 0,
        nonce: [0; 32],
    };
    let largest = Attestation {
        subject: [0xff; 32],
        schema: [0xff; 32],
        value_hash: [0xff; 32],
        issuer: [0xff; 20],
        issued_at: u64::MAX,
        expiry: u64::MAX,
        nonce: [0xff; 32],
    };
    let expiring = Attestation {
        expiry: 1_800_000_000,
        value_hash: word("value"),
        nonce: word("1"),
        ..ordinary
    };
    vec![ordinary, expiring, largest]
}

fn address(bytes: &[u8; 20]) -> Value {
    Value::String(hex(bytes))
}

#[test]
fn attestations() {
    let mut cases = Vec::new();
    for (chain, contract) in PLACES {
        let domain = domain_separator(&Software, chain, &contract);
        for one in samples() {
            let id = one.digest(&Software, &domain);
            let revocation = Revocation { id, issuer: one.issuer, nonce: one.nonce };
            let time = one.issued_at;
            let before = RevocationBefore { time, issuer: one.issuer, nonce: one.nonce };
            cases.push(json!({
                "chain": chain.to_string(),
                "contract": address(&contract),
                "subject": hex(&one.subject),
                "schema": hex(&one.schema),
                "value_hash": hex(&one.value_hash),
                "issuer": address(&one.issuer),
                "issued_at": one.issued_at.to_string(),
                "expiry": one.expiry.to_string(),
                "nonce": hex(&one.nonce),
                "domain_separator": hex(&domain),
                "struct_hash": hex(&one.struct_hash(&Software)),
                "id": hex(&id),
                "revocation": hex(&revocation.digest(&Software, &domain)),
                "revocation_before": hex(&before.digest(&Software, &domain)),
                "challenge": String::from_utf8(passkey::challenge(&id).to_vec()).expect("ASCII"),
            }));
        }
    }
    golden("attestations", &Value::Array(cases));
}

#[test]
fn names_of_what_is_attested_and_by_whom() {
    let key: [u8; 64] = core::array::from_fn(|at| at as u8);
    let (token, salt): (Word, Word) = (word("token"), word("salt"));
    let places = PLACES.map(|(chain, contract)| {
        json!({
            "chain": chain.to_string(),
            "collection": address(&contract),
            "token_id": hex(&token),
            "series": 4_294_967_295_u32,
            "token": hex(&subject::token(&Software, chain, &contract, &token)),
            "of_series": hex(&subject::series(&Software, chain, &contract, u32::MAX)),
            "salt": hex(&salt),
            "panel": hex(&panel::id(&Software, &contract, &salt)),
        })
    });
    let keys = [(Scheme::P256, 64), (Scheme::Passkey, 64), (Scheme::Ed25519, 32)];
    let issuers = keys.map(|(scheme, length)| {
        let key = &key[..length];
        let issuer = issuer::of_key(&Software, scheme, key).expect("the key is short enough");
        json!({ "scheme": scheme as u8, "key": hex(key), "issuer": address(&issuer) })
    });
    let schemas = [schema::APPROVAL_NAME, "example.org/reviewed/2", ""]
        .map(|name| json!({ "name": name, "schema": hex(&schema::of_name(&Software, name)) }));
    golden(
        "attestation_names",
        &json!({ "places": places, "issuers": issuers, "schemas": schemas }),
    );
}
