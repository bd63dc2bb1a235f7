//! Features that owners turn on: the native token's mint, filters, the price of call data, configuration, constraints.

use alloy_primitives::{address, hex, Address, Bytes, B256, U256};
use stylus_chain::{config::DEV_ACCOUNT, Chain, RpcFault};

use crate::{
    support::{bytes, output, send, sign::Tx, transact, word, NOW},
    versions::{at, with},
};

const OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
const OWNER: Address = address!("0000000000000000000000000000000000000070");
const TOKEN: Address = address!("0000000000000000000000000000000000000073");
const FILTER: Address = address!("0000000000000000000000000000000000000074");
const WEEK: u64 = 7 * 86_400;

fn fault(chain: &Chain, to: Address, input: impl Into<Bytes>) -> RpcFault {
    output(chain, to, input).expect_err("a failure").into()
}

#[test]
fn the_native_token_needs_a_weeks_notice_and_an_owner() {
    let mut chain = at(51);
    let from = |time: u64| with(hex!("bdb8f707"), &[word(time)]);
    let add = with(hex!("aeb3a464"), &[DEV_ACCOUNT.into_word()]);
    let mint = with(hex!("a6f0f7c7"), &[word(1_000)]);
    assert!(!transact(&mut chain, OWNER, from(NOW + WEEK - 1)).success, "too soon");
    assert!(transact(&mut chain, OWNER, from(NOW + WEEK)).success);
    assert!(!transact(&mut chain, OWNER, from(NOW + WEEK - 1)).success, "brought forward");
    assert!(transact(&mut chain, OWNER, from(NOW + WEEK + 1)).success, "put off");
    assert_eq!(output(&chain, OWNER_PUBLIC, hex!("3fecbab0")), Ok(bytes(NOW + WEEK + 1)));
    assert!(!transact(&mut chain, OWNER, add.clone()).success, "not yet");
    chain.set_next_timestamp(NOW + WEEK + 1).expect("a later time");
    assert!(transact(&mut chain, OWNER, add).success);
    let is_owner = with(hex!("c686f4db"), &[DEV_ACCOUNT.into_word()]);
    assert_eq!(output(&chain, OWNER_PUBLIC, is_owner), Ok(bytes(1)));

    let supply = |chain: &Chain| chain.head().state().balance(DEV_ACCOUNT);
    let before = supply(&chain);
    let minted = transact(&mut chain, TOKEN, mint.clone());
    // Opening, argument, membership, the change, the event (two topics, one word); call data of 31 zeros and two bytes.
    let data: u64 = mint.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum();
    assert_eq!(minted.gas_used, 21_000 + data + 3 + 800 + 800 + 9_100 + 375 * 3 + 8 * 32);
    let topics = minted.logs[0].topics().to_vec();
    assert_eq!(topics[1], DEV_ACCOUNT.into_word());
    assert_eq!(minted.logs[0].data.data, bytes(1_000));
    let paid = |receipt: &stylus_chain::Receipt| receipt.fee();
    assert_eq!(supply(&chain), before + U256::from(1_000) - paid(&minted));
    let before = supply(&chain);
    let burnt = transact(&mut chain, TOKEN, with(hex!("1c679a3c"), &[word(400)]));
    assert_eq!(supply(&chain), before - U256::from(400) - paid(&burnt));
    let all = with(hex!("1c679a3c"), &[B256::repeat_byte(0xff)]);
    let refused = transact(&mut chain, TOKEN, all);
    assert!(!refused.success && refused.gas_used < 100_000, "keeps its gas");
}

#[test]
fn strangers_lose_their_gas() {
    let mut chain = at(60);
    for (to, input) in
        [(TOKEN, with(hex!("a6f0f7c7"), &[word(1)])), (FILTER, with(hex!("cb470491"), &[word(1)]))]
    {
        let tx = Tx { to: Some(to), input, gas: 100_000, ..Tx::default() };
        assert_eq!(send(&mut chain, tx).gas_used, 100_000);
    }
}

#[test]
fn filterers_keep_a_list() {
    let mut chain = at(60);
    let filtered = |chain: &Chain| output(chain, FILTER, with(hex!("85c733a4"), &[word(7)]));
    assert!(transact(&mut chain, OWNER, with(hex!("46066e45"), &[word(NOW + WEEK)])).success);
    chain.set_next_timestamp(NOW + WEEK).expect("a later time");
    let me = DEV_ACCOUNT.into_word();
    let added = transact(&mut chain, OWNER, with(hex!("59c87acc"), &[me]));
    // The act's own event and the trace of every act.
    assert_eq!(added.logs.len(), 2);
    for (selector, now) in [(hex!("cb470491"), 1), (hex!("d26374b1"), 0)] {
        let receipt = transact(&mut chain, FILTER, with(selector, &[word(7)]));
        assert_eq!((receipt.success, receipt.logs.len()), (true, 1));
        assert_eq!(filtered(&chain), Ok(bytes(now)));
    }
    assert!(transact(&mut chain, OWNER, with(hex!("67ada089"), &[me])).success);
    assert!(!transact(&mut chain, OWNER, with(hex!("67ada089"), &[me])).success);
}

