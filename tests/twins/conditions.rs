//! The twins do the work that they are compared by: they refuse what the Minter refuses, and for the same reason they let
//! the rest pass.

use alloy_primitives::Address;

use crate::{
    sales::pairs,
    shop::{terms, Shop, EARLY, PRICE},
    stage::HOLDER,
    way::{root, signer, Way},
};

/// A sale on a chain of its own, with one purchase of [`EARLY`].
fn sale(shop: &Shop, way: Way) -> Shop {
    let mut shop = shop.clone();
    let mut terms = terms();
    terms.walletLimit = 3;
    match way {
        Way::Public => {}
        Way::Listed(nodes) => terms.allowRoot = root(&shop, 1, nodes),
        Way::Signed { .. } => terms.signer = signer().address(),
    }
    shop.open(1, terms, 2, &way);
    shop
}

/// Whether a purchase of these pieces for this value succeeds.
fn sells(shop: &Shop, buyer: Address, way: Way, quantity: u32, value: u128) -> bool {
    shop.clone().tries(buyer, way.call(shop, buyer, 1, quantity), value)
}

#[test]
fn the_twins_refuse_what_the_minter_refuses() {
    for (column, pair) in pairs() {
        let shop = pair.shop();
        for way in [Way::Public, Way::Listed(14), Way::Signed { words: false }] {
            let open = sale(&shop, way);
            assert!(sells(&open, HOLDER, way, 3, 3 * PRICE), "{column}: three pieces");
            assert!(!sells(&open, HOLDER, way, 4, 4 * PRICE), "{column}: limit per wallet");
            assert!(!sells(&open, HOLDER, way, 0, 0), "{column}: no piece");
            assert!(!sells(&open, HOLDER, way, 2, 2 * PRICE - 1), "{column}: too little");
            let mut over = open.clone();
            over.world.chain.set_time(terms().end).expect("time goes forward");
            assert!(!sells(&over, HOLDER, way, 1, PRICE), "{column}: after the end");
            let another = way.call(&open, EARLY, 1, 1);
            let own = matches!(way, Way::Public);
            assert_eq!(open.clone().tries(HOLDER, another, PRICE), own, "{column}: another's pass");
        }
        let vouchers = sale(&shop, Way::Signed { words: false });
        let again = sells(&vouchers, EARLY, Way::Signed { words: false }, 1, PRICE);
        assert!(!again, "{column}: a voucher twice");
        assert!(
            !sells(&sale(&shop, Way::Listed(14)), HOLDER, Way::Listed(13), 1, PRICE),
            "{column}: a node short"
        );
        assert!(!sells(&vouchers, HOLDER, Way::Public, 1, PRICE), "{column}: no voucher");
    }
}
