//! Prices and windows at the edges of the clock, which stands still here: the sales move instead.

use alloy_primitives::{Address, U256};
use colophon_minter::{
    IMinter, InvalidQuantity, NotOpen, PriceOverflow, SaleLimitExceeded, UnknownSale,
};
use motsu::prelude::*;

use super::world::{create, payees, quote, revert, sale_id, state, terms, Scripted, Seller, NOW};

/// The price of one piece, and of the next second in which it differs.
fn prices(s: &Contract<Seller>, id: U256) -> (u128, u128, u64) {
    let state = state(s, id);
    (state.price, state.nextPrice, state.nextPriceAt)
}

#[motsu::test]
fn a_window_begins_with_its_start_and_ends_before_its_end(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, 1_000);
    let cases = [
        (NOW, NOW + 1, 2),
        (NOW + 1, NOW + 2, 1),
        (0, 0, 2),
        (NOW, 0, 2),
        (u64::MAX, 0, 1),
        (u64::MAX - 1, u64::MAX, 1),
        (0, u64::MAX, 2),
    ];
    for (phase, (start, end, status)) in cases.into_iter().enumerate() {
        let id = sale_id(c.address(), phase as u32);
        let terms = IMinter::Terms { start, end, ..terms() };
        create(&s, alice, id, terms, payees(&[10_000])).unwrap();
        assert_eq!(state(&s, id).status, status, "{start} to {end}");
        if status != 2 {
            let refusal = revert(NotOpen { saleId: id, status });
            assert_eq!(quote(&s, id, 3), (U256::from(300), refusal));
        }
    }
}

#[motsu::test]
fn a_line_falls_to_its_floor(s: Contract<Seller>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, 1_000);
    let cases = [
        (0, (100, 97, NOW + 1)),
        (1, (97, 94, NOW + 1)),
        (29, (13, 10, NOW + 1)),
        (30, (10, 10, 0)),
        (NOW, (10, 10, 0)),
    ];
    for (phase, (elapsed, expected)) in cases.into_iter().enumerate() {
        let id = sale_id(c.address(), phase as u32);
        let terms = IMinter::Terms {
            curve: 1,
            floorPrice: 10,
            period: 30,
            start: NOW - elapsed,
            ..terms()
        };
        create(&s, alice, id, terms, payees(&[10_000])).unwrap();
        assert_eq!(prices(&s, id), expected, "after {elapsed} s");
    }
}

#[motsu::test]
fn a_price_halves(s: Contract<Seller>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, 1_000);
    let cases = [(0, 800), (5, 600), (10, 400), (15, 300), (31, 95), (32, 90), (NOW, 90)];
    for (phase, (elapsed, price)) in cases.into_iter().enumerate() {
        let id = sale_id(c.address(), phase as u32);
        let terms = IMinter::Terms {
            curve: 2,
            startPrice: 800,
            floorPrice: 90,
            period: 10,
            start: NOW - elapsed,
            ..terms()
        };
        create(&s, alice, id, terms, payees(&[10_000])).unwrap();
        assert_eq!(state(&s, id).price, price, "after {elapsed} s");
    }
}

#[motsu::test]
fn quantities_at_the_edges(s: Contract<Seller>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, 1_000);
    let id = sale_id(c.address(), 0);
    assert_eq!(quote(&s, id, 1), (U256::ZERO, revert(UnknownSale { saleId: id })));
    let dear = u128::MAX / 2 + 1;
    let terms = IMinter::Terms { startPrice: dear, floorPrice: dear, ..terms() };
    create(&s, alice, id, terms, payees(&[10_000])).unwrap();
    let none = revert(InvalidQuantity { quantity: 0, max: 50 });
    assert_eq!(quote(&s, id, 0), (U256::ZERO, none));
    assert_eq!(quote(&s, id, 2), (U256::ZERO, revert(PriceOverflow {})));
    for requested in [51, u32::MAX] {
        let refusal = revert(SaleLimitExceeded { requested, left: 50 });
        assert_eq!(quote(&s, id, requested).1, refusal);
    }
}
