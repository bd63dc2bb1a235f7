//! Programs that run: alone, called by EVM code, calling EVM code, creating, and how their ends look from outside.

use alloy_primitives::{hex, Address, Bytes, U256};
use stylus_chain::{config::DEV_ACCOUNT, CallError, Chain, RpcFault, Status};

use crate::support::{
    activate, bytes, call, chain, deploy, output, program, program_code, programs as text, request,
    send, sign::Tx, transact, word,
};

fn install(chain: &mut Chain, body: &str) -> Address {
    program(chain, &text::program(body))
}

/// EVM code: call data is an address and data for it; calls it with the given instruction and passes on what comes back.
fn evm_proxy(chain: &mut Chain, delegate: bool) -> Address {
    // CALLDATACOPY(0, 20, size-20); [value] target gas CALL or DELEGATECALL; RETURNDATACOPY; RETURN or REVERT.
    let code = if delegate {
        hex!("6014360360145f375f5f601436035f5f3560601c5af43d5f5f3e610021573d5ffd5b3d5ff3").to_vec()
    } else {
        hex!("6014360360145f375f5f601436035f345f3560601c5af13d5f5f3e610022573d5ffd5b3d5ff3")
            .to_vec()
    };
    deploy(chain, &code)
}

fn through(target: Address, data: &[u8]) -> Bytes {
    [target.as_slice(), data].concat().into()
}

#[test]
fn a_program_keeps_state_between_transactions() {
    let mut chain = chain();
    let counter = install(&mut chain, text::COUNTER);
    for value in 1..=3 {
        let receipt = transact(&mut chain, counter, []);
        assert!(receipt.success, "{:?}", receipt.failure);
        assert_eq!(receipt.output, bytes(value));
        assert_eq!(chain.head().state().storage(counter, U256::ZERO), U256::from(value));
    }
    // A call sees it and changes nothing.
    assert_eq!(output(&chain, counter, []), Ok(Bytes::copy_from_slice(word(4).as_slice())));
    assert_eq!(output(&chain, counter, []), Ok(Bytes::copy_from_slice(word(4).as_slice())));
}

#[test]
fn success_and_revert_carry_their_data() {
    let mut chain = chain();
    let echo = install(&mut chain, text::ECHO);
    assert_eq!(output(&chain, echo, hex!("0102030400")), Ok(hex!("0102030400").into()));
    assert_eq!(
        output(&chain, echo, hex!("6f809c4e01")),
        Err(CallError::Reverted(hex!("6f809c4e01").into()))
    );
    let receipt = transact(&mut chain, echo, hex!("aa01"));
    assert!(!receipt.success);
    assert_eq!(receipt.output, Bytes::from(hex!("aa01")));
    assert!(receipt.gas_used < 100_000, "a revert keeps its gas: {}", receipt.gas_used);
}

#[test]
fn evm_code_calls_a_program_and_both_kinds_of_ends_come_through() {
    let mut chain = chain();
    let echo = install(&mut chain, text::ECHO);
    let proxy = evm_proxy(&mut chain, false);
    assert_eq!(output(&chain, proxy, through(echo, &[5, 0])), Ok(Bytes::from([5, 0])));
    assert_eq!(
        output(&chain, proxy, through(echo, &[5, 1])),
        Err(CallError::Reverted(Bytes::from([5, 1])))
    );
}

#[test]
fn a_program_calls_evm_code_and_both_kinds_of_ends_come_through() {
    let mut chain = chain();
    let proxy = install(&mut chain, text::PROXY);
    // RETURN or REVERT of the call data.
    let returns = deploy(&mut chain, &hex!("365f5f37365ff3"));
    let reverts = deploy(&mut chain, &hex!("365f5f37365ffd"));
    assert_eq!(output(&chain, proxy, through(returns, b"hello")), Ok(Bytes::from(*b"hello")));
    assert_eq!(
        output(&chain, proxy, through(reverts, b"sorry")),
        Err(CallError::Reverted(Bytes::from(*b"sorry")))
    );
}

#[test]
fn calls_nest_both_ways_and_changes_of_failed_frames_are_undone() {
    let mut chain = chain();
    let counter = install(&mut chain, text::COUNTER);
    let wasm_proxy = install(&mut chain, text::PROXY);
    let evm_proxy = evm_proxy(&mut chain, false);
    // Program → EVM → program → EVM → counter.
    let data = through(evm_proxy, &through(wasm_proxy, &through(evm_proxy, counter.as_slice())));
    let receipt = transact(&mut chain, wasm_proxy, data);
    assert!(receipt.success, "{:?}", receipt.failure);
    assert_eq!(receipt.output, bytes(1));
    // Calls the counter, then reverts with what it said: CALLDATA is the counter.
    let undoes = deploy(&mut chain, &hex!("60205f5f5f5f5f3560601c5af160205ffd"));
    let receipt = transact(&mut chain, wasm_proxy, through(undoes, counter.as_slice()));
    assert!(!receipt.success);
    assert_eq!(receipt.output, bytes(2), "{:?}", receipt.failure);
    assert_eq!(chain.head().state().storage(counter, U256::ZERO), U256::from(1));
}

