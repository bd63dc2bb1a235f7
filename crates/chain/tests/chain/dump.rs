//! A chain that was written down and read again is the same chain, and goes on as the original does.

use alloy_primitives::{hex, Address, U256};
use serde_json::{json, Value};
use stylus_chain::{
    config::ETHER, BlockId, CallRequest, Chain, Clock, Config, Dump, LoadError, TxError,
};

use crate::support::{deploy, program, programs as text, send, sign::Tx, transact, NOW};

fn config() -> Config {
    Config { clock: Clock::Fixed(NOW), ..Config::default() }
}

/// A chain on which everything has happened that a dump must hold.
fn eventful() -> (Chain, Address) {
    let mut chain = Chain::new(config()).expect("genesis");
    let counter = program(&mut chain, &text::program(text::COUNTER));
    transact(&mut chain, counter, []);
    let logger = deploy(&mut chain, &hex!("365f5f376001365fa100"));
    transact(&mut chain, logger, hex!("aabb"));
    assert!(!send(&mut chain, Tx { input: hex!("fe").into(), ..Tx::default() }).success);
    let whale = Address::repeat_byte(0xbb);
    chain.set_balance(whale, ETHER);
    let gift = CallRequest { to: Some(counter), ..CallRequest::default() };
    chain.send_unsigned(whale, &gift).expect("sent without a key");
    chain.increase_time(1_000).expect("later");
    chain.mine(2);
    chain.set_storage(whale, U256::from(1), U256::from(2));
    chain.set_storage(whale, U256::from(1), U256::ZERO);
    (chain, counter)
}

fn written(chain: &Chain) -> Value {
    serde_json::to_value(chain.dump()).expect("JSON")
}

fn read(value: Value) -> Result<Chain, LoadError> {
    let dump: Dump = serde_json::from_value(value).expect("a dump");
    Chain::load(config(), dump)
}

#[test]
fn a_loaded_chain_is_the_same_and_goes_on() {
    let (mut original, counter) = eventful();
    let mut loaded = read(written(&original)).expect("loaded");
    assert_eq!(written(&loaded), written(&original));
    for number in 0..=original.head().number() {
        let id = BlockId::Number(number);
        let (old, new) = (original.block(id).expect("a block"), loaded.block(id).expect("a block"));
        assert_eq!((old.hash, old.size, old.l1_number), (new.hash, new.size, new.l1_number));
        assert_eq!(format!("{:?}", old.receipts), format!("{:?}", new.receipts));
        assert_eq!(format!("{:?}", old.transactions), format!("{:?}", new.transactions));
        for address in old.state().addresses() {
            assert_eq!(old.state().account(address), new.state().account(address));
            assert_eq!(old.state().code(address), new.state().code(address));
        }
    }
    let (a, b) = (transact(&mut original, counter, []), transact(&mut loaded, counter, []));
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
    assert_eq!(original.head().hash, loaded.head().hash);
    assert_eq!(
        loaded.transaction(a.transaction_hash).map(|tx| tx.block_number),
        Some(a.block_number)
    );
}

#[test]
fn other_and_damaged_dumps_are_refused() {
    let (chain, _) = eventful();
    let whole = written(&chain);
    let changed = |path: &str, value: Value| {
        let mut copy = whole.clone();
        *copy.pointer_mut(path).expect(path) = value;
        read(copy).expect_err(path)
    };
    assert_eq!(changed("/version", json!(1)), LoadError::Version { have: 1, want: 2 });
    assert_eq!(changed("/chainId", json!(1)), LoadError::ChainId { have: 1, want: 412_346 });
    assert_eq!(changed("/format", json!("x")), LoadError::Format("x".to_owned()));
    let damaged = |error: LoadError| matches!(error, LoadError::Damaged(_));
    assert!(damaged(changed("/blocks", json!([]))));
    assert!(damaged(changed("/blocks/3/header", json!("0x00"))));
    assert!(damaged(changed("/blocks/2", whole["blocks"][1].clone())));
    assert!(damaged(changed("/codes", json!({}))));
    assert!(damaged(changed("/blocks/1/transactions/0/raw", json!("0x02"))));
}

#[test]
fn a_reset_chain_is_the_first_one() -> Result<(), TxError> {
    let (mut chain, _) = eventful();
    chain.snapshot();
    chain.reset()?;
    assert_eq!(written(&chain), written(&Chain::new(config())?));
    assert!(!chain.revert(1), "snapshots are gone");
    Ok(())
}
