//! Words on chain, words under a root, anchoring by anyone, revisions and freezing.

use alloy_primitives::{B256, U256};
use colophon_e2e::{
    world::{events, mint_call, word},
    Build, Collection, World, ARTIST, CURATOR, MINTER, STRANGER,
};
use colophon_provenance::{hash::Software, tree};

/// A tree of two leaves over the first two ids of series 0, by hand.
struct Pair {
    root: B256,
    leaves: [B256; 2],
}

fn words(n: u8) -> [B256; 3] {
    [word(10 * n + 1), word(10 * n + 2), word(10 * n + 3)]
}

fn leaf(id: U256, words: [B256; 3]) -> B256 {
    let [content, prompt, record] = words;
    tree::leaf(&Software, &[id.to_be_bytes(), content.0, prompt.0, record.0]).into()
}

fn pair() -> Pair {
    let leaves = [leaf(U256::ZERO, words(0)), leaf(U256::from(1), words(1))];
    Pair { root: tree::node(&Software, leaves[0].0, leaves[1].0).into(), leaves }
}

fn anchor(
    id: u64,
    [content, prompt, record]: [B256; 3],
    proof: Vec<B256>,
) -> Collection::anchorCall {
    Collection::anchorCall {
        tokenId: U256::from(id),
        contentHash: content,
        promptCommitment: prompt,
        recordHash: record,
        proof,
    }
}

fn provenance(world: &World, id: u64) -> Collection::provenanceOfReturn {
    world.view(Collection::provenanceOfCall { tokenId: U256::from(id) })
}

/// A world with series 0 under the root of two, both minted to the artist.
fn rooted(build: Build) -> (World, Pair) {
    let pair = pair();
    let mut world = World::new(build);
    world.create_series(pair.root, 3);
    world.ok(MINTER, Collection::mintBatchCall { series: 0, to: ARTIST, count: 2 });
    (world, pair)
}

fn anyone_anchors_once_with_a_proof(build: Build) {
    let (mut world, pair) = rooted(build);
    let before = provenance(&world, 0);
    assert_eq!(before.modelHash, word(0xee));
    assert_eq!((before.contentHash, before.recordHash), (B256::ZERO, B256::ZERO));

    let call = anchor(0, words(0), vec![pair.leaves[1]]);
    let (_, receipt) = world.ok(STRANGER, call.clone());
    let recorded = events::<Collection::ProvenanceRecorded>(&receipt, world.collection);
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0].recordHash, words(0)[2]);
    let updates = events::<Collection::MetadataUpdate>(&receipt, world.collection);
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]._tokenId, U256::ZERO);
    let after = provenance(&world, 0);
    assert_eq!([after.contentHash, after.promptCommitment, after.recordHash], words(0));
    assert_eq!(after.revision, 0);
    world.refused(STRANGER, call, Collection::AlreadyAnchored { tokenId: U256::ZERO });
}

fn wrong_proofs_are_refused(build: Build) {
    let (mut world, pair) = rooted(build);
    let refuse = |world: &mut World, call: Collection::anchorCall| {
        let wrong = leaf(call.tokenId, [call.contentHash, call.promptCommitment, call.recordHash]);
        let error =
            Collection::InvalidProof { tokenId: call.tokenId, leaf: wrong, root: pair.root };
        world.refused(STRANGER, call, error);
    };
    refuse(&mut world, anchor(0, words(0), vec![]));
    refuse(&mut world, anchor(0, words(1), vec![pair.leaves[0]]));
    refuse(&mut world, anchor(1, words(0), vec![pair.leaves[1]]));
    refuse(&mut world, anchor(0, words(0), vec![pair.leaves[1], pair.leaves[1]]));
    let mut flipped = pair.leaves[1];
    flipped[31] ^= 1;
    refuse(&mut world, anchor(0, words(0), vec![flipped]));
    // An id that was not minted, and one that only looks minted in its low 64 bits.
    let far = U256::from(1) << 64;
    let mut call = anchor(2, words(0), vec![]);
    let missing = |id| Collection::ERC721NonexistentToken { tokenId: id };
    world.refused(STRANGER, call.clone(), missing(U256::from(2)));
    call.tokenId = far;
    world.refused(STRANGER, call, missing(far));
}

fn a_series_without_root_has_no_batches(build: Build) {
    let mut world = World::with_series(build);
    world.refused(
        MINTER,
        Collection::mintBatchCall { series: 0, to: ARTIST, count: 1 },
        Collection::SeriesWithoutRoot { series: 0 },
    );
    world.mint(ARTIST);
    let call = anchor(0, words(0), vec![]);
    world.refused(STRANGER, call, Collection::AlreadyAnchored { tokenId: U256::ZERO });
}

fn zero_words_are_refused(build: Build) {
    let mut world = World::with_series(build);
    let mut call = mint_call(0, ARTIST);
    call.contentHash = B256::ZERO;
    world.refused(MINTER, call.clone(), Collection::ZeroContentHash {});
    call.contentHash = word(1);
    call.recordHash = B256::ZERO;
    world.refused(MINTER, call.clone(), Collection::ZeroRecordHash {});
    call.recordHash = word(3);
    call.promptCommitment = B256::ZERO;
    world.ok(MINTER, call);
    assert_eq!(provenance(&world, 0).promptCommitment, B256::ZERO);
}

fn revisions_count_until_the_series_is_frozen(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let revise = |content, record| Collection::reviseCall {
        tokenId: id,
        contentHash: content,
        recordHash: record,
    };
    for caller in [STRANGER, MINTER] {
        let refused = Collection::MissingRole { caller, role: 2 };
        world.refused(caller, revise(word(7), word(8)), refused);
    }
    let (_, receipt) = world.ok(CURATOR, revise(word(7), word(8)));
    let revised = events::<Collection::Revised>(&receipt, world.collection);
    assert_eq!((revised[0].revision, revised[0].contentHash), (1, word(7)));
    assert_eq!(events::<Collection::MetadataUpdate>(&receipt, world.collection).len(), 1);
    world.ok(ARTIST, revise(word(9), word(8)));
    let now = provenance(&world, 0);
    assert_eq!((now.contentHash, now.promptCommitment, now.revision), (word(9), word(2), 2));

    world.ok(ARTIST, Collection::freezeCall { series: 0 });
    assert!(world.view(Collection::seriesCall { series: 0 }).frozen);
    world.refused(CURATOR, revise(word(7), word(8)), Collection::FrozenSeries { series: 0 });
    let set = |bps| Collection::setRoyaltyCall { series: 0, receiver: STRANGER, bps };
    world.refused(ARTIST, set(501), Collection::RoyaltyTooHigh { bps: 501, max: 500 });
    world.ok(ARTIST, set(499));
    world.refused(ARTIST, set(500), Collection::RoyaltyTooHigh { bps: 500, max: 499 });
    world.mint(ARTIST);
}

both_builds!(
    anyone_anchors_once_with_a_proof,
    wrong_proofs_are_refused,
    a_series_without_root_has_no_batches,
    zero_words_are_refused,
    revisions_count_until_the_series_is_frozen,
);