#[test]
fn delegate_calls_into_a_program_use_the_callers_storage_and_identity() {
    let mut chain = chain();
    let counter = install(&mut chain, text::COUNTER);
    let who = install(&mut chain, text::WHO);
    let from_evm = evm_proxy(&mut chain, true);
    let from_wasm = install(&mut chain, text::DELEGATOR);
    for delegator in [from_evm, from_wasm] {
        let receipt = transact(&mut chain, delegator, counter.to_vec());
        assert!(receipt.success, "{:?}", receipt.failure);
        assert_eq!(chain.head().state().storage(delegator, U256::ZERO), U256::from(1));
        assert_eq!(chain.head().state().storage(counter, U256::ZERO), U256::ZERO);
        let mut call = request(delegator, who.to_vec());
        call.value = U256::from(9);
        let answer = crate::support::call(&chain, &call).expect("a call").output;
        assert_eq!(answer[..20], *DEV_ACCOUNT, "caller");
        assert_eq!(answer[20..40], *delegator, "acting address");
        assert_eq!(answer[40..], *word(9), "value");
    }
}

#[test]
fn a_program_creates_contracts_and_programs() {
    let mut chain = chain();
    let creator = install(&mut chain, text::CREATOR);
    let first = creator.create(1);
    let init = stylus_vm::code::init_code(&hex!("365f5f37365ff3"));
    let receipt = transact(&mut chain, creator, init);
    assert!(receipt.success, "{:?}", receipt.failure);
    assert_eq!(*receipt.output, *first.as_slice());
    assert_eq!(output(&chain, first, hex!("1234")), Ok(hex!("1234").into()));
    // A small program, which then runs once it is active.
    let code = program_code(
        r#"(module (memory (export "memory") 0 0)
        (func (export "user_entrypoint") (param i32) (result i32) (i32.const 0)))"#,
    );
    let receipt = transact(&mut chain, creator, stylus_vm::code::init_code(&code));
    let made = creator.create(2);
    assert_eq!(*receipt.output, *made.as_slice());
    assert_eq!(chain.head().state().code(made), Bytes::from(code));
    assert!(activate(&mut chain, made).success);
    assert_eq!(output(&chain, made, []), Ok(Bytes::new()));
}

#[test]
fn init_code_that_reverts_fails_only_the_creation() {
    let mut chain = chain();
    let creator = install(&mut chain, text::CREATOR);
    // REVERT with 4 bytes.
    let revert = hex!("63deadbeef5f526004601cfd");
    let outcome = call(&chain, &request(creator, revert)).expect("a call");
    assert_eq!((outcome.status, outcome.output), (Status::Revert, hex!("deadbeef").into()));
    // INVALID: no data, the address is zero.
    assert_eq!(output(&chain, creator, hex!("fe")), Ok(Bytes::from([0; 20])));
}

#[test]
fn code_that_was_not_activated_takes_all_gas() {
    let mut chain = chain();
    let idle = deploy(&mut chain, &program_code(&text::program(text::ECHO)));
    let receipt = send(&mut chain, Tx { to: Some(idle), gas: 300_000, ..Tx::default() });
    assert!(!receipt.success);
    assert_eq!(receipt.gas_used, 300_000);
    let fault = RpcFault::from(output(&chain, idle, []).expect_err("a failure"));
    assert_eq!((fault.code, fault.message.as_str()), (-32000, "error ProgramNotActivated()"));
    assert_eq!(fault.data, None);
    // Init code with the prefix of a program is a program that was never activated.
    let init = Tx { input: hex!("eff0000012").into(), gas: 300_000, ..Tx::default() };
    let receipt = send(&mut chain, init);
    assert_eq!((receipt.success, receipt.gas_used), (false, 300_000));
    assert_eq!(receipt.failure.as_deref(), Some("error ProgramNotActivated()"));
}

#[test]
fn re_entry_is_seen_through_evm_frames() {
    let mut chain = chain();
    let body = "
        (if (i32.eqz (local.get $len)) (then
            (i32.store8 (i32.const 512) (call $reentrant))
            (call $write_result (i32.const 512) (i32.const 1))
            (return (i32.const 0))))
        (local.set $status (call $call (i32.const 0) (i32.const 20)
            (i32.sub (local.get $len) (i32.const 20)) (i32.const 480) (i64.const -1) (i32.const 512)))
        (drop (call $returned (i32.const 1024) (i32.const 0) (i32.const 1)))
        (call $write_result (i32.const 1024) (i32.const 1))
        (local.get $status)";
    let subject = install(&mut chain, body);
    let proxy = evm_proxy(&mut chain, false);
    assert_eq!(output(&chain, subject, []), Ok(Bytes::from([0])));
    assert_eq!(output(&chain, subject, subject.to_vec()), Ok(Bytes::from([1])));
    assert_eq!(output(&chain, subject, through(proxy, subject.as_slice())), Ok(Bytes::from([1])));
}

#[test]
fn programs_see_the_block_and_the_price_of_the_transaction() {
    let mut chain = chain();
    let body = "
        (i64.store (i32.const 512) (call $number))
        (call $price (i32.const 520))
        (call $write_result (i32.const 512) (i32.const 40))
        (i32.const 0)";
    let program = install(&mut chain, body);
    let next = chain.head().number() + 1;
    let tx = Tx { to: Some(program), max_fee: 2_000_000_000, tip: 500_000_000, ..Tx::default() };
    let output = send(&mut chain, tx).output;
    assert_eq!(output[..8], next.to_le_bytes(), "the parent chain's number mirrors the chain's");
    assert_eq!(output[8..], *word(600_000_000), "base fee + tip, though no tip is paid");
}

#[test]
fn programs_survive_self_destruct_by_delegate_call() {
    let mut chain = chain();
    let delegator = install(&mut chain, text::DELEGATOR);
    let kill = deploy(&mut chain, &hex!("5f35ff"));
    let receipt = transact(&mut chain, delegator, through(kill, &[0; 32]));
    assert!(!receipt.success);
    assert!(!chain.head().state().code(delegator).is_empty());
}
