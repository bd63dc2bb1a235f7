//! What a sale may be, one refusal after the other.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use colophon_minter::{
    IMinter, InvalidCollection, InvalidCurrency, InvalidCurve, InvalidLimit, InvalidPayee,
    InvalidPayeeCount, InvalidPeriod, InvalidPrice, InvalidReveal, InvalidSaleId, InvalidShares,
    InvalidWindow, InvalidWork, NotCollectionOwner, SaleExists, SeriesNeedsVouchers, UnknownSale,
};
use motsu::prelude::*;

use super::world::{
    create, payees, revert, sale_id, send, state, terms, Scripted, Seller, NOW, SERIES,
};

const DAY: u64 = 86_400;
const YEAR: u64 = 365 * DAY;

#[motsu::test]
fn what_was_created_is_what_is_answered(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, 1_000);
    let id = sale_id(c.address(), u32::MAX);
    let given = IMinter::Terms {
        curve: 2,
        settles: true,
        startPrice: u128::MAX,
        floorPrice: 1,
        period: u32::MAX,
        start: NOW - 1,
        end: u64::MAX - YEAR,
        limit: 0,
        walletLimit: u32::MAX,
        allowRoot: B256::repeat_byte(0xaa),
        signer: Address::repeat_byte(0xbb),
        workInterval: u32::MAX,
        workHalfLife: u32::MAX - 1,
        workDifficulty: 1 << 63,
        seedCommitment: B256::repeat_byte(0xcc),
        revealBy: u64::MAX,
        unsoldRecipient: Address::repeat_byte(0xdd),
        ..terms()
    };
    let shares = payees(&[625; 16]);
    create(&s, alice, id, given.clone(), shares.clone()).unwrap();
    let call = IMinter::saleCall { saleId: id }.abi_encode();
    let answer = send(&s, alice, &call).unwrap();
    let found = IMinter::saleCall::abi_decode_returns(&answer, true).unwrap();
    let expected = IMinter::Terms { limit: 1_000, ..given };
    assert_eq!(found.terms.abi_encode_words(), expected.abi_encode_words());
    let pairs = |list: &[IMinter::Payee]| -> Vec<_> {
        list.iter().map(|payee| (payee.account, payee.bps)).collect()
    };
    assert_eq!(pairs(&found.payees), pairs(&shares));
    let state = state(&s, id);
    assert_eq!((state.status, state.sold, state.remaining), (2, 0, 1_000));
}

/// The members of `Terms` as bytes, to compare them all.
trait Words {
    fn abi_encode_words(&self) -> Vec<u8>;
}

impl Words for IMinter::Terms {
    fn abi_encode_words(&self) -> Vec<u8> {
        alloy_sol_types::SolValue::abi_encode(self)
    }
}

type Case = (IMinter::Terms, Vec<u8>);

/// Prices and windows that make no sense, and how they are refused.
fn prices_and_windows() -> Vec<Case> {
    let curve = |curve, startPrice, floorPrice, period| IMinter::Terms {
        curve,
        startPrice,
        floorPrice,
        period,
        ..terms()
    };
    let window = |start, end| IMinter::Terms { start, end, ..terms() };
    let price =
        |startPrice, floorPrice, curve| revert(InvalidPrice { startPrice, floorPrice, curve });
    let no_window = |start, end| revert(InvalidWindow { start, end, timestamp: NOW });
    vec![
        (curve(3, 1, 1, 0), revert(InvalidCurve { curve: 3 })),
        (curve(255, 1, 1, 0), revert(InvalidCurve { curve: 255 })),
        (curve(0, 2, 1, 0), price(2, 1, 0)),
        (curve(1, 1, 2, 9), price(1, 2, 1)),
        (curve(2, 0, u128::MAX, 9), price(0, u128::MAX, 2)),
        (curve(0, 1, 1, 1), revert(InvalidPeriod { period: 1, curve: 0 })),
        (curve(1, 2, 1, 0), revert(InvalidPeriod { period: 0, curve: 1 })),
        (window(NOW, NOW), no_window(NOW, NOW)),
        (window(NOW + 2, NOW + 1), no_window(NOW + 2, NOW + 1)),
        (window(0, NOW), no_window(0, NOW)),
        (window(u64::MAX, u64::MAX), no_window(u64::MAX, u64::MAX)),
        (IMinter::Terms { settles: true, ..window(NOW, 0) }, no_window(NOW, 0)),
    ]
}

/// Work, reveals, limits and currencies.
fn conditions(minter: Address) -> Vec<Case> {
    let work = |interval, halfLife, difficulty| {
        let terms = IMinter::Terms {
            workInterval: interval,
            workHalfLife: halfLife,
            workDifficulty: difficulty,
            ..terms()
        };
        (terms, revert(InvalidWork { interval, halfLife, difficulty }))
    };
    let reveal = |end, revealBy| (blind(end, revealBy), revert(InvalidReveal { end, revealBy }));
    let limit =
        |limit| (IMinter::Terms { limit, ..terms() }, revert(InvalidLimit { limit, max: 1_000 }));
    let currency =
        |currency| (IMinter::Terms { currency, ..terms() }, revert(InvalidCurrency { currency }));
    let end = NOW + DAY;
    let seen = revert(InvalidReveal { end, revealBy: 1 });
    vec![
        work(1, 0, 65_536),
        work(0, 1, 0),
        work(0, 0, 65_536),
        work(1, 1, 65_535),
        work(1, 1, u64::MAX),
        reveal(0, NOW + 9),
        reveal(NOW + 9, NOW + 8),
        reveal(NOW + 9, NOW + 10 + YEAR),
        (IMinter::Terms { revealBy: 1, ..terms() }, seen),
        limit(1_001),
        limit(u32::MAX),
        currency(Address::repeat_byte(0x77)),
        currency(minter),
    ]
}

