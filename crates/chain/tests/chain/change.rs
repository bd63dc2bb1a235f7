//! A chain's life written down as changes makes the same chain again, at every moment.

use alloy_primitives::{hex, Address, U256};
use stylus_chain::{config::ETHER, Chain, Change, Clock, Config, Replay};

use crate::support::{deploy, program, programs as text, send, sign::Tx, transact, NOW};

fn config() -> Config {
    Config { clock: Clock::Fixed(NOW), ..Config::default() }
}

/// A chain and what was written down of it so far.
struct Recorded {
    chain: Chain,
    before: Chain,
    changes: Vec<Change>,
}

impl Recorded {
    fn new() -> Self {
        let chain = Chain::new(config()).expect("genesis");
        Self { before: chain.clone(), changes: chain.changes().collect(), chain }
    }

    /// Writes down what happened since the last time, and compares a replay with the chain.
    fn check(&mut self) -> Option<Change> {
        let change = self.chain.change_since(&self.before);
        self.changes.extend(change.clone());
        self.before = self.chain.clone();
        for changes in [self.changes.clone(), self.chain.changes().collect()] {
            let again = replayed(changes);
            assert_eq!(written(&again), written(&self.chain));
            let (old, new) = (self.chain.head().state(), again.head().state());
            assert!(old.addresses().all(|account| old.code(account) == new.code(account)));
        }
        change
    }
}

fn replayed(changes: Vec<Change>) -> Chain {
    let mut replay = Replay::new(config());
    for change in changes {
        replay.apply(change).expect("fits");
    }
    replay.finish().expect("a chain")
}

/// The chain without its code: what no account has any more need not be there.
fn written(chain: &Chain) -> serde_json::Value {
    let mut dump = serde_json::to_value(chain.dump()).expect("JSON");
    dump["codes"].take();
    dump
}

#[test]
fn every_step_is_repeated() {
    let mut life = Recorded::new();
    assert!(life.check().is_none(), "nothing has happened");
    let counter = program(&mut life.chain, &text::program(text::COUNTER));
    life.check();
    transact(&mut life.chain, counter, []);
    let whale = Address::repeat_byte(0xbb);
    life.chain.set_balance(whale, ETHER);
    life.check();
    life.chain.set_storage(whale, U256::from(1), U256::from(2));
    let snapshot = life.chain.snapshot();
    assert_eq!(life.check().map(|change| (change.kept(), change.added())), Some((4, 0)));
    life.chain.set_storage(whale, U256::from(1), U256::ZERO);
    life.chain.set_code(whale, hex!("6001").into());
    life.check();
    let logger = deploy(&mut life.chain, &hex!("365f5f376001365fa100"));
    transact(&mut life.chain, logger, hex!("aabb"));
    assert!(!send(&mut life.chain, Tx { input: hex!("fe").into(), ..Tx::default() }).success);
    life.check();
    assert!(life.chain.revert(snapshot));
    assert_eq!(life.chain.head().state().storage(whale, U256::from(1)), U256::from(2));
    life.check();
    life.chain.increase_time(1_000).expect("later");
    life.check();
    life.chain.set_next_timestamp(NOW + 5_000).expect("later");
    assert!(life.check().is_some(), "a timestamp that is not yet due");
    let loaded = replayed(life.changes.clone());
    assert_eq!(loaded.pending_timestamp(), NOW + 5_000);
    life.chain.mine(3);
    assert_eq!(life.check().map(|change| (change.kept(), change.added())), Some((4, 3)));
    transact(&mut life.chain, counter, []);
    life.chain.reset().expect("genesis");
    life.chain.mine(1);
    life.check();
}

#[test]
fn a_change_that_does_not_fit_is_refused() {
    let mut life = Recorded::new();
    life.chain.mine(2);
    let last = life.check().expect("two blocks");
    let mut replay = Replay::new(config());
    assert!(replay.apply(last).is_err(), "what it keeps is not there");
    assert!(Replay::new(config()).finish().is_err(), "there is no block");
}
