//! Attestations by accounts and contract wallets: what is taken, what counts, what is refused.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{
    world::{events, word},
    Attestations::{self, *},
    Build, ARTIST, STRANGER,
};

use crate::attestations_signers::Key;
use crate::attestations_stage::{approval, Attestation, Issuer, Stage, APPROVAL, START};

/// Half of the order of secp256k1, and one more.
const FIRST_HIGH_S: &str = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";

/// The same with other bytes in the place of the signature.
fn with_signature(call: &attestCall, signature: impl Into<Bytes>) -> attestCall {
    attestCall { signature: signature.into(), ..call.clone() }
}

fn every_scheme_is_accepted_once(build: Build) {
    let mut stage = Stage::new(build);
    for key in Key::all(7) {
        let mut one = approval(key.issuer(), word(1));
        (one.valueHash, one.expiry, one.nonce) = (word(9), START + 100, U256::from(5));
        let call = stage.signed(&key, &one);
        let id = stage.digest(&one);
        assert_eq!(stage.view(digestOfCall { attestation: one.clone() }), id);
        let (returned, receipt) = stage.ok(STRANGER, call.clone());
        assert_eq!(returned, id);
        let told = Attested {
            subject: one.subject,
            schema: APPROVAL,
            issuer: one.issuer,
            id,
            valueHash: word(9),
            issuedAt: START,
            expiry: START + 100,
            nonce: one.nonce,
            scheme: key.scheme(),
        };
        assert_eq!(events::<Attested>(&receipt, stage.contract), [told]);
        let latest = stage.latest(&one);
        assert_eq!((latest.id, latest.valueHash), (id, word(9)));
        let times = (latest.issuedAt, latest.expiry, latest.revokedAt);
        assert_eq!((times, latest.valid), ((START, START + 100, 0), true));
        assert!(stage.is_valid(id));
        assert_eq!(stage.history(&one), 1);
        stage.refused(ARTIST, call, AlreadyAttested { id });
    }
}

fn an_issuer_that_calls_needs_no_signature(build: Build) {
    let mut stage = Stage::new(build);
    let one = approval(ARTIST, word(1));
    let call = attestCall { attestation: one.clone(), scheme: 0, signature: Bytes::new() };
    let wrong = InvalidSignatureLength { scheme: 0, length: U256::ZERO };
    stage.refused(STRANGER, call.clone(), wrong);
    stage.ok(ARTIST, call);
    assert!(stage.latest(&one).valid);
    // A contract that says no to everybody may still speak for itself.
    let issuer = stage.issuer_contract();
    let no = Issuer::setSayCall { value: Issuer::Say::No };
    assert!(stage.world.send(ARTIST, issuer, no.abi_encode()).success);
    let one = approval(issuer, word(1));
    let call = attestCall { attestation: one.clone(), scheme: 0, signature: Bytes::new() };
    let act = Issuer::actCall { target: stage.contract, data: call.abi_encode().into() };
    assert!(stage.world.send(STRANGER, issuer, act.abi_encode()).success);
    assert!(stage.latest(&one).valid);
}

fn a_batch_is_taken_as_a_whole_or_not_at_all(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::account(7);
    let signed = |stage: &Stage, number: u8| {
        let one = approval(key.issuer(), word(number));
        let call = stage.signed(&key, &one);
        Signed { attestation: call.attestation, scheme: call.scheme, signature: call.signature }
    };
    let mut attestations: Vec<Signed> = (1..=33).map(|number| signed(&stage, number)).collect();
    let size = |size: u64| InvalidBatchSize { size: U256::from(size), max: U256::from(32) };
    stage.refused(STRANGER, attestBatchCall { attestations: attestations.clone() }, size(33));
    stage.refused(STRANGER, attestBatchCall { attestations: Vec::new() }, size(0));
    attestations.truncate(32);
    let mut spoilt = attestations.clone();
    spoilt[31].scheme = 4;
    let reason = UnknownScheme { scheme: 4 }.abi_encode().into();
    let refused = BatchRefused { index: U256::from(31), reason };
    stage.refused(STRANGER, attestBatchCall { attestations: spoilt }, refused);
    let mut twice = attestations.clone();
    twice[5] = twice[4].clone();
    let reason = AlreadyAttested { id: stage.digest(&twice[4].attestation) }.abi_encode().into();
    let refused = BatchRefused { index: U256::from(5), reason };
    stage.refused(STRANGER, attestBatchCall { attestations: twice }, refused);
    let (ids, receipt) = stage.ok(STRANGER, attestBatchCall { attestations: attestations.clone() });
    assert_eq!(ids.len(), 32);
    for (id, signed) in ids.iter().zip(&attestations) {
        assert_eq!(*id, stage.digest(&signed.attestation));
        assert!(stage.is_valid(*id));
    }
    assert_eq!(events::<Attested>(&receipt, stage.contract).len(), 32);
}

