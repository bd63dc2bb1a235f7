//! Arbitrum's precompiles: who may call what, who keeps the gas, and that nothing answers that is not there.

use alloy_primitives::{address, hex, Address, Bytes, B256, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, MNEMONIC_ACCOUNTS},
    CallError, Chain, RpcFault,
};

use crate::support::{bytes, call, chain, deploy, output, request, send, sign::Tx, transact, word};

const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");
const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

fn with_word(selector: [u8; 4], word: B256) -> Bytes {
    [&selector[..], word.as_slice()].concat().into()
}

#[test]
fn numbers_and_hashes_of_the_chains_own_blocks() {
    let mut chain = chain();
    chain.mine(300);
    assert_eq!(output(&chain, ARB_SYS, hex!("a3b1b31d")), Ok(word(300).into()));
    assert_eq!(output(&chain, ARB_SYS, hex!("051038f2")), Ok(word(106).into()));
    let hash = |number| output(&chain, ARB_SYS, with_word(hex!("2b407a82"), word(number)));
    let known = |number| chain.block(stylus_chain::BlockId::Number(number)).expect("a block").hash;
    assert_eq!(hash(299), Ok(known(299).into()));
    assert_eq!(hash(44), Ok(known(44).into()));
    for unknown in [43, 300, 301] {
        let fault = RpcFault::from(hash(unknown).expect_err("out of reach"));
        let text = format!("execution reverted: error InvalidBlockNumber({unknown}, 300)");
        assert_eq!((fault.code, fault.message), (3, text));
    }
}

#[test]
fn calls_that_break_a_rule_lose_all_gas() {
    let mut chain = chain();
    let gas = 100_000;
    let version = Bytes::from(hex!("a996e0c2"));
    let cases = [
        ("no selector", Bytes::new(), 0),
        ("three bytes", hex!("a996e0").into(), 0),
        ("unknown selector", hex!("deadbeef").into(), 0),
        ("a method of a later version", hex!("2278c278").into(), 0),
        ("value to a view", version.clone(), 1),
        ("arguments cut off", hex!("cc8f4e8800").into(), 0),
    ];
    for (what, input, value) in cases {
        let value = U256::from(value);
        let receipt =
            send(&mut chain, Tx { to: Some(ARB_WASM), input, gas, value, ..Tx::default() });
        assert_eq!((receipt.success, receipt.gas_used), (false, gas), "{what}");
        assert!(receipt.output.is_empty());
    }
    let receipt = send(&mut chain, Tx { to: Some(ARB_WASM), input: version, gas, ..Tx::default() });
    assert_eq!(receipt.gas_used, 21_000 + 64 + 800 + 100 + 3);
}

#[test]
fn views_refuse_delegate_calls_and_writes_refuse_static_calls() {
    let mut chain = chain();
    // Selector in memory; DELEGATECALL or STATICCALL with 50,000 gas; answers with status and gas left.
    let probe = |chain: &mut Chain, selector: [u8; 4], to: u8, instruction: u8| {
        let code = [
            &[0x63][..],
            &selector,
            &hex!("5f525f5f6004601c60"),
            &[to],
            &hex!("61c350"),
            &[instruction],
            &hex!("5f5260205ff3"),
        ]
        .concat();
        let contract = deploy(chain, &code);
        output(chain, contract, []).expect("an answer")
    };
    let (delegate, statically) = (0xf4, 0xfa);
    assert_eq!(probe(&mut chain, hex!("a996e0c2"), 0x71, delegate), bytes(0));
    assert_eq!(probe(&mut chain, hex!("a996e0c2"), 0x71, statically), bytes(1));
    assert_eq!(probe(&mut chain, hex!("0e5bbc11"), 0xff, statically), bytes(0));
}

#[test]
fn owners_act_for_free_and_leave_a_trace_and_others_lose_all_gas() {
    let mut chain = chain();
    let stranger = MNEMONIC_ACCOUNTS[0];
    let is_owner = |chain: &Chain, account: Address| {
        output(chain, ARB_OWNER_PUBLIC, with_word(hex!("26ef7f68"), account.into_word()))
            .expect("a word")
            == bytes(1)
    };
    assert!(is_owner(&chain, DEV_ACCOUNT) && is_owner(&chain, Address::ZERO));
    assert!(!is_owner(&chain, stranger));
    let add = with_word(hex!("481f8dbf"), stranger.into_word());
    let mut refused = request(ARB_OWNER, add.clone());
    refused.from = Some(stranger);
    let error = call(&chain, &refused).and_then(stylus_chain::CallOutcome::into_result);
    assert_eq!(
        error,
        Err(CallError::Failed("unauthorized caller to access-controlled method".to_owned()))
    );
    let receipt = transact(&mut chain, ARB_OWNER, add.clone());
    assert!(receipt.success);
    let data: u64 = add.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum();
    assert_eq!(receipt.gas_used, 21_000 + data);
    let acts = B256::new(hex!("3c9e6a772755407311e3b35b3ee56799df8f87395941b3a658eee9e08a67ebda"));
    let method = B256::right_padding_from(&hex!("481f8dbf"));
    assert_eq!(receipt.logs[0].topics(), [acts, method, DEV_ACCOUNT.into_word()]);
    assert!(is_owner(&chain, stranger));
    assert!(
        transact(&mut chain, ARB_OWNER, with_word(hex!("8792701a"), stranger.into_word())).success
    );
    assert!(!is_owner(&chain, stranger));
}

