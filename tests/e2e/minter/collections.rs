//! Collections that are none, or lie: a sale of theirs is refused, and what they do harms nobody but their own buyers.

use alloy_primitives::{Address, Bytes, FixedBytes, B256, U256};
use alloy_sol_types::{SolCall, SolError, SolValue};
use colophon_e2e::{
    bindings::Liar,
    market::{payees, sale_id, terms, BUYER, OTHER, ROOTED},
    world::word,
    Build, Collection, Market, Minter, Purchase, ARTIST, STRANGER,
};

fn say<C: SolCall>(market: &mut Market, liar: Address, data: Vec<u8>) {
    let selector = FixedBytes(C::SELECTOR);
    market.tell(ARTIST, liar, Liar::sayCall { selector, data: data.into() });
}

/// What an honest Collection answers about a series of 10 with a root.
fn series() -> Vec<u8> {
    (word(1), word(2), 10u32, 0u32, ARTIST, 0u16, false).abi_encode()
}

/// A contract that answers as a Collection of the artist's, as long as it is told nothing else.
fn actor(market: &mut Market) -> Address {
    let liar = market.deploy("Liar");
    say::<Collection::ownerCall>(market, liar, ARTIST.abi_encode());
    say::<Collection::seriesCall>(market, liar, series());
    say::<Collection::rolesOfCall>(market, liar, U256::from(1).abi_encode());
    say::<Collection::mintBatchCall>(market, liar, U256::from(77).abi_encode());
    liar
}

fn create(collection: Address) -> Minter::createSaleCall {
    let id = sale_id(collection, ROOTED, 0);
    Minter::createSaleCall { saleId: id, terms: terms(), payees: payees() }
}

fn addresses_without_code_are_no_collections(build: Build) {
    let mut market = Market::new(build);
    for nobody in [
        STRANGER,
        Address::with_last_byte(1),
        Address::with_last_byte(2),
        Address::repeat_byte(0xff),
    ] {
        let error = Minter::InvalidCollection { collection: nobody };
        market.refused(ARTIST, create(nobody), error);
    }
}

fn answers_that_do_not_decode_are_no_collections(build: Build) {
    let mut market = Market::new(build);
    let mut dirty = [0u8; 32];
    dirty[12..].copy_from_slice(ARTIST.as_slice());
    dirty[0] = 1;
    for owner in [vec![], vec![0; 31], ARTIST.to_vec(), dirty.to_vec(), vec![0xff; 32]] {
        let liar = actor(&mut market);
        say::<Collection::ownerCall>(&mut market, liar, owner);
        let error = Minter::InvalidCollection { collection: liar };
        market.refused(ARTIST, create(liar), error);
    }
    let mut wide = series();
    wide[2 * 32 + 27] = 1;
    for answer in [vec![], vec![0; 32], series()[..127].to_vec(), wide, vec![0xff; 224]] {
        let liar = actor(&mut market);
        say::<Collection::seriesCall>(&mut market, liar, answer);
        let error = Minter::InvalidCollection { collection: liar };
        market.refused(ARTIST, create(liar), error);
    }
}

fn refusals_of_a_collection_pass_through(build: Build) {
    let mut market = Market::new(build);
    let reason = Bytes::from(Collection::UnknownSeries { series: 5, count: 5 }.abi_encode());
    let liar = actor(&mut market);
    let refuse = |selector, data: &Bytes| Liar::refuseCall { selector, data: data.clone() };
    let selector = FixedBytes(Collection::seriesCall::SELECTOR);
    market.tell(ARTIST, liar, refuse(selector, &reason));
    market.refused_with(ARTIST, U256::ZERO, create(liar), &reason);
    say::<Collection::seriesCall>(&mut market, liar, series());
    market.ok(ARTIST, create(liar));
    market.at(terms().start);
    let purchase = Purchase::new(sale_id(liar, ROOTED, 0), BUYER, 1);
    let selector = FixedBytes(Collection::mintBatchCall::SELECTOR);
    market.tell(ARTIST, liar, refuse(selector, &reason));
    market.refuse_unquoted(&purchase, Collection::UnknownSeries { series: 5, count: 5 });
}

fn a_wrong_owner_or_no_owner_creates_nothing(build: Build) {
    let mut market = Market::new(build);
    let liar = actor(&mut market);
    for owner in [STRANGER, Address::ZERO] {
        say::<Collection::ownerCall>(&mut market, liar, owner.abi_encode());
        let error = Minter::NotCollectionOwner { caller: ARTIST, owner };
        market.refused(ARTIST, create(liar), error);
    }
}

