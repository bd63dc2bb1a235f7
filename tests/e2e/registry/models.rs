//! Models: what is kept of them, superseding and withdrawing.

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use colophon_e2e::{world::events, Build, Registry, ARTIST, CURATOR, STRANGER};

use super::{base, claim, hash, Desk};

fn all_that_was_said_is_kept(build: Build) {
    let mut desk = Desk::new(build);
    let parent = desk.model(CURATOR, hash(1), vec![]);
    let call = Registry::registerModelCall {
        modelHash: hash(2),
        tensorHash: hash(3),
        parents: vec![base(parent, 1_000)],
        datasetRoot: hash(4),
        licence: hash(5),
        payee: STRANGER,
        uri: "ipfs://bafy/inkling.safetensors".into(),
    };
    let (entry, receipt) = desk.ok(ARTIST, call.clone());
    assert_eq!(entry, keccak256((ARTIST, hash(2)).abi_encode()));

    let model = desk.view(Registry::modelOfCall { entry });
    assert_eq!((model.registrant, model.payee), (ARTIST, STRANGER));
    assert_eq!([model.modelHash, model.tensorHash], [hash(2), hash(3)]);
    assert_eq!([model.datasetRoot, model.licence], [hash(4), hash(5)]);
    let block = desk.world.chain.head().header.timestamp;
    assert_eq!((model.registeredAt, model.depth, model.withdrawn), (block, 1, false));
    assert_eq!(model.supersededBy, B256::ZERO);
    assert_eq!(desk.view(Registry::uriHashOfCall { entry }), keccak256(&call.uri));
    assert_eq!(desk.view(Registry::parentsOfCall { entry }), call.parents);

    let told = events::<Registry::ModelRegistered>(&receipt, desk.registry);
    let wanted = Registry::ModelRegistered {
        entry,
        registrant: ARTIST,
        modelHash: hash(2),
        tensorHash: hash(3),
        parents: call.parents,
        datasetRoot: hash(4),
        licence: hash(5),
        payee: STRANGER,
        uri: call.uri,
    };
    assert_eq!(told, [wanted]);
}

fn what_was_not_said_is_zero(build: Build) {
    let mut desk = Desk::new(build);
    let entry = desk.model(ARTIST, hash(1), vec![]);
    let model = desk.view(Registry::modelOfCall { entry });
    assert_eq!([model.tensorHash, model.datasetRoot, model.licence], [B256::ZERO; 3]);
    assert_eq!(desk.view(Registry::uriHashOfCall { entry }), B256::ZERO, "no URI has no hash");
    assert!(desk.view(Registry::parentsOfCall { entry }).is_empty());
    let shares = desk.view(Registry::ancestorSharesCall { entry });
    assert_eq!((shares.payees, shares.bps), (vec![ARTIST], vec![10_000]));
}

fn nobody_takes_the_entry_of_somebody_else(build: Build) {
    let mut desk = Desk::new(build);
    let squatter = desk.model(STRANGER, hash(1), vec![]);
    let of = |registrant| Registry::entryOfCall { registrant, modelHash: hash(1) };
    assert_eq!(desk.view(of(ARTIST)), B256::ZERO);
    let artist = desk.model(ARTIST, hash(1), vec![]);
    assert_ne!(artist, squatter);
    assert_eq!([desk.view(of(ARTIST)), desk.view(of(STRANGER))], [artist, squatter]);
    desk.refused(
        ARTIST,
        claim(ARTIST, hash(1), vec![]),
        Registry::AlreadyRegistered { entry: artist },
    );
}

fn a_zero_hash_and_a_zero_payee_are_refused(build: Build) {
    let mut desk = Desk::new(build);
    desk.refused(ARTIST, claim(ARTIST, B256::ZERO, vec![]), Registry::ZeroHash {});
    let payee = Address::ZERO;
    desk.refused(ARTIST, claim(payee, hash(1), vec![]), Registry::InvalidPayee { payee });
}

fn a_uri_is_a_line_of_text(build: Build) {
    let mut desk = Desk::new(build);
    let with = |uri: String| Registry::registerModelCall { uri, ..claim(ARTIST, hash(1), vec![]) };
    let long =
        Registry::TextTooLong { field: 2, length: U256::from(2_049), max: U256::from(2_048) };
    desk.refused(ARTIST, with("u".repeat(2_049)), long);
    for (text, position) in [("a\nb", 1), ("\0", 0), ("abc\u{202e}", 3)] {
        let error = Registry::InvalidText { field: 2, position: U256::from(position) };
        desk.refused(ARTIST, with(text.into()), error);
    }
    let mut broken = with("abcd".into()).abi_encode();
    let at = broken.windows(4).position(|bytes| bytes == b"abcd").expect("the text");
    broken[at + 1] = 0xff;
    let error = Registry::InvalidText { field: 2, position: U256::from(1) };
    assert_eq!(desk.fails(ARTIST, broken), error.abi_encode());
    desk.ok(ARTIST, with("u".repeat(2_048)));
}

