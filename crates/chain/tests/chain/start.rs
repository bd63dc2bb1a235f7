//! The internal transaction at the start of a block, which only a bare chain has.

use alloy_primitives::{hex, keccak256};
use stylus_chain::{BlockId, Chain, Clock, Config, LogFilter};

use crate::support::{chain, deploy, transact, NOW};

fn bare() -> Chain {
    let clock = Clock::Fixed(NOW);
    Chain::new(Config { clock, bare: true, ..Config::default() }).expect("genesis")
}

#[test]
fn a_bare_chain_starts_its_blocks_with_it() {
    let mut chain = bare();
    // Emits an empty event.
    let contract = deploy(&mut chain, &hex!("5f5fa0"));
    let receipt = transact(&mut chain, contract, []);
    assert_eq!((receipt.index, receipt.cumulative_gas_used), (1, receipt.gas_used));
    let block = chain.head().clone();
    assert_eq!(block.transaction_count(), 2);
    let start = block.start.clone().expect("the internal transaction");
    assert_eq!(start.hash, keccak256(start.encoded()));
    assert_eq!(start.encoded()[0], 0x6a);
    // L1 price, L1 block number, own number, seconds since the last block.
    assert_eq!(start.input[..4], hex!("6bf6a42d"));
    assert_eq!(start.input[4 + 64 + 31], 2);
    assert!(start.input[4 + 96..].iter().all(|byte| *byte == 0), "no time has passed");
    assert_eq!(chain.block_started_by(start.hash).map(|it| it.hash), Some(block.hash));
    // It is found as itself, never as the user's transaction, and the other way round.
    assert!(chain.transaction(start.hash).is_none() && chain.receipt(start.hash).is_none());
    assert!(chain.block_started_by(receipt.transaction_hash).is_none());
    let logs = chain.logs(&LogFilter::default()).expect("logs");
    assert_eq!((logs[0].transaction_index, logs[0].log_index), (1, 0));
}

#[test]
fn hashes_differ_from_block_to_block_and_empty_blocks_have_none() {
    let mut chain = bare();
    assert!(chain.head().start.is_none());
    deploy(&mut chain, &[0]);
    deploy(&mut chain, &[0]);
    let hash = |number| {
        let block = chain.block(BlockId::Number(number)).expect("a block");
        block.start.as_ref().expect("an internal transaction").hash
    };
    assert_ne!(hash(1), hash(2));
    chain.mine(1);
    assert_eq!((chain.head().transaction_count(), chain.head().start.is_none()), (0, true));
}

#[test]
fn other_chains_leave_it_out() {
    let mut chain = chain();
    let contract = deploy(&mut chain, &[0]);
    let receipt = transact(&mut chain, contract, []);
    assert_eq!(receipt.index, 0);
    assert_eq!((chain.head().transaction_count(), chain.head().start.is_none()), (1, true));
}

#[test]
fn roots_and_sizes_count_it() {
    let (mut with, mut without) = (bare(), chain());
    let (first, second) = (deploy(&mut with, &[0]), deploy(&mut without, &[0]));
    assert_eq!(first, second);
    let (with, without) = (with.head(), without.head());
    assert_ne!(with.header.transactions_root, without.header.transactions_root);
    assert_ne!(with.header.receipts_root, without.header.receipts_root);
    assert_eq!(with.header.logs_bloom, without.header.logs_bloom);
    let start = with.start.as_ref().expect("an internal transaction").encoded();
    // Its bytes behind a prefix of two; the lists around it may need a longer prefix too.
    let grown = with.size - without.size;
    assert!((0..=2).contains(&(grown as i64 - start.len() as i64 - 2)), "{grown}");
}
