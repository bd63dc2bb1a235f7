//! Blocks of several transactions: places, sums, roots, events, traces of each on the state that it found.

use alloy_consensus::proofs;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{hex, Address, Bloom, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, DEV_KEY},
    trace::TraceOptions,
    BlockId, Chain, Clock, Config, LogFilter, LogRange,
};

use crate::support::{
    deploy,
    sign::{Key, Tx},
    word, NOW,
};

/// Emits its call data under topic 1.
const LOGGER: [u8; 10] = hex!("365f5f376001365fa100");
/// Stores the first word of its call data and returns what was there before.
const STORE: [u8; 12] = hex!("5f545f525f355f5560205ff3");

/// A block of four: store 5, an event, store 6 with too little gas, two words of event.
fn block(bare: bool) -> (Chain, Address, Address) {
    let config = Config { clock: Clock::Fixed(NOW), bare, ..Config::default() };
    let mut chain = Chain::new(config).expect("genesis");
    let (logger, store) = (deploy(&mut chain, &LOGGER), deploy(&mut chain, &STORE));
    let nonce = chain.head().state().nonce(DEV_ACCOUNT);
    let calls = [
        (store, word(5).to_vec(), 100_000),
        (logger, vec![1], 100_000),
        (store, word(6).to_vec(), 24_000),
        (logger, vec![2; 64], 100_000),
    ];
    for (nonce, (to, input, gas)) in (nonce..).zip(calls) {
        let tx = Tx { to: Some(to), input: input.into(), gas, nonce, ..Tx::default() };
        chain.queue_raw(&tx.sign(&Key::from_hex(DEV_KEY))).expect("it may wait");
    }
    assert_eq!(chain.mine_block(), []);
    (chain, logger, store)
}

#[test]
fn places_and_sums_are_those_of_the_block() {
    for bare in [false, true] {
        let (chain, logger, _) = block(bare);
        let block = chain.head();
        let first = u64::from(bare);
        assert_eq!(block.transaction_count(), 4 + first);
        let indices: Vec<u64> = block.receipts.iter().map(|receipt| receipt.index).collect();
        assert_eq!(indices, (first..first + 4).collect::<Vec<_>>());
        let mut sum = 0;
        for (record, receipt) in block.transactions.iter().zip(&block.receipts) {
            sum += receipt.gas_used;
            assert_eq!(receipt.cumulative_gas_used, sum);
            assert_eq!((record.hash, record.index), (receipt.transaction_hash, receipt.index));
            assert_eq!(chain.receipt(record.hash).map(|it| it.index), Some(receipt.index));
            assert_eq!(chain.transaction(record.hash).map(|it| it.index), Some(receipt.index));
        }
        assert_eq!(block.header.gas_used, sum);
        let success: Vec<bool> = block.receipts.iter().map(|receipt| receipt.success).collect();
        assert_eq!(success, [true, true, false, true]);
        let logs: Vec<(u64, usize)> =
            block.receipts.iter().map(|it| (it.first_log_index, it.logs.len())).collect();
        assert_eq!(logs, [(0, 0), (0, 1), (1, 0), (1, 1)]);
        let at = BlockId::Latest;
        let range = LogRange::Blocks(at, at);
        let found = chain.logs(&LogFilter { range, ..LogFilter::default() }).expect("logs");
        let places: Vec<(u64, u64, Address)> =
            found.iter().map(|it| (it.transaction_index, it.log_index, it.log.address)).collect();
        assert_eq!(places, [(first + 1, 0, logger), (first + 3, 1, logger)]);
        assert_eq!(block.receipts[0].bloom, Bloom::ZERO);
        assert_eq!(block.header.logs_bloom, block.receipts[1].bloom | block.receipts[3].bloom);
    }
}

#[test]
fn the_transactions_root_is_over_all_of_them() {
    let (chain, ..) = block(false);
    let header = &chain.head().header;
    let encoded: Vec<Vec<u8>> =
        chain.head().transactions.iter().map(|tx| tx.envelope.encoded_2718()).collect();
    assert_eq!(header.transactions_root, proofs::ordered_trie_root_encoded(&encoded));
    let size: usize = encoded.iter().map(|bytes| bytes.len() + 2).sum();
    let rest = chain.head().size - size as u64;
    let empty = chain.block(BlockId::Earliest).expect("genesis").size;
    // Headers differ by some bytes of their numbers; the list of four needs a longer prefix than that of none.
    assert!((empty..empty + 30).contains(&rest), "{rest} and {empty}");
}

#[test]
fn each_transaction_is_traced_on_the_state_that_it_found() {
    let (mut chain, _, store) = block(false);
    let hashes: Vec<_> = chain.head().transactions.iter().map(|tx| tx.hash).collect();
    let used: Vec<u64> = chain.head().receipts.iter().map(|receipt| receipt.gas_used).collect();
    // What happens to the newest state afterwards is not part of the block.
    chain.set_storage(store, U256::ZERO, U256::from(77));
    let options = TraceOptions { state: true, ..TraceOptions::default() };
    let alone: Vec<_> = hashes
        .iter()
        .map(|hash| chain.trace_transaction(*hash, options).expect("a trace"))
        .collect();
    assert_eq!(alone.iter().map(|trace| trace.gas_used).collect::<Vec<_>>(), used);
    let before = &alone[2].state.before;
    assert_eq!(before[&store].storage[&word(0)], word(5), "the first one stored it");
    let nonces: Vec<u64> =
        alone.iter().map(|trace| trace.state.before[&DEV_ACCOUNT].nonce).collect();
    assert_eq!(nonces, [2, 3, 4, 5]);
    let number = BlockId::Number(chain.head().number());
    let together: Vec<_> = chain.trace_block(number, options).expect("traces").collect();
    for ((hash, trace), (want, alone)) in together.iter().zip(hashes.iter().zip(&alone)) {
        assert_eq!(hash, want);
        assert_eq!(format!("{trace:?}"), format!("{:?}", Ok::<_, ()>(alone)));
    }
    assert_eq!(together.len(), 4);
}
