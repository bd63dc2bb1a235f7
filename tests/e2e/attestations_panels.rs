//! Panels of curators: who may sit on one, what they approve of, which series has which.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use colophon_e2e::{
    solidity,
    world::{events, word},
    Attestations::*,
    Build, Contract, ARTIST, MINTER, STRANGER,
};
use colophon_provenance::{attestation::panel, hash::Software};
use stylus_chain::{config::ETHER, Status};

use crate::attestations_signers::Key;
use crate::attestations_stage::{approval, Attestation, Owned, Stage, APPROVAL, START};

fn curators(count: u8) -> Vec<Key> {
    (1..=count).map(Key::account).collect()
}

fn create(threshold: u8, issuers: Vec<Address>) -> createPanelCall {
    createPanelCall { salt: word(1), threshold, issuers }
}

fn a_panel_is_named_once_and_never_changes(build: Build) {
    let mut stage = Stage::new(build);
    let issuers: Vec<Address> = Key::all(7).iter().map(Key::issuer).collect();
    let (id, receipt) = stage.ok(ARTIST, create(2, issuers.clone()));
    assert_eq!(id.0, panel::id(&Software, &ARTIST.into_array(), &word(1).0));
    let told = PanelCreated { panel: id, creator: ARTIST, threshold: 2, issuers: issuers.clone() };
    assert_eq!(events::<PanelCreated>(&receipt, stage.contract), [told]);
    let members = stage.view(panelMembersCall { panel: id });
    assert_eq!((members.threshold, members.issuers), (2, issuers.clone()));
    stage.refused(ARTIST, create(1, issuers.clone()), PanelExists { panel: id });
    // Another creator has other panels with the same salt.
    let (theirs, _) = stage.ok(STRANGER, create(1, issuers));
    assert_ne!(theirs, id);
}

fn sizes_thresholds_and_members_are_checked(build: Build) {
    let mut stage = Stage::new(build);
    let issuers = |count: u8| -> Vec<Address> { (1..=count).map(Address::repeat_byte).collect() };
    for count in [0_u8, 33, 200] {
        let refused = InvalidPanelSize { size: U256::from(count), max: U256::from(32) };
        stage.refused(ARTIST, create(1, issuers(count)), refused);
    }
    for (threshold, count) in [(0, 1), (2, 1), (33, 32), (255, 3)] {
        let refused = InvalidThreshold { threshold, members: U256::from(count) };
        stage.refused(ARTIST, create(threshold, issuers(count)), refused);
    }
    let mut doubled = issuers(32);
    doubled[31] = doubled[3];
    let refused = InvalidMember { index: U256::from(31), issuer: doubled[3] };
    stage.refused(ARTIST, create(1, doubled), refused);
    let mut nobody = issuers(3);
    nobody[1] = Address::ZERO;
    let refused = InvalidMember { index: U256::from(1), issuer: Address::ZERO };
    stage.refused(ARTIST, create(1, nobody), refused);
    let (id, _) = stage.ok(ARTIST, create(32, issuers(32)));
    assert_eq!(stage.view(panelMembersCall { panel: id }).issuers, issuers(32));
    let unknown = UnknownPanel { panel: word(9) };
    stage.view_refused(panelMembersCall { panel: word(9) }, unknown.clone());
    stage.view_refused(approvedCall { panel: word(9), recordHash: word(1) }, unknown.clone());
    stage.view_refused(approvalsCall { panel: word(9), recordHash: word(1) }, unknown);
}

/// How many approve, and whether that is enough.
fn standing(stage: &Stage, panel: B256, record: B256) -> (u8, bool) {
    let all = stage.view(approvalsCall { panel, recordHash: record });
    let enough = stage.view(approvedCall { panel, recordHash: record });
    assert_eq!(enough, all.valid >= all.threshold);
    (all.valid, enough)
}

