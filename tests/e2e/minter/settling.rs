//! Sales where everybody pays the last price: what somebody paid above it comes back when the sale is over.

use alloy_primitives::{Address, U256};
use colophon_e2e::{
    conditions::{allowance, curator, voucher},
    market::{payees, terms, BUYER, CREATOR, END, OTHER, PAYER, PLATFORM, START},
    Build, Market, Minter, Pass, Purchase, ARTIST, STRANGER,
};
use Minter::{Allowance, Terms, Voucher};

/// From 1,000 to 100 in 9,000 seconds.
fn falling() -> Terms {
    Terms { curve: 1, settles: true, startPrice: 1_000, floorPrice: 100, period: 9_000, ..terms() }
}

fn refund(sale: U256, account: Address) -> Minter::refundCall {
    Minter::refundCall { saleId: sale, account }
}

/// Refunds somebody and sees that it arrives, at once or by a withdrawal.
fn refunded(market: &mut Market, sale: U256, account: Address) -> u128 {
    let before = market.coins(account);
    let (amount, _) = market.ok(STRANGER, refund(sale, account));
    if market.owed(account) > 0 {
        market.ok(STRANGER, Minter::withdrawCall { account, currency: Address::ZERO });
    }
    assert_eq!(market.coins(account) - before, U256::from(amount));
    amount
}

/// Three buyers at three prices; the Minter is empty when all have been paid and paid back.
fn everybody_pays_the_last_price(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(falling());
    market.buy(&Purchase::new(sale, BUYER, 2));
    market.at(START + 3_000);
    market.buy(&Purchase::new(sale, OTHER, 3).paid_by(PAYER));
    market.at(START + 6_000);
    market.buy(&Purchase::new(sale, BUYER, 1));
    assert_eq!(market.state(sale).paid, 2_000 + 2_100 + 400);
    assert_eq!(market.state(sale).lastPrice, 400);
    for account in [BUYER, PAYER] {
        assert_eq!(market.refundable(sale, account), 0, "not over yet");
    }
    market.refused(
        ARTIST,
        Minter::releaseCall { saleId: sale },
        Minter::NothingToRelease { saleId: sale },
    );
    market.refused(BUYER, refund(sale, BUYER), Minter::NotOver { saleId: sale, status: 2 });
    market.at(END);
    assert_eq!(market.refundable(sale, BUYER), 2_400 - 3 * 400);
    assert_eq!(market.refundable(sale, PAYER), 2_100 - 3 * 400);
    assert_eq!(market.refundable(sale, OTHER), 0);
    assert_eq!(refunded(&mut market, sale, BUYER), 1_200);
    assert_eq!(market.ok(STRANGER, Minter::releaseCall { saleId: sale }).0, 6 * 400);
    assert_eq!((market.owed(CREATOR), market.owed(PLATFORM)), (2_160, 240));
    assert_eq!(refunded(&mut market, sale, PAYER), 900);
    for account in [BUYER, PAYER, OTHER, ARTIST] {
        let error = Minter::NothingToRefund { saleId: sale, account };
        market.refused(STRANGER, refund(sale, account), error);
    }
    market.refused(
        ARTIST,
        Minter::releaseCall { saleId: sale },
        Minter::NothingToRelease { saleId: sale },
    );
    for payee in [CREATOR, PLATFORM] {
        market.ok(STRANGER, Minter::withdrawCall { account: payee, currency: Address::ZERO });
    }
    assert_eq!(market.coins(market.minter), U256::ZERO);
}

fn the_last_buyer_gets_nothing_back(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { limit: 3, ..falling() });
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(START + 1);
    market.buy(&Purchase::new(sale, OTHER, 2));
    assert_eq!(market.state(sale).status, 4);
    let last = market.state(sale).lastPrice;
    assert_eq!(market.refundable(sale, BUYER), 1_000 - last);
    let error = Minter::NothingToRefund { saleId: sale, account: OTHER };
    market.refused(OTHER, refund(sale, OTHER), error);
}

