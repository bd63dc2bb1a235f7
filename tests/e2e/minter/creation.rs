//! Who may create which sales: every term that makes no sense is refused by name, with what was given.

use alloy_primitives::{Address, B256, U256};
use colophon_e2e::{
    market::{payees, sale_id, terms, CREATOR, DAWN, END, PLATFORM, PRICE, ROOTED, START, WORDED},
    world::{events, word},
    Build, Collection, Market, Minter, Purchase, ARTIST, MINTER, STRANGER,
};
use Minter::{Payee, Terms};

fn create(market: &Market, terms: Terms, payees: Vec<Payee>) -> Minter::createSaleCall {
    Minter::createSaleCall { saleId: market.next_id(ROOTED), terms, payees }
}

fn terms_are_kept_as_they_were_given(build: Build) {
    let mut market = Market::new(build);
    let given = Terms {
        curve: 2,
        settles: true,
        startPrice: u128::MAX,
        floorPrice: 1,
        period: u32::MAX,
        end: u64::MAX,
        limit: 1_000,
        walletLimit: u32::MAX,
        allowRoot: word(1),
        signer: STRANGER,
        workInterval: 60,
        workHalfLife: 60_000,
        workDifficulty: 1 << 63,
        seedCommitment: B256::ZERO,
        unsoldRecipient: MINTER,
        ..terms()
    };
    let id = market.next_id(ROOTED);
    let call = create(&market, given.clone(), payees());
    let (_, receipt) = market.ok(ARTIST, call.clone());
    let created = Minter::SaleCreated { saleId: id, terms: given.clone(), payees: payees() };
    assert_eq!(events::<Minter::SaleCreated>(&receipt, market.minter), [created]);
    let kept = market.view(Minter::saleCall { saleId: id });
    assert_eq!((kept.terms, kept.payees), (given, payees()));
    let state = market.state(id);
    assert_eq!((state.status, state.sold, state.remaining, state.paid), (1, 0, 1_000, 0));
    market.refused(ARTIST, call, Minter::SaleExists { saleId: id });
}

fn a_limit_of_zero_is_what_the_series_has_left(build: Build) {
    let mut market = Market::new(build);
    let batch = Collection::mintBatchCall { series: ROOTED, to: ARTIST, count: 400 };
    market.world.ok(ARTIST, batch.clone());
    let id = market.open(terms());
    assert_eq!(market.view(Minter::saleCall { saleId: id }).terms.limit, 600);
    for limit in [601, u32::MAX] {
        let call = create(&market, Terms { limit, ..terms() }, payees());
        market.refused(ARTIST, call, Minter::InvalidLimit { limit, max: 600 });
    }
    let call = create(&market, Terms { limit: 600, ..terms() }, payees());
    market.ok(ARTIST, call);
    market.phase += 1;
    market.world.ok(ARTIST, Collection::mintBatchCall { count: 600, ..batch });
    let call = create(&market, terms(), payees());
    market.refused(ARTIST, call, Minter::InvalidLimit { limit: 0, max: 0 });
}

fn only_the_owner_of_the_collection_creates(build: Build) {
    let mut market = Market::new(build);
    for caller in [STRANGER, MINTER, CREATOR] {
        let call = create(&market, terms(), payees());
        let error = Minter::NotCollectionOwner { caller, owner: ARTIST };
        market.world.chain.set_balance(caller, U256::from(10).pow(U256::from(20)));
        market.refused(caller, call, error);
    }
    // A new owner by acceptance only; the old one has lost it then.
    market.world.ok(ARTIST, Collection::transferOwnershipCall { newOwner: STRANGER });
    let call = create(&market, terms(), payees());
    let error = Minter::NotCollectionOwner { caller: STRANGER, owner: ARTIST };
    market.refused(STRANGER, call.clone(), error);
    market.world.ok(STRANGER, Collection::acceptOwnershipCall {});
    let error = Minter::NotCollectionOwner { caller: ARTIST, owner: STRANGER };
    market.refused(ARTIST, call.clone(), error);
    market.ok(STRANGER, call);
}