fn a_signature_is_for_one_chain_contract_and_claim(build: Build) {
    let (mut here, mut elsewhere) = (Stage::new(build), Stage::on(build, 42_161));
    assert_eq!(here.contract, elsewhere.contract, "only the chain differs");
    for key in Key::all(7) {
        let one = approval(key.issuer(), word(1));
        let call = elsewhere.signed(&key, &one);
        assert_ne!(here.digest(&one), elsewhere.digest(&one));
        let before = here.slots();
        let receipt = here.world.send(STRANGER, here.contract, call.abi_encode());
        assert!(!receipt.success, "taken from another chain, scheme {}", key.scheme());
        assert_eq!(here.slots(), before);
        elsewhere.ok(STRANGER, call);
    }
    // Another contract of the same chain, and other words.
    let key = Key::p256(9);
    let one = approval(key.issuer(), word(1));
    let call = here.signed(&key, &one);
    let second = here.world.deploy_program(colophon_e2e::Contract::Attestations);
    let first = std::mem::replace(&mut here.contract, second);
    here.refused(STRANGER, call.clone(), InvalidSignature { scheme: 1 });
    here.contract = first;
    let others = [
        Attestation { subject: word(2), ..one.clone() },
        Attestation { schema: word(2), ..one.clone() },
        Attestation { valueHash: word(2), ..one.clone() },
        Attestation { issuedAt: START - 1, ..one.clone() },
        Attestation { expiry: START + 1, ..one.clone() },
        Attestation { nonce: U256::from(1), ..one.clone() },
    ];
    for attestation in others {
        let call = attestCall { attestation, ..call.clone() };
        here.refused(STRANGER, call, InvalidSignature { scheme: 1 });
    }
    let issuer = Key::p256(8).issuer();
    let attestation = Attestation { issuer, ..one.clone() };
    let wrong = WrongSigner { signer: key.issuer(), issuer };
    here.refused(STRANGER, attestCall { attestation, ..call.clone() }, wrong);
    here.ok(STRANGER, call);
}

fn the_latest_counts_and_history_grows(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::account(7);
    let at = |issued_at: u64, nonce: u64| Attestation {
        issuedAt: issued_at,
        nonce: U256::from(nonce),
        ..approval(key.issuer(), word(1))
    };
    let first = stage.attest(&key, &at(START - 10, 0));
    let second = stage.attest(&key, &at(START - 5, 0));
    for (issued_at, nonce) in [(START - 5, 1), (START - 6, 0), (0, 0)] {
        let call = stage.signed(&key, &at(issued_at, nonce));
        stage.refused(STRANGER, call, NotNewer { issuedAt: issued_at, latest: START - 5 });
    }
    let one = at(START, 0);
    assert_eq!((stage.latest(&one).id, stage.history(&one)), (second, 2));
    assert!(stage.is_valid(second) && !stage.is_valid(first));
    let old = stage.view(attestation_0(first));
    assert!(old.superseded && !old.valid);
    assert_eq!((old.issuer, old.issuedAt, old.revokedAt), (key.issuer(), START - 10, 0));
    // What was superseded stays so when its successor goes.
    stage.set_time(START + 1);
    let third = stage.attest(&key, &Attestation { expiry: START + 5, ..at(START, 0) });
    assert!(stage.is_valid(third));
    stage.set_time(START + 5);
    stage.world.chain.mine(1);
    assert!([first, second, third].iter().all(|id| !stage.is_valid(*id)));
    assert_eq!(stage.history(&one), 3);
    // Others' are another history.
    assert_eq!(stage.history(&approval(ARTIST, word(1))), 0);
    assert_eq!(stage.history(&approval(key.issuer(), word(2))), 0);
}

