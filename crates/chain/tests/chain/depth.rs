//! Programs that call themselves: the native stack must outlast every limit of the chain.

use crate::support::{
    call, chain, program, programs, request, send, sign::Tx, transact, ARB_WASM_CACHE,
};
use alloy_primitives::{address, hex, Address, U256};
use stylus_chain::{Chain, Status};

const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");

/// Call depth of the EVM: the outermost frame has depth 0.
const FRAMES: usize = 1_025;

fn own(chain: &mut Chain, selector: [u8; 4], value: u64) {
    let input = [&selector[..], &U256::from(value).to_be_bytes::<32>()].concat();
    let receipt = transact(chain, ARB_OWNER, input);
    assert!(receipt.success, "{:?}", receipt.failure);
}

#[test]
fn page_prices_end_a_recursion_of_programs() {
    let mut chain = chain();
    let address = program(&mut chain, &programs::program(programs::ENDLESS));
    let outcome = call(&chain, &request(address, [])).expect("a call");
    assert_eq!(outcome.status, Status::Success);
    // The price of pages grows so steeply that 128 can be had at most.
    assert!((100..=128).contains(&outcome.logs.len()), "{} frames", outcome.logs.len());
}

#[test]
fn without_other_limits_the_call_depth_ends_it() {
    let mut chain = chain();
    let address = program(&mut chain, &programs::program(programs::ENDLESS));
    let cache = [&hex!("e73ac9f2")[..], address.into_word().as_slice()].concat();
    assert!(transact(&mut chain, ARB_WASM_CACHE, cache).success);
    own(&mut chain, hex!("3f37a846"), u64::from(u16::MAX)); // setWasmFreePages
    own(&mut chain, hex!("39673611"), 1 << 50); // setMaxTxGasLimit
    own(&mut chain, hex!("a0188cdb"), 0); // setMinimumL2BaseFee
    let tx = Tx { to: Some(address), gas: 1 << 50, max_fee: 0, ..Tx::default() };
    let receipt = send(&mut chain, tx);
    assert!(receipt.success, "{:?}", receipt.failure);
    assert_eq!(receipt.logs.len(), FRAMES);
}
