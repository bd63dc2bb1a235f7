//! Calldata by the letter and not: dirty words, bytes after the arguments, nothing at all, value where none belongs.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::{SolCall, SolError};
use colophon_e2e::{world::mint_call, Build, Collection, World, ARTIST, MINTER, STRANGER};
use stylus_chain::Status;

fn a_bool_is_0_or_1(build: Build) {
    let mut world = World::new(build);
    let clean =
        Collection::setApprovalForAllCall { operator: STRANGER, approved: true }.abi_encode();
    for (at, value) in [(67, 2), (67, 0xff), (36, 1), (66, 1)] {
        let mut dirty = clean.clone();
        dirty[at] = value;
        assert!(
            !world.send(ARTIST, world.collection, dirty).success,
            "byte {at} = {value} was taken"
        );
    }
    assert!(!world.view(Collection::isApprovedForAllCall { owner: ARTIST, operator: STRANGER }));
    assert!(world.send(ARTIST, world.collection, clean).success);
}

fn dirty_addresses_and_numbers_are_refused(build: Build) {
    let mut world = World::with_series(build);
    let mut series = mint_call(0, ARTIST).abi_encode();
    series[4] = 1;
    assert!(
        !world.send(MINTER, world.collection, series).success,
        "a uint32 of 256 bits was taken"
    );
    let mut to = mint_call(0, ARTIST).abi_encode();
    to[36] = 1;
    assert!(!world.send(MINTER, world.collection, to).success, "an address of 256 bits was taken");
    assert_eq!(world.view(Collection::totalSupplyCall {}), U256::ZERO);
}

fn bytes_after_the_arguments_are_ignored(build: Build) {
    let mut world = World::with_series(build);
    for (index, extra) in [1, 4, 32, 100].into_iter().enumerate() {
        let mut call = mint_call(0, ARTIST).abi_encode();
        call.extend(std::iter::repeat_n(0xab, extra));
        let receipt = world.send(MINTER, world.collection, call);
        assert!(receipt.success, "{extra} bytes after the arguments: {}", receipt.output);
        assert_eq!(receipt.output, Bytes::from(U256::from(index).to_be_bytes::<32>()));
    }
}

fn data_may_be_unpadded_and_anywhere(build: Build) {
    let mut world = World::with_series(build);
    let id = world.mint(ARTIST);
    let transfer = |data: &[u8]| Collection::safeTransferFrom_1Call {
        from: ARTIST,
        to: STRANGER,
        tokenId: id,
        data: data.to_vec().into(),
    };
    let mut unpadded = transfer(b"hello").abi_encode();
    unpadded.truncate(unpadded.len() - 27);
    let mut first = World { chain: world.chain.clone(), ..world };
    let receipt = first.send(ARTIST, first.collection, unpadded);
    assert!(receipt.success, "unpadded data: {}", receipt.output);
    // The same with the bytes further on: by one word, and by so many that the offset needs two bytes.
    let (mut from, mut to) = (STRANGER, ARTIST);
    for words in [1_u16, 6, 40] {
        let mut moved = transfer(b"hello").abi_encode();
        moved[16..36].copy_from_slice(from.as_slice());
        moved[48..68].copy_from_slice(to.as_slice());
        moved[4 + 126..4 + 128].copy_from_slice(&(128 + 32 * words).to_be_bytes());
        moved.splice(4 + 128..4 + 128, vec![0; 32 * usize::from(words)]);
        let receipt = first.send(from, first.collection, moved);
        assert!(receipt.success, "data moved by {words} words: {}", receipt.output);
        assert_eq!(first.view(Collection::ownerOfCall { tokenId: id }), to);
        (from, to) = (to, from);
    }
    // Bytes that are not there.
    let mut short = transfer(b"hello").abi_encode();
    short.truncate(short.len() - 32);
    let owner = first.view(Collection::ownerOfCall { tokenId: id });
    assert!(!first.send(owner, first.collection, short).success, "missing data was taken");
    let mut beyond = transfer(b"hello").abi_encode();
    beyond[4 + 96] = 0x80;
    assert!(
        !first.send(owner, first.collection, beyond).success,
        "an offset beyond the data was taken"
    );
}

fn calldata_without_a_selector_is_refused(build: Build) {
    let world = World::new(build);
    for length in 0..4 {
        let outcome = world.ask(STRANGER, world.collection, vec![0xee; length]);
        assert_eq!(outcome.status, Status::Revert, "{length} bytes");
        let refused = Collection::UnknownSelector {
            selector: Default::default(),
            descriptor: world.descriptor,
        };
        assert_eq!(outcome.output, Bytes::from(refused.abi_encode()), "{length} bytes");
    }
}

fn value_is_refused(build: Build) {
    let mut world = World::with_series(build);
    let one = U256::from(1);
    for call in [
        Bytes::new(),
        mint_call(0, ARTIST).abi_encode().into(),
        Collection::nameCall {}.abi_encode().into(),
        Collection::setApprovalForAllCall { operator: STRANGER, approved: true }
            .abi_encode()
            .into(),
    ] {
        let receipt = world.transact(ARTIST, Some(world.collection), one, call);
        assert!(!receipt.success, "value was taken");
    }
    assert_eq!(world.chain.head().state().balance(world.collection), U256::ZERO);
}

both_builds!(
    a_bool_is_0_or_1,
    dirty_addresses_and_numbers_are_refused,
    bytes_after_the_arguments_are_ignored,
    data_may_be_unpadded_and_anywhere,
    calldata_without_a_selector_is_refused,
    value_is_refused,
);
