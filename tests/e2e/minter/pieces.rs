//! Quantities, limits, supplies, payments and recipients: how many pieces somebody gets, and that nothing is left of a purchase
//! that fails.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use colophon_e2e::{
    bindings::Puppet,
    market::{terms, BUYER, OTHER, PAYER, PRICE},
    world::word,
    Build, Collection, Market, Minter, Purchase, ARTIST, MINTER,
};
use Minter::Terms;

fn buyers_and_their_friends_get_the_next_pieces(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { walletLimit: 10, ..terms() });
    let one = market.buy(&Purchase::new(sale, BUYER, 1));
    assert_eq!((one.first, one.price), (U256::ZERO, PRICE));
    let five = market.buy(&Purchase::new(sale, OTHER, 5));
    assert_eq!((five.first, five.price), (U256::from(1), 5 * PRICE));
    // Somebody pays, the recipient gets and is counted.
    let gift = market.buy(&Purchase::new(sale, BUYER, 2).paid_by(PAYER));
    assert_eq!(gift.first, U256::from(6));
    assert_eq!((market.bought(sale, BUYER), market.bought(sale, PAYER)), (3, 0));
    let state = market.state(sale);
    assert_eq!((state.status, state.sold, state.remaining, state.paid), (2, 8, 992, 8 * PRICE));
    assert_eq!(state.lastPrice, PRICE);
}

fn exact_price_or_the_surplus_back(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    for extra in [0, 1, PRICE, 1 << 60] {
        // `buy` checks what the payer lost and what the Minter holds.
        market.buy(&Purchase::new(sale, BUYER, 3).sending(3 * PRICE + extra));
        market.buy(&Purchase::new(sale, BUYER, 1).paid_by(PAYER).sending(PRICE + extra));
    }
    for (quantity, value) in [(1, 0), (1, PRICE - 1), (3, PRICE), (3, 3 * PRICE - 1)] {
        let price = U256::from(PRICE * u128::from(quantity));
        let error = Minter::InsufficientPayment { value: U256::from(value), price };
        market.refuse_unquoted(&Purchase::new(sale, BUYER, quantity).sending(value), error);
    }
}

fn a_price_above_what_was_agreed_is_refused(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let high = |max: u128| Minter::PriceTooHigh {
        price: U256::from(2 * PRICE),
        maxPrice: U256::from(max),
    };
    for max in [0, 1, PRICE, 2 * PRICE - 1] {
        let purchase = Purchase::new(sale, BUYER, 2).at_most(max);
        market.refuse_unquoted(&purchase, high(max));
        market.refuse_unquoted(&purchase.paid_by(PAYER), high(max));
    }
    market.buy(&Purchase::new(sale, BUYER, 2).at_most(2 * PRICE));
}

fn limits_of_a_sale_and_a_wallet_hold_over_several_purchases(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { limit: 6, walletLimit: 3, ..terms() });
    let over = |account, requested, left| Minter::WalletLimitExceeded { account, requested, left };
    market.refuse(&Purchase::new(sale, BUYER, 4), over(BUYER, 4, 3));
    market.buy(&Purchase::new(sale, BUYER, 2));
    market.refuse(&Purchase::new(sale, BUYER, 2), over(BUYER, 2, 1));
    // Another payer does not help, another sender neither: it is the recipient who counts.
    market.refuse(&Purchase::new(sale, BUYER, 2).paid_by(PAYER), over(BUYER, 2, 1));
    // Nor does giving the pieces away.
    let give = Collection::transferFromCall { from: BUYER, to: PAYER, tokenId: U256::ZERO };
    market.world.ok(BUYER, give);
    market.refuse(&Purchase::new(sale, BUYER, 2), over(BUYER, 2, 1));
    market.buy(&Purchase::new(sale, BUYER, 1).paid_by(PAYER));
    market.refuse(&Purchase::new(sale, BUYER, 1), over(BUYER, 1, 0));
    market.buy(&Purchase::new(sale, OTHER, 2));
    market.refuse(
        &Purchase::new(sale, PAYER, 2),
        Minter::SaleLimitExceeded { requested: 2, left: 1 },
    );
    market.buy(&Purchase::new(sale, OTHER, 1));
    assert_eq!(market.state(sale).status, 4);
    for quantity in [1, u32::MAX] {
        let sold_out = Minter::NotOpen { saleId: sale, status: 4 };
        market.refuse(&Purchase::new(sale, PAYER, quantity), sold_out);
    }
}

