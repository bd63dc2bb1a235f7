//! Calls and creations: what they cost, what they pass on, what they answer.

use alloy_primitives::{Address, U256};
use stylus_vm::{Env, Outcome, Status};

use crate::util::{
    chain::{address, Chain, CALLER, NOBODY, PROGRAM},
    probe::{self, PLENTY},
};

const CALL: u64 = 3_800 + 2_450;
const DROP: u64 = 9;
/// Fixed ink of a call, reading no calldata.
const BASE: u64 = 83_193 + 2 * 16_381;
const GAS: u64 = 10_000;

/// Puts the two low bytes of an address at 0, and a value of one byte at 0x20.
fn target(low: u16, value: u8) -> String {
    format!(
        "(i32.store8 (i32.const 18) (i32.const {})) (i32.store8 (i32.const 19) (i32.const {}))
         (i32.store8 (i32.const 0x3f) (i32.const {value}))",
        low >> 8,
        low & 0xff
    )
}

fn call(length: u32, gas: i64) -> String {
    format!(
        "(call $call_contract (i32.const 0) (i32.const 0x1000) (i32.const {length}) (i32.const 0x20)
           (i64.const {gas}) (i32.const 0x60))"
    )
}

/// Gas that a call costs besides its fixed ink, with ten wei in the program's account.
fn call_gas(low: u16, value: u8, length: u32, gas: i64) -> u64 {
    let body = probe::probe_body(&target(low, value), &format!("(drop {})", call(length, gas)));
    let mut chain = Chain::new(51);
    chain.state.accounts.entry(PROGRAM).or_default().balance = U256::from(10);
    let ink = probe::measured(&mut chain, &probe::program(&body), &[]);
    let copied = 2 * 55 * u64::from(length.saturating_sub(32));
    let rest = ink - probe::EMPTY - CALL - DROP - 6 - BASE - copied;
    assert_eq!(rest % GAS, 0, "{rest}");
    rest / GAS
}

#[test]
fn calls_cost_access_value_and_what_the_callee_used() {
    assert_eq!(call_gas(0xc0de, 0, 0, -1), 2_600);
    assert_eq!(call_gas(4, 0, 0, -1), 100 + 15);
    assert_eq!(call_gas(4, 0, 100, -1), 100 + 15 + 4 * 3);
    assert_eq!(call_gas(0x71, 0, 0, -1), 100);
    // An empty cold account that gets value.
    assert_eq!(call_gas(0xc0de, 1, 0, -1), 36_600);
    // The identity, warm and empty, with no gas but the stipend.
    assert_eq!(call_gas(4, 1, 0, 0), 34_115);
    // An existing account costs no creation.
    assert_eq!(call_gas(0x71, 1, 0, -1), 100 + 9_000);
}

#[test]
fn an_unused_stipend_is_no_gain() {
    // More than the balance: the whole stipend comes back, and the call costs its base.
    assert_eq!(call_gas(0xc0de, 11, 0, -1), 36_600);
    assert_eq!(call_gas(0x71, 1, 0, 0), 9_100);
}

#[test]
fn a_callee_that_burns_everything_leaves_a_64th() {
    let body = format!(
        "{} (drop {}) (i64.store (i32.const 0x400) (call $evm_gas_left))
         (call $write_result (i32.const 0x400) (i32.const 8)) (i32.const 0)",
        target(0x0b19, 0),
        call(0, -1)
    );
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(&body));
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    let outcome = chain.call(entry + 6_400_000, 0, &[]);
    let left = u64::from_le_bytes(outcome.output[..].try_into().expect("8 bytes"));
    // 6,400,000 gas less the block, the call's ink and the access, of which ⌈1/64⌉ remains.
    let setup = 3 * (825 + 2) + 6 + CALL;
    let before = (64_000_000_000 - setup - BASE) / GAS;
    let kept = (before - 2_600) - (before - 2_600) * 63 / 64;
    assert!(left.abs_diff(kept) <= 3, "{left} {kept}");
}

