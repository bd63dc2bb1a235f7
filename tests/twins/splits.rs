//! Money out: shares credited to 2 and to 16 payees, and pulled; against the sale twin, which does the same, and against a
//! splitter that every payee pulls from.

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolConstructor};
use colophon_e2e::{solidity, Build, Minter, World, ARTIST};

use crate::{
    bindings::TwinSplitter,
    sales::pairs,
    shop::{split, terms, Pair, Shop, PRICE},
    stage::{Token, HOLDER},
    table::{lines, Figures},
    way::Way,
};

/// How many payees.
const PAYEES: [usize; 2] = [2, 16];
const SPLITTER: &str = "splitter";
const WITHDRAW: &str = "`withdraw` of the coin";
const WITHDRAW_TOKEN: &str = "`withdraw` of a token";

fn first(payees: usize) -> String {
    format!("`release` to {payees}, first")
}

fn later(payees: usize) -> String {
    format!("`release` to {payees}, nobody withdrew since")
}

fn all(payees: usize) -> String {
    format!("all paid to {payees}: `release`, and each withdraws")
}

/// Whether the money of a pair is not that of another one: tokens have no part in it.
pub(crate) fn differ(pair: Pair) -> bool {
    pair.minter || matches!(pair.token, Token::OpenZeppelin)
}

/// Measures a seller.
pub(crate) fn measure(figures: &mut Figures, column: &str, shop: &Shop) {
    for payees in PAYEES {
        measure_coin(figures, column, shop.clone(), payees);
    }
    measure_token(figures, column, shop.clone());
}

/// Measures the splitter.
pub(crate) fn measure_splitters(figures: &mut Figures) {
    for payees in PAYEES {
        measure_splitter(figures, payees);
    }
}

fn release(shop: &mut Shop) -> u64 {
    let call = Minter::releaseCall { saleId: shop.sale_id(1) };
    shop.send(ARTIST, 0, call.abi_encode()).gas_used
}

fn withdraw(shop: &mut Shop, account: Address, currency: Address) -> u64 {
    shop.send(ARTIST, 0, Minter::withdrawCall { account, currency }.abi_encode()).gas_used
}

fn measure_coin(figures: &mut Figures, column: &str, mut shop: Shop, payees: usize) {
    shop.open(1, terms(), payees, &Way::Public);
    let released = release(&mut shop);
    figures.note(&first(payees), column, released);
    let mut later_shop = shop.clone();
    later_shop.buy(HOLDER, 1, 1, &Way::Public, PRICE);
    figures.note(&later(payees), column, release(&mut later_shop));
    let withdrawn: Vec<u64> =
        split(payees).map(|(account, _)| withdraw(&mut shop, account, Address::ZERO)).collect();
    if payees == PAYEES[0] {
        figures.note(WITHDRAW, column, withdrawn[1]);
    }
    figures.note(&all(payees), column, released + withdrawn.iter().sum::<u64>());
}

fn measure_token(figures: &mut Figures, column: &str, mut shop: Shop) {
    let mut terms = terms();
    terms.currency = shop.coin;
    shop.open(1, terms, 2, &Way::Public);
    release(&mut shop);
    let payee = split(2).nth(1).expect("two payees").0;
    let coin = shop.coin;
    figures.note(WITHDRAW_TOKEN, column, withdraw(&mut shop, payee, coin));
}

fn measure_splitter(figures: &mut Figures, payees: usize) {
    let mut world = World::empty(Build::Release);
    let (accounts, parts): (Vec<Address>, Vec<U256>) =
        split(payees).map(|(account, bps)| (account, U256::from(bps))).unzip();
    let code = solidity::bytecode("TwinSplitter");
    let arguments = TwinSplitter::constructorCall { accounts, parts }.abi_encode();
    let splitter = world.deploy([code.as_ref(), &arguments].concat().into());
    let paid = world.transact(ARTIST, Some(splitter), U256::from(PRICE), Bytes::new());
    assert!(paid.success);
    let mut world = world.clone();
    let mut sum = 0;
    for (account, _) in split(payees) {
        let call = TwinSplitter::releaseCall { account }.abi_encode();
        let receipt = world.send(ARTIST, splitter, call);
        assert!(receipt.success, "{:?}", receipt.failure);
        sum += receipt.gas_used;
    }
    figures.note(&all(payees), SPLITTER, sum);
}

/// What getting the money costs.
pub(crate) fn table(figures: &Figures) -> String {
    let mut rows: Vec<String> =
        PAYEES.into_iter().flat_map(|payees| [first(payees), later(payees), all(payees)]).collect();
    rows.extend([WITHDRAW, WITHDRAW_TOKEN].map(str::to_owned));
    let mut columns: Vec<&str> =
        pairs().iter().filter(|(_, pair)| differ(*pair)).map(|(column, _)| *column).collect();
    columns.push(SPLITTER);
    lines(figures, "gas", &rows, &columns)
}
