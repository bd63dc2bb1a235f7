//! The node's own interface at 0xc8: calls and estimates reach it, transactions and contracts find nothing.

use alloy_primitives::{hex, Address, Bytes, B256, U256};
use stylus_chain::{
    config::{BASE_FEE, ETHER},
    CallOutcome, Chain, Config, RpcFault, NODE_INTERFACE,
};

use crate::support::{bytes, call, chain, deploy, estimate, output, request, transact, word};

/// Call data of a question about a transaction without data.
fn about(selector: [u8; 4], to: Address, creation: bool) -> Bytes {
    let words = [to.into_word(), word(creation.into()), word(96), word(0)];
    [&selector[..], &words.map(|word| word.0).concat()].concat().into()
}

fn words(answer: &Bytes) -> Vec<u64> {
    answer.chunks(32).map(|word| U256::from_be_slice(word).to()).collect()
}

fn fault(chain: &Chain, input: impl Into<Bytes>) -> RpcFault {
    output(chain, NODE_INTERFACE, input).expect_err("a failure").into()
}

#[test]
fn estimates_come_in_parts() {
    let mut chain = chain();
    // Writes its first slot.
    let contract = deploy(&mut chain, &hex!("60015f55"));
    let alone = estimate(&chain, &request(contract, [])).expect("an estimate");
    let components = about(hex!("c94e6eeb"), contract, false);
    let answer = output(&chain, NODE_INTERFACE, components).expect("four words");
    assert_eq!(words(&answer), [alone, 0, BASE_FEE, 0]);
    let l1 = output(&chain, NODE_INTERFACE, about(hex!("77d488a2"), contract, false));
    assert_eq!(words(&l1.expect("three words")), [0, BASE_FEE, 0]);
    // The estimate's own failure is the answer's.
    let reverts = deploy(&mut chain, &hex!("5f5ffd"));
    assert_eq!(fault(&chain, about(hex!("c94e6eeb"), reverts, false)).code, 3);
}

#[test]
fn the_part_for_bytes_follows_the_price() {
    let price = U256::from(1_000_000_000_u64);
    let mut chain = Chain::new(Config { l1_price: price, ..Config::default() }).expect("genesis");
    // The first block is not the sequencer's, so bytes are free there.
    chain.mine(1);
    let to = Address::repeat_byte(0x77);
    let answer = output(&chain, NODE_INTERFACE, about(hex!("c94e6eeb"), to, false));
    let answer = words(&answer.expect("four words"));
    let alone = estimate(&chain, &request(to, [])).expect("an estimate");
    assert_eq!((answer[0], answer[2], answer[3]), (alone, BASE_FEE, 1_000_000_000));
    assert!(answer[1] > 0 && answer[0] >= answer[1] + 21_000, "{answer:?}");
}

#[test]
fn numbers_of_the_parent_chain() {
    let mut chain = chain();
    chain.mine(3);
    let ask = |input: Bytes| output(&chain, NODE_INTERFACE, input);
    let one = |selector: [u8; 4], number| [&selector[..], &word(number).0].concat().into();
    assert_eq!(ask(hex!("93a2fe21").into()), Ok(bytes(0)));
    assert_eq!(ask(one(hex!("6f275ef2"), 2)), Ok(bytes(2)));
    assert_eq!(words(&ask(one(hex!("48e7f811"), 3)).expect("a range")), [3, 3]);
    for (input, text) in [
        (one(hex!("6f275ef2"), 4), "header not found"),
        (one(hex!("48e7f811"), 4), "no L2 block was found with the L1 block number 4"),
    ] {
        let refused: RpcFault = ask(input).expect_err("out of range").into();
        assert_eq!((refused.code, refused.message.as_str()), (-32_000, text));
    }
    let fixed = Config { l1_number: stylus_chain::L1Number::Fixed(0), ..Config::default() };
    let mut chain = Chain::new(fixed).expect("genesis");
    chain.mine(3);
    let range: Bytes = one(hex!("48e7f811"), 0);
    assert_eq!(words(&output(&chain, NODE_INTERFACE, range).expect("a range")), [0, 3]);
}

#[test]
fn what_it_does_not_know_says_so_and_the_chain_knows_nothing() {
    let mut chain = chain();
    let unknown = fault(&chain, hex!("deadbeef"));
    assert_eq!((unknown.code, unknown.message.as_str()), (-32_000, "execution reverted"));
    assert_eq!(unknown.data, None);
    let batch = fault(&chain, [&hex!("81f1adaf")[..], &B256::ZERO.0].concat());
    assert!(batch.message.starts_with("NodeInterface.findBatchContainingBlock is not implemented"));
    let mut paid = request(NODE_INTERFACE, hex!("93a2fe21"));
    paid.value = ETHER;
    assert!(call(&chain, &paid).and_then(CallOutcome::into_result).is_err());
    // On the chain it is an empty account, for transactions and for contracts.
    let receipt = transact(&mut chain, NODE_INTERFACE, hex!("deadbeef"));
    assert!(receipt.success && receipt.output.is_empty());
    let size = deploy(&mut chain, &hex!("60c83b5f5260205ff3"));
    assert_eq!(output(&chain, size, []), Ok(bytes(0)));
}
