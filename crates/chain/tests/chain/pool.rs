//! Transactions that wait: order, gaps, replacement, room in blocks, what is given up, what would be mined now.

use alloy_primitives::{Address, B256, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, DEV_KEY, ETHER, MAX_TX_BYTES, MNEMONIC_ACCOUNTS},
    Chain, Clock, Config, TxError,
};

use crate::support::{
    chain, send,
    sign::{Key, Tx},
    transact, NOW,
};

const NOBODY: Address = Address::with_last_byte(0xbe);
/// Key of the first account of the mnemonic.
const FIRST_KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

fn dev() -> Key {
    Key::from_hex(DEV_KEY)
}

fn first() -> Key {
    Key::from_hex(FIRST_KEY)
}

/// A transfer that pays for 21,000 gas.
fn transfer(nonce: u64) -> Tx {
    Tx { to: Some(NOBODY), value: U256::from(1), gas: 21_000, nonce, ..Tx::default() }
}

fn queue(chain: &mut Chain, tx: &Tx, key: &Key) -> B256 {
    chain.queue_raw(&tx.sign(key)).expect("it may wait")
}

fn mined(chain: &Chain) -> Vec<B256> {
    chain.head().transactions.iter().map(|tx| tx.hash).collect()
}

#[test]
fn they_wait_in_the_order_of_arrival_and_each_senders_by_nonce() {
    let mut chain = chain();
    let third = queue(&mut chain, &transfer(2), &dev());
    let other = queue(&mut chain, &transfer(0), &first());
    let one = queue(&mut chain, &transfer(0), &dev());
    assert_eq!(chain.head().number(), 0, "nothing is mined");
    assert!(chain.transaction(one).is_none() && chain.receipt(one).is_none());
    assert_eq!(chain.waiting_by_hash(one).map(|it| it.from), Some(DEV_ACCOUNT));
    let hashes = |part: Vec<&stylus_chain::Waiting>| part.iter().map(|it| it.hash).collect();
    let (executable, early): (Vec<B256>, Vec<B256>) =
        (hashes(chain.waiting_parts().0), hashes(chain.waiting_parts().1));
    assert_eq!((executable, early), (vec![other, one], vec![third]));
    assert_eq!(chain.next_nonce(DEV_ACCOUNT), 1);
    let second = queue(&mut chain, &transfer(1), &dev());
    assert_eq!(chain.next_nonce(DEV_ACCOUNT), 3);
    assert_eq!(chain.mine_block(), []);
    assert_eq!(mined(&chain), [other, one, second, third]);
    assert_eq!(chain.waiting().count(), 0);
    assert_eq!(chain.head().state().balance(NOBODY), U256::from(4));
    assert_eq!(chain.mine_block(), []);
    assert_eq!((mined(&chain).len(), chain.head().number()), (0, 2), "an empty block");
}

#[test]
fn a_gap_waits_until_it_is_filled() {
    let mut chain = chain();
    let early = queue(&mut chain, &transfer(1), &dev());
    assert_eq!(chain.mine_block(), []);
    assert_eq!((mined(&chain).len(), chain.waiting().count()), (0, 1));
    assert_eq!(chain.next_nonce(DEV_ACCOUNT), 0);
    // Mined at once, the other makes it ready.
    send(&mut chain, transfer(0));
    assert_eq!(chain.mine_ready(), []);
    assert_eq!(mined(&chain), [early]);
}

#[test]
fn a_replacement_must_offer_more_for_gas() {
    let mut chain = chain();
    let old = transfer(0);
    let tip = old.max_fee;
    let first = queue(&mut chain, &old, &dev());
    let after = queue(&mut chain, &transfer(1), &dev());
    assert_eq!(chain.queue_raw(&old.sign(&dev())), Err(TxError::AlreadyKnown));
    // A higher tip alone is worth nothing here.
    for tx in [Tx { tip, ..old.clone() }, Tx { max_fee: old.max_fee - 1, ..old.clone() }] {
        let refused = chain.queue_raw(&tx.sign(&dev())).expect_err("not more");
        assert_eq!(
            refused.to_string(),
            format!(
                "replacement transaction underpriced: address {DEV_ACCOUNT}, nonce: 0, maxFeePerGas: {}, waiting: {}",
                tx.max_fee, old.max_fee
            )
        );
    }
    let legacy = Tx { gas_price: Some(old.max_fee + 1), value: U256::from(9), ..old };
    let second = queue(&mut chain, &legacy, &dev());
    assert!(chain.waiting_by_hash(first).is_none());
    assert_eq!(chain.waiting().map(|it| it.hash).collect::<Vec<_>>(), [second, after]);
    assert_eq!(chain.mine_block(), []);
    assert_eq!(mined(&chain), [second, after], "it keeps the place in the order");
    assert!(matches!(
        chain.queue_raw(&legacy.sign(&dev())),
        Err(TxError::NonceTooLow { tx: 0, state: 2, .. })
    ));
}

