//! Messages to the parent chain: their events, the tree over them, what they cost, and what headers say of them.

use alloy_primitives::{address, hex, keccak256, Address, Bytes, B256, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, ETHER},
    CallOutcome, Chain, Receipt,
};

use crate::support::{call, chain, deploy, output, request, send, sign::Tx, word};

const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
/// `L2ToL1Tx` and `SendMerkleUpdate`.
const MESSAGE: B256 =
    B256::new(hex!("3e7aafa77dbf186b7fd488006beff893744caa3c4f6f299e8a709fa2087374fc"));
const UPDATE: B256 =
    B256::new(hex!("e9e13da364699fb5b0496ff5a0fc70760ad5836e93ba96568a4e42b9914a8b95"));

fn withdraw(chain: &mut Chain, value: u64) -> Receipt {
    let input: Bytes = [&hex!("25e16063")[..], word(5).as_slice()].concat().into();
    let value = U256::from(value);
    send(chain, Tx { to: Some(ARB_SYS), input, value, gas: 500_000, ..Tx::default() })
}

/// The tree as the zero address sees it: size, root, levels.
fn tree(chain: &Chain) -> (u64, B256, Vec<B256>) {
    let mut ask = request(ARB_SYS, hex!("7aeecd2a"));
    ask.from = Some(Address::ZERO);
    let words: Vec<B256> = call(chain, &ask)
        .and_then(CallOutcome::into_result)
        .expect("the tree")
        .chunks(32)
        .map(B256::from_slice)
        .collect();
    (U256::from_be_bytes(words[0].0).to(), words[1], words[4..].to_vec())
}

/// The hash of a message of the development account in the newest block, without data.
fn message_hash(chain: &Chain, value: u64) -> B256 {
    let header = &chain.head().header;
    let words =
        [header.number, chain.head().l1_number, header.timestamp, value].map(|it| word(it).0);
    let to = address!("0000000000000000000000000000000000000005");
    keccak256([DEV_ACCOUNT.as_slice(), to.as_slice(), &words.concat()].concat())
}

fn pair(left: B256, right: B256) -> B256 {
    keccak256([left.0, right.0].concat())
}

#[test]
fn a_withdrawal_burns_its_wei_and_is_remembered() {
    let mut chain = chain();
    assert_eq!(tree(&chain), (0, B256::ZERO, vec![]));
    assert_eq!((chain.head().send_count, chain.head().send_root), (0, B256::ZERO));
    let receipt = withdraw(&mut chain, 3);
    assert!(receipt.success);
    assert_eq!(chain.head().state().balance(ARB_SYS), U256::ZERO);
    let [log] = receipt.logs.as_slice() else { panic!("one event: {:?}", receipt.logs) };
    let hash = message_hash(&chain, 3);
    assert_eq!(log.topics(), [MESSAGE, word(5), hash, word(0)]);
    let header = &chain.head().header;
    let words: Vec<B256> = log.data.data.chunks(32).map(B256::from_slice).collect();
    let sender = DEV_ACCOUNT.into_word();
    let numbers = [header.number, chain.head().l1_number, header.timestamp, 3, 0xc0, 0].map(word);
    assert_eq!((words[0], &words[1..]), (sender, &numbers[..]));
    // The leaf is the hash of the hash; the header tells of it.
    assert_eq!(tree(&chain), (1, keccak256(hash), vec![keccak256(hash)]));
    assert_eq!((chain.head().send_count, chain.head().send_root), (1, keccak256(hash)));
    assert_eq!(header.extra_data, Bytes::from(keccak256(hash)));
    assert_eq!(header.mix_hash[..8], 1_u64.to_be_bytes());
}

#[test]
fn the_gas_is_that_of_slots_hashes_and_events() {
    let mut chain = chain();
    let receipt = withdraw(&mut chain, 3);
    let data: u64 = receipt_input_gas();
    // State, argument; hash of 168 bytes; size read and written; level written; size read; event; answer.
    let own = 800 + 3 + (30 + 6 * 6) + 800 + 20_000 + 20_000 + 800 + (375 * 5 + 8 * 224) + 3;
    assert_eq!(receipt.gas_used, 21_000 + data + own);
    // The second message meets the first: one level read, a pair hashed, the level cleared, the next written, an update.
    let second = withdraw(&mut chain, 3);
    assert_eq!(second.gas_used, receipt.gas_used + 800 + (30 + 6 * 2) + 5_000 + 375 * 5);
}

