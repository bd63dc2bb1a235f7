//! The EVM as Arbitrum has it: block fields, prices, hashes, forbidden instructions, Ethereum's precompiles.

use alloy_primitives::{address, hex, Address, Bytes, B256, U256};
use stylus_chain::{
    config::DEV_ACCOUNT, BlockId, BlockOverrides, CallError, CallRequest, Chain, Clock, Config,
    L1Number, RpcFault, StateOverrides,
};

use crate::support::{
    bytes, call, chain, deploy, output, program, programs as text, request, send, sign::Key,
    sign::Tx, word, NOW,
};
use alloy_eips::eip7702::Authorization;

/// The key of an account without funds.
const POOR: &str = "0x0000000000000000000000000000000000000000000000000000000000000123";

/// Code that returns the word which an instruction pushes.
fn answer_of(instruction: &[u8]) -> Vec<u8> {
    [instruction, &hex!("5f5260205ff3")].concat()
}

fn ask(chain: &mut Chain, instruction: &[u8]) -> Bytes {
    let contract = deploy(chain, &answer_of(instruction));
    output(chain, contract, []).expect("an answer")
}

#[test]
fn block_fields() {
    let mut chain = chain();
    let cases: [(&[u8], U256); 7] = [
        (&[0x44], U256::from(1)),           // PREVRANDAO
        (&[0x45], U256::from(1_u64 << 50)), // GASLIMIT
        (&[0x46], U256::from(412_346)),     // CHAINID
        (&[0x42], U256::from(NOW)),         // TIMESTAMP
        (&[0x5f, 0x49], U256::ZERO),        // BLOBHASH(0)
        (&[0x48], U256::ZERO),              // BASEFEE in a free call
        (&[0x3a], U256::ZERO),              // GASPRICE in a free call
    ];
    for (instruction, value) in cases {
        assert_eq!(
            ask(&mut chain, instruction),
            Bytes::from(value.to_be_bytes::<32>()),
            "{instruction:x?}"
        );
    }
    let coinbase = ask(&mut chain, &[0x41]);
    assert_eq!(
        Address::from_slice(&coinbase[12..]),
        address!("A4B000000000000000000073657175656e636572")
    );
}

#[test]
fn transactions_see_the_base_fee_as_price_whatever_they_offer() {
    let mut chain = chain();
    for instruction in [0x48, 0x3a] {
        let contract = deploy(&mut chain, &answer_of(&[instruction]));
        for tx in [
            Tx { tip: 900_000_000, ..Tx::default() },
            Tx { gas_price: Some(5_000_000_000), ..Tx::default() },
        ] {
            assert_eq!(
                send(&mut chain, Tx { to: Some(contract), ..tx }).output,
                bytes(100_000_000)
            );
        }
        let mut priced = request(contract, []);
        priced.max_fee_per_gas = Some(1_000_000_000);
        assert_eq!(call(&chain, &priced).expect("a call").output, bytes(100_000_000));
    }
}

#[test]
fn number_mirrors_the_chain_or_stands_still() {
    let mut chain = chain();
    let contract = deploy(&mut chain, &answer_of(&[0x43]));
    assert_eq!(output(&chain, contract, []), Ok(word(chain.head().number()).into()));
    chain.mine(5);
    assert_eq!(output(&chain, contract, []), Ok(word(6).into()));
    assert_eq!(chain.head().l1_number, 6);
    // BLOCKHASH counts the same blocks.
    let hash = deploy(&mut chain, &answer_of(&hex!("600440")));
    let fourth = chain.block(BlockId::Number(4)).expect("a block").hash;
    assert_eq!(output(&chain, hash, []), Ok(fourth.into()));
    let config =
        Config { l1_number: L1Number::Fixed(77), clock: Clock::Fixed(NOW), ..Config::default() };
    let mut fixed = Chain::new(config).expect("genesis");
    let contract = deploy(&mut fixed, &answer_of(&[0x43]));
    fixed.mine(3);
    assert_eq!(output(&fixed, contract, []), Ok(word(77).into()));
    let hash = deploy(&mut fixed, &answer_of(&hex!("604c40")));
    assert_eq!(output(&fixed, hash, []), Ok(B256::ZERO.into()), "no parent chain, no hashes");
}

#[test]
fn failures_have_the_nodes_words() {
    let mut chain = chain();
    let cases: [(&[u8], &str); 8] = [
        (&hex!("4a"), "BLOBBASEFEE is not supported on Arbitrum"),
        (&hex!("fe"), "invalid opcode: INVALID"),
        (&hex!("0c"), "invalid opcode: opcode 0xc not defined"),
        (&hex!("5f5601"), "invalid jump destination"),
        (&hex!("01"), "stack underflow (0 <=> 2)"),
        (&hex!("5f60205f3e"), "return data out of bounds"),
        (&hex!("5b5f5f56"), "stack limit reached 1024 (1023)"),
        (&hex!("5b5f56"), "out of gas"),
    ];
    for (code, text) in cases {
        let contract = deploy(&mut chain, code);
        let fault = RpcFault::from(output(&chain, contract, []).expect_err("a failure"));
        assert_eq!((fault.code, fault.message.as_str()), (-32000, text), "{code:x?}");
        // Below another contract the failure is only a failed call.
        let around =
            [&hex!("5f5f5f5f5f73")[..], contract.as_slice(), &hex!("5af15f5260205ff3")].concat();
        let outer = deploy(&mut chain, &around);
        assert_eq!(output(&chain, outer, []), Ok(B256::ZERO.into()), "{text}");
    }
}

