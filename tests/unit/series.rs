//! Creating and freezing series.

use alloy_primitives::{Address, B256};
use colophon_collection::{
    errors::{FrozenSeries, InvalidSupply, NotOwner, UnknownSeries, ZeroModelHash},
    events::{RoyaltySet, SeriesCreated, SeriesFrozen},
    Collection,
};
use motsu::prelude::*;

use crate::world::{construct, count, mint, open, refused, series, MODEL, ROOT};

#[motsu::test]
fn a_series_is_what_it_was_created_as(c: Contract<Collection>, alice: Address, bob: Address) {
    construct(&c, alice);
    let number = c.sender(alice).create_series(MODEL, ROOT, 24, bob, 750).motsu_unwrap();
    assert_eq!(number, 0);
    let created = SeriesCreated { series: 0, modelHash: MODEL, root: ROOT, supply: 24 };
    c.assert_emitted(&created);
    c.assert_emitted(&RoyaltySet { series: 0, receiver: bob, bps: 750 });
    let info = c.sender(bob).series(0).motsu_unwrap();
    assert_eq!(info, (MODEL, ROOT, 24, 0, bob, 750, false));
}

#[motsu::test]
fn series_count_from_zero(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    for expected in 0..3 {
        assert_eq!(series(&c, alice, B256::ZERO, expected + 1), expected);
        let info = c.sender(alice).series(expected).motsu_unwrap();
        assert_eq!((info.2, info.3), (expected + 1, 0));
    }
}

#[motsu::test]
fn an_unknown_series_is_named_with_the_count(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    for unknown in [1, 2, u32::MAX] {
        let reason = || UnknownSeries { series: unknown, count: 1 };
        refused(c.sender(alice).series(unknown), reason());
        refused(c.sender(alice).freeze(unknown), reason());
        refused(c.sender(alice).set_royalty(unknown, alice, 1), reason());
        refused(c.sender(alice).mint_batch(unknown, alice, 1), reason());
        refused(c.sender(alice).mint(unknown, alice, ROOT, ROOT, ROOT), reason());
    }
}

#[motsu::test]
fn supply_is_one_to_a_million(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    for supply in [0, 1_000_001, u32::MAX] {
        let result = c.sender(alice).create_series(MODEL, ROOT, supply, Address::ZERO, 0);
        refused(result, InvalidSupply { supply, max: 1_000_000 });
    }
    assert_eq!(series(&c, alice, ROOT, 1), 0);
    assert_eq!(series(&c, alice, ROOT, 1_000_000), 1);
}

#[motsu::test]
fn a_model_hash_is_not_zero(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    let result = c.sender(alice).create_series(B256::ZERO, ROOT, 1, Address::ZERO, 0);
    refused(result, ZeroModelHash {});
    assert_eq!(count::<SeriesCreated>(&c), 0);
}

#[motsu::test]
fn a_refused_series_takes_no_number(c: Contract<Collection>, alice: Address) {
    construct(&c, alice);
    // The royalty is refused after the series was written: the whole call is undone.
    assert!(c.sender(alice).create_series(MODEL, ROOT, 1, alice, 10_001).motsu_res().is_err());
    assert_eq!(series(&c, alice, ROOT, 1), 0);
}

#[motsu::test]
fn series_are_the_owners(c: Contract<Collection>, alice: Address, eve: Address) {
    open(&c, alice);
    c.sender(alice).set_roles(eve, 3).motsu_unwrap();
    let reason = || NotOwner { caller: eve, owner: alice };
    refused(c.sender(eve).create_series(MODEL, ROOT, 1, eve, 0), reason());
    refused(c.sender(eve).set_royalty(0, eve, 1), reason());
    refused(c.sender(eve).freeze(0), reason());
    refused(c.sender(eve).set_descriptor(eve), reason());
}

#[motsu::test]
fn freezing_is_once_and_for_one_series(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    series(&c, alice, B256::ZERO, 1);
    c.sender(alice).freeze(0).motsu_unwrap();
    c.assert_emitted(&SeriesFrozen { series: 0 });
    assert!(c.sender(alice).series(0).motsu_unwrap().6);
    assert!(!c.sender(alice).series(1).motsu_unwrap().6);
    refused(c.sender(alice).freeze(0), FrozenSeries { series: 0 });
}

#[motsu::test]
fn a_frozen_series_is_still_minted(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    mint(&c, alice, alice);
    c.sender(alice).freeze(0).motsu_unwrap();
    mint(&c, alice, alice);
    let info = c.sender(alice).series(0).motsu_unwrap();
    assert_eq!((info.2, info.3, info.6), (10, 2, true));
}