fn attestation_0(id: B256) -> Attestations::attestationCall {
    Attestations::attestationCall { id }
}

fn neither_early_nor_late_nor_about_nothing(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::account(7);
    let base = approval(key.issuer(), word(1));
    let late = |expiry: u64| Expired { expiry, timestamp: START };
    let cases: [(Attestation, Vec<u8>); 6] = [
        (
            Attestation { issuedAt: START + 1, ..base.clone() },
            NotYetValid { issuedAt: START + 1, timestamp: START }.abi_encode(),
        ),
        (
            Attestation { issuedAt: u64::MAX, ..base.clone() },
            NotYetValid { issuedAt: u64::MAX, timestamp: START }.abi_encode(),
        ),
        (Attestation { expiry: START, ..base.clone() }, late(START).abi_encode()),
        (Attestation { expiry: 1, ..base.clone() }, late(1).abi_encode()),
        (Attestation { subject: B256::ZERO, ..base.clone() }, InvalidSubject {}.abi_encode()),
        (Attestation { schema: B256::ZERO, ..base.clone() }, InvalidSchema {}.abi_encode()),
    ];
    for (one, error) in cases {
        let call = stage.signed(&key, &one).abi_encode();
        stage.refused_with(STRANGER, call, &error, &format!("{one:?}"));
    }
    let one = Attestation { expiry: START + 1, ..base };
    let id = stage.attest(&key, &one);
    assert!(stage.is_valid(id));
    stage.set_time(START + 1);
    stage.world.chain.mine(1);
    assert!(!stage.is_valid(id), "the expiry is the first second in which it is not valid");
    let latest = stage.latest(&one);
    assert_eq!((latest.id, latest.valid, latest.revokedAt), (id, false, 0));
}

fn a_key_signs_in_one_form_only(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::account(7);
    let one = approval(key.issuer(), word(1));
    let call = stage.signed(&key, &one);
    let good = call.signature.to_vec();
    let s = U256::from_be_slice(&good[32..64]);
    let order: U256 =
        U256::from_be_slice(&B256::from(FIRST_HIGH_S.parse::<B256>().expect("hex")).0)
            * U256::from(2)
            - U256::from(1);
    let flipped = B256::from(order - s);
    let high = [&good[..32], flipped.as_slice(), &[good[64] ^ 7]].concat(); // 27 <-> 28
    stage.refused(STRANGER, with_signature(&call, high), HighS { s: flipped });
    let edge: B256 = FIRST_HIGH_S.parse().expect("hex");
    let first_high = [&good[..32], edge.as_slice(), &good[64..]].concat();
    stage.refused(STRANGER, with_signature(&call, first_high), HighS { s: edge });
    for v in [0, 1, 26, 29, 255] {
        let signature = [&good[..64], &[v]].concat();
        stage.refused(STRANGER, with_signature(&call, signature), InvalidV { v });
    }
    for length in [0, 1, 31, 32, 63, 66, 128] {
        let mut signature = good.clone();
        signature.resize(length, 0);
        let wrong = InvalidSignatureLength { scheme: 0, length: U256::from(length) };
        stage.refused(STRANGER, with_signature(&call, signature), wrong);
    }
    for (r, s) in [(0, 1), (1, 0), (0, 0)] {
        let signature = [word_of(r).as_slice(), word_of(s).as_slice(), &[27]].concat();
        let call = with_signature(&call, signature);
        stage.refused(STRANGER, call, InvalidSignature { scheme: 0 });
    }
    let stranger = Key::account(8);
    let others = stranger.sign(stage.digest(&one));
    let wrong = WrongSigner { signer: stranger.issuer(), issuer: key.issuer() };
    stage.refused(STRANGER, with_signature(&call, others), wrong);
    // The short form (EIP-2098) is the same signature: it counts once.
    let mut short = good[..64].to_vec();
    short[32] |= (good[64] - 27) << 7;
    stage.ok(STRANGER, with_signature(&call, short));
    stage.refused(STRANGER, call, AlreadyAttested { id: stage.digest(&one) });
}