#[test]
fn ethereums_precompiles_of_osaka_answer() {
    let chain = chain();
    let at = |low: u16| Address::from_word(word(low.into()));
    assert_eq!(output(&chain, at(4), hex!("010203")), Ok(hex!("010203").into()));
    let sha = output(&chain, at(2), []).expect("SHA-256");
    assert_eq!(
        sha,
        Bytes::from(hex!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
    );
    // P256VERIFY with a known good signature (RFC 6979, A.2.5, SHA-256 of "sample").
    let p256 = hex!(
        "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf"
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
    );
    assert_eq!(output(&chain, at(0x100), p256), Ok(word(1).into()));
    let mut wrong = p256;
    wrong[0] ^= 1;
    assert_eq!(output(&chain, at(0x100), wrong), Ok(Bytes::new()));
    // BLS12-381: the sum of two points at infinity.
    assert_eq!(output(&chain, at(0x0b), [0; 256]), Ok(Bytes::from([0; 128])));
}

#[test]
fn an_account_that_delegated_runs_the_code_even_if_it_is_a_program() {
    let mut chain = chain();
    let counter = program(&mut chain, &text::program(text::COUNTER));
    let key = Key::from_hex(POOR);
    let (account, whale) = (key.address(), DEV_ACCOUNT);
    let authorization = Authorization { chain_id: U256::from(412_346), address: counter, nonce: 0 };
    let signature = key.sign(authorization.signature_hash());
    let request = CallRequest {
        to: Some(account),
        authorization_list: Some(vec![authorization.into_signed(signature)]),
        ..CallRequest::default()
    };
    let hash = chain.send_unsigned(whale, &request).expect("accepted");
    let receipt = chain.receipt(hash).expect("mined").clone();
    assert!(receipt.success, "{:?}", receipt.failure);
    assert_eq!((receipt.tx_type, &receipt.output), (4, &bytes(1)));
    let state = chain.head().state();
    assert_eq!(state.storage(account, U256::ZERO), U256::from(1));
    assert_eq!(state.nonce(account), 1);
    assert_eq!(
        state.code(account),
        Bytes::from([&hex!("ef0100")[..], counter.as_slice()].concat())
    );
}

#[test]
fn block_overrides_last_for_one_call() {
    let mut chain = chain();
    let overrides = BlockOverrides {
        number: Some(U256::from(0x1234)),
        time: Some(99),
        coinbase: Some(Address::repeat_byte(3)),
        gas_limit: Some(5),
        ..BlockOverrides::default()
    };
    let at = |chain: &mut Chain, instruction: u8| {
        let contract = deploy(chain, &answer_of(&[instruction]));
        let none = StateOverrides::default();
        chain
            .call(&request(contract, []), BlockId::Latest, &none, &overrides)
            .expect("a call")
            .output
    };
    assert_eq!(at(&mut chain, 0x42), bytes(99));
    assert_eq!(at(&mut chain, 0x45), bytes(5));
    assert_eq!(at(&mut chain, 0x41)[12..], [3; 20]);
    let number = at(&mut chain, 0x43);
    assert_eq!(number, bytes(chain.head().number()), "NUMBER is the parent chain's");
}

#[test]
fn requests_that_no_transaction_could_make_are_refused() {
    let chain = chain();
    let text = |error: CallError| RpcFault::from(error).message;
    let mut low = request(Address::repeat_byte(1), []);
    low.gas = Some(20_000);
    assert_eq!(
        text(call(&chain, &low).expect_err("refused")),
        "err: intrinsic gas too low: have 20000, want 21000 (supplied gas 20000)"
    );
    low.gas = Some(0);
    assert!(text(call(&chain, &low).expect_err("refused")).contains("have 0, want 21000"));
    let mut cheap = request(Address::repeat_byte(1), []);
    (cheap.gas, cheap.gas_price) = (Some(30_000_000), Some(1));
    assert_eq!(
        text(call(&chain, &cheap).expect_err("refused")),
        format!("err: max fee per gas less than block base fee: address {DEV_ACCOUNT}, maxFeePerGas: 1, baseFee: 100000000 (supplied gas 30000000)")
    );
    let mut both = cheap.clone();
    both.max_fee_per_gas = Some(1);
    assert_eq!(
        text(call(&chain, &both).expect_err("refused")),
        "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified"
    );
    let mut rich = request(Address::repeat_byte(1), []);
    (rich.from, rich.value) = (Some(Address::repeat_byte(2)), U256::from(1));
    assert!(text(call(&chain, &rich).expect_err("refused")).starts_with("err: insufficient funds"));
}