fn k_of_n_with_expiry_and_revocation_in_between(build: Build) {
    let mut stage = Stage::new(build);
    let curators = curators(4);
    let issuers = curators.iter().map(Key::issuer).collect();
    let (panel, _) = stage.ok(ARTIST, create(2, issuers));
    let record = word(7);
    let at = |index: usize, issued_at: u64, expiry: u64| Attestation {
        issuedAt: issued_at,
        expiry,
        ..approval(curators[index].issuer(), record)
    };
    assert_eq!(standing(&stage, panel, record), (0, false));
    stage.attest(&curators[3], &at(3, START, START + 10));
    assert_eq!(standing(&stage, panel, record), (1, false));
    // An approval of somebody else, of another record and of another kind count for nothing.
    let stranger = Key::account(99);
    stage.attest(&stranger, &approval(stranger.issuer(), record));
    stage.attest(&curators[0], &approval(curators[0].issuer(), word(8)));
    stage.attest(&curators[0], &Attestation { schema: word(3), ..at(0, START, 0) });
    assert_eq!(standing(&stage, panel, record), (1, false));
    stage.attest(&curators[1], &at(1, START, 0));
    assert_eq!(standing(&stage, panel, record), (2, true));
    // One expires.
    stage.set_time(START + 10);
    stage.world.chain.mine(1);
    assert_eq!(standing(&stage, panel, record), (1, false));
    // Another comes, and takes it back; then the first is renewed.
    let id = stage.attest(&curators[2], &at(2, START + 10, 0));
    assert_eq!(standing(&stage, panel, record), (2, true));
    let own = curators[2].issuer();
    stage.world.chain.set_balance(own, ETHER);
    assert_eq!(stage.ok(own, revokeCall { subject: record, schema: APPROVAL }).0, id);
    assert_eq!(standing(&stage, panel, record), (1, false));
    stage.attest(&curators[3], &at(3, START + 10, 0));
    assert_eq!(standing(&stage, panel, record), (2, true));
    let own = curators[1].issuer();
    stage.world.chain.set_balance(own, ETHER);
    stage.ok(own, revokeAllBeforeCall { time: START + 1 });
    assert_eq!(standing(&stage, panel, record), (1, false));
}

fn a_full_panel_of_every_kind_of_key(build: Build) {
    let mut stage = Stage::new(build);
    let keys: Vec<Key> = (1..=8).flat_map(Key::all).collect();
    let (panel, _) = stage.ok(ARTIST, create(32, keys.iter().map(Key::issuer).collect()));
    for (done, key) in (0..).zip(&keys) {
        assert_eq!(standing(&stage, panel, word(7)), (done, false));
        stage.attest(key, &approval(key.issuer(), word(7)));
    }
    assert_eq!(standing(&stage, panel, word(7)), (32, true));
}

fn the_owner_of_a_collection_names_the_panel(build: Build) {
    let mut stage = Stage::new(build);
    let collection = stage.world.deploy_program(Contract::Collection);
    let constructor = colophon_e2e::world::constructor(MINTER, Address::ZERO);
    assert!(stage.world.send(ARTIST, collection, constructor).success);
    let (panel, _) = stage.ok(ARTIST, create(1, vec![STRANGER]));
    let call = |series: u32, panel: B256| setSeriesPanelCall { collection, series, panel };
    let refused = NotCollectionOwner { caller: ARTIST, owner: MINTER };
    stage.refused(ARTIST, call(3, panel), refused);
    stage.refused(MINTER, call(3, word(9)), UnknownPanel { panel: word(9) });
    let (_, receipt) = stage.ok(MINTER, call(3, panel));
    let told = SeriesPanelSet { collection, series: 3, panel };
    assert_eq!(events::<SeriesPanelSet>(&receipt, stage.contract), [told]);
    for (series, expected) in [(3, panel), (2, B256::ZERO), (u32::MAX, B256::ZERO)] {
        assert_eq!(stage.view(panelOfCall { collection, series }), expected);
    }
    stage.ok(MINTER, call(3, B256::ZERO));
    assert_eq!(stage.view(panelOfCall { collection, series: 3 }), B256::ZERO);
}