/// Terms of a blind sale.
fn blind(end: u64, revealBy: u64) -> IMinter::Terms {
    IMinter::Terms { end, revealBy, seedCommitment: B256::with_last_byte(1), ..terms() }
}

#[motsu::test]
fn terms_that_make_no_sense_are_refused(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, 1_000);
    let id = sale_id(c.address(), 0);
    let cases = prices_and_windows().into_iter().chain(conditions(s.address()));
    for (index, (terms, refusal)) in cases.enumerate() {
        assert_eq!(create(&s, alice, id, terms, payees(&[10_000])), Err(refusal), "case {index}");
    }
    // None of them left anything behind.
    let call = IMinter::saleStateCall { saleId: id }.abi_encode();
    assert_eq!(send(&s, alice, &call), Err(revert(UnknownSale { saleId: id })));
    create(&s, alice, id, blind(NOW + 9, NOW + 9 + YEAR), payees(&[10_000])).unwrap();
    let falls = IMinter::Terms { curve: 1, floorPrice: 1, period: 9, ..terms() };
    create(&s, alice, id + U256::from(1), falls, payees(&[10_000])).unwrap();
}

#[motsu::test]
fn payees_that_make_no_sense_are_refused(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Address,
) {
    c.sender(alice).plays(alice, 1_000);
    let id = sale_id(c.address(), 0);
    let with = |index: usize, account: Address| {
        let mut list = payees(&[4_000, 3_000, 3_000]);
        list[index].account = account;
        let refusal = InvalidPayee { index: U256::from(index), account, bps: list[index].bps };
        (list, revert(refusal))
    };
    let count = |shares: &[u16]| {
        let count = U256::from(shares.len());
        (payees(shares), revert(InvalidPayeeCount { count, max: U256::from(16) }))
    };
    let sum = |shares: &[u16], sum: u32| {
        let (sum, whole) = (U256::from(sum), U256::from(10_000));
        (payees(shares), revert(InvalidShares { sum, whole }))
    };
    let second = Address::with_last_byte(2);
    let nothing = InvalidPayee { index: U256::from(1), account: second, bps: 0 };
    let cases = [
        count(&[]),
        count(&[588; 17]),
        with(0, Address::ZERO),
        with(2, Address::ZERO),
        with(2, Address::with_last_byte(1)),
        with(1, s.address()),
        (payees(&[5_000, 0, 5_000]), revert(nothing)),
        sum(&[9_999], 9_999),
        sum(&[10_000, 1], 10_001),
        sum(&[u16::MAX; 16], 1_048_560),
    ];
    for (index, (payees, refusal)) in cases.into_iter().enumerate() {
        assert_eq!(create(&s, alice, id, terms(), payees), Err(refusal), "case {index}");
    }
}

#[motsu::test]
fn only_the_owner_creates_and_only_once(
    s: Contract<Seller>,
    c: Contract<Scripted>,
    alice: Address,
    bob: Address,
) {
    c.sender(alice).plays(alice, 1_000);
    let id = sale_id(c.address(), 0);
    let refusal = NotCollectionOwner { caller: bob, owner: alice };
    assert_eq!(create(&s, bob, id, terms(), payees(&[10_000])), Err(revert(refusal)));
    create(&s, alice, id, terms(), payees(&[10_000])).unwrap();
    let again = create(&s, alice, id, terms(), payees(&[10_000]));
    assert_eq!(again, Err(revert(SaleExists { saleId: id })));
}

#[motsu::test]
fn an_id_names_a_collection(s: Contract<Seller>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, 1_000);
    let id = sale_id(c.address(), 0);
    for saleId in [id | (U256::from(1) << 224), id | (U256::from(1) << 255), U256::MAX, U256::ZERO]
    {
        let refusal = Err(revert(InvalidSaleId { saleId }));
        assert_eq!(create(&s, alice, saleId, terms(), payees(&[10_000])), refusal);
    }
    // An owner that is no address.
    c.sender(alice).answers(super::world::OWNER, &[U256::MAX]);
    let refusal = InvalidCollection { collection: c.address() };
    assert_eq!(create(&s, alice, id, terms(), payees(&[10_000])), Err(revert(refusal)));
}

#[motsu::test]
fn a_series_without_root_needs_words(s: Contract<Seller>, c: Contract<Scripted>, alice: Address) {
    c.sender(alice).plays(alice, 1_000);
    c.sender(alice).has(U256::ZERO, 10);
    let id = sale_id(c.address(), 0);
    let refusal = Err(revert(SeriesNeedsVouchers { series: SERIES }));
    let signer = Address::repeat_byte(5);
    let unsold = IMinter::Terms { limit: 10, signer, unsoldRecipient: signer, ..terms() };
    for terms in [IMinter::Terms { limit: 10, ..terms() }, unsold] {
        assert_eq!(create(&s, alice, id, terms, payees(&[10_000])), refusal);
    }
    let terms = IMinter::Terms { limit: 10, signer, ..terms() };
    create(&s, alice, id, terms, payees(&[10_000])).unwrap();
    c.sender(alice).has(U256::from(1), 0);
    let refusal = Err(revert(InvalidLimit { limit: 0, max: 0 }));
    let terms = IMinter::Terms { limit: 0, ..super::world::terms() };
    assert_eq!(create(&s, alice, id + U256::from(1), terms, payees(&[10_000])), refusal);
}
