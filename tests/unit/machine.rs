//! Random sequences of calls, by random accounts, against the model: every result, and after every call the invariants
//! of ERC-721 and of the series. `PROPTEST_CASES` sets how many sequences.

use alloy_primitives::{Address, B256, U256};
use colophon_collection::{Collection, Error};
use motsu::prelude::*;
use openzeppelin_stylus::token::erc721::{IErc721, Transfer};
use proptest::{prelude::*, sample::select};

use crate::{
    model::{Model, Outcome, Series},
    world::{construct, count, n, series, CONTENT, MODEL, PROMPT, RECORD, ROOT},
};

/// The accounts that act; the last is nobody, and only acted upon.
const ACCOUNTS: [Address; 5] = [
    Address::repeat_byte(0x11),
    Address::repeat_byte(0x22),
    Address::repeat_byte(0x33),
    Address::repeat_byte(0x44),
    Address::ZERO,
];

/// Supplies of the series, and whether each has a root. One more number is tried.
const SERIES: [(u32, bool); 3] = [(6, false), (9, true), (1, true)];

/// One call.
#[derive(Clone, Debug)]
enum Action {
    Mint(u32, Address),
    MintBatch(u32, Address, u32),
    Transfer { safely: bool, from: Address, to: Address, id: u64 },
    Burn(u64),
    Approve(Address, u64),
    SetOperator(Address, bool),
    SetRoles(Address, u8),
    Offer(Address),
    Accept,
    SetRoyalty(u32, Address, u16),
    Freeze(u32),
    Revise(u64, u8),
}

fn account() -> impl Strategy<Value = Address> {
    select(&ACCOUNTS[..])
}

fn id() -> impl Strategy<Value = u64> {
    (0..4_u64, prop_oneof![8 => 0..7_u64, 1 => Just(999_999)])
        .prop_map(|(series, index)| series * 1_000_000 + index)
}

fn action() -> impl Strategy<Value = Action> {
    let series = || 0..4_u32;
    prop_oneof![
        6 => (series(), account()).prop_map(|(series, to)| Action::Mint(series, to)),
        3 => (series(), account(), 0..5_u32).prop_map(|(s, to, count)| Action::MintBatch(s, to, count)),
        9 => (any::<bool>(), account(), account(), id())
            .prop_map(|(safely, from, to, id)| Action::Transfer { safely, from, to, id }),
        2 => id().prop_map(Action::Burn),
        4 => (account(), id()).prop_map(|(to, id)| Action::Approve(to, id)),
        3 => (account(), any::<bool>()).prop_map(|(to, approved)| Action::SetOperator(to, approved)),
        2 => (account(), 0..5_u8).prop_map(|(account, roles)| Action::SetRoles(account, roles)),
        1 => account().prop_map(Action::Offer),
        2 => Just(Action::Accept),
        2 => (series(), account(), prop_oneof![0..900_u16, 9_999..10_002_u16])
            .prop_map(|(series, to, bps)| Action::SetRoyalty(series, to, bps)),
        1 => series().prop_map(Action::Freeze),
        3 => (id(), 1..255_u8).prop_map(|(id, word)| Action::Revise(id, word)),
    ]
}

/// A result of the contract, rolled back when it is a refusal.
fn settle<T>(result: Result<T, Error>) -> Outcome<T> {
    result.motsu_res().map_err(Vec::from)
}

/// Does one thing to both, and compares.
fn act(c: &Contract<Collection>, model: &mut Model, caller: Address, action: &Action) {
    let say = format!("{caller}: {action:?}");
    match *action {
        Action::Mint(series, to) => {
            let result = settle(c.sender(caller).mint(series, to, CONTENT, PROMPT, RECORD));
            assert_eq!(result, model.mint(caller, series, to), "{say}");
        }
        Action::MintBatch(series, to, count) => {
            let result = settle(c.sender(caller).mint_batch(series, to, count));
            assert_eq!(result, model.mint_batch(caller, series, to, count), "{say}");
        }
        Action::Transfer { safely, from, to, id } => {
            let result = if safely {
                settle(c.sender(caller).safe_transfer_from(from, to, n(id)))
            } else {
                settle(c.sender(caller).transfer_from(from, to, n(id)))
            };
            assert_eq!(result, model.transfer(caller, from, to, id), "{say}");
        }
        Action::Burn(id) => {
            assert_eq!(settle(c.sender(caller).burn(n(id))), model.burn(caller, id), "{say}");
        }
        Action::Approve(to, id) => {
            let result = settle(c.sender(caller).approve(to, n(id)));
            assert_eq!(result, model.approve(caller, to, id), "{say}");
        }
        Action::SetOperator(operator, approved) => {
            let result = settle(c.sender(caller).set_approval_for_all(operator, approved));
            assert_eq!(result, model.set_operator(caller, operator, approved), "{say}");
        }
        Action::SetRoles(account, roles) => {
            let result = settle(c.sender(caller).set_roles(account, roles));
            assert_eq!(result, model.set_roles(caller, account, roles), "{say}");
        }
        Action::Offer(to) => {
            let result = settle(c.sender(caller).transfer_ownership(to));
            assert_eq!(result, model.offer(caller, to), "{say}");
        }
        Action::Accept => {
            let result = settle(c.sender(caller).accept_ownership());
            assert_eq!(result, model.accept(caller), "{say}");
        }
        Action::SetRoyalty(series, receiver, bps) => {
            let result = settle(c.sender(caller).set_royalty(series, receiver, bps));
            assert_eq!(result, model.set_royalty(caller, series, receiver, bps), "{say}");
        }
        Action::Freeze(series) => {
            let result = settle(c.sender(caller).freeze(series));
            assert_eq!(result, model.freeze(caller, series), "{say}");
        }
        Action::Revise(id, word) => {
            let (content, record) = (B256::repeat_byte(word), B256::repeat_byte(!word));
            let result = settle(c.sender(caller).revise(n(id), content, record));
            assert_eq!(result, model.revise(caller, id, content, record), "{say}");
        }
    }
}

