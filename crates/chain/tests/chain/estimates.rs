//! Estimates are gas limits with which the transaction succeeds, and hardly more; failures come back as they are.

use alloy_primitives::{hex, Address, Bytes, U256};
use stylus_chain::{
    config::{DEV_ACCOUNT, ETHER},
    CallError, CallRequest, Chain, RpcFault,
};

use crate::support::{
    activation, chain, deploy, estimate, program, program_code, programs as text, request, send,
    sign::Tx, ARB_WASM,
};

/// Sends the request with its estimate as the limit; the limit is not far above what is needed.
fn estimate_is_enough(chain: &mut Chain, request: &CallRequest, what: &str) {
    let gas = estimate(chain, request).expect(what);
    let tx = Tx {
        to: request.to,
        input: request.input.clone(),
        value: request.value,
        gas,
        ..Tx::default()
    };
    let receipt = send(chain, tx);
    assert!(receipt.success, "{what} with {gas} gas: {:?}", receipt.failure);
    // A refund lowers what is used, a contract may look at what it is given: 100,000 is the most here.
    let most = receipt.gas_used * 5 / 4 + 102_000;
    assert!(gas <= most, "{what}: {gas} for {}", receipt.gas_used);
}

#[test]
fn the_estimate_works_as_a_gas_limit() {
    let mut chain = chain();
    let counter = program(&mut chain, &text::program(text::COUNTER));
    let proxy = program(&mut chain, &text::program(text::PROXY));
    let creator = program(&mut chain, &text::program(text::CREATOR));
    let idle = deploy(&mut chain, &program_code(&text::program(text::WHO)));
    // Clears slot 0 after setting it: a refund.
    let refund = deploy(&mut chain, &hex!("60015f555f5f55"));
    // Needs gas only to hand it on: fails unless 100,000 are left.
    let picky = deploy(&mut chain, &hex!("620186a05a11600c575f5ffd5b"));
    let value = |mut request: CallRequest, wei: U256| {
        request.value = wei;
        request
    };
    let cases = [
        ("a counter", request(counter, [])),
        ("a nested counter", request(proxy, counter.to_vec())),
        (
            "a doubly nested counter",
            request(proxy, [proxy.as_slice(), counter.as_slice()].concat()),
        ),
        ("a creation by a program", request(creator, stylus_vm::code::init_code(&[0; 300]))),
        ("a refund", request(refund, [])),
        ("value to an empty account", value(request(Address::repeat_byte(9), []), U256::from(1))),
        ("data to an empty account", request(Address::repeat_byte(9), vec![1; 500])),
        ("an activation", value(request(ARB_WASM, activation(idle)), ETHER)),
        ("a picky contract", request(picky, [])),
        (
            "a creation",
            CallRequest {
                from: Some(DEV_ACCOUNT),
                input: stylus_vm::code::init_code(&[1; 700]).into(),
                ..CallRequest::default()
            },
        ),
    ];
    for (what, request) in cases {
        estimate_is_enough(&mut chain, &request, what);
    }
}

#[test]
fn a_plain_transfer_is_21_000() {
    let chain = chain();
    let mut transfer = request(Address::repeat_byte(3), []);
    transfer.value = U256::from(1);
    assert_eq!(estimate(&chain, &transfer), Ok(21_000));
    transfer.max_fee_per_gas = Some(1_000_000_000);
    assert_eq!(estimate(&chain, &transfer), Ok(21_000));
}

#[test]
fn failures_are_told_as_a_call_tells_them() {
    let mut chain = chain();
    let reverts = deploy(&mut chain, &hex!("365f5f37365ffd"));
    let invalid = deploy(&mut chain, &hex!("fe"));
    let endless = deploy(&mut chain, &hex!("5b5f56"));
    let idle = deploy(&mut chain, &program_code(&text::program(text::WHO)));
    assert_eq!(
        estimate(&chain, &request(reverts, hex!("c0ffee"))),
        Err(CallError::Reverted(hex!("c0ffee").into()))
    );
    let message = |error: CallError| RpcFault::from(error).message;
    let fails = |to: Address| message(estimate(&chain, &request(to, [])).expect_err("a failure"));
    assert_eq!(fails(invalid), "invalid opcode: INVALID");
    assert_eq!(fails(endless), "gas required exceeds allowance (50000000)");
    assert_eq!(fails(idle), "error ProgramNotActivated()");
    let mut small = request(endless, []);
    small.gas = Some(30_000);
    let error = estimate(&chain, &small).expect_err("too little");
    assert_eq!(message(error), "gas required exceeds allowance (30000)");
}

#[test]
fn the_senders_means_limit_the_estimate() {
    let mut chain = chain();
    let poor = Address::repeat_byte(5);
    chain.set_balance(poor, U256::from(1_000));
    let mut transfer = request(Address::repeat_byte(6), []);
    (transfer.from, transfer.value) = (Some(poor), U256::from(1_001));
    let error = RpcFault::from(estimate(&chain, &transfer).expect_err("no funds"));
    assert_eq!(
        error.message,
        format!("failed with 50000000 gas: insufficient funds for gas * price + value: address {poor} have 1000 want 1001")
    );
    // With a price only a thousand wei of gas can be paid: not even one unit.
    (transfer.value, transfer.max_fee_per_gas) = (U256::ZERO, Some(1_000_000_000));
    let error = RpcFault::from(estimate(&chain, &transfer).expect_err("no funds"));
    assert_eq!(error.message, "gas required exceeds allowance (0)");
    chain.set_balance(poor, U256::from(21_000) * U256::from(1_000_000_000));
    assert_eq!(estimate(&chain, &transfer), Ok(21_000));
    let nothing = Bytes::new();
    assert!(transfer.input == nothing);
}