fn word_of(number: u8) -> B256 {
    B256::with_last_byte(number)
}

fn a_wallet_says_yes_or_is_refused(build: Build) {
    use Issuer::Say;
    let mut stage = Stage::new(build);
    let issuer = stage.issuer_contract();
    let one = approval(issuer, word(1));
    let call = attestCall { attestation: one.clone(), scheme: 0, signature: vec![1, 2, 3].into() };
    let mut magic = B256::ZERO;
    magic[..4].copy_from_slice(&[0x16, 0x26, 0xba, 0x7e]);
    let mut dirty = magic;
    dirty[31] = 1;
    let mut no = B256::ZERO;
    no[..4].copy_from_slice(&[0xde, 0xad, 0xbe, 0xef]);
    let refusal = Issuer::NotToday { digest: stage.digest(&one) }.abi_encode();
    let cases = [
        (Say::No, no, 32),
        (Say::Empty, B256::ZERO, 0),
        (Say::Short, magic, 4),
        (Say::Dirty, dirty, 32),
        (Say::RevertData, B256::from_slice(&refusal[..32]), 32),
        (Say::RevertEmpty, B256::ZERO, 0),
        (Say::BurnGas, B256::ZERO, 0),
    ];
    for (say, answer, length) in cases {
        set_say(&mut stage, issuer, say);
        let length = U256::from(length);
        stage.refused(STRANGER, call.clone(), IssuerRefused { issuer, answer, length });
    }
    set_say(&mut stage, issuer, Say::Long);
    stage.ok(STRANGER, call.clone());
    set_say(&mut stage, issuer, Say::Yes);
    stage.refused(STRANGER, call, AlreadyAttested { id: stage.digest(&one) });
    assert!(stage.latest(&one).valid);
}

fn set_say(stage: &mut Stage, issuer: Address, value: Issuer::Say) {
    let call = Issuer::setSayCall { value };
    assert!(stage.world.send(ARTIST, issuer, call.abi_encode()).success);
}

fn a_wallet_that_calls_back_reads_and_changes_nothing(build: Build) {
    let mut stage = Stage::new(build);
    let issuer = stage.issuer_contract();
    set_say(&mut stage, issuer, Issuer::Say::CallBack);
    let key = Key::account(7);
    let (one, other) = (approval(issuer, word(1)), approval(key.issuer(), word(2)));
    let call = attestCall { attestation: one.clone(), scheme: 0, signature: Bytes::new() };
    // It hands in a good attestation of somebody else while it is asked: that is refused, and so it says yes.
    let nested = stage.signed(&key, &other);
    let question = Issuer::setQuestionCall { value: nested.abi_encode().into() };
    assert!(stage.world.send(ARTIST, issuer, question.abi_encode()).success);
    stage.ok(STRANGER, call);
    assert!(stage.latest(&one).valid);
    assert_eq!(stage.history(&other), 0, "a nested call wrote");
    // It may read: that succeeds, and so it says no.
    let view = isValidCall { id: stage.digest(&one) }.abi_encode().into();
    let question = Issuer::setQuestionCall { value: view };
    assert!(stage.world.send(ARTIST, issuer, question.abi_encode()).success);
    let two = approval(issuer, word(3));
    let call = attestCall { attestation: two, scheme: 0, signature: Bytes::new() };
    let receipt = stage.world.send(STRANGER, stage.contract, call.abi_encode());
    let refused = IssuerRefused::abi_decode(&receipt.output).expect("the wallet was asked");
    assert_eq!(refused.answer[..4], [0xde, 0xad, 0xbe, 0xef]);
}

both_builds!(
    every_scheme_is_accepted_once,
    an_issuer_that_calls_needs_no_signature,
    a_batch_is_taken_as_a_whole_or_not_at_all,
    a_signature_is_for_one_chain_contract_and_claim,
    the_latest_counts_and_history_grows,
    neither_early_nor_late_nor_about_nothing,
    a_key_signs_in_one_form_only,
    a_wallet_says_yes_or_is_refused,
    a_wallet_that_calls_back_reads_and_changes_nothing,
);
