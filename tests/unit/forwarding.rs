//! What the Collection does not know is asked of the Descriptor.

use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::{sol, SolCall, SolError};
use colophon_collection::{
    errors::{InvalidDescriptor, NotOwner, UnknownSelector},
    events::{BatchMetadataUpdate, ContractURIUpdated, DescriptorSet},
    Collection,
};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::ERC721NonexistentToken;

use crate::{
    scripted::{answers, calls, reverts, seen, Scripted},
    world::{call, construct, mint, n, open, refused},
};

sol! {
    function name();
    function tokenURI(uint256 tokenId);
    function anythingAtAll(uint256 number, bytes text);
}

/// A Collection that points to a scripted Descriptor.
fn described(c: &Contract<Collection>, descriptor: &Contract<Scripted>, owner: Address) {
    open(c, owner);
    c.sender(owner).set_descriptor(descriptor.address()).motsu_unwrap();
}

#[motsu::test]
fn questions_and_answers_pass_unchanged(
    c: Contract<Collection>,
    d: Contract<Scripted>,
    alice: Address,
) {
    described(&c, &d, alice);
    let question = anythingAtAllCall { number: n(7), text: vec![1, 2, 3].into() }.abi_encode();
    let mut unpadded = question.clone();
    unpadded.truncate(question.len() - 29);
    let mut tagged = nameCall {}.abi_encode();
    tagged.extend_from_slice(b"a tag");
    for (index, calldata) in [question, unpadded, tagged, vec![1, 2, 3, 4]].into_iter().enumerate()
    {
        let answer = vec![index as u8; 33 * index];
        answers(&d, &answer);
        assert_eq!(call(&c, alice, &calldata), Ok(answer));
        assert_eq!(seen(&d, index), calldata);
    }
}

#[motsu::test]
fn a_descriptors_refusal_passes_unchanged(
    c: Contract<Collection>,
    d: Contract<Scripted>,
    alice: Address,
) {
    described(&c, &d, alice);
    for data in [vec![1], vec![0xaa; 100], ERC721NonexistentToken { token_id: n(9) }.abi_encode()] {
        reverts(&d, &data);
        assert_eq!(call(&c, alice, &nameCall {}.abi_encode()), Err(data));
    }
}

#[motsu::test]
fn without_a_descriptor_unknown_selectors_are_named(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
) {
    construct(&c, alice);
    for descriptor in [Address::ZERO, bob] {
        c.sender(alice).set_descriptor(descriptor).motsu_unwrap();
        let reason = UnknownSelector { selector: FixedBytes(nameCall::SELECTOR), descriptor };
        let mut calldata = nameCall {}.abi_encode();
        assert_eq!(call(&c, alice, &calldata), Err(reason.abi_encode()));
        calldata.extend_from_slice(&[0xff; 40]);
        assert_eq!(call(&c, alice, &calldata), Err(reason.abi_encode()));
    }
}

#[motsu::test]
fn calldata_without_a_selector_is_refused(
    c: Contract<Collection>,
    d: Contract<Scripted>,
    alice: Address,
) {
    described(&c, &d, alice);
    for calldata in [&[][..], &[0x06], &[0x06, 0xfd, 0xde]] {
        let reason = UnknownSelector { selector: FixedBytes::ZERO, descriptor: d.address() };
        assert_eq!(call(&c, alice, calldata), Err(reason.abi_encode()));
    }
    assert_eq!(calls(&d), 0);
}

#[motsu::test]
fn only_live_tokens_have_a_uri(c: Contract<Collection>, d: Contract<Scripted>, alice: Address) {
    described(&c, &d, alice);
    answers(&d, b"uri");
    let uri = |token_id: U256| call(&c, alice, &tokenURICall { tokenId: token_id }.abi_encode());
    let id = mint(&c, alice, alice);
    assert_eq!(uri(id), Ok(b"uri".to_vec()));
    for token_id in [n(1), n(1_000_000), id | (n(1) << 64), U256::MAX] {
        assert_eq!(uri(token_id), Err(ERC721NonexistentToken { token_id }.abi_encode()));
    }
    c.sender(alice).burn(id).motsu_unwrap();
    assert_eq!(uri(id), Err(ERC721NonexistentToken { token_id: id }.abi_encode()));
    assert_eq!(calls(&d), 1);
}

#[motsu::test]
fn a_missing_token_is_named_before_a_missing_descriptor(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let question = tokenURICall { tokenId: n(5) }.abi_encode();
    let reason = ERC721NonexistentToken { token_id: n(5) };
    assert_eq!(call(&c, alice, &question), Err(reason.abi_encode()));
}

#[motsu::test]
fn another_descriptor_is_announced(c: Contract<Collection>, alice: Address, bob: Address) {
    construct(&c, alice);
    c.sender(alice).set_descriptor(bob).motsu_unwrap();
    assert_eq!(c.sender(alice).descriptor(), bob);
    c.assert_emitted(&DescriptorSet { descriptor: bob });
    let everything = BatchMetadataUpdate { _fromTokenId: U256::ZERO, _toTokenId: U256::MAX };
    c.assert_emitted(&everything);
    c.assert_emitted(&ContractURIUpdated {});
}

#[motsu::test]
fn the_collection_does_not_describe_itself(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    let reason = InvalidDescriptor { descriptor: c.address() };
    refused(c.sender(alice).set_descriptor(c.address()), reason);
}

#[motsu::test]
fn owner_and_descriptor_announce_updates(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
    eve: Address,
) {
    construct(&c, alice);
    c.sender(alice).set_descriptor(bob).motsu_unwrap();
    for (sender, from) in [(alice, 1), (bob, 2)] {
        c.sender(sender).emit_batch_metadata_update(n(from), U256::MAX).motsu_unwrap();
        c.assert_emitted(&BatchMetadataUpdate { _fromTokenId: n(from), _toTokenId: U256::MAX });
    }
    let result = c.sender(eve).emit_batch_metadata_update(n(0), n(1));
    refused(result, NotOwner { caller: eve, owner: alice });
}
