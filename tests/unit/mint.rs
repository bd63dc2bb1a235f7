//! Minting a piece with its words.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent;
use colophon_collection::{
    errors::{MissingRole, SoldOut, ZeroContentHash, ZeroRecordHash},
    events::{MetadataUpdate, ProvenanceRecorded},
    Collection,
};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::{ERC721InvalidReceiver, IErc721, Transfer};

use crate::world::{
    construct, count, mint, n, open, refused, series, CONTENT, MODEL, PROMPT, RECORD,
};

#[motsu::test]
fn a_piece_is_minted_with_its_words(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    let id = mint(&c, alice, bob);
    assert_eq!(id, U256::ZERO);
    assert_eq!(c.sender(bob).owner_of(id).motsu_unwrap(), bob);
    assert_eq!(c.sender(bob).balance_of(bob).motsu_unwrap(), n(1));
    assert_eq!(c.sender(bob).total_supply(), n(1));
    let words = c.sender(bob).provenance_of(id).motsu_unwrap();
    assert_eq!(words, (MODEL, CONTENT, PROMPT, RECORD, 0));

    c.assert_emitted(&Transfer { from: Address::ZERO, to: bob, token_id: id });
    let recorded = ProvenanceRecorded {
        tokenId: id,
        contentHash: CONTENT,
        promptCommitment: PROMPT,
        recordHash: RECORD,
    };
    c.assert_emitted(&recorded);
    // ERC-4906 speaks of changes; a new token is none.
    assert_eq!(count::<MetadataUpdate>(&c), 0);
}

#[motsu::test]
fn ids_are_series_times_a_million_plus_index(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    for number in 0..3 {
        assert_eq!(series(&c, alice, B256::ZERO, 5), number);
    }
    for (number, id) in [(2, 2_000_000), (0, 0), (2, 2_000_001), (1, 1_000_000), (0, 1)] {
        let minted = c.sender(alice).mint(number, alice, CONTENT, PROMPT, RECORD).motsu_unwrap();
        assert_eq!(minted, n(id));
    }
}

#[motsu::test]
fn no_more_than_the_supply_is_minted(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    for _ in 0..10 {
        mint(&c, alice, alice);
    }
    let result = c.sender(alice).mint(0, alice, CONTENT, PROMPT, RECORD);
    refused(result, SoldOut { series: 0, requested: 1, left: 0 });
    assert_eq!(c.sender(alice).total_supply(), n(10));
}

#[motsu::test]
fn a_burnt_id_never_returns(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let first = mint(&c, alice, alice);
    c.sender(alice).burn(first).motsu_unwrap();
    assert_eq!(mint(&c, alice, alice), n(1));
    // Nor does burning make room.
    for _ in 2..10 {
        mint(&c, alice, alice);
    }
    let result = c.sender(alice).mint(0, alice, CONTENT, PROMPT, RECORD);
    refused(result, SoldOut { series: 0, requested: 1, left: 0 });
}

#[motsu::test]
fn hashes_of_zero_are_refused(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let result = c.sender(alice).mint(0, alice, B256::ZERO, PROMPT, RECORD);
    refused(result, ZeroContentHash {});
    let result = c.sender(alice).mint(0, alice, CONTENT, PROMPT, B256::ZERO);
    refused(result, ZeroRecordHash {});
    assert_eq!(c.sender(alice).series(0).motsu_unwrap().3, 0);
}

#[motsu::test]
fn a_commitment_of_zero_means_none(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let id = c.sender(alice).mint(0, alice, CONTENT, B256::ZERO, RECORD).motsu_unwrap();
    let words = c.sender(alice).provenance_of(id).motsu_unwrap();
    assert_eq!(words, (MODEL, CONTENT, B256::ZERO, RECORD, 0));
}

#[motsu::test]
fn nothing_is_minted_to_nobody(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let result = c.sender(alice).mint(0, Address::ZERO, CONTENT, PROMPT, RECORD);
    refused(result, ERC721InvalidReceiver { receiver: Address::ZERO });
    let result = c.sender(alice).mint_batch(0, Address::ZERO, 1);
    refused(result, ERC721InvalidReceiver { receiver: Address::ZERO });
}

#[motsu::test]
fn strangers_do_not_mint(c: Contract<Collection>, alice: Address, eve: Address) {
    open(&c, alice);
    let result = c.sender(eve).mint(0, eve, CONTENT, PROMPT, RECORD);
    refused(result, MissingRole { caller: eve, role: 1 });
    assert!(c.all_events().iter().all(|log| log.topics()[0] != Transfer::SIGNATURE_HASH));
}
