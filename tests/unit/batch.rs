//! Minting a batch whose words are under the root of the series.

use alloy_primitives::{Address, B256, U256};
use colophon_collection::{
    errors::{EmptyBatch, MissingRole, SeriesWithoutRoot, SoldOut},
    events::ProvenanceRecorded,
    Collection,
};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::{ERC721NonexistentToken, IErc721, Transfer};

use crate::world::{
    construct, count, n, open, refused, series, CONTENT, MODEL, PROMPT, RECORD, ROOT,
};

/// Series 0 with a root and 30 pieces.
fn rooted(c: &Contract<Collection>, owner: Address) {
    construct(c, owner);
    assert_eq!(series(c, owner, ROOT, 30), 0);
}

#[motsu::test]
fn a_batch_is_consecutive(c: Contract<Collection>, alice: Address, bob: Address) {
    rooted(&c, alice);
    assert_eq!(c.sender(alice).mint_batch(0, bob, 20).motsu_unwrap(), U256::ZERO);
    assert_eq!(c.sender(alice).mint_batch(0, alice, 10).motsu_unwrap(), n(20));
    for id in 0..30 {
        let owner = if id < 20 { bob } else { alice };
        assert_eq!(c.sender(bob).owner_of(n(id)).motsu_unwrap(), owner);
        c.assert_emitted(&Transfer { from: Address::ZERO, to: owner, token_id: n(id) });
    }
    assert_eq!(count::<Transfer>(&c), 30);
    assert_eq!(c.sender(bob).balance_of(bob).motsu_unwrap(), n(20));
    assert_eq!(c.sender(bob).total_supply(), n(30));
    refused(c.sender(bob).owner_of(n(30)), ERC721NonexistentToken { token_id: n(30) });
}

#[motsu::test]
fn a_batch_has_no_words_on_chain(c: Contract<Collection>, alice: Address) {
    rooted(&c, alice);
    c.sender(alice).mint_batch(0, alice, 2).motsu_unwrap();
    let words = c.sender(alice).provenance_of(n(1)).motsu_unwrap();
    assert_eq!(words, (MODEL, B256::ZERO, B256::ZERO, B256::ZERO, 0));
    assert_eq!(count::<ProvenanceRecorded>(&c), 0);
}

#[motsu::test]
fn a_batch_of_none_is_refused(c: Contract<Collection>, alice: Address) {
    rooted(&c, alice);
    refused(c.sender(alice).mint_batch(0, alice, 0), EmptyBatch { series: 0 });
}

#[motsu::test]
fn a_batch_beyond_the_supply_mints_nothing(c: Contract<Collection>, alice: Address) {
    rooted(&c, alice);
    c.sender(alice).mint_batch(0, alice, 28).motsu_unwrap();
    for requested in [3, 1_000_000, u32::MAX] {
        let result = c.sender(alice).mint_batch(0, alice, requested);
        refused(result, SoldOut { series: 0, requested, left: 2 });
    }
    c.sender(alice).mint_batch(0, alice, 2).motsu_unwrap();
    let result = c.sender(alice).mint_batch(0, alice, 1);
    refused(result, SoldOut { series: 0, requested: 1, left: 0 });
    assert_eq!(c.sender(alice).total_supply(), n(30));
}

#[motsu::test]
fn a_series_without_root_has_no_batches(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    refused(c.sender(alice).mint_batch(0, alice, 1), SeriesWithoutRoot { series: 0 });
    assert_eq!(c.sender(alice).series(0).motsu_unwrap().3, 0);
}

#[motsu::test]
fn single_pieces_and_batches_share_the_count(c: Contract<Collection>, alice: Address) {
    rooted(&c, alice);
    assert_eq!(c.sender(alice).mint_batch(0, alice, 3).motsu_unwrap(), U256::ZERO);
    let id = c.sender(alice).mint(0, alice, CONTENT, PROMPT, RECORD).motsu_unwrap();
    assert_eq!(id, n(3));
    assert_eq!(c.sender(alice).mint_batch(0, alice, 1).motsu_unwrap(), n(4));
}

#[motsu::test]
fn strangers_mint_no_batches(c: Contract<Collection>, alice: Address, eve: Address) {
    rooted(&c, alice);
    refused(c.sender(eve).mint_batch(0, eve, 1), MissingRole { caller: eve, role: 1 });
}
