//! Allow-lists: each entry is for one account, one sale, one Minter and one chain, and nothing but a leaf passes for a leaf.

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::SolValue;
use colophon_e2e::{
    conditions::{allowance, leaf, node, AllowList},
    market::{terms, BUYER, END, OTHER, PAYER, PRICE, START},
    world::word,
    Build, Market, Minter, Pass, Purchase, STRANGER,
};
use Minter::{Allowance, Terms};

/// A sale with these entries, and its list.
fn open(market: &mut Market, terms: Terms, entries: &[(Address, Allowance)]) -> (U256, AllowList) {
    let list = market.allow_list(market.next_id(0), entries);
    let sale = market.open(Terms { allowRoot: list.root(), ..terms });
    (sale, list)
}

fn not_allowed(
    market: &Market,
    sale: U256,
    account: Address,
    allowance: &Allowance,
) -> Minter::NotAllowed {
    let chain = market.world.chain.config().chain_id;
    Minter::NotAllowed {
        account,
        leaf: leaf(chain, market.minter, sale, account, allowance),
        root: market.view(Minter::saleCall { saleId: sale }).terms.allowRoot,
    }
}

fn every_entry_of_a_list_buys_for_its_account(build: Build) {
    let mut market = Market::new(build);
    let accounts = [BUYER, OTHER, PAYER, STRANGER, Address::with_last_byte(9)];
    let entries: Vec<_> = accounts.map(|account| (account, allowance(2))).to_vec();
    let (sale, list) = open(&mut market, terms(), &entries);
    for (index, account) in accounts.into_iter().enumerate() {
        let purchase = Purchase::new(sale, account, 2).with(&list.pass(index)).paid_by(PAYER);
        let call = Minter::allowanceLeafCall { saleId: sale, account, allowance: allowance(2) };
        assert_eq!(market.view(call), list.leaf(index));
        market.buy(&purchase);
    }
}

fn an_entry_is_for_its_account_alone(build: Build) {
    let mut market = Market::new(build);
    let entries = [(BUYER, allowance(2)), (OTHER, allowance(5))];
    let (sale, list) = open(&mut market, terms(), &entries);
    let stolen = Purchase::new(sale, STRANGER, 1).with(&list.pass(0));
    let error = not_allowed(&market, sale, STRANGER, &allowance(2));
    market.refuse(&stolen, error);
    // The one who pays for the one on the list is nobody's buyer; the other way round buys nothing.
    let gift = Purchase::new(sale, STRANGER, 1).with(&list.pass(0)).paid_by(BUYER);
    let error = not_allowed(&market, sale, STRANGER, &allowance(2));
    market.refuse(&gift, error);
    market.buy(&Purchase::new(sale, BUYER, 1).with(&list.pass(0)).paid_by(STRANGER));
    // Without a pass, with an empty one, with another's terms.
    for pass in [Pass::default(), Pass { proof: list.proof(0), ..Pass::default() }] {
        let error = not_allowed(&market, sale, BUYER, &Allowance::default());
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    }
    for wrong in [
        allowance(3),
        Allowance { price: 1, ..allowance(2) },
        Allowance { start: 1, ..allowance(2) },
        Allowance { end: END, ..allowance(2) },
    ] {
        let error = not_allowed(&market, sale, BUYER, &wrong);
        let pass = Pass { allowance: wrong, proof: list.proof(0), ..Pass::default() };
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    }
}

fn an_entry_counts_over_several_purchases(build: Build) {
    let mut market = Market::new(build);
    let entries = [(BUYER, allowance(3)), (OTHER, allowance(0))];
    let (sale, list) = open(&mut market, terms(), &entries);
    let buy = |quantity| Purchase::new(sale, BUYER, quantity).with(&list.pass(0));
    let over = |account, requested, left| Minter::AllowanceExceeded { account, requested, left };
    market.refuse(&buy(4), over(BUYER, 4, 3));
    market.buy(&buy(1));
    market.refuse(&buy(3), over(BUYER, 3, 2));
    market.buy(&buy(1));
    market.buy(&buy(1).paid_by(PAYER));
    market.refuse(&buy(1), over(BUYER, 1, 0));
    let none = Purchase::new(sale, OTHER, 1).with(&list.pass(1));
    market.refuse(&none, over(OTHER, 1, 0));
}

