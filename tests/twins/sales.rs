//! Purchases: every way to buy, and how many pieces at once.

use alloy_primitives::Address;

use crate::{
    shop::{terms, Pair, Shop, PRICE},
    stage::{Token, HOLDER},
    table::{lines, Figures},
    way::{root, signer, Way},
};

/// How many pieces at once.
const COUNTS: [u32; 4] = [1, 5, 10, 50];

/// Nodes of the proof for a list of up to 16,384 accounts.
const NODES: usize = 14;

const EXACT: &str = "allow-list, proof of 14 nodes";
const PROOF: &str = "14 nodes more of a proof, without their call data";
const VOUCHER: &str = "voucher, any piece";
const WORDS: &str = "voucher with the piece's words";
const TOKENS: &str = "public, 1, paid in a token";
const SURPLUS: &str = "public, 1, surplus returned";
const LINEAR: &str = "linear price, surplus returned";
const EXPONENTIAL: &str = "exponential price, surplus returned";

/// Who is measured, under the name of the column.
pub(crate) fn pairs() -> Vec<(&'static str, Pair)> {
    let ours = Token::ALL.into_iter().take(4);
    let mut pairs: Vec<_> =
        ours.map(|(column, token)| (column, Pair { minter: true, token })).collect();
    let twin = |token| Pair { minter: false, token };
    pairs.push(("twin, OpenZeppelin", twin(Token::OpenZeppelin)));
    pairs.push(("twin, ERC721A", twin(Token::Consecutive)));
    pairs.push(("twin, Collection", twin(Token::ALL[0].1)));
    pairs
}

fn public(count: u32) -> String {
    format!("public, {count}")
}

/// Measures a seller.
pub(crate) fn measure(figures: &mut Figures, column: &str, shop: &Shop, token: Token) {
    measure_public(figures, column, shop);
    measure_prices(figures, column, shop);
    measure_proofs(figures, column, shop);
    // ERC721A has no words.
    let signed: &[(&str, bool)] = match token {
        Token::Consecutive => &[(VOUCHER, false)],
        _ => &[(VOUCHER, false), (WORDS, true)],
    };
    for (row, words) in signed {
        let mut shop = shop.clone();
        let way = Way::Signed { words: *words };
        let mut terms = terms();
        terms.signer = signer().address();
        shop.open(1, terms, 2, &way);
        figures.note(row, column, shop.buy(HOLDER, 1, 1, &way, PRICE).gas);
    }
}

fn measure_public(figures: &mut Figures, column: &str, shop: &Shop) {
    let mut opened = shop.clone();
    opened.open(1, terms(), 2, &Way::Public);
    for count in COUNTS {
        let bought = opened.clone().buy(HOLDER, 1, count, &Way::Public, PRICE * u128::from(count));
        figures.note(&public(count), column, bought.gas);
    }
    let surplus = opened.buy(HOLDER, 1, 1, &Way::Public, PRICE + 1).gas;
    figures.note(SURPLUS, column, surplus);
}

fn measure_prices(figures: &mut Figures, column: &str, shop: &Shop) {
    for (row, curve, period) in [(LINEAR, 1, 10_000), (EXPONENTIAL, 2, 600)] {
        let mut shop = shop.clone();
        let mut terms = terms();
        (terms.curve, terms.period, terms.floorPrice) = (curve, period, PRICE / 100);
        shop.open(1, terms, 2, &Way::Public);
        figures.note(row, column, shop.buy(HOLDER, 1, 1, &Way::Public, PRICE).gas);
    }
    let mut shop = shop.clone();
    let mut terms = terms();
    terms.currency = shop.coin;
    assert_ne!(terms.currency, Address::ZERO);
    shop.open(1, terms, 2, &Way::Public);
    figures.note(TOKENS, column, shop.buy(HOLDER, 1, 1, &Way::Public, 0).gas);
}

fn measure_proofs(figures: &mut Figures, column: &str, shop: &Shop) {
    let claim = |nodes| {
        let mut shop = shop.clone();
        let mut terms = terms();
        terms.allowRoot = root(&shop, 1, nodes);
        let way = Way::Listed(nodes);
        shop.open(1, terms, 2, &way);
        shop.buy(HOLDER, 1, 1, &way, PRICE)
    };
    let (once, twice) = (claim(NODES), claim(2 * NODES));
    figures.note(EXACT, column, once.gas);
    figures.note(PROOF, column, twice.executed() - once.executed());
}

/// What buying costs.
pub(crate) fn table(figures: &Figures) -> String {
    let mut rows: Vec<String> = COUNTS.into_iter().map(public).collect();
    rows.extend(
        [SURPLUS, LINEAR, EXPONENTIAL, TOKENS, EXACT, PROOF, VOUCHER, WORDS].map(str::to_owned),
    );
    let columns: Vec<&str> = pairs().iter().map(|(column, _)| *column).collect();
    lines(figures, "gas", &rows, &columns)
}
