//! Programs in parts (ArbOS 60): a root that names fragments.

use alloy_primitives::{hex, Address, Bytes};
use stylus_chain::{Chain, RpcFault};

use crate::{
    support::{
        activate, activation, deploy, output, program_code, programs, send, sign::Tx, ARB_WASM,
    },
    versions::at,
};

/// The parts of ECHO's stream, and the length of its wasm.
fn parts(count: usize) -> (Vec<Vec<u8>>, u32) {
    let text = programs::program(programs::ECHO);
    let wasm = wat::parse_str(&text).expect("text");
    let stream = &program_code(&text)[4..];
    let parts = stream.chunks(stream.len().div_ceil(count));
    (parts.map(<[u8]>::to_vec).collect(), wasm.len() as u32)
}

fn root(length: u32, fragments: &[Address]) -> Vec<u8> {
    let mut code = [&hex!("eff00200")[..], &length.to_be_bytes()].concat();
    fragments.iter().for_each(|fragment| code.extend_from_slice(fragment.as_slice()));
    code
}

fn fragments(chain: &mut Chain, parts: &[Vec<u8>]) -> Vec<Address> {
    let codes = parts.iter().map(|part| [&hex!("eff001")[..], part].concat());
    codes.map(|code| deploy(chain, &code)).collect()
}

#[test]
fn a_root_runs_as_the_program_it_names() {
    let mut chain = at(60);
    let (parts, length) = parts(3);
    let addresses = fragments(&mut chain, &parts);
    let program = deploy(&mut chain, &root(length, &addresses));
    let whole = deploy(&mut chain, &program_code(&programs::program(programs::ECHO)));
    let receipt = activate(&mut chain, program);
    assert!(receipt.success, "{:?}", receipt.failure);
    // Each fragment is read like foreign code: cold access and three gas per word.
    let reading: u64 = parts.iter().map(|it| 2_600 + 3 * (it.len() as u64 + 3).div_ceil(32)).sum();
    let sent = |to: Address| -> u64 {
        activation(to).iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum()
    };
    let plain = activate(&mut chain, whole).gas_used;
    assert_eq!(receipt.gas_used - sent(program), plain - sent(whole) + reading);
    assert_eq!(output(&chain, program, hex!("0102030400")), Ok(hex!("0102030400").into()));
    // From nothing: a dump holds the code alone.
    let json = serde_json::to_string(&chain.dump()).expect("JSON");
    let dump = serde_json::from_str(&json).expect("a dump");
    let loaded = Chain::load(chain.config().clone(), dump).expect("the chain");
    assert_eq!(output(&loaded, program, hex!("00")), Ok(hex!("00").into()));
}

#[test]
fn bad_roots_keep_their_gas() {
    let mut chain = at(60);
    let (parts, length) = parts(2);
    let good = fragments(&mut chain, &parts);
    let stranger = deploy(&mut chain, &[0]);
    for (what, code) in [
        ("no fragment", root(length, &[])),
        ("too many", root(length, &[good[0]; 5])),
        ("too long", root(262_145, &good)),
        ("another length", root(length + 1, &good)),
        ("shorter", root(length - 1, &good)),
        ("no fragment there", root(length, &[good[0], stranger])),
        ("the wrong order", root(length, &[good[1], good[0]])),
    ] {
        let program = deploy(&mut chain, &code);
        let receipt = activate(&mut chain, program);
        assert!(!receipt.success && receipt.gas_used < 2_000_000, "{what}: {}", receipt.gas_used);
        let fault = RpcFault::from(output(&chain, ARB_WASM, activation(program)).expect_err(what));
        assert_eq!((fault.code, fault.data), (3, Some(Bytes::new())), "{what}");
    }
    // A fragment by itself is no program; code without any prefix has a name for it from 60 on.
    let alone = RpcFault::from(output(&chain, ARB_WASM, activation(good[0])).expect_err("a part"));
    assert_eq!(alone.data, Some(Bytes::new()));
    let evm = RpcFault::from(output(&chain, ARB_WASM, activation(stranger)).expect_err("EVM code"));
    assert_eq!(evm.message, "execution reverted: error ProgramNotWasm()");
}

#[test]
fn before_60_neither_can_be_created() {
    for version in [51, 59] {
        let mut chain = at(version);
        for code in [hex!("eff00101").to_vec(), root(1, &[Address::ZERO])] {
            let input = stylus_vm::code::init_code(&code).into();
            let receipt = send(&mut chain, Tx { input, gas: 1_000_000, ..Tx::default() });
            assert_eq!((receipt.success, receipt.gas_used), (false, 1_000_000));
        }
    }
}