/// Two entries of one account are two ceilings of one count, never a sum.
fn duplicate_entries_do_not_add_up(build: Build) {
    let mut market = Market::new(build);
    let entries = [(BUYER, allowance(2)), (BUYER, allowance(2)), (BUYER, allowance(3))];
    let (sale, list) = open(&mut market, terms(), &entries);
    let buy = |quantity, entry| Purchase::new(sale, BUYER, quantity).with(&list.pass(entry));
    market.buy(&buy(2, 0));
    let over = |left| Minter::AllowanceExceeded { account: BUYER, requested: 1, left };
    market.refuse(&buy(1, 1), over(0));
    market.buy(&buy(1, 2));
    market.refuse(&buy(1, 2), over(0));
    // Having got more by one entry leaves nothing of a smaller one.
    market.refuse(&buy(1, 0), over(0));
}

fn an_entry_has_its_own_price_and_window(build: Build) {
    let mut market = Market::new(build);
    let (begin, close) = (START + 100, START + 200);
    let cheap = Allowance { quantity: 9, price: 5, start: begin, end: close };
    let free = Allowance { price: 0, ..allowance(9) };
    let entries = [(BUYER, cheap.clone()), (OTHER, free), (PAYER, allowance(9))];
    let (sale, list) = open(&mut market, terms(), &entries);
    let buy = Purchase::new(sale, BUYER, 2).with(&list.pass(0));
    let closed = |timestamp| Minter::AllowanceWindow { start: begin, end: close, timestamp };
    market.at(begin - 1);
    market.refuse(&buy, closed(begin - 1));
    market.at(begin);
    assert_eq!(market.buy(&buy).price, 10);
    market.at(close - 1);
    assert_eq!(market.buy(&buy).price, 10);
    market.at(close);
    market.refuse(&buy, closed(close));
    market.at(close + 1);
    market.refuse(&buy, closed(close + 1));
    assert_eq!(market.buy(&Purchase::new(sale, OTHER, 3).with(&list.pass(1))).price, 0);
    assert_eq!(market.buy(&Purchase::new(sale, PAYER, 3).with(&list.pass(2))).price, 3 * PRICE);
    market.at(END - 1);
    market.buy(&Purchase::new(sale, PAYER, 1).with(&list.pass(2)));
    market.at(END);
    let over = Minter::NotOpen { saleId: sale, status: 5 };
    market.refuse(&Purchase::new(sale, PAYER, 1).with(&list.pass(2)), over);
}

/// An entry cannot open a sale before its start nor after its end, and the sale's limits hold beside it.
fn an_entry_is_no_wider_than_its_sale(build: Build) {
    let mut market = Market::new(build);
    let wide = Allowance { start: 0, end: u64::MAX, ..allowance(u32::MAX) };
    let terms = Terms { limit: 4, walletLimit: 3, ..terms() };
    let (sale, list) = open(&mut market, terms, &[(BUYER, wide)]);
    let buy = |quantity| Purchase::new(sale, BUYER, quantity).with(&list.pass(0));
    let over = Minter::WalletLimitExceeded { account: BUYER, requested: 4, left: 3 };
    market.refuse(&buy(4), over);
    market.buy(&buy(3));
    market.at(END);
    market.refuse(&buy(1), Minter::NotOpen { saleId: sale, status: 5 });
}

fn a_proof_of_another_phase_chain_or_minter_is_none(build: Build) {
    let mut market = Market::new(build);
    let entries = [(BUYER, allowance(2)), (OTHER, allowance(2))];
    let (first, list) = open(&mut market, terms(), &entries);
    let second = market.open(Terms { allowRoot: list.root(), ..terms() });
    let error = not_allowed(&market, second, BUYER, &allowance(2));
    market.refuse(&Purchase::new(second, BUYER, 1).with(&list.pass(0)), error);
    market.buy(&Purchase::new(first, BUYER, 1).with(&list.pass(0)));
    let chain = market.world.chain.config().chain_id;
    for foreign in [
        leaf(chain + 1, market.minter, second, BUYER, &allowance(2)),
        leaf(chain, STRANGER, second, BUYER, &allowance(2)),
        leaf(chain, market.minter, first, BUYER, &allowance(2)),
    ] {
        // The only leaf of a tree: its root.
        let mut market = market.clone();
        let sale = market.open(Terms { allowRoot: foreign, ..terms() });
        let pass = Pass { allowance: allowance(2), ..Pass::default() };
        let error = not_allowed(&market, sale, BUYER, &allowance(2));
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    }
}

