//! Gas of the Minter's main paths, for the golden file of all contracts.

use alloy_primitives::{Address, U256};
use colophon_e2e::{
    bindings::OddCoin,
    conditions::{allowance, curator, voucher},
    market::{terms, BUYER, CREATOR, END, OTHER, PAYER, START},
    world::word,
    Build, Market, Minter, Purchase, ARTIST, STRANGER,
};
use Minter::{Terms, Voucher};

/// Measures sales of every kind; the names are those of the golden file.
pub(crate) fn life(build: Build, cached: bool) -> Vec<(String, u64)> {
    let mut market = Market::new(build);
    if cached {
        let (collection, minter) = (market.world.collection, market.minter);
        market.world.cache(collection);
        market.world.cache(minter);
    }
    let mut figures = Vec::new();
    purchases(&mut market, &mut figures);
    conditions(&mut market, &mut figures);
    money(&mut market, &mut figures);
    figures.into_iter().map(|(name, gas)| (format!("Minter, {name}"), gas)).collect()
}

type Figures = Vec<(&'static str, u64)>;

/// A sale in which somebody has bought already: the first purchase pays for the sale's own slots.
fn warm(market: &mut Market, terms: Terms) -> U256 {
    let sale = market.open(terms);
    market.buy(&Purchase::new(sale, OTHER, 1));
    sale
}

fn gas(market: &mut Market, purchase: &Purchase) -> u64 {
    market.buy(purchase).receipt.gas_used
}

fn purchases(market: &mut Market, figures: &mut Figures) {
    let create = Minter::createSaleCall {
        saleId: market.next_id(0),
        terms: terms(),
        payees: colophon_e2e::market::payees(),
    };
    market.phase += 1;
    figures.push(("createSale", market.ok(ARTIST, create).1.gas_used));
    let sale = warm(market, terms());
    let first = gas(market, &Purchase::new(sale, BUYER, 1));
    figures.push(("mint of 1, to a new holder", first));
    figures.push(("mint of 1", gas(market, &Purchase::new(sale, BUYER, 1))));
    figures.push(("mint of 5", gas(market, &Purchase::new(sale, BUYER, 5))));
    let surplus = Purchase::new(sale, BUYER, 1).sending(2 * terms().startPrice);
    figures.push(("mint of 1 with change", gas(market, &surplus)));
    figures.push(("mintFor of 1", gas(market, &Purchase::new(sale, BUYER, 1).paid_by(PAYER))));
    let limited = warm(market, Terms { walletLimit: 9, ..terms() });
    figures.push(("mint of 1, wallet limit", gas(market, &Purchase::new(limited, BUYER, 1))));
    let coin = market.deploy("OddCoin");
    for account in [BUYER, OTHER] {
        let amount = U256::from(1_000_000_000u64);
        market.tell(ARTIST, coin, OddCoin::transferCall { to: account, amount });
        market.tell(account, coin, OddCoin::approveCall { spender: market.minter, amount });
    }
    let sale = warm(market, Terms { currency: coin, ..terms() });
    figures.push(("mint of 1 for a token", gas(market, &Purchase::new(sale, BUYER, 1))));
}

fn conditions(market: &mut Market, figures: &mut Figures) {
    let entries: Vec<_> = (1..=1_000u16)
        .map(|n| (Address::left_padding_from(&n.to_be_bytes()), allowance(1)))
        .chain([(BUYER, allowance(5)), (OTHER, allowance(5))])
        .collect();
    let list = market.allow_list(market.next_id(0), &entries);
    let sale = market.open(Terms { allowRoot: list.root(), ..terms() });
    market.buy(&Purchase::new(sale, OTHER, 1).with(&list.pass(1_001)));
    let listed = Purchase::new(sale, BUYER, 1).with(&list.pass(1_000));
    figures.push(("mint of 1 by an allow-list of 1,002", gas(market, &listed)));

    let sale = market.open(Terms { signer: curator(1).address(), ..terms() });
    let first = market.vouch(&curator(1), sale, voucher(1));
    market.buy(&Purchase::new(sale, OTHER, 1).with(&first));
    let next = market.vouch(&curator(1), sale, voucher(2));
    figures
        .push(("mint of 1 by a voucher", gas(market, &Purchase::new(sale, BUYER, 1).with(&next))));
    let words = Voucher {
        contentHash: word(1),
        promptCommitment: word(2),
        recordHash: word(3),
        ..voucher(3)
    };
    let words = market.vouch(&curator(1), sale, words);
    let worded = Purchase::new(sale, BUYER, 1).with(&words);
    figures.push(("mint of 1 with the words of a voucher", gas(market, &worded)));

    let sale = market.open(Terms {
        workInterval: 60,
        workHalfLife: 60,
        workDifficulty: 1 << 16,
        ..terms()
    });
    let first = market.mined(sale, OTHER);
    market.buy(&Purchase::new(sale, OTHER, 1).with(&first));
    market.at(START + 600);
    let next = market.mined(sale, BUYER);
    figures.push(("mint of 1 by work", gas(market, &Purchase::new(sale, BUYER, 1).with(&next))));
}

fn money(market: &mut Market, figures: &mut Figures) {
    let sale = warm(market, terms());
    let release = Minter::releaseCall { saleId: sale };
    figures.push(("release to 2, first", market.ok(STRANGER, release.clone()).1.gas_used));
    market.buy(&Purchase::new(sale, BUYER, 1));
    figures.push(("release to 2, next", market.ok(STRANGER, release).1.gas_used));
    let withdraw = Minter::withdrawCall { account: CREATOR, currency: Address::ZERO };
    market.world.chain.set_balance(CREATOR, U256::from(1));
    figures.push(("withdraw", market.ok(STRANGER, withdraw).1.gas_used));
    let falling = Terms {
        curve: 2,
        settles: true,
        startPrice: 1 << 40,
        floorPrice: 1,
        period: 600,
        ..terms()
    };
    let sale = market.open(falling);
    market.buy(&Purchase::new(sale, OTHER, 1));
    let settling = gas(market, &Purchase::new(sale, BUYER, 1));
    figures.push(("mint of 1 in a settling sale", settling));
    market.at(END - 1);
    market.buy(&Purchase::new(sale, OTHER, 1));
    market.at(END);
    let refund = Minter::refundCall { saleId: sale, account: BUYER };
    figures.push(("refund", market.ok(STRANGER, refund).1.gas_used));
}