/// Runs a body; answers 64 bytes from 0x60.
fn run(chain: &mut Chain, body: &str) -> Outcome {
    let answer = "(call $write_result (i32.const 0x60) (i32.const 64)) (i32.const 0)";
    chain.deploy(PROGRAM, &probe::program(&format!("{body} {answer}")));
    chain.call(PLENTY, 0, &[])
}

/// Status at 0x64, return length at 0x60, first return data at 0x68.
fn called(low: u16, value: u8, length: u32) -> Outcome {
    let body = format!(
        "(i32.store (i32.const 0x1000) (i32.const 0x04030201)) {}
         (i32.store (i32.const 0x64) {})
         (drop (call $read_return_data (i32.const 0x68) (i32.const 1) (i32.const 2)))",
        target(low, value),
        call(length, -1)
    );
    run(&mut Chain::new(51), &body)
}

#[test]
fn return_data_of_success_and_revert_is_kept_and_of_failure_is_not() {
    let head = |outcome: Outcome| outcome.output[..10].to_vec();
    assert_eq!(head(called(4, 0, 4)), [4, 0, 0, 0, 0, 0, 0, 0, 2, 3]);
    assert_eq!(head(called(0x0bad, 0, 4)), [4, 0, 0, 0, 2, 0, 0, 0, 2, 3]);
    assert_eq!(head(called(0x0b19, 0, 4)), [0, 0, 0, 0, 2, 0, 0, 0, 0, 0]);
    // Not enough balance.
    assert_eq!(head(called(4, 9, 4)), [0, 0, 0, 0, 2, 0, 0, 0, 0, 0]);
}

#[test]
fn value_in_a_static_frame_is_refused_for_nothing() {
    let body = probe::probe_body(&target(0xc0de, 1), &format!("(drop {})", call(0, -1)));
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(&body));
    let env = Env { is_static: true, ..chain.env.clone() };
    let outcome = chain.call_with(env, PLENTY, &[]);
    let ink = probe::ink_of(&outcome) - probe::EMPTY - CALL - DROP - 6;
    assert_eq!(ink, BASE);
    assert!(!chain.state.warm_accounts.contains(&NOBODY));
}

#[test]
fn a_base_that_cannot_be_paid_takes_everything_and_warms_the_callee() {
    let body = format!("{} (drop {}) (i32.const 0)", target(0xc0de, 1), call(0, -1));
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(&body));
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    let outcome = chain.call(entry + 20_000, 0, &[]);
    // Whole gas is taken; the fraction of a gas that is left pays for the last block.
    assert_eq!((outcome.status, outcome.gas_left), (Status::Success, 0));
    assert!(chain.state.warm_accounts.contains(&NOBODY));
}