/// A collection of one's own may say what it likes: it cannot touch the sales and the money of others.
fn a_mint_that_answers_nonsense_is_undone(build: Build) {
    let mut market = Market::new(build);
    let liar = actor(&mut market);
    market.ok(ARTIST, create(liar));
    market.at(terms().start);
    let purchase = Purchase::new(sale_id(liar, ROOTED, 0), BUYER, 1);
    // Nothing, too short, a token of another series, no token at all.
    for answer in [
        vec![],
        vec![0; 31],
        vec![1; 4],
        U256::from(1_000_000).abi_encode(),
        U256::MAX.abi_encode(),
    ] {
        say::<Collection::mintBatchCall>(&mut market, liar, answer);
        market.refuse_unquoted(&purchase, Minter::UnexpectedAnswer { collection: liar });
    }
}

fn what_a_collection_does_in_a_mint_finds_the_minter_closed(build: Build) {
    let mut market = Market::new(build);
    let honest = market.open(terms());
    market.buy(&Purchase::new(honest, OTHER, 2));
    market.ok(STRANGER, Minter::releaseCall { saleId: honest });
    let liar = actor(&mut market);
    market.ok(ARTIST, create(liar));
    let id = sale_id(liar, ROOTED, 0);
    for call in [
        Purchase::new(honest, liar, 1).calldata(),
        Minter::releaseCall { saleId: id }.abi_encode().into(),
        Minter::releaseCall { saleId: honest }.abi_encode().into(),
        Minter::closeSaleCall { saleId: id }.abi_encode().into(),
        Minter::withdrawCall { account: payees()[0].account, currency: Address::ZERO }
            .abi_encode()
            .into(),
    ] {
        let mut market = market.clone();
        let plan = Liar::beforeCall {
            selector: FixedBytes(Collection::mintBatchCall::SELECTOR),
            target: market.minter,
            data: call,
        };
        market.tell(ARTIST, liar, plan);
        let before = market.state(honest);
        let receipt = market.submit(&Purchase::new(id, BUYER, 1), U256::from(terms().startPrice));
        assert!(receipt.success);
        assert!(!market.hear(liar, Liar::succeededCall {}), "a nested call succeeded");
        let answer = market.hear(liar, Liar::answerCall {});
        assert_eq!(answer, Bytes::from(Minter::ReentrantCall {}.abi_encode()));
        assert_eq!(market.state(honest), before);
        assert_eq!(market.state(id).sold, 1);
    }
}

/// The owner of a lying collection gets what its own buyers paid, and no wei of anybody else's.
fn a_lying_collection_cannot_take_the_money_of_others(build: Build) {
    let mut market = Market::new(build);
    let honest = market.open(terms());
    let paid = market.buy(&Purchase::new(honest, OTHER, 5)).price;
    let liar = actor(&mut market);
    let thief = Address::repeat_byte(0x66);
    let terms = Minter::Terms { settles: true, ..terms() };
    let shares = vec![Minter::Payee { account: thief, bps: 10_000 }];
    let id = sale_id(liar, ROOTED, 0);
    market.ok(ARTIST, Minter::createSaleCall { saleId: id, terms, payees: shares });
    let price = U256::from(colophon_e2e::market::PRICE);
    assert!(market.submit(&Purchase::new(id, BUYER, 1), price).success);
    // Now the series has sold everything, nothing, too much, and the owner is somebody else.
    for (supply, minted) in [(0u32, u32::MAX), (u32::MAX, 0), (1, 2)] {
        let lie = (word(1), B256::ZERO, supply, minted, ARTIST, 0u16, false).abi_encode();
        say::<Collection::seriesCall>(&mut market, liar, lie);
        say::<Collection::ownerCall>(&mut market, liar, thief.abi_encode());
        assert_eq!(market.state(id).sold, 1);
    }
    say::<Collection::ownerCall>(&mut market, liar, ARTIST.abi_encode());
    market.ok(ARTIST, Minter::closeSaleCall { saleId: id });
    market.ok(STRANGER, Minter::releaseCall { saleId: id });
    market.ok(STRANGER, Minter::withdrawCall { account: thief, currency: Address::ZERO });
    assert_eq!(market.coins(thief), price);
    assert_eq!(market.coins(market.minter), U256::from(paid));
}

both_builds!(
    addresses_without_code_are_no_collections,
    answers_that_do_not_decode_are_no_collections,
    refusals_of_a_collection_pass_through,
    a_wrong_owner_or_no_owner_creates_nothing,
    a_mint_that_answers_nonsense_is_undone,
    what_a_collection_does_in_a_mint_finds_the_minter_closed,
    a_lying_collection_cannot_take_the_money_of_others,
);
