//! Whatever comes in, the chain answers: random code, random arguments of precompiles, damaged transactions. The bytes are
//! drawn from a hash, so every run sees the same ones.

use alloy_primitives::{keccak256, Address, Bytes, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, DEV_KEY},
    AccountOverride, BlockId, BlockOverrides, CallError, Chain, StateOverrides, Status, TxError,
};

use crate::support::{
    chain, program, programs as text, request,
    sign::{Key, Tx},
    word,
};

/// A stream of bytes from a hash.
struct Draw(u64);

impl Draw {
    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < length {
            self.0 += 1;
            bytes.extend_from_slice(keccak256(self.0.to_be_bytes()).as_slice());
        }
        bytes.truncate(length);
        bytes
    }

    fn below(&mut self, bound: usize) -> usize {
        let bytes = self.bytes(8);
        bytes.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()))
            % bound
    }
}

/// A call with some code at its target; a defect of the chain itself is the only wrong answer.
fn survives(chain: &Chain, code: Option<Vec<u8>>, to: Address, input: Vec<u8>) {
    let code = code.map(Bytes::from);
    let change = AccountOverride { code: code.clone(), ..AccountOverride::default() };
    let overrides = match code {
        Some(_) => StateOverrides::from([(to, change)]),
        None => StateOverrides::default(),
    };
    let mut request = request(to, input.clone());
    request.gas = Some(3_000_000);
    request.value = U256::from(input.len() % 2);
    match chain.call(&request, BlockId::Latest, &overrides, &BlockOverrides::default()) {
        Ok(outcome) => {
            assert!(outcome.gas_used <= 3_000_000);
            assert!(outcome.status != Status::Halt(String::new()));
        }
        Err(CallError::Refused { error: TxError::IntrinsicGas { .. }, .. }) => {}
        Err(error) => panic!("{error} for {code:x?} with {input:x?}"),
    }
}

#[test]
fn random_code_runs_to_some_end() {
    let mut chain = chain();
    let counter = program(&mut chain, &text::program(text::COUNTER));
    let mut draw = Draw(1);
    for round in 0..1_500 {
        let length = 1 + draw.below(120);
        let mut code = draw.bytes(length);
        if round % 3 == 0 {
            // Fewer dead ends: push small numbers first, then call, create and log at random.
            let calls =
                [0xf0, 0xf1, 0xf2, 0xf4, 0xf5, 0xfa, 0xff, 0xa2, 0x3c, 0x3e, 0x55, 0x5d, 0x20];
            code = (0..30).flat_map(|_| [0x60, [0, 1, 4, 32, 0x71, 0x64][draw.below(6)]]).collect();
            code.extend((0..20).map(|_| calls[draw.below(calls.len())]));
            code.push(0x73);
            code.extend_from_slice(counter.as_slice());
            code.extend_from_slice(&[0x5a, 0xf1, 0x3d, 0x5f, 0xfd]);
        }
        survives(&chain, Some(code), Address::repeat_byte(0xab), draw.bytes(40));
    }
}

#[test]
fn random_arguments_of_precompiles_get_some_answer() {
    let chain = chain();
    let mut draw = Draw(2);
    let selectors = [
        "a3b1b31d", "2b407a82", "d127f54a", "4dbbd506", "25e16063", "928c169a", "f8b2cb4f",
        "7e105ce2", "41b247a8", "26ef7f68", "516b4e0f", "58c780c2", "c689bad5", "d70c0ca7",
        "62b688aa", "e73ac9f2", "ce972013", "8c1d4fda", "481f8dbf", "8792701a", "bf197322",
        "67e0718f", "4d7a060d", "eda73212", "7b9963ef", "7ea89f8b", "1be250d6", "0e5bbc11",
    ];
    for low in (0..=0x11_u64).chain(0x64..=0x74).chain([0xff, 0x100, 0xa4b05]) {
        for selector in selectors {
            let mut input = alloy_primitives::hex::decode(selector).expect("hex");
            let words = draw.below(5);
            for _ in 0..words {
                match draw.below(3) {
                    0 => input.extend_from_slice(word(draw.below(100) as u64).as_slice()),
                    1 => input.extend_from_slice(DEV_ACCOUNT.into_word().as_slice()),
                    _ => input.extend(draw.bytes(32)),
                }
            }
            let cut = draw.below(input.len() + 1);
            survives(&chain, None, Address::from_word(word(low)), input[..cut].to_vec());
            survives(&chain, None, Address::from_word(word(low)), input);
        }
    }
}

#[test]
fn random_programs_activate_or_are_refused() {
    let chain = chain();
    let mut draw = Draw(3);
    let valid = wat::parse_str(text::program(text::PROXY)).expect("text");
    for _ in 0..400 {
        let mut wasm = valid.clone();
        for _ in 0..=draw.below(4) {
            let place = draw.below(wasm.len());
            wasm[place] = draw.bytes(1)[0];
        }
        let code = stylus_vm::code::encode(&wasm).expect("compressed");
        let program = Address::repeat_byte(0xcd);
        let input = crate::support::activation(program);
        let change = AccountOverride { code: Some(code.into()), ..AccountOverride::default() };
        let overrides = StateOverrides::from([(program, change)]);
        let mut request = request(crate::support::ARB_WASM, input);
        request.value = stylus_chain::config::ETHER;
        let none = BlockOverrides::default();
        chain.call(&request, BlockId::Latest, &overrides, &none).expect("an answer");
    }
}

#[test]
fn damaged_transactions_are_refused_and_change_nothing() {
    let mut chain = chain();
    let mut draw = Draw(4);
    let key = Key::from_hex(DEV_KEY);
    let legacy = Tx { gas_price: Some(1_000_000_000), ..Tx::default() };
    for tx in [Tx { to: Some(Address::repeat_byte(1)), ..Tx::default() }, legacy] {
        let valid = tx.sign(&key);
        for _ in 0..500 {
            let mut raw = valid.clone();
            let place = draw.below(raw.len());
            match draw.below(3) {
                0 => raw.truncate(place),
                1 => raw[place] = raw[place].wrapping_add(1 + draw.below(255) as u8),
                _ => raw.insert(place, draw.bytes(1)[0]),
            }
            // Another signature is another sender, and nobody else has funds.
            match chain.send_raw(&raw) {
                Err(TxError::Internal(text)) => panic!("{text} for {raw:x?}"),
                Err(_) => {}
                Ok(_) => panic!("accepted {raw:x?}"),
            }
        }
    }
    assert_eq!(chain.head().number(), 0);
}