#[test]
fn what_no_block_can_hold_is_refused_at_once_or_given_up_with_the_reason() {
    let mut chain = chain();
    let poor = Key::from_hex(&"11".repeat(32));
    assert!(matches!(
        chain.queue_raw(&transfer(0).sign(&poor)),
        Err(TxError::Funds { have: U256::ZERO, .. })
    ));
    assert!(matches!(
        chain.queue_raw(&Tx { max_fee: 1, ..transfer(7) }.sign(&dev())),
        Err(TxError::FeeCapTooLow { .. })
    ));
    assert!(matches!(
        chain.queue_raw(&Tx { tip: u128::MAX, ..transfer(7) }.sign(&dev())),
        Err(TxError::TipAboveCap { .. })
    ));
    // Two that the account can pay one at a time, but not together.
    chain.set_balance(DEV_ACCOUNT, ETHER);
    let most = Tx { value: ETHER - ETHER / U256::from(4), ..transfer(0) };
    let good = queue(&mut chain, &most, &dev());
    let bad = queue(&mut chain, &Tx { nonce: 1, ..most.clone() }, &dev());
    let after = queue(&mut chain, &Tx { nonce: 2, ..transfer(0) }, &dev());
    let dropped = chain.mine_block();
    assert_eq!(dropped.len(), 1);
    assert_eq!((dropped[0].hash, dropped[0].from, dropped[0].nonce), (bad, DEV_ACCOUNT, 1));
    assert!(matches!(dropped[0].reason, TxError::Funds { .. }), "{:?}", dropped[0].reason);
    assert_eq!(mined(&chain), [good]);
    // The one after it has a gap before it now.
    assert_eq!(chain.waiting().map(|it| it.hash).collect::<Vec<_>>(), [after]);
    assert_eq!(chain.waiting_parts().0.len(), 0);
}

#[test]
fn a_used_nonce_leaves_the_pool() {
    let mut chain = chain();
    queue(&mut chain, &transfer(0), &dev());
    queue(&mut chain, &transfer(1), &dev());
    send(&mut chain, Tx { value: U256::from(5), ..transfer(0) });
    assert_eq!(chain.waiting().map(|it| it.nonce()).collect::<Vec<_>>(), [1]);
    chain.set_nonce(DEV_ACCOUNT, 9);
    assert_eq!(chain.waiting().count(), 0);
}

#[test]
fn a_block_takes_no_more_bytes_than_a_message() {
    let mut chain = chain();
    let big = |nonce| Tx { input: vec![0; 40_000].into(), gas: 1_000_000, ..transfer(nonce) };
    for nonce in 0..5 {
        queue(&mut chain, &big(nonce), &dev());
    }
    let last = queue(&mut chain, &transfer(0), &first());
    assert!(big(0).sign(&dev()).len() * 3 > MAX_TX_BYTES);
    let sizes: Vec<usize> = (0..3)
        .map(|_| {
            chain.mine_block();
            mined(&chain).len()
        })
        .collect();
    // The message ends where one does not fit, also for smaller ones after it.
    assert_eq!(sizes, [2, 2, 2]);
    assert_eq!(mined(&chain)[1], last);
}

