//! Attestations that are taken back: one, or everything before a time; by accounts and by signature.

use alloy_primitives::{Bytes, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{
    world::{events, word},
    Attestations::*,
    Build, ARTIST, MINTER, STRANGER,
};
use colophon_provenance::{
    attestation::{Revocation as Rule, RevocationBefore as RuleBefore},
    hash::Software,
};
use stylus_chain::CallRequest;

use crate::attestations_signers::Key;
use crate::attestations_stage::{approval, Attestation, Stage, APPROVAL, START};

/// What `key` signs to take an attestation back.
fn revocation(stage: &Stage, key: &Key, id: B256) -> revokeSignedCall {
    let issuer = key.issuer();
    let rule = Rule { id: id.0, issuer: issuer.into_array(), nonce: [0; 32] };
    let digest = rule.digest(&Software, &stage.domain()).into();
    revokeSignedCall {
        revocation: Revocation { id, issuer, nonce: U256::ZERO },
        scheme: key.scheme(),
        signature: key.sign(digest).into(),
    }
}

/// The same for everything before a time.
fn revocation_before(stage: &Stage, key: &Key, time: u64) -> revokeAllBeforeSignedCall {
    let issuer = key.issuer();
    let rule = RuleBefore { time, issuer: issuer.into_array(), nonce: [0; 32] };
    let digest = rule.digest(&Software, &stage.domain()).into();
    revokeAllBeforeSignedCall {
        revocation: RevocationBefore { time, issuer, nonce: U256::ZERO },
        scheme: key.scheme(),
        signature: key.sign(digest).into(),
    }
}

/// The artist attests without a signature.
fn by_artist(stage: &mut Stage, one: &Attestation) -> B256 {
    let call = attestCall { attestation: one.clone(), scheme: 0, signature: Bytes::new() };
    stage.ok(ARTIST, call).0
}

fn an_issuer_takes_its_latest_back(build: Build) {
    let mut stage = Stage::new(build);
    let one = approval(ARTIST, word(1));
    let id = by_artist(&mut stage, &one);
    let call = revokeCall { subject: word(1), schema: APPROVAL };
    let nothing = NothingToRevoke { issuer: STRANGER, schema: APPROVAL, subject: word(1) };
    stage.refused(STRANGER, call.clone(), nothing);
    let other = revokeCall { subject: word(2), schema: APPROVAL };
    let nothing = NothingToRevoke { issuer: ARTIST, schema: APPROVAL, subject: word(2) };
    stage.refused(ARTIST, other, nothing);
    stage.set_time(START + 9);
    let (revoked, receipt) = stage.ok(ARTIST, call.clone());
    assert_eq!(revoked, id);
    let told = Revoked { id, issuer: ARTIST };
    assert_eq!(events::<Revoked>(&receipt, stage.contract), [told]);
    let latest = stage.latest(&one);
    assert_eq!((latest.id, latest.valid, latest.revokedAt), (id, false, START + 9));
    assert!(!stage.is_valid(id));
    assert_eq!(stage.history(&one), 1, "history does not get shorter");
    stage.refused(ARTIST, call, AlreadyRevoked { id, revokedAt: START + 9 });
    let again = attestCall { attestation: one.clone(), scheme: 0, signature: Bytes::new() };
    stage.refused(ARTIST, again, AlreadyAttested { id });
    // A later one is a new claim; the old one stays revoked.
    let later = Attestation { issuedAt: START + 9, ..one };
    let second = by_artist(&mut stage, &later);
    assert!(stage.is_valid(second) && !stage.is_valid(id));
    let old = stage.view(attestationCall { id });
    assert_eq!((old.revokedAt, old.superseded), (START + 9, true));
}

fn every_key_takes_back_by_signature(build: Build) {
    let mut stage = Stage::new(build);
    for key in Key::all(7) {
        let one = approval(key.issuer(), word(1));
        let id = stage.digest(&one);
        let call = revocation(&stage, &key, id);
        stage.refused(STRANGER, call.clone(), UnknownAttestation { id });
        stage.attest(&key, &one);
        let (_, receipt) = stage.ok(STRANGER, call.clone());
        let told = Revoked { id, issuer: key.issuer() };
        assert_eq!(events::<Revoked>(&receipt, stage.contract), [told]);
        assert!(!stage.is_valid(id));
        stage.refused(STRANGER, call, AlreadyRevoked { id, revokedAt: START });
        let again = stage.signed(&key, &one);
        stage.refused(STRANGER, again, AlreadyAttested { id });
    }
}

fn nobody_takes_back_what_somebody_else_said(build: Build) {
    let mut stage = Stage::new(build);
    let (key, thief) = (Key::account(7), Key::account(8));
    let id = stage.attest(&key, &approval(key.issuer(), word(1)));
    let own = revocation(&stage, &thief, id);
    let refused = NotIssuer { caller: thief.issuer(), issuer: key.issuer() };
    stage.refused(STRANGER, own.clone(), refused);
    // In the issuer's name, with the thief's signature.
    let mut named = own;
    named.revocation.issuer = key.issuer();
    let before = stage.slots();
    assert!(!stage.world.send(STRANGER, stage.contract, named.abi_encode()).success);
    assert_eq!(stage.slots(), before);
    assert!(stage.is_valid(id));
    // A revocation is for one contract.
    let call = revocation(&stage, &Key::p256(7), id);
    stage.contract = stage.world.deploy_program(colophon_e2e::Contract::Attestations);
    stage.refused(STRANGER, call, InvalidSignature { scheme: 1 });
}

fn what_was_superseded_cannot_be_revoked(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::account(7);
    let first = Attestation { issuedAt: START - 1, ..approval(key.issuer(), word(1)) };
    let id = stage.attest(&key, &first);
    stage.attest(&key, &approval(key.issuer(), word(1)));
    let call = revocation(&stage, &key, id);
    stage.refused(STRANGER, call, AlreadySuperseded { id });
}

fn everything_before_a_time_is_taken_back(build: Build) {
    let mut stage = Stage::new(build);
    let at = |issued_at: u64, number: u8| Attestation {
        issuedAt: issued_at,
        ..approval(ARTIST, word(number))
    };
    let old: Vec<B256> =
        (1..4).map(|number| by_artist(&mut stage, &at(START - 5, number))).collect();
    let new = by_artist(&mut stage, &at(START, 4));
    stage.set_time(START + 3);
    let (_, receipt) = stage.ok(ARTIST, revokeAllBeforeCall { time: START });
    let told = RevokedBefore { issuer: ARTIST, time: START };
    assert_eq!(events::<RevokedBefore>(&receipt, stage.contract), [told]);
    assert!(old.iter().all(|id| !stage.is_valid(*id)));
    assert!(stage.is_valid(new), "issued at that time, not before it");
    assert_eq!(stage.latest(&at(0, 1)).revokedAt, START + 3);
    assert_eq!(stage.view(revokedBeforeCall { issuer: ARTIST }), START);
    // What was signed before and comes later is void as well.
    let late = at(START - 1, 9);
    let call = attestCall { attestation: late, scheme: 0, signature: Bytes::new() };
    let refused = IssuedTooEarly { issuedAt: START - 1, time: START };
    stage.refused(ARTIST, call, refused);
    let call = revokeCall { subject: word(1), schema: APPROVAL };
    stage.refused(ARTIST, call, AlreadyRevoked { id: old[0], revokedAt: START + 3 });
    // The time only grows, and not into the future.
    for time in [0, START - 1, START] {
        let refused = TimeNotLater { time, current: START };
        stage.refused(ARTIST, revokeAllBeforeCall { time }, refused);
    }
    for time in [START + 5, START * 1000, u64::MAX] {
        let refused = TimeInFuture { time, timestamp: START + 3 };
        stage.refused(ARTIST, revokeAllBeforeCall { time }, refused);
    }
    stage.ok(ARTIST, revokeAllBeforeCall { time: START + 4 });
    assert!(!stage.is_valid(new));
    // Nobody else's are touched.
    let theirs = approval(MINTER, word(1));
    let call = attestCall { attestation: theirs.clone(), scheme: 0, signature: Bytes::new() };
    stage.ok(MINTER, call);
    assert!(stage.latest(&theirs).valid);
}

fn every_key_takes_everything_back_by_signature(build: Build) {
    let mut stage = Stage::new(build);
    for key in Key::all(7) {
        let id = stage.attest(&key, &approval(key.issuer(), word(1)));
        let call = revocation_before(&stage, &key, START + 1);
        let (_, receipt) = stage.ok(STRANGER, call.clone());
        assert_eq!(events::<RevokedBefore>(&receipt, stage.contract).len(), 1);
        assert!(!stage.is_valid(id));
        let again = TimeNotLater { time: START + 1, current: START + 1 };
        stage.refused(STRANGER, call, again);
        // The signature of one revocation is not that of another kind.
        let signature = revocation(&stage, &key, id).signature;
        let revocation = RevocationBefore { time: START, issuer: key.issuer(), nonce: U256::ZERO };
        let call = revokeAllBeforeSignedCall { revocation, scheme: key.scheme(), signature };
        assert!(!stage.world.send(STRANGER, stage.contract, call.abi_encode()).success);
    }
}

fn attested_and_revoked_in_one_block(build: Build) {
    let mut stage = Stage::new(build);
    let one = approval(ARTIST, word(1));
    let attest = attestCall { attestation: one.clone(), scheme: 0, signature: Bytes::new() };
    let revoke = revokeCall { subject: word(1), schema: APPROVAL };
    let calls = [attest.abi_encode(), revoke.abi_encode(), attest.abi_encode()];
    let to = Some(stage.contract);
    let hashes = calls.map(|input| {
        let (from, gas) = (Some(ARTIST), Some(10_000_000));
        let request = CallRequest { from, to, gas, input: input.into(), ..Default::default() };
        stage.world.chain.queue_unsigned(ARTIST, &request).expect("the pool takes it")
    });
    assert!(stage.world.chain.mine_block().is_empty(), "a transaction was dropped");
    let receipts = hashes.map(|hash| stage.world.chain.receipt(hash).expect("mined").clone());
    assert_eq!(receipts[0].block_number, receipts[2].block_number, "one block");
    assert_eq!(receipts.each_ref().map(|receipt| receipt.success), [true, true, false]);
    let latest = stage.latest(&one);
    assert_eq!((latest.valid, latest.revokedAt), (false, START));
    assert_eq!(stage.history(&one), 1);
}

both_builds!(
    an_issuer_takes_its_latest_back,
    every_key_takes_back_by_signature,
    nobody_takes_back_what_somebody_else_said,
    what_was_superseded_cannot_be_revoked,
    everything_before_a_time_is_taken_back,
    every_key_takes_everything_back_by_signature,
    attested_and_revoked_in_one_block,
);
