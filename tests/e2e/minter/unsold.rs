//! What a sale does not sell: minted afterwards to whom the terms name, by anyone, or not at all.

use alloy_primitives::{keccak256, U256};
use colophon_e2e::{
    market::{terms, BUYER, END, PLATFORM, START},
    world::{events, word},
    Build, Collection, Market, Minter, Purchase, ARTIST, MINTER, STRANGER,
};
use Minter::Terms;

fn unsold(sale: U256, quantity: u32) -> Minter::mintUnsoldCall {
    Minter::mintUnsoldCall { saleId: sale, quantity }
}

fn museum() -> Terms {
    Terms { limit: 10, unsoldRecipient: PLATFORM, ..terms() }
}

fn anybody_mints_the_unsold_when_the_sale_is_over(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(museum());
    market.buy(&Purchase::new(sale, BUYER, 3));
    for now in [START, END - 1] {
        market.at(now);
        for caller in [ARTIST, STRANGER] {
            market.refused(caller, unsold(sale, 1), Minter::NotOver { saleId: sale, status: 2 });
        }
    }
    market.at(END);
    for quantity in [0, 8, u32::MAX] {
        let error = Minter::InvalidQuantity { quantity, max: 7 };
        market.refused(STRANGER, unsold(sale, quantity), error);
    }
    let (first, receipt) = market.ok(STRANGER, unsold(sale, 4));
    assert_eq!(first, U256::from(3));
    let event =
        Minter::Unsold { saleId: sale, recipient: PLATFORM, firstTokenId: first, quantity: 4 };
    assert_eq!(events::<Minter::Unsold>(&receipt, market.minter), [event]);
    let error = Minter::InvalidQuantity { quantity: 4, max: 3 };
    market.refused(STRANGER, unsold(sale, 4), error);
    market.ok(STRANGER, unsold(sale, 3));
    let error = Minter::InvalidQuantity { quantity: 1, max: 0 };
    market.refused(STRANGER, unsold(sale, 1), error);
    let balance = Collection::balanceOfCall { owner: PLATFORM };
    assert_eq!(market.world.view(balance), U256::from(7));
    // Nothing was sold or paid by it.
    assert_eq!((market.state(sale).sold, market.state(sale).paid), (3, 3 * terms().startPrice));
}

fn without_a_recipient_nothing_is_minted(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    market.at(END);
    market.refused(ARTIST, unsold(sale, 1), Minter::NoUnsoldRecipient { saleId: sale });
}

fn a_closed_sale_is_over_and_a_paused_one_is_not(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(museum());
    market.ok(ARTIST, Minter::setPausedCall { saleId: sale, paused: true });
    market.refused(STRANGER, unsold(sale, 1), Minter::NotOver { saleId: sale, status: 3 });
    market.ok(ARTIST, Minter::closeSaleCall { saleId: sale });
    market.ok(STRANGER, unsold(sale, 10));
}

fn never_more_than_the_series_has(build: Build) {
    let mut market = Market::new(build);
    let series = market.world.create_series(word(3), 10);
    let sale = market.open_in(series, museum(), colophon_e2e::market::payees());
    market.buy(&Purchase::new(sale, BUYER, 2));
    let batch = Collection::mintBatchCall { series, to: ARTIST, count: 5 };
    market.world.ok(MINTER, batch);
    market.at(END);
    let error = Collection::SoldOut { series, requested: 8, left: 3 };
    market.refused(STRANGER, unsold(sale, 8), error);
    market.ok(STRANGER, unsold(sale, 3));
    assert_eq!(market.world.view(Collection::seriesCall { series }).minted, 10);
}

/// A blind sale that failed gives nothing to anybody.
fn a_missed_reveal_mints_no_unsold(build: Build) {
    let mut market = Market::new(build);
    let (seed, promise) = (word(1), word(2));
    let commitment =
        keccak256([b"colophon/scarcity/1/commitment", &seed[..], &promise[..]].concat());
    let blind = Terms { seedCommitment: commitment, revealBy: END + 10, ..museum() };
    let sale = market.open(blind);
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(END);
    let mut revealed = market.clone();
    revealed.ok(STRANGER, Minter::revealCall { saleId: sale, seed, promiseHash: promise });
    revealed.at(END + 11);
    revealed.ok(STRANGER, unsold(sale, 9));
    let late = END + 11;
    market.at(late);
    let error = Minter::RevealTooLate { revealBy: END + 10, timestamp: late };
    market.refused(STRANGER, unsold(sale, 1), error);
}

both_builds!(
    anybody_mints_the_unsold_when_the_sale_is_over,
    without_a_recipient_nothing_is_minted,
    a_closed_sale_is_over_and_a_paused_one_is_not,
    never_more_than_the_series_has,
    a_missed_reveal_mints_no_unsold,
);