/// Gas of the call data of a withdrawal: selector and one byte are not zero.
fn receipt_input_gas() -> u64 {
    5 * 16 + 31 * 4
}

#[test]
fn the_tree_grows_as_a_tree_of_all_leaves() {
    let mut chain = chain();
    let mut leaves = Vec::new();
    for value in 0..5 {
        let receipt = withdraw(&mut chain, value);
        leaves.push(keccak256(message_hash(&chain, value)));
        let updates: Vec<_> = receipt.logs.iter().filter(|log| log.topics()[0] == UPDATE).collect();
        // As many subtrees as the new count has trailing zeros; the event says level and leaf in one word.
        assert_eq!(updates.len() as u32, (value + 1).trailing_zeros());
        for (level, log) in (1_u64..).zip(updates) {
            let position = (U256::from(level) << 192) | U256::from(value);
            assert_eq!(log.topics()[3], B256::from(position));
        }
        assert_eq!(receipt.logs.last().expect("the message").topics()[3], word(value));
    }
    let four = pair(pair(leaves[0], leaves[1]), pair(leaves[2], leaves[3]));
    let zero = B256::ZERO;
    let alone = pair(pair(leaves[4], zero), zero);
    let (size, root, levels) = tree(&chain);
    assert_eq!((size, root), (5, pair(four, alone)));
    assert_eq!(levels, [leaves[4], zero, four]);
    assert_eq!((chain.head().send_count, chain.head().send_root), (5, root));
}

#[test]
fn data_travels_with_a_message_and_nobody_else_reads_the_tree() {
    let mut chain = chain();
    let input: Bytes =
        [&hex!("928c169a")[..], &word(5).0, &word(64).0, &word(3).0, &hex!("c0ffee"), &[0; 29]]
            .concat()
            .into();
    let receipt = send(
        &mut chain,
        Tx { to: Some(ARB_SYS), input, value: ETHER, gas: 500_000, ..Tx::default() },
    );
    assert!(receipt.success);
    let data = &receipt.logs[0].data.data;
    assert_eq!(data[5 * 32 - 32..5 * 32], B256::from(ETHER).0);
    assert_eq!(data[6 * 32..7 * 32], word(3).0);
    assert_eq!(data[7 * 32..7 * 32 + 3], hex!("c0ffee"));
    let refused = stylus_chain::RpcFault::from(
        output(&chain, ARB_SYS, hex!("7aeecd2a")).expect_err("for the zero address alone"),
    );
    assert_eq!((refused.code, refused.data), (3, Some(Bytes::new())));
}

#[test]
fn contracts_learn_who_called_them() {
    let mut chain = chain();
    // Asks ArbSys.myCallersAddressWithoutAliasing and answers what it said.
    let asks = deploy(&mut chain, &hex!("63d74523b35f5260205f6004601c5f60645af15060205ff3"));
    assert_eq!(output(&chain, asks, []), Ok(DEV_ACCOUNT.into_word().into()));
    // Calls the first contract, or runs its code as its own.
    let through = |chain: &mut Chain, opcode: &[u8]| {
        let code = [&hex!("60205f5f5f")[..], opcode, &hex!("5060205ff3")].concat();
        deploy(chain, &code)
    };
    let called = [&hex!("5f73")[..], asks.as_slice(), &hex!("5af1")].concat();
    let calls = through(&mut chain, &called);
    assert_eq!(output(&chain, calls, []), Ok(calls.into_word().into()));
    let delegated = [&hex!("73")[..], asks.as_slice(), &hex!("5af4")].concat();
    let delegates = through(&mut chain, &delegated);
    assert_eq!(output(&chain, delegates, []), Ok(DEV_ACCOUNT.into_word().into()));
    // A transaction's own call has no caller's caller.
    assert_eq!(output(&chain, ARB_SYS, hex!("d74523b3")), Ok(word(0).into()));
}
