//! Blocks that stay, snapshots, time, edited accounts, events by filter, access lists.

use alloy_primitives::{hex, Address, Bytes, B256, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, ETHER},
    BlockId, BlockOverrides, CallError, LogError, LogFilter, LogRange, StateOverrides, TimeError,
};

use crate::support::{
    bytes, call, chain, deploy, output, program, programs as text, request, send, sign::Tx,
    transact, word, NOW,
};

#[test]
fn every_block_keeps_its_state() {
    let mut chain = chain();
    let counter = program(&mut chain, &text::program(text::COUNTER));
    let start = chain.head().number();
    for _ in 0..3 {
        transact(&mut chain, counter, []);
    }
    for past in 0..=3 {
        let at = BlockId::Number(start + past);
        let state = chain.state_at(at).expect("a state");
        assert_eq!(state.storage(counter, U256::ZERO), U256::from(past));
        let none = (StateOverrides::default(), BlockOverrides::default());
        let seen = chain.call(&request(counter, []), at, &none.0, &none.1).expect("a call").output;
        assert_eq!(seen, bytes(past + 1));
    }
    let genesis = chain.state_at(BlockId::Earliest).expect("genesis");
    assert!(genesis.account(counter).is_none());
    assert_eq!(genesis.nonce(DEV_ACCOUNT), 0);
}

#[test]
fn blocks_are_found_by_every_name_and_absence_has_words() {
    let mut chain = chain();
    chain.mine(2);
    let head = chain.head().hash;
    for id in [BlockId::Latest, BlockId::Pending, BlockId::Number(2), BlockId::Hash(head)] {
        assert_eq!(chain.block(id).map(|block| block.hash), Some(head));
    }
    let error = |id| chain.state_at(id).expect_err("absent").to_string();
    assert_eq!(error(BlockId::Number(3)), "header not found");
    assert_eq!(error(BlockId::Number(u64::MAX)), "header not found");
    assert_eq!(error(BlockId::Hash(B256::ZERO)), "header not found");
    assert_eq!(error(BlockId::Safe), "safe block not found");
    assert_eq!(error(BlockId::Finalized), "finalized block not found");
}

#[test]
fn a_snapshot_brings_back_everything_once() {
    let mut chain = chain();
    let to = Address::repeat_byte(1);
    let first = chain.snapshot();
    let receipt = send(&mut chain, Tx { to: Some(to), value: ETHER, ..Tx::default() });
    let second = chain.snapshot();
    chain.set_balance(to, U256::from(3));
    chain.increase_time(100).expect("time");
    assert!(chain.revert(second));
    assert_eq!(chain.head().state().balance(to), ETHER);
    assert_eq!(chain.pending_timestamp(), NOW);
    assert!(chain.revert(first));
    assert_eq!(chain.head().number(), 0);
    assert!(chain.receipt(receipt.transaction_hash).is_none());
    assert!(chain.block(BlockId::Hash(receipt.block_hash)).is_none());
    assert!(!chain.revert(first), "used up");
    assert!(!chain.revert(second), "gone with the earlier one");
    // The same transaction makes the same block again.
    assert_eq!(
        send(&mut chain, Tx { to: Some(to), value: ETHER, ..Tx::default() }).block_hash,
        receipt.block_hash
    );
}

#[test]
fn a_chain_may_move_between_threads() {
    fn movable<T: Send + Sync + 'static>(_: &T) {}
    movable(&chain());
}

#[test]
fn a_clone_is_independent() {
    let mut chain = chain();
    let copy = chain.clone();
    send(&mut chain, Tx { to: Some(Address::ZERO), value: ETHER, ..Tx::default() });
    assert_eq!(copy.head().number(), 0);
    assert_eq!(copy.head().state().nonce(DEV_ACCOUNT), 0);
}

#[test]
fn time_moves_by_hand_and_never_back() {
    let mut chain = chain();
    chain.mine(1);
    assert_eq!(chain.head().header.timestamp, NOW);
    assert_eq!(chain.increase_time(50), Ok(50));
    assert_eq!(chain.increase_time(10), Ok(60));
    chain.mine(1);
    assert_eq!(chain.head().header.timestamp, NOW + 60);
    assert_eq!(chain.set_next_timestamp(NOW), Err(TimeError::Past { wanted: NOW, head: NOW + 60 }));
    chain.set_next_timestamp(NOW + 1_000).expect("later");
    chain.mine(2);
    assert_eq!(chain.head().header.timestamp, NOW + 1_000, "time stands still with the clock");
    chain.increase_time(5).expect("time");
    chain.mine(1);
    assert_eq!(chain.head().header.timestamp, NOW + 1_005);
    assert_eq!(chain.increase_time(u64::MAX), Err(TimeError::Overflow));
}

