//! Prices over time against their formulas, and the second before, at and after each edge.

use alloy_primitives::U256;
use colophon_e2e::{
    market::{terms, BUYER, END, OTHER, PRICE, START},
    Build, Market, Minter, Purchase, ARTIST,
};
use Minter::Terms;

/// The price at a second, by the formulas in 256 bits.
fn price(terms: &Terms, timestamp: u64) -> u128 {
    let elapsed = U256::from(timestamp - terms.start);
    let (start, floor) = (U256::from(terms.startPrice), U256::from(terms.floorPrice));
    let period = U256::from(terms.period);
    let now = match terms.curve {
        0 => start,
        1 if elapsed >= period => floor,
        1 => start - (start - floor) * elapsed / period,
        _ => {
            let halvings = elapsed / period;
            let halved = if halvings > U256::from(255) {
                U256::ZERO
            } else {
                start >> halvings.to::<usize>()
            };
            let rest = halved * (elapsed % period) / period / U256::from(2);
            (halved - rest).max(floor)
        }
    };
    now.to()
}

/// Price, next price and its second, against the formula second by second.
fn follow(market: &mut Market, terms: &Terms, seconds: &[u64]) {
    let sale = market.open(terms.clone());
    for elapsed in seconds {
        let now = START + elapsed;
        market.at(now);
        let state = market.state(sale);
        assert_eq!(state.price, price(terms, now), "{terms:?} after {elapsed} s");
        let next = (now + 1..now + 40_000).find(|at| price(terms, *at) != state.price);
        assert_eq!(state.nextPriceAt, next.unwrap_or(0), "{terms:?} after {elapsed} s");
        if let Some(at) = next {
            assert_eq!(state.nextPrice, price(terms, at), "{terms:?} after {elapsed} s");
        }
        let purchase = Purchase::new(sale, BUYER, 1);
        let (quoted, reason) = market.quote(&purchase);
        assert_eq!((quoted, reason.is_empty()), (U256::from(state.price), true));
    }
}

fn linear(start: u128, floor: u128, period: u32) -> Terms {
    Terms { curve: 1, startPrice: start, floorPrice: floor, period, end: 0, ..terms() }
}

fn linear_prices_fall_to_the_floor(build: Build) {
    let seconds = [0, 1, 2, 3, 49, 50, 98, 99, 100, 101, 30_000];
    for terms in [
        linear(1_000, 100, 100),
        linear(7, 0, 100),
        linear(1, 0, 100),
        linear(u128::MAX, 0, 100),
        linear(u128::MAX, u128::MAX - 1, 99),
        linear(3, 1, 1),
    ] {
        follow(&mut Market::new(build), &terms, &seconds);
    }
}

fn exponential_prices_halve(build: Build) {
    let seconds = [0, 1, 2, 59, 60, 61, 119, 120, 121, 360, 3_599, 7_620, 7_680, 20_000];
    let with = |start, floor, period| Terms { curve: 2, ..linear(start, floor, period) };
    for terms in [
        with(1_000_000_007, 1_000, 60),
        with(u128::MAX, 0, 60),
        with(u128::MAX, 1, 1),
        with(5, 2, 60),
        with(1, 0, 60),
    ] {
        follow(&mut Market::new(build), &terms, &seconds);
    }
}

fn one_price_never_changes(build: Build) {
    let mut market = Market::new(build);
    follow(&mut market, &Terms { end: 0, ..terms() }, &[0, 1, 1_000, 30_000_000]);
}

fn buyers_pay_the_price_of_their_second(build: Build) {
    for curve in [1, 2] {
        let mut market = Market::new(build);
        let terms = Terms { curve, ..linear(1_000_000, 1_000, 500) };
        let sale = market.open(terms.clone());
        for elapsed in [0, 1, 250, 499, 500, 501, 5_000] {
            market.at(START + elapsed);
            let each = price(&terms, START + elapsed);
            let bought = market.buy(&Purchase::new(sale, BUYER, 3).at_most(3 * each));
            assert_eq!(bought.price, 3 * each);
            assert_eq!(market.state(sale).lastPrice, each);
        }
    }
}

fn a_sale_opens_at_its_start_and_ends_at_its_end(build: Build) {
    let mut market = Market::new(build);
    let id = market.next_id(0);
    let create = Minter::createSaleCall {
        saleId: id,
        terms: terms(),
        payees: colophon_e2e::market::payees(),
    };
    market.ok(ARTIST, create);
    let purchase = Purchase::new(id, BUYER, 1);
    let not_open = |status| Minter::NotOpen { saleId: id, status };
    market.refuse(&purchase, not_open(1));
    market.at(START - 1);
    assert_eq!(market.state(id).status, 1);
    market.refuse(&purchase, not_open(1));
    market.at(START);
    assert_eq!(market.state(id).status, 2);
    market.buy(&purchase);
    market.at(START + 1);
    market.buy(&purchase);
    market.at(END - 1);
    market.buy(&purchase);
    market.at(END);
    assert_eq!(market.state(id).status, 5);
    market.refuse(&purchase, not_open(5));
    market.at(END + 1);
    market.refuse(&purchase, not_open(5));
}

fn phases_of_a_series_stand_side_by_side(build: Build) {
    let mut market = Market::new(build);
    let first = market.open(Terms { end: START + 100, limit: 2, ..terms() });
    let second = market.open(Terms { start: START + 50, startPrice: 7, floorPrice: 7, ..terms() });
    market.buy(&Purchase::new(first, BUYER, 2));
    market.buy(&Purchase::new(second, BUYER, 2));
    market.refuse(&Purchase::new(first, BUYER, 1), Minter::NotOpen { saleId: first, status: 4 });
    assert_eq!((market.state(first).sold, market.state(second).sold), (2, 2));
    assert_eq!((market.state(first).paid, market.state(second).paid), (2 * PRICE, 14));
    assert_eq!(market.state(second).remaining, 998);
}

fn sums_that_do_not_fit_are_refused(build: Build) {
    let mut market = Market::new(build);
    market.world.chain.set_balance(OTHER, U256::MAX >> 1);
    let max = u128::MAX;
    let sale = market.open(Terms { startPrice: max, floorPrice: max, ..terms() });
    for quantity in [2, 999] {
        market.refuse(&Purchase::new(sale, OTHER, quantity), Minter::PriceOverflow {});
    }
    let bought = market.buy(&Purchase::new(sale, OTHER, 1));
    assert_eq!(bought.price, max);
    // What the sale has been paid is a sum of 128 bits, too.
    market.refuse(&Purchase::new(sale, OTHER, 1), Minter::PriceOverflow {});
    let half = Terms { startPrice: max / 2, floorPrice: max / 2, ..terms() };
    let sale = market.open(half);
    assert_eq!(market.buy(&Purchase::new(sale, OTHER, 2)).price, max - 1);
    market.refuse(&Purchase::new(sale, OTHER, 3), Minter::PriceOverflow {});
}

both_builds!(
    linear_prices_fall_to_the_floor,
    exponential_prices_halve,
    one_price_never_changes,
    buyers_pay_the_price_of_their_second,
    a_sale_opens_at_its_start_and_ends_at_its_end,
    phases_of_a_series_stand_side_by_side,
    sums_that_do_not_fit_are_refused,
);
