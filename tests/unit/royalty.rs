//! Royalties (ERC-2981).

use alloy_primitives::{Address, B256, U256};
use colophon_collection::{
    errors::{InvalidRoyaltyReceiver, RoyaltyTooHigh},
    events::RoyaltySet,
    Collection,
};
use motsu::prelude::*;

use crate::world::{construct, mint, n, open, refused, series, MODEL};

#[motsu::test]
fn the_share_is_exact(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    c.sender(alice).set_royalty(0, bob, 750).motsu_unwrap();
    c.assert_emitted(&RoyaltySet { series: 0, receiver: bob, bps: 750 });
    for (price, share) in [(0, 0), (13, 0), (14, 1), (10_000, 750), (99_999, 7_499)] {
        assert_eq!(c.sender(alice).royalty_info(n(0), n(price)), (bob, n(share)));
    }
}

#[motsu::test]
fn no_price_is_too_high(c: Contract<Collection>, alice: Address, bob: Address) {
    open(&c, alice);
    c.sender(alice).set_royalty(0, bob, 10_000).motsu_unwrap();
    assert_eq!(c.sender(alice).royalty_info(n(0), U256::MAX), (bob, U256::MAX));
    c.sender(alice).set_royalty(0, bob, 1).motsu_unwrap();
    let share = U256::MAX / n(10_000);
    assert_eq!(c.sender(alice).royalty_info(n(0), U256::MAX), (bob, share));
}

#[motsu::test]
fn every_id_of_a_series_has_its_royalty(c: Contract<Collection>, alice: Address, bob: Address) {
    construct(&c, alice);
    c.sender(alice).create_series(MODEL, B256::ZERO, 5, alice, 100).motsu_unwrap();
    c.sender(alice).create_series(MODEL, B256::ZERO, 5, bob, 200).motsu_unwrap();
    for (id, answer) in [
        (n(0), (alice, n(1))),
        (n(999_999), (alice, n(1))),
        (n(1_000_000), (bob, n(2))),
        (n(2_000_000), (Address::ZERO, n(0))),
    ] {
        assert_eq!(c.sender(alice).royalty_info(id, n(100)), answer);
    }
}

#[motsu::test]
fn all_bits_of_an_id_count(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    c.sender(alice).set_royalty(0, alice, 500).motsu_unwrap();
    let id = mint(&c, alice, alice);
    // 2^32 series of a million ids would wrap to series 0 in 32 bits.
    let wrapped = n(1_000_000) << 32;
    for stranger in [id | (n(1) << 64), id | (n(1) << 128), id | (n(1) << 255), wrapped, U256::MAX]
    {
        assert_eq!(c.sender(alice).royalty_info(stranger, n(100)), (Address::ZERO, U256::ZERO));
    }
}

#[motsu::test]
fn more_than_the_price_is_refused(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    for bps in [10_001, u16::MAX] {
        let reason = || RoyaltyTooHigh { bps, max: 10_000 };
        refused(c.sender(alice).set_royalty(0, alice, bps), reason());
        refused(c.sender(alice).create_series(MODEL, MODEL, 1, alice, bps), reason());
    }
}

#[motsu::test]
fn somebody_gets_a_royalty(c: Contract<Collection>, alice: Address) {
    open(&c, alice);
    let reason = InvalidRoyaltyReceiver { receiver: Address::ZERO, bps: 1 };
    refused(c.sender(alice).set_royalty(0, Address::ZERO, 1), reason);
    c.sender(alice).set_royalty(0, Address::ZERO, 0).motsu_unwrap();
    c.sender(alice).set_royalty(0, alice, 0).motsu_unwrap();
}

#[motsu::test]
fn the_royalty_of_a_frozen_series_only_falls(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
) {
    open(&c, alice);
    c.sender(alice).set_royalty(0, alice, 500).motsu_unwrap();
    c.sender(alice).freeze(0).motsu_unwrap();
    let result = c.sender(alice).set_royalty(0, alice, 501);
    refused(result, RoyaltyTooHigh { bps: 501, max: 500 });
    // The receiver may change, and the royalty may fall, but not rise again.
    c.sender(alice).set_royalty(0, bob, 500).motsu_unwrap();
    c.sender(alice).set_royalty(0, bob, 300).motsu_unwrap();
    let result = c.sender(alice).set_royalty(0, bob, 400);
    refused(result, RoyaltyTooHigh { bps: 400, max: 300 });
    assert_eq!(c.sender(alice).royalty_info(n(0), n(10_000)), (bob, n(300)));
}

#[motsu::test]
fn a_royalty_changes_nothing_else_of_a_series(
    c: Contract<Collection>,
    alice: Address,
    bob: Address,
) {
    open(&c, alice);
    series(&c, alice, MODEL, 7);
    mint(&c, alice, alice);
    c.sender(alice).set_royalty(0, bob, u16::MAX / 7).motsu_unwrap();
    let info = c.sender(alice).series(0).motsu_unwrap();
    assert_eq!(info, (MODEL, B256::ZERO, 10, 1, bob, 9_362, false));
    let info = c.sender(alice).series(1).motsu_unwrap();
    assert_eq!(info, (MODEL, MODEL, 7, 0, Address::ZERO, 0, false));
}
