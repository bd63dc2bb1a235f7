//! Revising the words of a token, until its series is frozen.

use alloy_primitives::{Address, B256};
use colophon_collection::{
    errors::{FrozenSeries, MissingRole, NotAnchored, ZeroContentHash, ZeroRecordHash},
    events::{MetadataUpdate, Revised},
    Collection,
};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::ERC721NonexistentToken;

use crate::{
    provenance::leaf,
    world::{construct, mint, n, open, refused, series, CONTENT, MODEL, PROMPT, RECORD, ROOT},
};

#[motsu::test]
fn a_revision_changes_content_and_record_only(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
) {
    open(&c, alice);
    let id = mint(&c, alice, bob);
    for revision in 1..4 {
        let (content, record) = (B256::repeat_byte(revision), B256::repeat_byte(0x10 + revision));
        c.sender(alice).revise(id, content, record).motsu_unwrap();
        let revision = u32::from(revision);
        let revised = Revised { tokenId: id, revision, contentHash: content, recordHash: record };
        c.assert_emitted(&revised);
        c.assert_emitted(&MetadataUpdate { _tokenId: id });
        let words = c.sender(alice).provenance_of(id).motsu_unwrap();
        assert_eq!(words, (MODEL, content, PROMPT, record, revision));
    }
}

#[motsu::test]
fn not_even_the_holder_revises(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    let id = mint(&c, alice, bob);
    let result = c.sender(bob).revise(id, CONTENT, RECORD);
    refused(result, MissingRole { caller: bob, role: 2 });
}

#[motsu::test]
fn a_frozen_series_is_not_revised(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let id = mint(&c, alice, alice);
    c.sender(alice).revise(id, RECORD, CONTENT).motsu_unwrap();
    c.sender(alice).freeze(0).motsu_unwrap();
    refused(c.sender(alice).revise(id, CONTENT, RECORD), FrozenSeries { series: 0 });
    let words = c.sender(alice).provenance_of(id).motsu_unwrap();
    assert_eq!(words, (MODEL, RECORD, PROMPT, CONTENT, 1));
}

#[motsu::test]
fn freezing_one_series_leaves_the_other(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    series(&c, alice, B256::ZERO, 1);
    let id = c.sender(alice).mint(1, alice, CONTENT, PROMPT, RECORD).motsu_unwrap();
    c.sender(alice).freeze(0).motsu_unwrap();
    c.sender(alice).revise(id, RECORD, CONTENT).motsu_unwrap();
}

#[motsu::test]
fn words_under_the_root_are_anchored_before_they_are_revised(
    c: Contract<Collection>,
    alice: Address,
) {
    construct(&c, alice);
    series(&c, alice, leaf(0, CONTENT, PROMPT, RECORD), 1);
    c.sender(alice).mint_batch(0, alice, 1).motsu_unwrap();
    refused(c.sender(alice).revise(n(0), RECORD, CONTENT), NotAnchored { tokenId: n(0) });
    c.sender(alice).anchor(n(0), CONTENT, PROMPT, RECORD, vec![]).motsu_unwrap();
    c.sender(alice).revise(n(0), RECORD, CONTENT).motsu_unwrap();
    let words = c.sender(alice).provenance_of(n(0)).motsu_unwrap();
    assert_eq!(words, (MODEL, RECORD, PROMPT, CONTENT, 1));
}

#[motsu::test]
fn a_revision_to_zero_is_refused(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let id = mint(&c, alice, alice);
    refused(c.sender(alice).revise(id, B256::ZERO, RECORD), ZeroContentHash {});
    refused(c.sender(alice).revise(id, CONTENT, B256::ZERO), ZeroRecordHash {});
}

#[motsu::test]
fn only_live_tokens_are_revised(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let id = mint(&c, alice, alice);
    for token_id in [n(1), n(1_000_000), id | (n(1) << 64)] {
        let result = c.sender(alice).revise(token_id, CONTENT, ROOT);
        refused(result, ERC721NonexistentToken { token_id });
    }
    c.sender(alice).burn(id).motsu_unwrap();
    let result = c.sender(alice).revise(id, CONTENT, ROOT);
    refused(result, ERC721NonexistentToken { token_id: id });
}