fn a_collection_that_is_none_is_refused(build: Build) {
    let mut stage = Stage::new(build);
    let (panel, _) = stage.ok(ARTIST, create(1, vec![STRANGER]));
    let liar = stage.world.deploy(solidity::bytecode("Owned"));
    let mut dirty = ARTIST.into_word().to_vec();
    dirty[0] = 1;
    // Reverts, answers nothing, too little, an address with something before it.
    for answer in [vec![0], Vec::new(), vec![0; 31], dirty] {
        let set = Owned::setAnswerCall { value: answer.into() };
        assert!(stage.world.send(ARTIST, liar, set.abi_encode()).success);
        let call = setSeriesPanelCall { collection: liar, series: 0, panel };
        stage.refused(ARTIST, call, InvalidCollection { collection: liar });
    }
    let nobody = Address::repeat_byte(0x77);
    for collection in [nobody, Address::ZERO] {
        let call = setSeriesPanelCall { collection, series: 0, panel };
        stage.refused(ARTIST, call, InvalidCollection { collection });
    }
    let set = Owned::setAnswerCall { value: ARTIST.into_word().to_vec().into() };
    assert!(stage.world.send(ARTIST, liar, set.abi_encode()).success);
    stage.ok(ARTIST, setSeriesPanelCall { collection: liar, series: 0, panel });
}

fn calldata_that_does_not_decode_is_refused_without_data(build: Build) {
    let mut stage = Stage::new(build);
    let key = Key::p256(7);
    let good = stage.signed(&key, &approval(key.issuer(), word(1))).abi_encode();
    let patch = |at: usize, value: u8| {
        let mut data = good.clone();
        data[at] = value;
        data
    };
    let cases = [
        good[..good.len() - 1].to_vec(), // the signature is cut: 128 bytes need no padding
        good[..100].to_vec(),
        patch(4 + 3 * 32, 1),      // an issuer with something before it
        patch(4 + 4 * 32 + 23, 1), // a time of 65 bits
        patch(4 + 5 * 32, 1),
        patch(4 + 7 * 32 + 30, 1), // a scheme of nine bits
        patch(4 + 8 * 32 + 20, 1), // an offset out of bounds
        vec![1, 2, 3],
        Vec::new(),
        vec![0xde, 0xad, 0xbe, 0xef],
    ];
    for data in cases {
        stage.refused_with(STRANGER, data, &[], "calldata that does not decode");
    }
    let paid =
        stage.world.transact(STRANGER, Some(stage.contract), U256::from(1), good.clone().into());
    assert!(!paid.success && paid.output.is_empty(), "value was taken");
    // What follows the arguments is none of our business.
    let longer = [good, vec![0xff; 33]].concat();
    assert!(stage.world.send(STRANGER, stage.contract, longer).success);
}

fn who_it_is_says_the_domain(build: Build) {
    let stage = Stage::new(build);
    let domain = stage.view(eip712DomainCall {});
    assert_eq!((domain.fields.0, domain.chainId), ([0x0f], U256::from(412_346)));
    assert_eq!((domain.name.as_str(), domain.version.as_str()), ("Colophon Attestations", "1"));
    assert_eq!((domain.verifyingContract, domain.salt), (stage.contract, B256::ZERO));
    assert!(domain.extensions.is_empty());
    for (interface, expected) in
        [([0x01, 0xff, 0xc9, 0xa7], true), ([0x84, 0xb0, 0x19, 0x6e], true), ([0xff; 4], false)]
    {
        let call = supportsInterfaceCall { interfaceId: interface.into() };
        let answer = stage.world.ask(STRANGER, stage.contract, call.abi_encode());
        assert_eq!(answer.status, Status::Success);
        assert_eq!(answer.output, Bytes::from(expected.abi_encode()));
    }
}

both_builds!(
    a_panel_is_named_once_and_never_changes,
    sizes_thresholds_and_members_are_checked,
    k_of_n_with_expiry_and_revocation_in_between,
    a_full_panel_of_every_kind_of_key,
    the_owner_of_a_collection_names_the_panel,
    a_collection_that_is_none_is_refused,
    calldata_that_does_not_decode_is_refused_without_data,
    who_it_is_says_the_domain,
);