fn ids_name_a_collection_a_series_and_a_phase(build: Build) {
    let mut market = Market::new(build);
    let good = sale_id(market.world.collection, ROOTED, u32::MAX);
    for bit in [224, 225, 255] {
        let id = good | (U256::from(1) << bit);
        let call = Minter::createSaleCall { saleId: id, terms: terms(), payees: payees() };
        market.refused(ARTIST, call, Minter::InvalidSaleId { saleId: id });
    }
    let id = sale_id(Address::ZERO, ROOTED, 0);
    let call = Minter::createSaleCall { saleId: id, terms: terms(), payees: payees() };
    market.refused(ARTIST, call, Minter::InvalidSaleId { saleId: id });
    let id = sale_id(market.world.collection, 2, 0);
    let call = Minter::createSaleCall { saleId: id, terms: terms(), payees: payees() };
    market.refused(ARTIST, call, Collection::UnknownSeries { series: 2, count: 2 });
    let call = Minter::createSaleCall { saleId: good, terms: terms(), payees: payees() };
    market.ok(ARTIST, call);
}

fn windows_that_make_no_sense_are_refused(build: Build) {
    let mut market = Market::new(build);
    for (start, end) in [
        (START, START),
        (START, START - 1),
        (u64::MAX, START),
        (u64::MAX, u64::MAX),
        (0, DAWN),
        (0, DAWN - 1),
        (0, 1),
    ] {
        let call = create(&market, Terms { start, end, ..terms() }, payees());
        market.refused(ARTIST, call, Minter::InvalidWindow { start, end, timestamp: DAWN });
    }
    for (start, end) in [(0, 0), (0, DAWN + 1), (u64::MAX - 1, u64::MAX), (u64::MAX, 0)] {
        let call = create(&market, Terms { start, end, ..terms() }, payees());
        market.ok(ARTIST, call);
        market.phase += 1;
    }
}

fn prices_and_periods_must_fit_their_curve(build: Build) {
    let mut market = Market::new(build);
    let with = |curve, start_price, floor_price, period| Terms {
        curve,
        startPrice: start_price,
        floorPrice: floor_price,
        period,
        ..terms()
    };
    for (curve, start, floor) in
        [(0, 1, 0), (0, 0, 1), (0, u128::MAX, 1), (1, 1, 2), (2, 0, u128::MAX)]
    {
        let period = u32::from(curve != 0);
        let call = create(&market, with(curve, start, floor, period), payees());
        let error = Minter::InvalidPrice { startPrice: start, floorPrice: floor, curve };
        market.refused(ARTIST, call, error);
    }
    for (curve, period) in [(0, 1), (0, u32::MAX), (1, 0), (2, 0)] {
        let (start, floor) = if curve == 0 { (5, 5) } else { (5, 1) };
        let call = create(&market, with(curve, start, floor, period), payees());
        market.refused(ARTIST, call, Minter::InvalidPeriod { period, curve });
    }
    for curve in [3, 4, u8::MAX] {
        let call = create(&market, with(curve, 5, 1, 1), payees());
        market.refused(ARTIST, call, Minter::InvalidCurve { curve });
    }
    for good in
        [with(0, u128::MAX, u128::MAX, 0), with(1, 1, 0, u32::MAX), with(2, u128::MAX, 0, 1)]
    {
        let call = create(&market, good, payees());
        market.ok(ARTIST, call);
        market.phase += 1;
    }
}

fn work_is_all_or_nothing_and_in_range(build: Build) {
    let mut market = Market::new(build);
    let with = |interval, half_life, difficulty| Terms {
        workInterval: interval,
        workHalfLife: half_life,
        workDifficulty: difficulty,
        ..terms()
    };
    for (interval, half_life, difficulty) in [
        (0, 1, 0),
        (0, 0, 65_536),
        (1, 0, 65_536),
        (1, 1, 0),
        (1, 1, 65_535),
        (1, 1, (1 << 63) + 1),
        (1, 1, u64::MAX),
        (1, 1_001, 65_536),
    ] {
        let call = create(&market, with(interval, half_life, difficulty), payees());
        let error = Minter::InvalidWork { interval, halfLife: half_life, difficulty };
        market.refused(ARTIST, call, error);
    }
    for difficulty in [65_536, 1 << 63] {
        let call = create(&market, with(1, 1, difficulty), payees());
        market.ok(ARTIST, call);
        market.phase += 1;
    }
}