fn quantities_at_the_edges(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(Terms { limit: 2, ..terms() });
    for quantity in [3, u32::MAX] {
        let error = Minter::SaleLimitExceeded { requested: quantity, left: 2 };
        market.refuse(&Purchase::new(sale, BUYER, quantity), error);
    }
    let none = market.quote(&Purchase::new(sale, BUYER, 0));
    let error = Minter::InvalidQuantity { quantity: 0, max: 2 };
    assert_eq!(none.0, U256::ZERO);
    market.refuse(&Purchase::new(sale, BUYER, 0), error);
    market.buy(&Purchase::new(sale, BUYER, 2));
}

fn a_hundred_pieces_at_once(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    market.buy(&Purchase::new(sale, BUYER, 100));
    assert_eq!(market.world.view(Collection::totalSupplyCall {}), U256::from(100));
}

/// Another minter may take the pieces; the Collection then says how many are left, and the quote says the same.
fn a_series_sold_out_by_another_minter(build: Build) {
    let mut market = Market::new(build);
    let series = market.world.create_series(word(3), 5);
    let sale = market.open_in(series, terms(), colophon_e2e::market::payees());
    market.buy(&Purchase::new(sale, BUYER, 1));
    let batch = |count| Collection::mintBatchCall { series, to: ARTIST, count };
    market.world.ok(MINTER, batch(2));
    let sold_out = |requested, left| Collection::SoldOut { series, requested, left };
    market.refuse(&Purchase::new(sale, BUYER, 3), sold_out(3, 2));
    market.buy(&Purchase::new(sale, BUYER, 1));
    market.world.ok(MINTER, batch(1));
    market.refuse(&Purchase::new(sale, BUYER, 1), sold_out(1, 0));
    assert_eq!(market.world.view(Collection::seriesCall { series }).minted, 5);
    assert_eq!(market.state(sale).sold, 2);
}

fn a_minter_without_its_role_sells_nothing(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let role = |roles| Collection::setRolesCall { account: market.minter, roles };
    let (none, reviser, back) = (role(0), role(2), role(1));
    let missing = Collection::MissingRole { caller: market.minter, role: 1 };
    for roles in [none, reviser] {
        market.world.ok(ARTIST, roles);
        market.refuse(&Purchase::new(sale, BUYER, 1), missing.clone());
    }
    market.world.ok(ARTIST, back);
    market.buy(&Purchase::new(sale, BUYER, 1));
}

fn nobody_is_no_recipient(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let error = Minter::InvalidRecipient { recipient: Address::ZERO };
    market.refuse(&Purchase::new(sale, Address::ZERO, 1).paid_by(PAYER), error);
}

/// Three pieces for a contract that takes two: it has none, and nobody has paid.
fn a_batch_is_whole_or_nothing(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let puppet = market.deploy("Puppet");
    let meet = Puppet::meetPiecesCall { mood: Puppet::Mood::Refuse, from: U256::from(2) };
    market.tell(ARTIST, puppet, meet);
    let purchase = Purchase::new(sale, puppet, 3).paid_by(PAYER);
    market.refuse_unquoted(&purchase, Puppet::NoThanks { hook: U256::from(3) });
    assert_eq!(market.hear(puppet, Puppet::hooksCall {}), U256::ZERO);
    assert_eq!(market.world.view(Collection::totalSupplyCall {}), U256::ZERO);
    assert_eq!(market.bought(sale, puppet), 0);
    market.buy(&Purchase::new(sale, puppet, 2).paid_by(PAYER));
    assert_eq!(market.hear(puppet, Puppet::hooksCall {}), U256::from(2));
}