/// Inner nodes, roots and words of 64 bytes never pass for a leaf, and proofs are exactly as long as the tree is high.
fn nothing_but_a_leaf_is_a_leaf(build: Build) {
    let mut market = Market::new(build);
    let entries: Vec<_> =
        [BUYER, OTHER, PAYER, STRANGER].map(|account| (account, allowance(2))).to_vec();
    let (sale, list) = open(&mut market, terms(), &entries);
    let right = node(list.leaf(2), list.leaf(3));
    for proof in [
        vec![],
        vec![list.leaf(0)],
        vec![right],
        vec![list.leaf(1)],
        vec![right, list.leaf(1)],
        vec![list.leaf(1), right, B256::ZERO],
        vec![list.leaf(1), right, list.root()],
        vec![list.root()],
        vec![B256::ZERO; 300],
    ] {
        let pass = Pass { allowance: allowance(2), proof, ..Pass::default() };
        let error = not_allowed(&market, sale, BUYER, &allowance(2));
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    }
    market.buy(&Purchase::new(sale, BUYER, 1).with(&list.pass(0)));
    // A leaf hashed once, as 64 bytes would be, or packed, is another tree.
    let chain = market.world.chain.config().chain_id;
    let sale = market.next_id(0);
    let words = (chain, market.minter, sale, BUYER, 2u32, u128::MAX, 0u64, 0u64);
    for root in [
        keccak256(words.abi_encode()),
        keccak256(keccak256(words.abi_encode_packed())),
        keccak256((BUYER, U256::from(2)).abi_encode()),
    ] {
        let mut market = market.clone();
        let sale = market.open(Terms { allowRoot: root, ..terms() });
        let pass = Pass { allowance: allowance(2), ..Pass::default() };
        let error = not_allowed(&market, sale, BUYER, &allowance(2));
        market.refuse(&Purchase::new(sale, BUYER, 1).with(&pass), error);
    }
}

fn a_tree_of_one_leaf_has_an_empty_proof(build: Build) {
    let mut market = Market::new(build);
    let (sale, list) = open(&mut market, terms(), &[(BUYER, allowance(1))]);
    assert_eq!((list.root(), list.proof(0)), (list.leaf(0), vec![]));
    let error = not_allowed(&market, sale, OTHER, &allowance(1));
    market.refuse(&Purchase::new(sale, OTHER, 1).with(&list.pass(0)), error);
    let long = Pass { proof: vec![word(1)], ..list.pass(0) };
    let error = not_allowed(&market, sale, BUYER, &allowance(1));
    market.refuse(&Purchase::new(sale, BUYER, 1).with(&long), error);
    market.buy(&Purchase::new(sale, BUYER, 1).with(&list.pass(0)));
}

/// A root of zero is no list: whoever comes may buy, with or without an entry.
fn a_root_of_zero_is_no_list(build: Build) {
    let mut market = Market::new(build);
    let sale = market.open(terms());
    market.buy(&Purchase::new(sale, BUYER, 1));
    let cheap = Allowance { price: 0, ..allowance(1) };
    let pass = Pass { allowance: cheap, ..Pass::default() };
    // Its price and its quantity mean nothing.
    assert_eq!(market.buy(&Purchase::new(sale, BUYER, 2).with(&pass)).price, 2 * PRICE);
}

fn a_pass_that_does_not_decode_is_malformed(build: Build) {
    let mut market = Market::new(build);
    let (sale, list) = open(&mut market, terms(), &[(BUYER, allowance(1)), (OTHER, allowance(1))]);
    let good = list.pass(0).abi_encode();
    let mut far = good.clone();
    far[31] = 0xff;
    let mut wide = good.clone();
    wide[32] = 1;
    for data in [
        vec![0],
        vec![0; 31],
        vec![0xff; 32],
        vec![0xff; 640],
        good[32..].to_vec(),
        good[..good.len() - 1].to_vec(),
        good[..good.len() - 64].to_vec(),
        far,
        wide,
    ] {
        let purchase = Purchase { data: data.into(), ..Purchase::new(sale, BUYER, 1) };
        market.refuse(&purchase, Minter::MalformedPass {});
    }
    let empty = not_allowed(&market, sale, BUYER, &Allowance::default());
    market.refuse(&Purchase::new(sale, BUYER, 1), empty);
}

both_builds!(
    every_entry_of_a_list_buys_for_its_account,
    an_entry_is_for_its_account_alone,
    an_entry_counts_over_several_purchases,
    duplicate_entries_do_not_add_up,
    an_entry_has_its_own_price_and_window,
    an_entry_is_no_wider_than_its_sale,
    a_proof_of_another_phase_chain_or_minter_is_none,
    nothing_but_a_leaf_is_a_leaf,
    a_tree_of_one_leaf_has_an_empty_proof,
    a_root_of_zero_is_no_list,
    a_pass_that_does_not_decode_is_malformed,
);
