//! Calldata that does not decode, and value.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{Build, Registry, ARTIST, STRANGER};

use super::{base, claim, hash, Desk};

/// Every function, with arguments that decode.
fn calls(collection: Address, entry: B256) -> Vec<Vec<u8>> {
    let (token, account) = (U256::ZERO, ARTIST);
    let text = Bytes::from_static(b"squid");
    let (positive, negative) = (text.clone(), text);
    let opening = Registry::Opening {
        collection,
        tokenId: token,
        salt: hash(1),
        positive: positive.clone(),
        negative: negative.clone(),
    };
    let model = Registry::registerModelCall {
        uri: "ipfs://x".into(),
        ..claim(ARTIST, hash(2), vec![base(entry, 1)])
    };
    vec![
        model.abi_encode(),
        Registry::supersedeCall { entry, by: entry }.abi_encode(),
        Registry::withdrawCall { entry }.abi_encode(),
        Registry::modelOfCall { entry }.abi_encode(),
        Registry::uriHashOfCall { entry }.abi_encode(),
        Registry::parentsOfCall { entry }.abi_encode(),
        Registry::entryOfCall { registrant: ARTIST, modelHash: hash(1) }.abi_encode(),
        Registry::ancestorSharesCall { entry }.abi_encode(),
        Registry::verifyDatasetFileCall {
            entry,
            fileHash: hash(1),
            licence: hash(1),
            consent: 0,
            proof: vec![hash(1)],
        }
        .abi_encode(),
        Registry::revealCall {
            collection,
            tokenId: token,
            salt: hash(1),
            positive: positive.clone(),
            negative: negative.clone(),
        }
        .abi_encode(),
        Registry::revealBatchCall { openings: vec![opening] }.abi_encode(),
        Registry::revealedCall { collection, tokenId: token }.abi_encode(),
        Registry::isRevealedTextCall { collection, tokenId: token, positive, negative }
            .abi_encode(),
        Registry::setLoreWriterCall { collection, series: 0, account, allowed: true }.abi_encode(),
        Registry::isLoreWriterCall { collection, series: 0, account }.abi_encode(),
        Registry::addLoreCall {
            collection,
            tokenId: token,
            contentHash: hash(1),
            modelEntry: entry,
            promptCommitment: hash(1),
            uri: "ipfs://x".into(),
        }
        .abi_encode(),
        Registry::loreCountCall { collection, tokenId: token }.abi_encode(),
        Registry::loreAtCall { collection, tokenId: token, chapter: 1 }.abi_encode(),
    ]
}

/// A desk, and every call to it.
fn desk(build: Build) -> (Desk, Vec<Vec<u8>>) {
    let mut desk = Desk::with_collection(build);
    desk.world.mint(ARTIST);
    let entry = desk.model(ARTIST, hash(1), vec![]);
    let calls = calls(desk.world.collection, entry);
    (desk, calls)
}

fn every_function_is_called(build: Build) {
    let (_, calls) = desk(build);
    let mut selectors: Vec<&[u8]> = calls.iter().map(|call| &call[..4]).collect();
    selectors.sort_unstable();
    let known = Registry::RegistryCalls::SELECTORS;
    assert_eq!(selectors, known.iter().map(|known| &known[..]).collect::<Vec<_>>());
}

fn value_is_refused_whatever_is_called(build: Build) {
    let (mut desk, calls) = desk(build);
    for call in calls {
        let before = desk.slots();
        let receipt = desk.world.transact(ARTIST, Some(desk.registry), U256::from(1), call.into());
        assert!(!receipt.success && receipt.output.is_empty());
        assert_eq!(desk.slots(), before);
    }
}

fn unknown_selectors_and_nothing_are_refused(build: Build) {
    let (mut desk, _) = desk(build);
    for data in [&[][..], &[1], &[1, 2, 3], &[0xde, 0xad, 0xbe, 0xef], &[0; 36]] {
        assert_eq!(desk.fails(STRANGER, data.to_vec()), Bytes::new());
    }
}

/// Calldata cut anywhere before the end of its last argument does not decode. (Padding after a text may be missing.)
fn short_calldata_is_refused_without_data(build: Build) {
    let (mut desk, calls) = desk(build);
    for call in calls {
        let last = call.iter().rposition(|byte| *byte != 0).unwrap_or(4);
        let words = (4..call.len()).step_by(32);
        for length in words.chain([call.len() - 32]).filter(|length| *length <= last) {
            assert_eq!(desk.fails(ARTIST, call[..length].to_vec()), Bytes::new());
        }
    }
}

fn dirty_words_are_refused_without_data(build: Build) {
    let (mut desk, calls) = desk(build);
    // Which words of which calls are addresses, small numbers or a truth: function, argument.
    let small =
        [(0, 5), (6, 0), (8, 3), (9, 0), (11, 0), (12, 0), (13, 0), (13, 1), (13, 2), (13, 3)]
            .into_iter()
            .chain([(14, 0), (14, 1), (14, 2), (15, 0), (16, 0), (17, 0), (17, 2)]);
    for (function, argument) in small {
        let mut dirty = calls[function].clone();
        dirty[4 + 32 * argument] = 1;
        assert_eq!(desk.fails(ARTIST, dirty), Bytes::new(), "{function}, {argument}");
    }
    let mut truth = calls[13].clone();
    truth[4 + 4 * 32 - 1] = 2;
    assert_eq!(desk.fails(ARTIST, truth), Bytes::new());
}

fn bytes_after_the_arguments_and_other_offsets_are_taken(build: Build) {
    let (mut desk, calls) = desk(build);
    let mut longer = calls[0].clone();
    longer.extend([0xab; 37]);
    assert!(desk.world.send(ARTIST, desk.registry, longer).success);
    // The URI moved behind a gap.
    let mut lore = calls[15].clone();
    let text = lore.split_off(4 + 6 * 32);
    lore[4 + 6 * 32 - 1] = 7 * 32;
    lore.extend([0xcd; 32]);
    lore.extend(&text[..32 + 8]);
    assert!(desk.world.send(ARTIST, desk.registry, lore).success);
}

both_builds!(
    every_function_is_called,
    value_is_refused_whatever_is_called,
    unknown_selectors_and_nothing_are_refused,
    short_calldata_is_refused_without_data,
    dirty_words_are_refused_without_data,
    bytes_after_the_arguments_and_other_offsets_are_taken,
);