/// How many of five transactions that use 12 million gas each are in each block.
fn hungry_blocks(arbos: u64) -> Vec<(usize, u64)> {
    let config = Config { clock: Clock::Fixed(NOW), arbos, ..Config::default() };
    let mut chain = Chain::new(config).expect("genesis");
    // Uses all gas that it gets: JUMPDEST PUSH0 JUMP.
    let hungry = crate::support::deploy(&mut chain, &[0x5b, 0x5f, 0x56]);
    let nonce = chain.next_nonce(DEV_ACCOUNT);
    for nonce in nonce..nonce + 5 {
        let (to, gas, max_fee) = (Some(hungry), 12_000_000, 200_000_000);
        queue(&mut chain, &Tx { to, gas, max_fee, nonce, ..Tx::default() }, &dev());
    }
    let mut blocks = Vec::new();
    while chain.waiting().count() > 0 {
        assert_eq!(chain.mine_block(), []);
        assert!(chain.head().receipts.iter().all(|receipt| !receipt.success));
        blocks.push((mined(&chain).len(), chain.head().header.gas_used));
    }
    blocks
}

#[test]
fn a_block_computes_its_limit_and_at_most_one_transaction_beyond() {
    // After two there are 8 million of 32 left, which is enough to begin a third.
    assert_eq!(hungry_blocks(51), [(3, 36_000_000), (2, 24_000_000)]);
    // Before ArbOS 50 what might be used had to fit.
    assert_eq!(hungry_blocks(40), [(2, 24_000_000), (2, 24_000_000), (1, 12_000_000)]);
}

#[test]
fn the_pending_chain_is_the_next_block_and_changes_nothing() {
    let mut chain = chain();
    assert_eq!(chain.with_pending().head().hash, chain.head().hash, "nothing waits");
    let hash = queue(&mut chain, &transfer(0), &dev());
    queue(&mut chain, &transfer(5), &dev());
    let pending = chain.with_pending();
    assert_eq!(pending.head().state().balance(NOBODY), U256::from(1));
    assert_eq!(mined(&pending), [hash]);
    assert_eq!((chain.head().number(), chain.waiting().count()), (0, 2));
    chain.mine_block();
    assert_eq!(chain.head().hash, pending.head().hash, "nothing changed meanwhile");
}

#[test]
fn transactions_can_be_taken_back() {
    let mut chain = chain();
    let (a, b) = (queue(&mut chain, &transfer(0), &dev()), queue(&mut chain, &transfer(1), &dev()));
    let c = queue(&mut chain, &transfer(0), &first());
    assert!(chain.drop_waiting(a));
    assert!(!chain.drop_waiting(a));
    assert_eq!(chain.waiting().map(|it| it.hash).collect::<Vec<_>>(), [b, c]);
    chain.drop_waiting_of(DEV_ACCOUNT);
    assert_eq!(chain.waiting().map(|it| it.hash).collect::<Vec<_>>(), [c]);
    chain.drop_waiting_of(MNEMONIC_ACCOUNTS[1]);
    chain.drop_all_waiting();
    assert_eq!(chain.waiting().count(), 0);
    // What was taken back may come again.
    assert_eq!(queue(&mut chain, &transfer(0), &dev()), a);
}

#[test]
fn a_snapshot_holds_the_pool_and_a_dump_does_not() {
    let mut chain = chain();
    let hash = queue(&mut chain, &transfer(0), &dev());
    let snapshot = chain.snapshot();
    let changes = chain.pool_changes();
    chain.mine_block();
    assert!(chain.revert(snapshot));
    assert!(chain.waiting_by_hash(hash).is_some() && chain.receipt(hash).is_none());
    assert!(chain.pool_changes() > changes, "whoever remembers the pool sees that it changed");
    chain.reset().expect("a new chain");
    assert_eq!(chain.waiting().count(), 0);
}

#[test]
fn a_full_block_is_still_a_block_of_its_own_gas() {
    let mut chain = chain();
    let logger =
        crate::support::deploy(&mut chain, &alloy_primitives::hex!("365f5f376001365fa100"));
    let alone = transact(&mut chain, logger, [1]);
    let nonce = chain.next_nonce(DEV_ACCOUNT);
    for index in 0..3 {
        let tx = Tx { to: Some(logger), input: [1].into(), nonce: nonce + index, ..Tx::default() };
        queue(&mut chain, &tx, &dev());
    }
    chain.mine_block();
    // Warmth and refunds end with each transaction: the n-th costs what it costs alone.
    let used: Vec<u64> = chain.head().receipts.iter().map(|receipt| receipt.gas_used).collect();
    assert_eq!(used, [alone.gas_used; 3]);
}