#[test]
fn anybody_can_become_owner_on_a_development_chain() {
    let mut chain = chain();
    let stranger = MNEMONIC_ACCOUNTS[3];
    let mut become_owner = request(ARB_DEBUG, hex!("0e5bbc11"));
    become_owner.from = Some(stranger);
    let hash = chain.send_unsigned(stranger, &become_owner).expect("accepted");
    assert!(chain.receipt(hash).expect("mined").success);
    let owners = output(&chain, ARB_OWNER_PUBLIC, hex!("516b4e0f")).expect("owners");
    assert_eq!(owners[32..64], *word(3));
    assert_eq!(owners[128..], *stranger.into_word());
}

#[test]
fn settings_of_programs_take_effect() {
    let mut chain = chain();
    // An owner pays nothing even for a call that makes no sense.
    let nonsense = transact(&mut chain, ARB_OWNER, hex!("deadbeef"));
    assert_eq!((nonsense.success, nonsense.gas_used), (false, 21_000 + 64));
    assert!(transact(&mut chain, ARB_OWNER, with_word(hex!("8c1d4fda"), word(20_000))).success);
    assert_eq!(output(&chain, ARB_WASM, hex!("d1c17abc")), Ok(word(20_000).into()));
    for wrong in [0, 1 << 24] {
        assert!(!transact(&mut chain, ARB_OWNER, with_word(hex!("8c1d4fda"), word(wrong))).success);
    }
    assert_eq!(output(&chain, ARB_WASM, hex!("d1c17abc")), Ok(word(20_000).into()));
}

#[test]
fn what_is_not_there_says_so() {
    let chain = chain();
    let fault = |to: Address, input: &[u8]| {
        RpcFault::from(output(&chain, to, input.to_vec()).expect_err("a failure"))
    };
    let panic = fault(ARB_DEBUG, &hex!("4700d305"));
    let text = "ArbDebug.panic is not implemented by this development chain";
    assert_eq!((panic.code, panic.message.as_str()), (-32_000, text));
    // ArbBLS is there and has no methods, as on the node.
    let bls = address!("0000000000000000000000000000000000000067");
    let none = fault(bls, &hex!("12345678"));
    assert_eq!((none.code, none.data), (3, Some(Bytes::new())));
}

#[test]
fn arguments_are_read_as_the_node_reads_them() {
    let chain = chain();
    let full = B256::repeat_byte(0xff);
    let ask = |to: Address, selector: [u8; 4], arguments: &[u8]| {
        let input = [&selector[..], arguments].concat();
        output(&chain, to, input).map_err(|error| RpcFault::from(error).data)
    };
    // Of an address only the last 20 bytes count, and what comes after the arguments never does.
    let owner = DEV_ACCOUNT.into_word();
    let mut dirty = owner;
    dirty.0[..12].fill(0xee);
    for arguments in [&owner[..], &dirty[..], &[owner.0, full.0].concat()] {
        assert_eq!(ask(ARB_OWNER_PUBLIC, hex!("26ef7f68"), arguments), Ok(bytes(1)));
    }
    assert_eq!(ask(ARB_SYS, hex!("d127f54a"), &full[..5]), Ok(bytes(412_346)));
    // A number that does not fit its type, a flag that is neither, a word that is cut off.
    let refused = Err(Some(Bytes::new()));
    for (selector, argument) in [
        (hex!("8c1d4fda"), &word(1 << 32)[..]),
        (hex!("3f37a846"), &word(1 << 16)[..]),
        (hex!("4d7a060d"), &full[..]),
        (hex!("8eb911d9"), &word(2)[..]),
        (hex!("481f8dbf"), &owner[..31]),
        (hex!("481f8dbf"), &[]),
    ] {
        assert_eq!(ask(ARB_OWNER, selector, argument), refused, "{selector:02x?}");
    }
    // A text may end without padding.
    let unpadded = [&owner[..], &word(64)[..], &word(3)[..], b"abc"].concat();
    assert!(ask(ARB_SYS, hex!("928c169a"), &unpadded).is_ok());
    assert_eq!(ask(ARB_SYS, hex!("928c169a"), &unpadded[..unpadded.len() - 1]), refused);
}