fn a_model_is_superseded_once_by_a_newer_one(build: Build) {
    let mut desk = Desk::new(build);
    let [first, second, third] = [1, 2, 3].map(|number| desk.model(ARTIST, hash(number), vec![]));
    let other = desk.model(CURATOR, hash(9), vec![]);
    let call = |entry, by| Registry::supersedeCall { entry, by };
    let newer = |entry, by| Registry::NotNewer { entry, by };
    desk.refused(ARTIST, call(second, first), newer(second, first));
    desk.refused(ARTIST, call(first, first), newer(first, first));
    let strange = |caller, registrant, entry| Registry::NotRegistrant { entry, caller, registrant };
    desk.refused(ARTIST, call(first, other), strange(ARTIST, CURATOR, other));
    desk.refused(STRANGER, call(first, second), strange(STRANGER, ARTIST, first));
    desk.refused(ARTIST, call(hash(7), second), Registry::UnknownEntry { entry: hash(7) });
    desk.refused(ARTIST, call(first, hash(7)), Registry::UnknownEntry { entry: hash(7) });

    let (_, receipt) = desk.ok(ARTIST, call(first, second));
    let told = events::<Registry::ModelSuperseded>(&receipt, desk.registry);
    assert_eq!(told, [Registry::ModelSuperseded { entry: first, by: second }]);
    assert_eq!(desk.view(Registry::modelOfCall { entry: first }).supersededBy, second);
    let again = Registry::AlreadySuperseded { entry: first, by: second };
    desk.refused(ARTIST, call(first, third), again);
    // Both stay, and the older one can still be built on.
    desk.model(STRANGER, hash(8), vec![base(first, 1)]);
    desk.ok(ARTIST, Registry::withdrawCall { entry: third });
    desk.refused(ARTIST, call(second, third), Registry::EntryWithdrawn { entry: third });
}

fn a_withdrawn_model_stays_and_gets_no_children(build: Build) {
    let mut desk = Desk::new(build);
    let parent = desk.model(CURATOR, hash(1), vec![]);
    let child = desk.model(ARTIST, hash(2), vec![base(parent, 2_500)]);
    let withdraw = Registry::withdrawCall { entry: parent };
    let strange = Registry::NotRegistrant { entry: parent, caller: ARTIST, registrant: CURATOR };
    desk.refused(ARTIST, withdraw.clone(), strange);
    desk.refused(
        ARTIST,
        Registry::withdrawCall { entry: hash(3) },
        Registry::UnknownEntry { entry: hash(3) },
    );
    let (_, receipt) = desk.ok(CURATOR, withdraw.clone());
    let told = events::<Registry::ModelWithdrawn>(&receipt, desk.registry);
    assert_eq!(told, [Registry::ModelWithdrawn { entry: parent }]);
    let gone = || Registry::EntryWithdrawn { entry: parent };
    desk.refused(CURATOR, withdraw, gone());
    desk.refused(ARTIST, claim(ARTIST, hash(4), vec![base(parent, 0)]), gone());

    let model = desk.view(Registry::modelOfCall { entry: parent });
    assert!(model.withdrawn);
    assert_eq!((model.registrant, model.modelHash), (CURATOR, hash(1)));
    let shares = desk.view(Registry::ancestorSharesCall { entry: child });
    assert_eq!((shares.payees, shares.bps), (vec![ARTIST, CURATOR], vec![7_500, 2_500]));
    // It cannot come back under its old name.
    let known = Registry::AlreadyRegistered { entry: parent };
    desk.refused(CURATOR, claim(CURATOR, hash(1), vec![]), known);
}

fn unknown_entries_are_named(build: Build) {
    let desk = Desk::new(build);
    let entry = hash(1);
    let error = || Registry::UnknownEntry { entry };
    desk.view_refused(Registry::modelOfCall { entry }, error());
    desk.view_refused(Registry::parentsOfCall { entry }, error());
    desk.view_refused(Registry::ancestorSharesCall { entry }, error());
    desk.view_refused(Registry::uriHashOfCall { entry }, error());
    desk.view_refused(
        Registry::modelOfCall { entry: B256::ZERO },
        Registry::UnknownEntry { entry: B256::ZERO },
    );
}

both_builds!(
    all_that_was_said_is_kept,
    what_was_not_said_is_zero,
    nobody_takes_the_entry_of_somebody_else,
    a_zero_hash_and_a_zero_payee_are_refused,
    a_uri_is_a_line_of_text,
    a_model_is_superseded_once_by_a_newer_one,
    a_withdrawn_model_stays_and_gets_no_children,
    unknown_entries_are_named,
);
