//! What may change after creation: less, sooner, or stopped, by the owner alone. Everything else stays as buyers saw it.

use alloy_primitives::{Address, B256, U256};
use colophon_e2e::{
    conditions::{allowance, curator},
    market::{terms, BUYER, CREATOR, END, OTHER, PRICE, START},
    world::{events, word},
    Build, Market, Minter, Purchase, ARTIST, MINTER, STRANGER,
};
use Minter::Terms;

/// The amendment that changes nothing, to be changed.
fn amend(market: &Market, sale: U256) -> Minter::amendSaleCall {
    let terms = market.view(Minter::saleCall { saleId: sale }).terms;
    Minter::amendSaleCall {
        saleId: sale,
        limit: terms.limit,
        end: terms.end,
        allowRoot: terms.allowRoot,
        signer: terms.signer,
    }
}

fn refuse(market: &mut Market, call: Minter::amendSaleCall, field: u8) {
    market.refused(ARTIST, call, Minter::InvalidAmendment { field });
}

fn only_the_owner_changes_anything(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { signer: curator(1).address(), ..terms() });
    market.world.chain.set_balance(curator(1).address(), stylus_chain::config::ETHER);
    for caller in [STRANGER, MINTER, BUYER, curator(1).address()] {
        let error = Minter::NotCollectionOwner { caller, owner: ARTIST };
        let call = amend(&market, sale);
        market.refused(caller, call, error.clone());
        let pause = Minter::setPausedCall { saleId: sale, paused: true };
        market.refused(caller, pause, error.clone());
        market.refused(caller, Minter::closeSaleCall { saleId: sale }, error);
    }
}

fn limits_only_go_down_and_never_below_what_is_sold(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { limit: 10, ..terms() });
    market.buy(&Purchase::new(sale, BUYER, 4));
    for limit in [11, 1_000, u32::MAX, 3, 0] {
        let call = Minter::amendSaleCall { limit, ..amend(&market, sale) };
        refuse(&mut market, call, 1);
    }
    let call = Minter::amendSaleCall { limit: 5, ..amend(&market, sale) };
    let (_, receipt) = market.ok(ARTIST, call);
    let amended = Minter::SaleAmended {
        saleId: sale,
        limit: 5,
        end: END,
        allowRoot: B256::ZERO,
        signer: Address::ZERO,
    };
    assert_eq!(events::<Minter::SaleAmended>(&receipt, market.minter), [amended]);
    assert_eq!(market.state(sale).remaining, 1);
    let call = Minter::amendSaleCall { limit: 6, ..amend(&market, sale) };
    refuse(&mut market, call, 1);
    let over = Minter::SaleLimitExceeded { requested: 2, left: 1 };
    market.refuse(&Purchase::new(sale, OTHER, 2), over);
    // Down to what is sold: sold out, and over.
    let call = Minter::amendSaleCall { limit: 4, ..amend(&market, sale) };
    market.ok(ARTIST, call);
    assert_eq!(market.state(sale).status, 4);
}

fn ends_only_come_sooner_and_not_before_now(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let now = START + 100;
    market.at(now);
    for end in [END + 1, u64::MAX, 0, now - 1, START, 1] {
        let call = Minter::amendSaleCall { end, ..amend(&market, sale) };
        refuse(&mut market, call, 2);
    }
    let call = Minter::amendSaleCall { end: now + 50, ..amend(&market, sale) };
    market.ok(ARTIST, call);
    let call = Minter::amendSaleCall { end: END, ..amend(&market, sale) };
    refuse(&mut market, call, 2);
    market.at(now + 49);
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.at(now + 50);
    market.refuse(&Purchase::new(sale, BUYER, 1), Minter::NotOpen { saleId: sale, status: 5 });
    // A sale without end may get one.
    let sale = market.open(Terms { end: 0, ..terms() });
    let call = Minter::amendSaleCall { end: u64::MAX, ..amend(&market, sale) };
    market.ok(ARTIST, call);
    let call = Minter::amendSaleCall { end: 0, ..amend(&market, sale) };
    refuse(&mut market, call, 2);
}

