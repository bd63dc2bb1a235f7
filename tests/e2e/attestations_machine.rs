//! Random sequences of attestations, revocations and time against a plain model: what the program says is what the model says, and
//! what was once invalid never becomes valid.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Bytes, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{world::word, Attestations::*, Build, ARTIST, MINTER, STRANGER};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::attestations_stage::{approval, Attestation, Stage, APPROVAL, START};

/// Actions of one sequence, and sequences a run. `PROPTEST_CASES` changes the latter.
const ACTIONS: usize = 40;
const SEQUENCES: u32 = 12;

const ISSUERS: [alloy_primitives::Address; 3] = [ARTIST, MINTER, STRANGER];

#[derive(Clone, Debug)]
enum Action {
    /// Who, about what, how long ago, for how long (0: for ever).
    Attest(usize, u8, u64, u64),
    Revoke(usize, u8),
    RevokeBefore(usize, u64),
    Pass(u64),
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let action = prop_oneof![
        5 => (0..3_usize, 1..4_u8, 0..6_u64, 0..8_u64).prop_map(|(who, what, ago, life)| Action::Attest(who, what, ago, life)),
        2 => (0..3_usize, 1..4_u8).prop_map(|(who, what)| Action::Revoke(who, what)),
        1 => (0..3_usize, 0..6_u64).prop_map(|(who, ago)| Action::RevokeBefore(who, ago)),
        2 => (1..4_u64).prop_map(Action::Pass),
    ];
    prop::collection::vec(action, 1..=ACTIONS)
}

/// What a reader should find.
#[derive(Clone, Debug)]
struct Claim {
    id: B256,
    issued_at: u64,
    expiry: u64,
    revoked: bool,
}

/// The plain model: histories by issuer and subject, the last of which counts.
#[derive(Default)]
struct Model {
    now: u64,
    histories: BTreeMap<(usize, u8), Vec<Claim>>,
    before: [u64; 3],
    /// Ids that were seen invalid.
    dead: BTreeSet<B256>,
}

impl Model {
    fn may_attest(&self, who: usize, what: u8, issued_at: u64, expiry: u64) -> bool {
        let latest = self.histories.get(&(who, what)).and_then(|history| history.last());
        (expiry == 0 || expiry > self.now)
            && issued_at >= self.before[who]
            && latest.is_none_or(|latest| issued_at > latest.issued_at)
    }

    fn is_valid(&self, who: usize, claim: &Claim, last: bool) -> bool {
        let current = claim.expiry == 0 || self.now < claim.expiry;
        last && !claim.revoked && claim.issued_at >= self.before[who] && current
    }
}

/// Does an action in both worlds; they must agree on whether it goes through.
fn act(stage: &mut Stage, model: &mut Model, action: &Action, nonce: usize) {
    let (from, data, expected) = match *action {
        Action::Pass(seconds) => {
            model.now += seconds;
            stage.set_time(model.now);
            stage.world.chain.mine(1);
            return;
        }
        Action::Attest(who, what, ago, life) => {
            let issued_at = model.now - ago;
            let expiry = if life == 0 { 0 } else { issued_at + life };
            let attestation = Attestation {
                issuedAt: issued_at,
                expiry,
                nonce: U256::from(nonce),
                ..approval(ISSUERS[who], word(what))
            };
            let id = stage.digest(&attestation);
            let expected = model.may_attest(who, what, issued_at, expiry);
            if expected {
                let claim = Claim { id, issued_at, expiry, revoked: false };
                model.histories.entry((who, what)).or_default().push(claim);
            }
            let call = attestCall { attestation, scheme: 0, signature: Bytes::new() };
            (ISSUERS[who], call.abi_encode(), expected)
        }
        Action::Revoke(who, what) => {
            let before = model.before[who];
            let latest = model.histories.get_mut(&(who, what)).and_then(|all| all.last_mut());
            let latest = latest.filter(|claim| !claim.revoked && claim.issued_at >= before);
            let expected = latest.is_some();
            if let Some(claim) = latest {
                claim.revoked = true;
            }
            let call = revokeCall { subject: word(what), schema: APPROVAL };
            (ISSUERS[who], call.abi_encode(), expected)
        }
        Action::RevokeBefore(who, ago) => {
            let time = model.now + 1 - ago;
            let expected = time > model.before[who];
            model.before[who] = model.before[who].max(time);
            (ISSUERS[who], revokeAllBeforeCall { time }.abi_encode(), expected)
        }
    };
    let receipt = stage.world.send(from, stage.contract, data);
    assert_eq!(receipt.success, expected, "{action:?} at {}: {}", model.now, receipt.output);
}

/// Everything that can be asked, compared.
fn compare(stage: &Stage, model: &mut Model) {
    for ((who, what), history) in &model.histories {
        let one = approval(ISSUERS[*who], word(*what));
        assert_eq!(stage.history(&one) as usize, history.len(), "history");
        for (at, claim) in history.iter().enumerate() {
            let valid = model.is_valid(*who, claim, at + 1 == history.len());
            assert_eq!(stage.is_valid(claim.id), valid, "{claim:?} at {}", model.now);
            assert!(!(valid && model.dead.contains(&claim.id)), "{claim:?} came back");
            if !valid {
                model.dead.insert(claim.id);
            }
        }
        if let Some(last) = history.last() {
            let latest = stage.latest(&one);
            assert_eq!((latest.id, latest.issuedAt), (last.id, last.issued_at));
            assert_eq!(latest.valid, model.is_valid(*who, last, true));
        }
    }
}

fn actions_agree_with_a_plain_model(build: Build) {
    let stage = std::cell::RefCell::new(Stage::new(build));
    let config = Config { failure_persistence: None, ..Config::with_cases(SEQUENCES) };
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config { cases: cases.unwrap_or(config.cases), ..config };
    let run = TestRunner::new(config).run(&actions(), |actions| {
        let mut stage = stage.borrow_mut();
        let snapshot = stage.world.chain.snapshot();
        let mut model = Model { now: START, ..Model::default() };
        for (nonce, action) in actions.iter().enumerate() {
            act(&mut stage, &mut model, action, nonce);
            compare(&stage, &mut model);
        }
        stage.world.chain.revert(snapshot);
        Ok(())
    });
    run.expect("the program and the model agree");
}

both_builds!(actions_agree_with_a_plain_model);