fn contracts_that_cannot_receive_get_nothing(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let deaf = market.deploy("NoReceiver");
    let refused = Collection::ERC721InvalidReceiver { receiver: deaf };
    market.refuse_unquoted(&Purchase::new(sale, deaf, 1).paid_by(PAYER), refused);
    let burner = market.deploy("Puppet");
    let meet = Puppet::meetPiecesCall { mood: Puppet::Mood::BurnGas, from: U256::ZERO };
    market.tell(ARTIST, burner, meet);
    let refused = Collection::ERC721InvalidReceiver { receiver: burner };
    market.refuse_unquoted(&Purchase::new(sale, burner, 1).paid_by(PAYER), refused);
}

/// A contract buys for itself; its surplus comes back to it, or the purchase is undone by name.
fn a_contract_that_refuses_its_surplus_buys_nothing(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let puppet = market.deploy("Puppet");
    let fund = Puppet::fundCall {}.abi_encode().into();
    let ether = stylus_chain::config::ETHER;
    assert!(market.world.transact(PAYER, Some(puppet), ether, fund).success);
    let act = |value: u128| Puppet::actCall {
        target: market.minter,
        value: U256::from(value),
        data: Purchase::new(sale, puppet, 1).calldata(),
    };
    let (exact, more, much) = (act(PRICE), act(PRICE + 1), act(PRICE + 500));
    let fails = |market: &mut Market, call: &Puppet::actCall, amount: u64| {
        let receipt = market.world.send(PAYER, puppet, call.abi_encode());
        assert!(!receipt.success);
        let error = Minter::TransferFailed {
            currency: Address::ZERO,
            account: puppet,
            amount: U256::from(amount),
        };
        let want = alloy_sol_types::SolError::abi_encode(&error);
        assert_eq!(receipt.output.as_ref(), want);
        assert_eq!((market.state(sale).sold, market.coins(market.minter)), (0, U256::ZERO));
    };
    for mood in [Puppet::Mood::Refuse, Puppet::Mood::BurnGas] {
        market.tell(ARTIST, puppet, Puppet::meetCoinsCall { mood });
        fails(&mut market, &more, 1);
        fails(&mut market, &much, 500);
    }
    // Nothing comes back where nothing is left.
    market.tell(PAYER, puppet, exact);
    market.tell(ARTIST, puppet, Puppet::meetCoinsCall { mood: Puppet::Mood::Accept });
    market.tell(PAYER, puppet, much);
    assert_eq!(market.state(sale).sold, 2);
    assert_eq!(market.coins(puppet) + U256::from(2 * PRICE), ether);
    assert_eq!(market.coins(market.minter), U256::from(2 * PRICE));
}

/// No receive function and no fallback; and functions that take no value refuse it without a word.
fn value_and_calldata_that_fit_nothing_are_refused_empty(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    let one = U256::from(1);
    for (value, data) in [
        (one, vec![]),
        (U256::ZERO, vec![]),
        (one, vec![0xde, 0xad, 0xbe, 0xef]),
        (U256::ZERO, vec![0xde, 0xad, 0xbe, 0xef]),
        (one, Minter::closeSaleCall { saleId: sale }.abi_encode()),
        (one, Minter::releaseCall { saleId: sale }.abi_encode()),
        (one, Minter::saleStateCall { saleId: sale }.abi_encode()),
        (U256::ZERO, Minter::mintCall::SELECTOR.to_vec()),
        (U256::ZERO, Purchase::new(sale, BUYER, 1).calldata()[..4 + 5 * 32 - 1].to_vec()),
    ] {
        market.refused_raw(ARTIST, value, data.into(), &[]);
    }
    let mut wide = Purchase::new(sale, BUYER, 1).calldata().to_vec();
    wide[4 + 32] = 1;
    market.refused_raw(ARTIST, U256::from(PRICE), wide.into(), &[]);
}

both_builds!(
    buyers_and_their_friends_get_the_next_pieces,
    exact_price_or_the_surplus_back,
    a_price_above_what_was_agreed_is_refused,
    limits_of_a_sale_and_a_wallet_hold_over_several_purchases,
    quantities_at_the_edges,
    a_hundred_pieces_at_once,
    a_series_sold_out_by_another_minter,
    a_minter_without_its_role_sells_nothing,
    nobody_is_no_recipient,
    a_batch_is_whole_or_nothing,
    contracts_that_cannot_receive_get_nothing,
    a_contract_that_refuses_its_surplus_buys_nothing,
    value_and_calldata_that_fit_nothing_are_refused_empty,
);