fn conditions_are_replaced_but_not_added_nor_removed(build: Build) {
    let mut market = Market::new(build);
    let public = market.open(terms());
    let call = Minter::amendSaleCall { allowRoot: word(1), ..amend(&market, public) };
    refuse(&mut market, call, 3);
    let call = Minter::amendSaleCall { signer: STRANGER, ..amend(&market, public) };
    refuse(&mut market, call, 4);

    let id = market.next_id(0);
    let (first, second) = (
        market.allow_list(id, &[(BUYER, allowance(1))]),
        market.allow_list(id, &[(OTHER, allowance(1))]),
    );
    let sale = market.open(Terms { allowRoot: first.root(), ..terms() });
    let call = Minter::amendSaleCall { allowRoot: B256::ZERO, ..amend(&market, sale) };
    refuse(&mut market, call, 3);
    let call = Minter::amendSaleCall { signer: STRANGER, ..amend(&market, sale) };
    refuse(&mut market, call, 4);
    market.buy(&Purchase::new(sale, BUYER, 1).with(&first.pass(0)));
    let call = Minter::amendSaleCall { allowRoot: second.root(), ..amend(&market, sale) };
    market.ok(ARTIST, call);
    let error = Minter::NotAllowed { account: BUYER, leaf: first.leaf(0), root: second.root() };
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&first.pass(0)), error);
    market.buy(&Purchase::new(sale, OTHER, 1).with(&second.pass(0)));

    let signed = market.open(Terms { signer: curator(1).address(), ..terms() });
    let call = Minter::amendSaleCall { signer: Address::ZERO, ..amend(&market, signed) };
    refuse(&mut market, call, 4);
    let call = Minter::amendSaleCall { signer: curator(2).address(), ..amend(&market, signed) };
    market.ok(ARTIST, call);
}

/// What buyers agreed to stays: price, curve, shares, recipient and seed have no function that changes them.
fn an_amendment_keeps_everything_else(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { limit: 10, walletLimit: 9, ..terms() });
    market.buy(&Purchase::new(sale, BUYER, 2));
    let before = market.view(Minter::saleCall { saleId: sale });
    let call = Minter::amendSaleCall { limit: 7, end: END - 9, ..amend(&market, sale) };
    market.ok(ARTIST, call);
    let after = market.view(Minter::saleCall { saleId: sale });
    assert_eq!(after.payees, before.payees);
    assert_eq!(after.terms, Terms { limit: 7, end: END - 9, ..before.terms });
    let state = market.state(sale);
    assert_eq!((state.sold, state.paid, state.lastPrice), (2, 2 * PRICE, PRICE));
}

fn a_pause_stops_buying_and_nothing_else(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    market.buy(&Purchase::new(sale, BUYER, 1));
    let pause = |paused| Minter::setPausedCall { saleId: sale, paused };
    let (_, receipt) = market.ok(ARTIST, pause(true));
    let event = Minter::SalePaused { saleId: sale, paused: true };
    assert_eq!(events::<Minter::SalePaused>(&receipt, market.minter), [event]);
    assert_eq!(market.state(sale).status, 3);
    let stopped = Minter::NotOpen { saleId: sale, status: 3 };
    market.refuse(&Purchase::new(sale, BUYER, 1), stopped);
    market.ok(STRANGER, Minter::releaseCall { saleId: sale });
    market.ok(STRANGER, Minter::withdrawCall { account: CREATOR, currency: Address::ZERO });
    market.ok(ARTIST, pause(false));
    market.buy(&Purchase::new(sale, BUYER, 1));
}

fn a_closed_sale_stays_closed(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    market.buy(&Purchase::new(sale, BUYER, 1));
    let (_, receipt) = market.ok(ARTIST, Minter::closeSaleCall { saleId: sale });
    let event = Minter::SaleClosed { saleId: sale };
    assert_eq!(events::<Minter::SaleClosed>(&receipt, market.minter), [event]);
    let closed = Minter::NotOpen { saleId: sale, status: 6 };
    market.refuse(&Purchase::new(sale, BUYER, 1), closed.clone());
    // No way back: neither by a pause that ends nor by an amendment.
    let receipt =
        market.send(ARTIST, U256::ZERO, &Minter::setPausedCall { saleId: sale, paused: false });
    assert!(receipt.success || receipt.logs.is_empty());
    market.refuse(&Purchase::new(sale, BUYER, 1), closed.clone());
    let call = Minter::amendSaleCall { limit: 500, ..amend(&market, sale) };
    market.send(ARTIST, U256::ZERO, &call);
    market.refuse(&Purchase::new(sale, BUYER, 1), closed);
    assert_eq!(market.state(sale).status, 6);
}

both_builds!(
    only_the_owner_changes_anything,
    limits_only_go_down_and_never_below_what_is_sold,
    ends_only_come_sooner_and_not_before_now,
    conditions_are_replaced_but_not_added_nor_removed,
    an_amendment_keeps_everything_else,
    a_pause_stops_buying_and_nothing_else,
    a_closed_sale_stays_closed,
);