fn blind_sales_have_an_end_and_a_bounded_reveal(build: Build) {
    let mut market = Market::new(build);
    let year = 365 * 24 * 3600;
    let with =
        |end, reveal_by| Terms { end, seedCommitment: word(7), revealBy: reveal_by, ..terms() };
    for (end, reveal_by) in
        [(0, END), (0, 0), (END, 0), (END, END - 1), (END, END + year + 1), (END, u64::MAX)]
    {
        let call = create(&market, with(end, reveal_by), payees());
        market.refused(ARTIST, call, Minter::InvalidReveal { end, revealBy: reveal_by });
    }
    let open_eyed = Terms { revealBy: END, ..terms() };
    let call = create(&market, open_eyed, payees());
    market.refused(ARTIST, call, Minter::InvalidReveal { end: END, revealBy: END });
    for reveal_by in [END, END + year] {
        let call = create(&market, with(END, reveal_by), payees());
        market.ok(ARTIST, call);
        market.phase += 1;
    }
}

/// This many payees with equal shares; the first gets the rest.
fn many(count: u16) -> Vec<Payee> {
    let each = 10_000 / count;
    let account = |n: u16| Address::with_last_byte(u8::try_from(n + 1).expect("few"));
    let bps = |n| if n == 0 { 10_000 - each * (count - 1) } else { each };
    (0..count).map(|n| Payee { account: account(n), bps: bps(n) }).collect()
}

fn shares_make_a_whole_among_one_to_sixteen(build: Build) {
    let mut market = Market::new(build);
    for count in [0usize, 17, 40] {
        let list = if count == 0 { vec![] } else { many(u16::try_from(count).expect("few")) };
        let call = create(&market, terms(), list);
        let error = Minter::InvalidPayeeCount { count: U256::from(count), max: U256::from(16) };
        market.refused(ARTIST, call, error);
    }
    for (shares, sum) in [
        (vec![9_999], 9_999u32),
        (vec![10_001], 10_001),
        (vec![5_000, 5_001], 10_001),
        (vec![u16::MAX; 16], 16 * 65_535),
        (vec![1], 1),
    ] {
        let mut list = many(u16::try_from(shares.len()).expect("few"));
        list.iter_mut().zip(&shares).for_each(|(payee, bps)| payee.bps = *bps);
        let call = create(&market, terms(), list);
        let error = Minter::InvalidShares { sum: U256::from(sum), whole: U256::from(10_000) };
        market.refused(ARTIST, call, error);
    }
    for count in [1, 3, 16] {
        let call = create(&market, terms(), many(count));
        market.ok(ARTIST, call);
        market.phase += 1;
    }
}

fn payees_that_make_no_sense_are_named(build: Build) {
    let mut market = Market::new(build);
    let payee = |account, bps| Payee { account, bps };
    let minter = market.minter;
    for (list, index) in [
        (vec![payee(Address::ZERO, 10_000)], 0),
        (vec![payee(CREATOR, 5_000), payee(Address::ZERO, 5_000)], 1),
        (vec![payee(CREATOR, 5_000), payee(CREATOR, 5_000)], 1),
        (vec![payee(CREATOR, 1), payee(PLATFORM, 1), payee(CREATOR, 9_998)], 2),
        (vec![payee(CREATOR, 10_000), payee(PLATFORM, 0)], 1),
        (vec![payee(minter, 10_000)], 0),
    ] {
        let Payee { account, bps } = list[index];
        let call = create(&market, terms(), list);
        let error = Minter::InvalidPayee { index: U256::from(index), account, bps };
        market.refused(ARTIST, call, error);
    }
}

fn a_series_without_anchored_records_needs_vouchers(build: Build) {
    let mut market = Market::new(build);
    let id = market.next_id(WORDED);
    let call = Minter::createSaleCall { saleId: id, terms: terms(), payees: payees() };
    market.refused(ARTIST, call.clone(), Minter::SeriesNeedsVouchers { series: WORDED });
    let signed = Terms { signer: STRANGER, ..terms() };
    // There is no next piece of it, so nothing can be left over.
    let left_over = Terms { unsoldRecipient: STRANGER, ..signed.clone() };
    let with_rest = Minter::createSaleCall { terms: left_over, ..call.clone() };
    market.refused(ARTIST, with_rest, Minter::SeriesNeedsVouchers { series: WORDED });
    market.ok(ARTIST, Minter::createSaleCall { terms: signed, ..call });
}

