//! Attestations by keys of other kinds: P-256, passkeys, Ed25519; the constructor that says who verifies the last.

use alloy_primitives::{hex, Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use colophon_e2e::{bindings::Ed25519, world::word, Attestations::*, Build, Contract, STRANGER};
use colophon_provenance::{
    attestation::{issuer, Scheme},
    hash::Software,
};
use stylus_chain::Status;

use crate::attestations_signers::{browser_text, Assertion, Key};
use crate::attestations_stage::{approval, Attestation, Stage, START};

/// The order of P-256.
const P256_ORDER: [u8; 32] =
    hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
/// The order of Ed25519's group, little-endian.
const ED25519_ORDER: [u8; 32] =
    hex!("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

/// Replaces `bytes` from `at` on.
fn patched(signature: &[u8], at: usize, bytes: &[u8]) -> Bytes {
    let mut patched = signature.to_vec();
    patched[at..at + bytes.len()].copy_from_slice(bytes);
    patched.into()
}

/// A call whose issuer is the address of whatever key is in it.
fn of_key(stage: &Stage, scheme: Scheme, key: &[u8]) -> (Attestation, B256) {
    let issuer = issuer::of_key(&Software, scheme, key).expect("a short key");
    let one = approval(issuer.into(), word(1));
    let id = stage.digest(&one);
    (one, id)
}

fn p256_is_verified_and_counts_once(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::p256(7);
    let one = approval(key.issuer(), word(1));
    let call = stage.signed(&key, &one);
    let good = call.signature.to_vec();
    let invalid = || InvalidSignature { scheme: 1 };
    let with = |signature: Bytes| attestCall { signature, ..call.clone() };
    for zeroed in [patched(&good, 0, &[0; 32]), patched(&good, 32, &[0; 32])] {
        stage.refused(STRANGER, with(zeroed), invalid());
    }
    for large in [patched(&good, 0, &P256_ORDER), patched(&good, 32, &P256_ORDER)] {
        stage.refused(STRANGER, with(large), invalid());
    }
    // What OpenSSL writes (DER), and everything else that is not 128 bytes.
    let der = p256::ecdsa::Signature::from_slice(&good[..64]).expect("r and s").to_der();
    for length in [0, 64, 96, 127, 129, der.as_bytes().len()] {
        let mut signature = der.as_bytes().to_vec();
        signature.resize(length, 0);
        let wrong = InvalidSignatureLength { scheme: 1, length: U256::from(length) };
        stage.refused(STRANGER, with(signature.into()), wrong);
    }
    // The negative of s is as good, by the standard; the attestation counts once.
    let s = U256::from_be_slice(&good[32..64]);
    let negated = U256::from_be_bytes(P256_ORDER) - s;
    stage.ok(STRANGER, with(patched(&good, 32, &negated.to_be_bytes::<32>())));
    let id = stage.digest(&one);
    stage.refused(STRANGER, call, AlreadyAttested { id });
}

fn a_point_off_the_curve_signs_nothing(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::p256(7);
    let points = [
        vec![0; 64],
        [key.public()[..32].to_vec(), vec![1; 32]].concat(),
        [vec![0xff; 32], key.public()[32..].to_vec()].concat(),
        [vec![0; 32], vec![1; 32]].concat(),
    ];
    for point in points {
        for scheme in [Scheme::P256, Scheme::Passkey] {
            let (one, id) = of_key(&stage, scheme, &point);
            let signature = match scheme {
                Scheme::P256 => [&key.sign(id)[..64], &point].concat(),
                _ => {
                    let good = Key::passkey(7).assert(id, &browser_text(id), 1);
                    let key = point.clone().try_into().expect("x and y");
                    Assertion { key, ..good }.encode()
                }
            };
            let (scheme, signature) = (scheme as u8, signature.into());
            let call = attestCall { attestation: one, scheme, signature };
            stage.refused(STRANGER, call, InvalidSignature { scheme });
        }
    }
}

fn the_same_key_is_another_issuer_by_another_scheme(build: Build) {
    let mut stage = Stage::new(build);
    let (raw, passkey) = (Key::p256(7), Key::passkey(7));
    assert_eq!(raw.public(), passkey.public());
    assert_ne!(raw.issuer(), passkey.issuer());
    let one = approval(passkey.issuer(), word(1));
    let signature = raw.sign(stage.digest(&one)).into();
    let call = attestCall { attestation: one, scheme: 1, signature };
    let wrong = WrongSigner { signer: raw.issuer(), issuer: passkey.issuer() };
    stage.refused(STRANGER, call, wrong);
    for key in [&raw, &passkey, &Key::ed25519(7)] {
        let call = issuerOfCall { scheme: key.scheme(), publicKey: key.public().into() };
        assert_eq!(stage.view(call), key.issuer());
    }
    stage.view_refused(
        issuerOfCall { scheme: 0, publicKey: raw.public().into() },
        UnknownScheme { scheme: 0 },
    );
    stage.view_refused(
        issuerOfCall { scheme: 3, publicKey: raw.public().into() },
        InvalidSignatureLength { scheme: 3, length: U256::from(64) },
    );
}

/// A passkey asked for an approval, and how to hand in what came of it.
fn asked(stage: &Stage) -> (Key, B256, impl Fn(&Assertion) -> attestCall + use<>) {
    let key = Key::passkey(7);
    let one = approval(key.issuer(), word(1));
    let digest = stage.digest(&one);
    let call = move |assertion: &Assertion| attestCall {
        attestation: one.clone(),
        scheme: 2,
        signature: assertion.encode().into(),
    };
    (key, digest, call)
}

fn a_passkey_signs_as_browsers_do(build: Build) {
    let mut stage = Stage::new(build);
    let (key, digest, call) = asked(&stage);
    // Browsers add members; some of them to keep verifiers from comparing templates.
    let text = browser_text(digest).replace(
        "false}",
        r#"false,"other_keys_can_be_added_here":"do not compare clientDataJSON against a template"}"#,
    );
    // Whoever was not there did not sign, whatever else the authenticator says.
    for flags in [0, 0x04, 0x1c, 0xfe] {
        let refused = UserNotPresent { flags };
        stage.refused(STRANGER, call(&key.assert(digest, &text, flags)), refused);
    }
    let good = key.assert(digest, &text, 1);
    for length in [0, 32, 33, 36] {
        let mut short = good.clone();
        short.authenticator_data.truncate(length);
        let refused = ShortAuthenticatorData { length: U256::from(length) };
        stage.refused(STRANGER, call(&short), refused);
    }
    let mut other = good.clone();
    other.authenticator_data[36] ^= 1;
    stage.refused(STRANGER, call(&other), InvalidSignature { scheme: 2 });
    let mut other = good.clone();
    other.client_data = other.client_data.replace("example.org", "example.com");
    stage.refused(STRANGER, call(&other), InvalidSignature { scheme: 2 });
    stage.ok(STRANGER, call(&good));
    assert!(stage.is_valid(digest));
}

fn client_data_of_anything_else_is_refused(build: Build) {
    let mut stage = Stage::new(build);
    let (key, digest, call) = asked(&stage);
    let right = browser_text(digest);
    let challenge = &right[36..79];
    let another = browser_text(word(2));
    let cases = [
        // Another challenge, and another with the right one elsewhere in the text.
        (another.clone(), 36),
        (another.replace("https://example.org", &format!("https://{challenge}")), 36),
        (another.replace("}", &format!(r#","challenge":"{challenge}"}}"#)), 36),
        // The right text inside a member of another, and behind another member.
        (format!(r#"{{"origin":"x",{}"#, &right[1..]), 2),
        (format!(r#"{{"type":"webauthn.get","x":"y",{}"#, &right[23..]), 24),
        // A registration, or something that looks like an assertion.
        (right.replace("webauthn.get", "webauthn.create"), 18),
        (right.replace("webauthn.get", "payment.get"), 9),
        // White space, cut short, empty.
        (right.replace(r#","challenge":"#, r#", "challenge":"#), 23),
        (right.replace(r#"","origin""#, r#"=","origin""#), 79),
        (right[..80].to_owned(), 80),
        (String::new(), 0),
    ];
    for (text, position) in cases {
        let refused = WrongClientData { position: U256::from(position) };
        stage.refused(STRANGER, call(&key.assert(digest, &text, 1)), refused);
    }
    // Not the encoding of an assertion at all.
    let good = key.assert(digest, &right, 1).encode();
    for signature in [Vec::new(), good[..64].to_vec(), patched(&good, 0, &[0xff; 32]).to_vec()] {
        let call = attestCall { signature: signature.into(), ..call(&key.assert(digest, "", 1)) };
        stage.refused(STRANGER, call, MalformedPasskey {});
    }
}

fn ed25519_is_strict(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::ed25519(7);
    let one = approval(key.issuer(), word(1));
    let call = stage.signed(&key, &one);
    let good = call.signature.to_vec();
    let invalid = || InvalidSignature { scheme: 3 };
    // s plus the order is the same number to those who do not look.
    let mut carry = 0;
    let s: Vec<u8> = (0..32)
        .map(|at| {
            let sum = u16::from(good[32 + at]) + u16::from(ED25519_ORDER[at]) + carry;
            carry = sum >> 8;
            sum as u8
        })
        .collect();
    let bad =
        [patched(&good, 32, &s), patched(&good, 0, &[0; 32]), patched(&good, 32, &[0xff; 32])];
    for signature in bad {
        stage.refused(STRANGER, attestCall { signature, ..call.clone() }, invalid());
    }
    for length in [0, 64, 95, 97, 128] {
        let mut signature = good.clone();
        signature.resize(length, 0);
        let call = attestCall { signature: signature.into(), ..call.clone() };
        let wrong = InvalidSignatureLength { scheme: 3, length: U256::from(length) };
        stage.refused(STRANGER, call, wrong);
    }
    // Points of small order: with R the neutral point and s zero they sign everything, for those who do not look.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let order_8 = hex!("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    let order_4 = [0; 32];
    let order_2 = hex!("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    let no_point = [0x02; 32];
    for point in [neutral, order_8, order_4, order_2, no_point] {
        let (one, _) = of_key(&stage, Scheme::Ed25519, &point);
        let signature = [neutral, [0; 32], point].concat().into();
        stage.refused(STRANGER, attestCall { attestation: one, scheme: 3, signature }, invalid());
    }
    stage.ok(STRANGER, call);
}

fn the_verifier_answers_everybody(build: Build) {
    let stage = Stage::new(build);
    let key = Key::ed25519(7);
    let signature = key.sign(word(1));
    let ask = |digest: B256| Ed25519::verifyCall {
        digest,
        publicKey: B256::from_slice(&key.public()),
        r: B256::from_slice(&signature[..32]),
        s: B256::from_slice(&signature[32..64]),
    };
    for (digest, valid) in [(word(1), true), (word(2), false)] {
        let answer = stage.world.ask(STRANGER, stage.verifier, ask(digest).abi_encode());
        assert_eq!(answer.status, Status::Success);
        assert_eq!(answer.output, Bytes::from(valid.abi_encode()));
    }
    let cut = ask(word(1)).abi_encode()[..131].to_vec();
    for data in [cut, vec![1, 2, 3, 4], Vec::new()] {
        let answer = stage.world.ask(STRANGER, stage.verifier, data);
        assert_eq!((answer.status, answer.output.len()), (Status::Revert, 0));
    }
}

fn constructed_once_with_a_verifier_or_without(build: Build) {
    let mut stage = Stage::new(build);
    assert_eq!(stage.view(ed25519Call {}), stage.verifier);
    let again = stage.construct(Address::ZERO);
    assert_eq!(
        again.output,
        Bytes::from(alloy_sol_types::SolError::abi_encode(&AlreadyConstructed {}))
    );
    let verifier = stage.verifier;
    stage.contract = stage.world.deploy_program(Contract::Attestations);
    let key = Key::ed25519(7);
    let one = approval(key.issuer(), word(1));
    let call = stage.signed(&key, &one);
    stage.refused(STRANGER, call.clone(), SchemeUnavailable { scheme: 3 });
    let nobody = Address::repeat_byte(0x77);
    let receipt = stage.construct(nobody);
    let refused = InvalidVerifier { verifier: nobody };
    assert_eq!(receipt.output, Bytes::from(alloy_sol_types::SolError::abi_encode(&refused)));
    assert!(stage.construct(Address::ZERO).success);
    assert!(!stage.construct(verifier).success, "constructed twice");
    stage.refused(STRANGER, call, SchemeUnavailable { scheme: 3 });
    // Everybody else is served all the same.
    stage.attest(&Key::passkey(7), &approval(Key::passkey(7).issuer(), word(1)));
    for scheme in [4, 255] {
        let attestation = Attestation { issuedAt: START, ..one.clone() };
        let call = attestCall { attestation, scheme, signature: Bytes::new() };
        stage.refused(STRANGER, call, UnknownScheme { scheme });
    }
}

both_builds!(
    p256_is_verified_and_counts_once,
    a_point_off_the_curve_signs_nothing,
    the_same_key_is_another_issuer_by_another_scheme,
    a_passkey_signs_as_browsers_do,
    client_data_of_anything_else_is_refused,
    ed25519_is_strict,
    the_verifier_answers_everybody,
    constructed_once_with_a_verifier_or_without,
);