/// Everything that can be read is what the model says; and the sums agree.
fn check(c: &Contract<Collection>, model: &Model) {
    let view = || c.sender(ACCOUNTS[0]);
    assert_eq!((view().owner(), view().pending_owner()), (model.owner, model.pending));
    assert_eq!(view().total_supply(), n(model.tokens.len() as u64));
    assert_eq!(count::<Transfer>(c), model.transfers, "one Transfer per change of ownership");

    let mut balances = 0;
    for account in &ACCOUNTS[..4] {
        let balance = view().balance_of(*account).motsu_unwrap();
        assert_eq!(balance, n(model.balance(*account) as u64));
        balances += balance.to::<usize>();
        let roles = model.roles.get(account).copied().unwrap_or_default();
        assert_eq!(view().roles_of(*account), roles);
        for operator in ACCOUNTS {
            let expected = model.operators.contains(&(*account, operator));
            assert_eq!(view().is_approved_for_all(*account, operator), expected);
        }
    }
    assert_eq!(balances, model.tokens.len(), "the balances add up to the supply");

    for (number, entry) in (0..).zip(&model.series) {
        let info = view().series(number).motsu_unwrap();
        let root = if entry.rooted { ROOT } else { B256::ZERO };
        let (supply, minted) = (entry.supply, entry.minted);
        let expected = (MODEL, root, supply, minted, entry.receiver, entry.bps, entry.frozen);
        assert_eq!(info, expected);
        let first = u64::from(number) * 1_000_000;
        for id in first..=first + u64::from(entry.supply) {
            check_token(c, model, id);
        }
        let share = n(1_000).wrapping_mul(n(u64::from(entry.bps))) / n(10_000);
        assert_eq!(view().royalty_info(n(first), n(1_000)), (entry.receiver, share));
    }
}

fn check_token(c: &Contract<Collection>, model: &Model, id: u64) {
    let view = || c.sender(ACCOUNTS[0]);
    let Some(token) = model.tokens.get(&id) else {
        assert!(view().owner_of(n(id)).motsu_res().is_err(), "{id} does not exist");
        assert!(view().get_approved(n(id)).motsu_res().is_err(), "{id} does not exist");
        assert!(view().provenance_of(n(id)).motsu_res().is_err(), "{id} does not exist");
        return;
    };
    assert_eq!(view().owner_of(n(id)).motsu_unwrap(), token.owner);
    assert_eq!(view().get_approved(n(id)).motsu_unwrap(), token.approved);
    let (content, prompt, record, revision) = token.words;
    let words = view().provenance_of(n(id)).motsu_unwrap();
    assert_eq!(words, (MODEL, content, prompt, record, revision));
}

#[motsu::test]
fn random_calls_agree_with_the_model() {
    let steps = prop::collection::vec((select(&ACCOUNTS[..4]), action()), 1..60);
    proptest!(ProptestConfig { cases: cases(), ..ProptestConfig::default() }, |(steps in steps)| {
        let c = Contract::<Collection>::new();
        let owner = ACCOUNTS[0];
        construct(&c, owner);
        let mut model = Model { owner, ..Model::default() };
        for (supply, rooted) in SERIES {
            series(&c, owner, if rooted { ROOT } else { B256::ZERO }, supply);
            let (receiver, minted) = (Address::ZERO, 0);
            model.series.push(Series { rooted, supply, minted, receiver, bps: 0, frozen: false });
        }
        for (caller, action) in &steps {
            act(&c, &mut model, *caller, action);
            check(&c, &model);
        }
    });
}

/// How many sequences: `PROPTEST_CASES`, or enough for a test that is run at every change.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(64)
}

#[motsu::test]
fn the_model_notices_a_difference() {
    // The machine is worth something only if it can fail: here the model is told of a token that does not exist.
    let c = Contract::<Collection>::new();
    construct(&c, ACCOUNTS[0]);
    series(&c, ACCOUNTS[0], ROOT, 1);
    let receiver = Address::ZERO;
    let entry = Series { rooted: true, supply: 1, minted: 0, receiver, bps: 0, frozen: false };
    let mut model = Model { owner: ACCOUNTS[0], series: vec![entry], ..Model::default() };
    check(&c, &model);
    model.mint(ACCOUNTS[0], 0, ACCOUNTS[1]).expect("the model mints");
    let noticed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&c, &model)));
    assert!(noticed.is_err());
    assert_eq!(c.sender(ACCOUNTS[0]).total_supply(), U256::ZERO);
}