/// Closing a sale settles it, and a pause does not keep it open: refunds need no owner.
fn a_closed_sale_settles(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(falling());
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(START + 9_000);
    market.buy(&Purchase::new(sale, OTHER, 1));
    market.ok(ARTIST, Minter::setPausedCall { saleId: sale, paused: true });
    let mut ended = market.clone();
    market.ok(ARTIST, Minter::closeSaleCall { saleId: sale });
    assert_eq!(refunded(&mut market, sale, BUYER), 900);
    ended.at(END);
    assert_eq!(refunded(&mut ended, sale, BUYER), 900);
}

/// Without an end it would be over by the owner's will alone, and the surplus with it.
fn a_settling_sale_has_an_end(build: Build) {
    let mut market = Market::new(build);
    let create = Minter::createSaleCall {
        saleId: market.next_id(0),
        terms: Terms { end: 0, ..falling() },
        payees: payees(),
    };
    let timestamp = market.now();
    let error = Minter::InvalidWindow { start: START, end: 0, timestamp };
    market.refused(ARTIST, create, error);
}

fn a_settling_sale_that_sold_nothing(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(falling());
    market.at(END);
    market.refused(
        ARTIST,
        Minter::releaseCall { saleId: sale },
        Minter::NothingToRelease { saleId: sale },
    );
    let error = Minter::NothingToRefund { saleId: sale, account: BUYER };
    market.refused(BUYER, refund(sale, BUYER), error);
}

/// No price of one's own where all pay the same.
fn prices_of_ones_own_are_refused(build: Build) {
    let mut market = Market::new(build);
    let entries = [(BUYER, Allowance { price: 5, ..allowance(2) }), (OTHER, allowance(2))];
    let list = market.allow_list(market.next_id(0), &entries);
    let sale = market.open(Terms { allowRoot: list.root(), ..falling() });
    let settled = |price| Minter::PriceIsSettled { price };
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&list.pass(0)), settled(5));
    market.buy(&Purchase::new(sale, OTHER, 1).with(&list.pass(1)));
    let sale = market.open(Terms { signer: curator(1).address(), ..falling() });
    for price in [0, 1, 1_000, u128::MAX - 1] {
        let pass: Pass = market.vouch(&curator(1), sale, Voucher { price, ..voucher(1) });
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), settled(price));
    }
    let pass = market.vouch(&curator(1), sale, voucher(1));
    market.buy(&Purchase::new(sale, BUYER, 1).with(&pass));
}

fn a_sale_that_does_not_settle_gives_nothing_back(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { settles: false, ..falling() });
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(START + 9_000);
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(END);
    assert_eq!(market.refundable(sale, BUYER), 0);
    market.refused(BUYER, refund(sale, BUYER), Minter::NotSettled { saleId: sale });
    assert_eq!(market.ok(STRANGER, Minter::releaseCall { saleId: sale }).0, 1_100);
}

/// The highest prices: nothing wraps, and the parts make the whole.
fn settling_at_the_highest_price(build: Build) {
    let mut market = Market::new(build);
    market.world.chain.set_balance(BUYER, U256::MAX >> 1);
    let terms = Terms { startPrice: u128::MAX - 1, floorPrice: 1, ..falling() };
    let sale = market.open_in(0, terms, payees());
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(START + 9_000);
    market.buy(&Purchase::new(sale, OTHER, 1));
    market.at(END);
    assert_eq!(market.refundable(sale, BUYER), u128::MAX - 2);
    assert_eq!(refunded(&mut market, sale, BUYER), u128::MAX - 2);
    assert_eq!(market.ok(STRANGER, Minter::releaseCall { saleId: sale }).0, 2);
    assert_eq!(market.owed(CREATOR) + market.owed(PLATFORM), 2);
    assert_eq!(market.coins(market.minter), U256::from(2));
}

both_builds!(
    everybody_pays_the_last_price,
    the_last_buyer_gets_nothing_back,
    a_closed_sale_settles,
    a_settling_sale_has_an_end,
    a_settling_sale_that_sold_nothing,
    prices_of_ones_own_are_refused,
    a_sale_that_does_not_settle_gives_nothing_back,
    settling_at_the_highest_price,
);