#[test]
fn a_delegate_call_keeps_caller_value_and_address() {
    let inner = "(call $msg_sender (i32.const 0)) (call $msg_value (i32.const 20)) (call $contract_address (i32.const 52))
        (call $write_result (i32.const 0) (i32.const 72)) (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(address(0x77), &probe::program(inner));
    let relay = |hook: &str, value: &str| {
        format!(
            "{} (drop (call ${hook} (i32.const 0) (i32.const 0) (i32.const 0) {value} (i64.const -1) (i32.const 0x60)))
             (drop (call $read_return_data (i32.const 0x100) (i32.const 0) (i32.const 72)))
             (call $write_result (i32.const 0x100) (i32.const 72)) (i32.const 0)",
            target(0x77, 3)
        )
    };
    let expected = |caller: Address, value: u64, here: Address| {
        [caller.as_slice(), &U256::from(value).to_be_bytes::<32>(), here.as_slice()].concat()
    };
    chain.deploy(PROGRAM, &probe::program(&relay("delegate_call_contract", "")));
    let outcome = chain.call(PLENTY, 8, &[]);
    assert_eq!(outcome.output[..], expected(CALLER, 8, PROGRAM));
    chain.deploy(PROGRAM, &probe::program(&relay("call_contract", "(i32.const 0x20)")));
    let outcome = chain.call(PLENTY, 8, &[]);
    assert_eq!(outcome.output[..], expected(PROGRAM, 3, address(0x77)));
    chain.deploy(PROGRAM, &probe::program(&relay("static_call_contract", "")));
    let outcome = chain.call(PLENTY, 8, &[]);
    assert_eq!(outcome.output[..], expected(PROGRAM, 0, address(0x77)));
}

#[test]
fn return_data_belongs_to_the_last_call_of_the_frame() {
    let mut chain = Chain::new(51);
    let body = format!(
        "(i32.store (i32.const 0x60) (call $return_data_size)) {}
         (drop {}) (i32.store (i32.const 0x64) (call $return_data_size))
         {} (drop {}) (i32.store (i32.const 0x68) (call $return_data_size))",
        target(4, 0),
        call(5, -1),
        target(0xc0de, 0),
        call(5, -1)
    );
    let outcome = run(&mut chain, &body);
    // The return length of the second call lies at 0x60 and is zero again.
    assert_eq!(outcome.output[..12], [0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn reading_return_data_gives_the_part_that_exists() {
    let mut chain = Chain::new(51);
    let read = |at: u32, offset: u32, size: u32| {
        format!(
            "(i32.store (i32.const {at}) (call $read_return_data (i32.const 0x200) (i32.const {offset}) (i32.const {size})))"
        )
    };
    let body = format!(
        "{} (drop {}) {} {} {} {}",
        target(4, 0),
        call(5, -1),
        read(0x60, 0, 5),
        read(0x64, 3, 100),
        read(0x68, 5, 1),
        read(0x6c, u32::MAX, u32::MAX)
    );
    let outcome = run(&mut chain, &body);
    assert_eq!(outcome.output[..16], [5, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
}

// Creations.

/// Gas that creating with this init code costs besides its fixed ink; `salted` for create2.
fn create_gas(code: &[u8], length: u32, salted: bool) -> u64 {
    let bytes: String = code
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            format!("(i32.store8 (i32.const {}) (i32.const {byte}))", 0x1000 + index)
        })
        .collect();
    let (hook, salt, args) =
        if salted { ("create2", "(i32.const 0x40)", 6) } else { ("create1", "", 5) };
    let create = format!(
        "(call ${hook} (i32.const 0x1000) (i32.const {length}) (i32.const 0x20) {salt} (i32.const 0x60) (i32.const 0x80))"
    );
    let body = probe::probe_body(&bytes, &create);
    let ink = probe::measured(&mut Chain::new(51), &probe::program(&body), &[]);
    let fixed = if salted { 88_233 } else { 83_193 };
    let copied = 2 * (16_381 + 55 * u64::from(length.saturating_sub(32)));
    let rest = ink - probe::EMPTY - CALL - args - fixed - copied;
    assert_eq!(rest % GAS, 0, "{rest}");
    rest / GAS
}

#[test]
fn creations_cost_32_000_and_the_hashing_of_create2() {
    assert_eq!(create_gas(&[], 0, false), 32_000);
    assert_eq!(create_gas(&[], 0, true), 32_000);
    assert_eq!(create_gas(&[], 96, true), 32_000 + 18);
    // One byte of code is deployed; the init code itself runs for eight gas.
    assert_eq!(create_gas(&[0x60, 1, 0x5f, 0xf3], 10, false), 32_000 + 8 + 200);
}

#[test]
fn init_code_words_are_not_charged() {
    assert_eq!(create_gas(&[], 50_000, false), 32_000);
}

/// Creates; answers the address at 0x60 and the revert length at 0x80.
fn created(code: &[u8], endowment: u8) -> (Chain, Outcome) {
    let bytes: String = code
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            format!("(i32.store8 (i32.const {}) (i32.const {byte}))", 0x1000 + index)
        })
        .collect();
    let body = format!(
        "{bytes} (i32.store8 (i32.const 0x3f) (i32.const {endowment})) (i64.store (i32.const 0x60) (i64.const -1))
         (call $create1 (i32.const 0x1000) (i32.const {}) (i32.const 0x20) (i32.const 0x60) (i32.const 0x80))",
        code.len()
    );
    let mut chain = Chain::new(51);
    let outcome = run(&mut chain, &body);
    assert_eq!(outcome.status, Status::Success, "{:?}", outcome.reason);
    (chain, outcome)
}

#[test]
fn a_creation_answers_its_address_or_zero() {
    let (chain, outcome) = created(&[0x60, 2, 0x5f, 0xf3], 0);
    let address = Address::from_slice(&outcome.output[..20]);
    assert_eq!(chain.state.accounts[&address].code.len(), 2);
    assert_eq!(outcome.output[32..36], [0; 4]);

    let (_, outcome) = created(&[0xfd, 1, 2, 3], 0);
    assert_eq!(outcome.output[..20], [0; 20]);
    assert_eq!(outcome.output[32..36], [3, 0, 0, 0]);

    for (code, endowment) in [(&[0xfe][..], 0), (&[0x00], 9)] {
        let (_, outcome) = created(code, endowment);
        assert_eq!(outcome.output[..20], [0; 20]);
        assert_eq!(outcome.output[32..36], [0; 4]);
    }
}

#[test]
fn a_creation_in_a_static_frame_or_without_gas_fails() {
    let body = "(call $create1 (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0x60) (i32.const 0x80)) (i32.const 0)";
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(body));
    let env = Env { is_static: true, ..chain.env.clone() };
    let outcome = chain.call_with(env, PLENTY, &[]);
    assert_eq!(outcome.status, Status::Failure);
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    let outcome = chain.call(entry + 31_000, 0, &[]);
    assert_eq!(outcome.status, Status::Failure);
    assert!(outcome.gas_left > 30_000, "{}", outcome.gas_left);
}

// Code of other accounts.

#[test]
fn the_code_fetched_last_costs_nothing_again() {
    let size = "(drop (call $account_code_size (i32.const 0)))";
    let again = |low: u16| {
        let before = format!("{} {size}", target(low, 0));
        probe::ink_after(&before, size) - CALL - DROP - 1 - 68_073
    };
    assert_eq!(again(0x71), 0);
    // Empty code is not remembered.
    assert_eq!(again(0xc0de), 800 * GAS);
}

#[test]
fn code_is_copied_as_far_as_it_exists_and_paid_in_full() {
    let mut chain = Chain::new(51);
    let code: Vec<u8> = (1..=100).collect();
    chain.state.accounts.entry(address(0x1234)).or_default().code = code.into();
    let body = |offset: u32, size: u32| {
        format!("(i32.store (i32.const 0x60) (call $account_code (i32.const 0) (i32.const {offset}) (i32.const {size}) (i32.const 0x64)))")
    };
    for (offset, size, expected) in [
        (0, 2, vec![2, 0, 0, 0, 1, 2, 0]),
        (99, 50, vec![1, 0, 0, 0, 100, 0]),
        (100, 5, vec![0; 5]),
    ] {
        let outcome = run(&mut chain, &format!("{} {}", target(0x1234, 0), body(offset, size)));
        assert_eq!(outcome.output[..expected.len()], expected);
    }
    let fetch =
        "(drop (call $account_code (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0x64)))";
    let wasm = probe::program(&probe::probe_body(&target(0x1234, 0), fetch));
    let mut fresh = Chain::new(51);
    fresh.state.accounts.entry(address(0x1234)).or_default().code = vec![1; 100].into();
    let ink = probe::measured(&mut fresh, &wasm, &[]) - probe::EMPTY - CALL - DROP - 4;
    assert_eq!(ink, 68_073 + 3_300 * GAS + 5_040 + 30 * 68);
}