fn the_currency_is_the_coin_or_a_contract(build: Build) {
    let mut market = Market::new(build);
    let nobody = [STRANGER, Address::with_last_byte(0xfe), Address::repeat_byte(0xff)];
    for currency in nobody.into_iter().chain([market.minter]) {
        let call = create(&market, Terms { currency, ..terms() }, payees());
        market.refused(ARTIST, call, Minter::InvalidCurrency { currency });
    }
}

fn a_sale_for_nothing_gives_pieces_and_owes_nothing(build: Build) {
    let mut market = Market::new(build);
    let id = market.open(Terms { startPrice: 0, floorPrice: 0, ..terms() });
    let bought = market.buy(&Purchase::new(id, STRANGER, 3).at_most(0).sending(0u8));
    assert_eq!(bought.price, 0);
    market.refused(
        STRANGER,
        Minter::releaseCall { saleId: id },
        Minter::NothingToRelease { saleId: id },
    );
    let nothing = Minter::NothingOwed { account: CREATOR, currency: Address::ZERO };
    market.refused(
        STRANGER,
        Minter::withdrawCall { account: CREATOR, currency: Address::ZERO },
        nothing,
    );
    // What is sent on top comes back.
    market.buy(&Purchase::new(id, STRANGER, 1).sending(PRICE));
}

fn an_unknown_sale_is_unknown_to_every_function(build: Build) {
    let mut market = Market::new(build);
    let known = market.open(terms());
    let collection = market.world.collection;
    for id in [
        U256::ZERO,
        U256::MAX,
        known + U256::from(1),
        known | (U256::from(1) << 224),
        sale_id(collection, WORDED, 0),
        sale_id(STRANGER, ROOTED, 0),
    ] {
        let unknown = Minter::UnknownSale { saleId: id };
        market.refuse(&Purchase::new(id, STRANGER, 1), unknown.clone());
        market.refuse(&Purchase::new(id, STRANGER, 1).paid_by(MINTER), unknown.clone());
        let calls = unknown_calls(id);
        for call in calls {
            let want = alloy_sol_types::SolError::abi_encode(&unknown);
            market.refused_raw(ARTIST, U256::ZERO, call.into(), &want);
        }
        market.view_refused(Minter::saleCall { saleId: id }, unknown.clone());
        market.view_refused(Minter::saleStateCall { saleId: id }, unknown.clone());
        market.view_refused(Minter::challengeCall { saleId: id, buyer: STRANGER }, unknown);
    }
}

fn unknown_calls(id: U256) -> Vec<Vec<u8>> {
    use alloy_sol_types::SolCall;
    let amend = Minter::amendSaleCall {
        saleId: id,
        limit: 1,
        end: END,
        allowRoot: B256::ZERO,
        signer: Address::ZERO,
    };
    let reveal = Minter::revealCall { saleId: id, seed: word(1), promiseHash: word(2) };
    vec![
        amend.abi_encode(),
        Minter::setPausedCall { saleId: id, paused: true }.abi_encode(),
        Minter::closeSaleCall { saleId: id }.abi_encode(),
        Minter::revokeVoucherCall { saleId: id, nonce: U256::ZERO }.abi_encode(),
        Minter::revokeAllVouchersCall { saleId: id }.abi_encode(),
        Minter::mintUnsoldCall { saleId: id, quantity: 1 }.abi_encode(),
        reveal.abi_encode(),
        Minter::releaseCall { saleId: id }.abi_encode(),
        Minter::refundCall { saleId: id, account: STRANGER }.abi_encode(),
    ]
}

both_builds!(
    terms_are_kept_as_they_were_given,
    a_limit_of_zero_is_what_the_series_has_left,
    only_the_owner_of_the_collection_creates,
    ids_name_a_collection_a_series_and_a_phase,
    windows_that_make_no_sense_are_refused,
    prices_and_periods_must_fit_their_curve,
    work_is_all_or_nothing_and_in_range,
    blind_sales_have_an_end_and_a_bounded_reveal,
    shares_make_a_whole_among_one_to_sixteen,
    payees_that_make_no_sense_are_named,
    a_series_without_anchored_records_needs_vouchers,
    the_currency_is_the_coin_or_a_contract,
    a_sale_for_nothing_gives_pieces_and_owes_nothing,
    an_unknown_sale_is_unknown_to_every_function,
);
