//! Chapters about pieces, and who may write them.

use alloy_primitives::{keccak256, B256, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{world::events, Build, Collection, Registry, ARTIST, CURATOR, STRANGER};

use super::{hash, Desk};

/// A desk with piece 0 of series 0, which belongs to the curator. The artist owns the collection.
fn desk(build: Build) -> Desk {
    let mut desk = Desk::with_collection(build);
    desk.world.mint(CURATOR);
    desk
}

fn chapter(desk: &Desk, number: u64) -> Registry::addLoreCall {
    Registry::addLoreCall {
        collection: desk.world.collection,
        tokenId: U256::ZERO,
        contentHash: hash(number),
        modelEntry: B256::ZERO,
        promptCommitment: B256::ZERO,
        uri: String::new(),
    }
}

fn read(desk: &Desk, chapter: u32) -> Registry::loreAtReturn {
    let collection = desk.world.collection;
    desk.view(Registry::loreAtCall { collection, tokenId: U256::ZERO, chapter })
}

fn count(desk: &Desk) -> u32 {
    let collection = desk.world.collection;
    desk.view(Registry::loreCountCall { collection, tokenId: U256::ZERO })
}

fn allow(desk: &Desk, allowed: bool) -> Registry::setLoreWriterCall {
    let collection = desk.world.collection;
    Registry::setLoreWriterCall { collection, series: 0, account: STRANGER, allowed }
}

fn chapters_are_numbered_and_stay(build: Build) {
    let mut desk = desk(build);
    let entry = desk.model(ARTIST, hash(1), vec![]);
    let told = Registry::addLoreCall {
        modelEntry: entry,
        promptCommitment: hash(3),
        uri: "ipfs://bafy/the-letter.md".into(),
        ..chapter(&desk, 2)
    };
    let (number, receipt) = desk.ok(CURATOR, told.clone());
    assert_eq!(number, 1);
    let logs = events::<Registry::LoreAdded>(&receipt, desk.registry);
    let wanted = Registry::LoreAdded {
        collection: desk.world.collection,
        tokenId: U256::ZERO,
        author: CURATOR,
        chapter: 1,
        contentHash: hash(2),
        modelEntry: entry,
        promptCommitment: hash(3),
        uri: told.uri.clone(),
    };
    assert_eq!(logs, [wanted]);
    let first = read(&desk, 1);
    assert_eq!(first.author, CURATOR);
    assert_eq!(first.at, desk.world.chain.head().header.timestamp);
    assert_eq!(
        [first.contentHash, first.modelEntry, first.promptCommitment],
        [hash(2), entry, hash(3)]
    );
    assert_eq!(first.uriHash, keccak256(&told.uri));

    // The same again is another chapter.
    let call = chapter(&desk, 2);
    assert_eq!(desk.ok(CURATOR, call).0, 2);
    let second = read(&desk, 2);
    let nothing = [second.modelEntry, second.promptCommitment, second.uriHash];
    assert_eq!(nothing, [B256::ZERO; 3]);
    assert_eq!((count(&desk), read(&desk, 1)), (2, first));
}

fn strangers_do_not_write(build: Build) {
    let mut desk = desk(build);
    let collection = desk.world.collection;
    for caller in [STRANGER, ARTIST] {
        let (token, owner) = (U256::ZERO, CURATOR);
        let error = Registry::NotLoreWriter { collection, tokenId: token, caller, owner };
        let call = chapter(&desk, 1);
        desk.refused(caller, call, error);
    }
    assert_eq!(count(&desk), 0);
}

fn a_series_allows_writers_and_stops_allowing_them(build: Build) {
    let mut desk = desk(build);
    let collection = desk.world.collection;
    let (caller, owner) = (CURATOR, ARTIST);
    let call = allow(&desk, true);
    desk.refused(CURATOR, call.clone(), Registry::NotCollectionOwner { collection, caller, owner });
    let may = |series| Registry::isLoreWriterCall { collection, series, account: STRANGER };
    assert!(!desk.view(may(0)));
    let (_, receipt) = desk.ok(ARTIST, call);
    let told = events::<Registry::LoreWriterSet>(&receipt, desk.registry);
    let wanted =
        Registry::LoreWriterSet { collection, series: 0, account: STRANGER, allowed: true };
    assert_eq!(told, [wanted]);
    assert!(desk.view(may(0)));
    assert!(!desk.view(may(1)), "of this series alone");

    let call = chapter(&desk, 1);
    assert_eq!(desk.ok(STRANGER, call.clone()).0, 1);
    // A piece of another series is not theirs.
    let other = desk.world.create_series(B256::ZERO, 1);
    let mint = colophon_e2e::world::mint_call(other, CURATOR);
    let token = desk.world.ok(colophon_e2e::MINTER, mint).0;
    let error =
        Registry::NotLoreWriter { collection, tokenId: token, caller: STRANGER, owner: CURATOR };
    desk.refused(STRANGER, Registry::addLoreCall { tokenId: token, ..call.clone() }, error);

    let stop = allow(&desk, false);
    desk.ok(ARTIST, stop);
    let error = Registry::NotLoreWriter {
        collection,
        tokenId: U256::ZERO,
        caller: STRANGER,
        owner: CURATOR,
    };
    desk.refused(STRANGER, call, error);
    assert_eq!(count(&desk), 1, "what was written stays");
}

fn the_pen_goes_with_the_piece(build: Build) {
    let mut desk = desk(build);
    let call = chapter(&desk, 1);
    desk.ok(CURATOR, call.clone());
    let give = Collection::transferFromCall { from: CURATOR, to: STRANGER, tokenId: U256::ZERO };
    desk.world.ok(CURATOR, give);
    let error = Registry::NotLoreWriter {
        collection: desk.world.collection,
        tokenId: U256::ZERO,
        caller: CURATOR,
        owner: STRANGER,
    };
    desk.refused(CURATOR, call.clone(), error);
    assert_eq!(desk.ok(STRANGER, call).0, 2);
    assert_eq!(read(&desk, 1).author, CURATOR);
}

fn a_burn_erases_nothing_and_ends_the_story(build: Build) {
    let mut desk = desk(build);
    let call = chapter(&desk, 1);
    desk.ok(CURATOR, call.clone());
    let writer = allow(&desk, true);
    desk.ok(ARTIST, writer);
    let before = read(&desk, 1);
    desk.world.ok(CURATOR, Collection::burnCall { tokenId: U256::ZERO });
    assert_eq!((count(&desk), read(&desk, 1)), (1, before));
    for caller in [CURATOR, STRANGER] {
        let reason = Collection::ERC721NonexistentToken { tokenId: U256::ZERO }.abi_encode();
        let error = Registry::CollectionRefused {
            collection: desk.world.collection,
            selector: Collection::ownerOfCall::SELECTOR.into(),
            reason: reason.into(),
        };
        desk.refused(caller, call.clone(), error);
    }
}

fn a_chapter_has_content_and_names_a_model_that_exists(build: Build) {
    let mut desk = desk(build);
    let zero = Registry::addLoreCall { contentHash: B256::ZERO, ..chapter(&desk, 1) };
    desk.refused(CURATOR, zero, Registry::ZeroHash {});
    let unknown = Registry::addLoreCall { modelEntry: hash(9), ..chapter(&desk, 1) };
    desk.refused(CURATOR, unknown, Registry::UnknownEntry { entry: hash(9) });
    let uri = "\u{7}".to_owned();
    let bell = Registry::addLoreCall { uri, ..chapter(&desk, 1) };
    let error = Registry::InvalidText { field: 2, position: U256::ZERO };
    desk.refused(CURATOR, bell, error);
    // A model that its registrant withdrew did make this chapter.
    let entry = desk.model(ARTIST, hash(1), vec![]);
    desk.ok(ARTIST, Registry::withdrawCall { entry });
    let call = Registry::addLoreCall { modelEntry: entry, ..chapter(&desk, 1) };
    desk.ok(CURATOR, call);
}

fn chapters_that_were_not_written_are_refused(build: Build) {
    let mut desk = desk(build);
    let call = chapter(&desk, 1);
    desk.ok(CURATOR, call);
    let collection = desk.world.collection;
    let at = |chapter| Registry::loreAtCall { collection, tokenId: U256::ZERO, chapter };
    for chapter in [0, 2, u32::MAX] {
        desk.view_refused(at(chapter), Registry::UnknownChapter { chapter, count: 1 });
    }
    let other = Registry::loreAtCall { collection, tokenId: U256::from(1), chapter: 1 };
    desk.view_refused(other, Registry::UnknownChapter { chapter: 1, count: 0 });
}

both_builds!(
    chapters_are_numbered_and_stay,
    strangers_do_not_write,
    a_series_allows_writers_and_stops_allowing_them,
    the_pen_goes_with_the_piece,
    a_burn_erases_nothing_and_ends_the_story,
    a_chapter_has_content_and_names_a_model_that_exists,
    chapters_that_were_not_written_are_refused,
);