#[test]
fn the_floor_for_call_data_is_off_until_an_owner_turns_it_on() {
    let mut chain = at(51);
    let stranger = Address::repeat_byte(0xab);
    let pay = |chain: &mut Chain| transact(chain, stranger, vec![1; 1_000]).gas_used;
    assert_eq!(pay(&mut chain), 21_000 + 16_000);
    for (on, gas) in [(1, 21_000 + 40_000), (0, 21_000 + 16_000)] {
        assert!(transact(&mut chain, OWNER, with(hex!("8eb911d9"), &[word(on)])).success);
        assert_eq!(output(&chain, OWNER_PUBLIC, hex!("2aa9551e")), Ok(bytes(on)));
        assert_eq!(pay(&mut chain), gas);
    }
}

#[test]
fn constraints_are_kept_and_checked() {
    let mut chain = at(51);
    let read = |chain: &Chain| output(chain, GAS_INFO, hex!("232027d1")).expect("a list");
    let list = |constraints: &[[u64; 3]]| {
        let head = [word(32), word(constraints.len() as u64)];
        let words = head.into_iter().chain(constraints.iter().flatten().map(|it| word(*it)));
        words.collect::<Vec<_>>()
    };
    let flat =
        |words: Vec<B256>| Bytes::from(words.iter().flat_map(|it| it.0).collect::<Vec<u8>>());
    for constraints in [&[[7, 8, 9], [1, 2, 3]][..], &[[5, 6, 0]], &[]] {
        let set = with(hex!("cc0d556a"), &list(constraints));
        assert!(transact(&mut chain, OWNER, set).success);
        assert_eq!(read(&chain), flat(list(constraints)));
    }
    for bad in [&[[0, 8, 9]][..], &[[1, 0, 9]], &[[1, 1, 1]; 21]] {
        assert!(!transact(&mut chain, OWNER, with(hex!("cc0d556a"), &list(bad))).success);
    }
}

#[test]
fn a_question_checks_the_configuration_and_a_transaction_stores_it() {
    let mut chain = at(51);
    let input = |text: &str| {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len().next_multiple_of(32), 0);
        let head = with(hex!("eda73212"), &[word(32), word(text.len() as u64)]);
        Bytes::from([&head[..], &padded].concat())
    };
    let good = r#"{"chainId":412346,"homesteadBlock":0,"note":"longer than a word"}"#;
    for bad in ["", "{", "{}", r#"{"chainId":1}"#] {
        assert_eq!(fault(&chain, OWNER, input(bad)).data, Some(Bytes::new()), "{bad}");
    }
    assert_eq!(output(&chain, OWNER, input(good)), Ok(Bytes::new()));
    assert!(transact(&mut chain, OWNER, input(good)).success);
    assert_eq!(fault(&chain, OWNER, input(good)).code, 3, "the same again");
    assert!(transact(&mut chain, OWNER, input("anything")).success);
}

#[test]
fn what_lies_with_the_posters_funds_and_is_nobodys_is_released() {
    let mut chain = at(51);
    let funds = address!("A4B00000000000000000000000000000000000f6");
    let release = |most: u64| with(hex!("314bcf05"), &[word(most)]);
    let sent = Tx { to: Some(funds), value: U256::from(50), ..Tx::default() };
    assert!(send(&mut chain, sent).success);
    for (most, released, known) in [(20, 20, 20), (100, 30, 50), (100, 0, 50)] {
        assert_eq!(transact(&mut chain, OWNER, release(most)).output, bytes(released));
        assert_eq!(output(&chain, GAS_INFO, hex!("5b39d23c")), Ok(bytes(known)));
    }
}

#[test]
fn what_is_missing_says_so() {
    let chain = at(60);
    for (to, input, name) in [
        (OWNER, with(hex!("a858dbe2"), &[word(1)]), "ArbOwner.setCollectTips(true)"),
        (
            OWNER,
            with(hex!("2b05bb39"), &[word(32), word(0)]),
            "ArbOwner.setMultiGasPricingConstraints",
        ),
        (GAS_INFO, hex!("c0e10bbb").into(), "ArbGasInfo.getMultiGasBaseFee"),
    ] {
        let text = format!("{name} is not implemented by this development chain");
        let fault = fault(&chain, to, input);
        assert_eq!((fault.code, fault.message), (-32_000, text));
    }
}