#[test]
fn edited_accounts_are_as_edited() {
    let mut chain = chain();
    let account = Address::repeat_byte(8);
    chain.set_balance(account, U256::from(5));
    chain.set_nonce(account, 9);
    chain.set_storage(account, U256::from(1), U256::from(2));
    // Answers with slot 1.
    chain.set_code(account, hex!("6001545f5260205ff3").into());
    let state = chain.head().state();
    assert_eq!((state.balance(account), state.nonce(account)), (U256::from(5), 9));
    assert_eq!(output(&chain, account, []), Ok(word(2).into()));
    assert_eq!(chain.head().number(), 0, "nothing is mined");
    chain.set_code(account, Default::default());
    chain.set_storage(account, U256::from(1), U256::ZERO);
    assert!(chain.head().state().code(account).is_empty());
    assert!(chain.head().state().slots(account).is_empty());
}

#[test]
fn events_are_found_by_block_address_and_topic() {
    let mut chain = chain();
    let one = deploy(&mut chain, &hex!("60115f5fa1"));
    let two = deploy(&mut chain, &hex!("6022601160205fa2"));
    let first = transact(&mut chain, one, []);
    let second = transact(&mut chain, two, []);
    let range = LogRange::Blocks(BlockId::Earliest, BlockId::Latest);
    let find = |addresses: Vec<Address>, topics: Vec<Vec<B256>>| {
        let filter = LogFilter { range, addresses, topics };
        let found = chain.logs(&filter).expect("events");
        found.into_iter().map(|record| record.transaction_hash).collect::<Vec<_>>()
    };
    let (a, b) = (first.transaction_hash, second.transaction_hash);
    let topic = B256::with_last_byte;
    assert_eq!(find(vec![], vec![]), [a, b]);
    assert_eq!(find(vec![two], vec![]), [b]);
    assert_eq!(find(vec![], vec![vec![topic(0x11)]]), [a, b]);
    assert_eq!(find(vec![], vec![vec![], vec![topic(0x22), topic(0x33)]]), [b]);
    assert!(find(vec![one], vec![vec![], vec![]]).is_empty(), "more positions than topics");
    let by_hash = LogFilter { range: LogRange::Block(first.block_hash), ..LogFilter::default() };
    assert_eq!(chain.logs(&by_hash).expect("events").len(), 1);
    let wrong = |range| chain.logs(&LogFilter { range, ..LogFilter::default() });
    let reversed = LogRange::Blocks(BlockId::Latest, BlockId::Earliest);
    assert_eq!(wrong(reversed), Err(LogError::Range));
    assert_eq!(wrong(LogRange::Block(B256::ZERO)), Err(LogError::UnknownBlock(B256::ZERO)));
}

#[test]
fn an_access_list_names_what_is_touched_and_saves_what_it_says() {
    let mut chain = chain();
    let counter = program(&mut chain, &text::program(text::COUNTER));
    let proxy = program(&mut chain, &text::program(text::PROXY));
    let asked = request(proxy, counter.to_vec());
    let none = StateOverrides::default();
    let found = chain.access_list(&asked, BlockId::Latest, &none).expect("a list");
    assert_eq!(found.error, None);
    let items: Vec<_> =
        found.access_list.iter().map(|item| (item.address, item.storage_keys.len())).collect();
    assert_eq!(items, [(counter, 1)]);
    let mut with = asked.clone();
    with.access_list = Some(found.access_list.clone());
    assert_eq!(call(&chain, &with).expect("a call").gas_used, found.gas_used);
}

#[test]
fn overrides_that_cannot_be_are_refused() {
    let chain = chain();
    let refused = |address: Address, change: stylus_chain::AccountOverride| {
        let overrides = StateOverrides::from([(address, change)]);
        let none = BlockOverrides::default();
        match chain.call(&request(address, []), BlockId::Latest, &overrides, &none) {
            Err(CallError::BadOverride(text)) => text,
            other => panic!("no refusal: {other:?}"),
        }
    };
    let plain = stylus_chain::AccountOverride::default;
    assert!(refused(stylus_chain::ARBOS_ACCOUNT, plain()).contains("ArbOS"));
    let both = stylus_chain::AccountOverride {
        state: Some(Default::default()),
        state_diff: Some(Default::default()),
        ..plain()
    };
    assert!(refused(Address::repeat_byte(1), both).contains("both"));
    let moved = stylus_chain::AccountOverride {
        move_precompile_to: Some(Address::repeat_byte(2)),
        ..plain()
    };
    assert!(refused(Address::repeat_byte(1), moved).contains("not a precompile"));
}

#[test]
fn a_moved_precompile_answers_at_its_new_address_only() {
    let chain = chain();
    let (identity, away) = (Address::with_last_byte(4), Address::repeat_byte(2));
    let change = stylus_chain::AccountOverride {
        move_precompile_to: Some(away),
        code: Some(hex!("60ff5f5260205ff3").into()),
        ..Default::default()
    };
    let overrides = StateOverrides::from([(identity, change)]);
    let none = BlockOverrides::default();
    let ask = |to: Address| {
        chain.call(&request(to, [1, 2]), BlockId::Latest, &overrides, &none).expect("a call").output
    };
    assert_eq!(ask(away), Bytes::from([1, 2]));
    assert_eq!(ask(identity), bytes(0xff));
}
