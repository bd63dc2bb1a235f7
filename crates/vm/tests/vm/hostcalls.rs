//! The price of every host function, measured by calling it.

use stylus_vm::{host::hooks::HOOKS, Status};

use crate::util::{
    chain::{Chain, PROGRAM},
    probe::{self, ink_after},
};

/// Call, header of the block that ends with it.
const CALL: u64 = 3_800 + 2_450;
const DROP: u64 = 9;

/// Data that calls need: an address that nobody touched at 0x200, the identity's at 0x220, a word at 0x240.
const SETUP: &str = "(i32.store8 (i32.const 0x212) (i32.const 0xc0)) (i32.store8 (i32.const 0x213) (i32.const 0xde))
    (i32.store8 (i32.const 0x233) (i32.const 4)) (i32.store8 (i32.const 0x25f) (i32.const 7))";

/// Ink of a host function that returns nothing.
fn host(name: &str, args: &[u64]) -> u64 {
    let consts: String = args.iter().map(|arg| format!("(i32.const {arg})")).collect();
    ink_after(SETUP, &format!("(call ${name} {consts})")) - CALL - args.len() as u64
}

/// Ink of a host function that returns a value.
fn getter(name: &str, args: &[u64]) -> u64 {
    let consts: String = args.iter().map(|arg| format!("(i32.const {arg})")).collect();
    ink_after(SETUP, &format!("(drop (call ${name} {consts}))")) - CALL - DROP - args.len() as u64
}

#[test]
fn all_functions_link() {
    assert_eq!(HOOKS.len(), 42);
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program("(i32.const 0)"));
    assert_eq!(chain.call(probe::PLENTY, 0, &[]).status, Status::Success);
}

#[test]
fn getters_of_numbers_cost_8_400() {
    for name in [
        "evm_gas_left",
        "evm_ink_left",
        "chainid",
        "block_gas_limit",
        "block_number",
        "block_timestamp",
        "msg_reentrant",
        "tx_ink_price",
        "return_data_size",
    ] {
        assert_eq!(getter(name, &[]), 8_400, "{name}");
    }
}

#[test]
fn getters_of_words_cost_13_440() {
    for name in [
        "block_basefee",
        "block_coinbase",
        "contract_address",
        "msg_sender",
        "msg_value",
        "tx_gas_price",
        "tx_origin",
    ] {
        assert_eq!(host(name, &[0x300]), 13_440, "{name}");
    }
}

#[test]
fn calldata_and_result() {
    let body = probe::probe_body("", "(call $read_args (i32.const 0x1000))");
    for (bytes, price) in [(0, 5_040), (32, 5_040), (33, 5_070), (100, 7_080), (1_000, 34_080)] {
        let wasm = probe::program(&body);
        let ink = probe::measured(&mut Chain::new(51), &wasm, &vec![1; bytes]);
        assert_eq!(ink - probe::EMPTY - CALL - 1, 8_400 + price, "{bytes} bytes");
    }
    for (bytes, price) in [(0, 16_381), (32, 16_381), (33, 16_436), (100, 20_121)] {
        assert_eq!(host("write_result", &[0, bytes]), 8_400 + 2 * price, "{bytes} bytes");
    }
}

#[test]
fn storage() {
    assert_eq!(host("storage_load_bytes32", &[0, 0x100]), 21_068_480);
    assert_eq!(host("storage_cache_bytes32", &[0, 0x100]), 18_480);
    assert_eq!(host("storage_flush_cache", &[0]), 68_073);
    assert_eq!(host("transient_load_bytes32", &[0, 0x100]), 1_078_153);
    assert_eq!(host("transient_store_bytes32", &[0, 0x100]), 1_078_153);
}

#[test]
fn accounts() {
    assert_eq!(host("account_balance", &[0x200, 0x300]), 26_078_153);
    assert_eq!(host("account_balance", &[0x220, 0x300]), 1_078_153);
    assert_eq!(host("account_codehash", &[0x200, 0x300]), 26_078_153);
    assert_eq!(host("account_codehash", &[0x220, 0x300]), 1_078_153);
    assert_eq!(getter("account_code_size", &[0x200]), 33_068_073);
    assert_eq!(getter("account_code_size", &[0x220]), 8_068_073);
    assert_eq!(getter("account_code", &[0x200, 0, 0, 0x300]), 33_068_073 + 5_040);
    assert_eq!(getter("account_code", &[0x220, 0, 0, 0x300]), 8_068_073 + 5_040);
}

#[test]
fn return_data() {
    assert_eq!(getter("read_return_data", &[0, 0, 0]), 68_073 + 5_040);
    assert_eq!(getter("read_return_data", &[0, 5, 1_000]), 68_073 + 5_040);
}

#[test]
fn logs() {
    let log = |bytes: u64, topics: u64| host("emit_log", &[0, bytes, topics]);
    assert_eq!(log(100, 2), 14_218_194);
    assert_eq!(log(0, 0), 68_073 + 16_381 + 375 * 10_000);
    assert_eq!(log(128, 4), 68_073 + 16_381 + 55 * 96 + 375 * 5 * 10_000);
    assert_eq!(log(1_000, 0), 68_073 + 16_381 + 55 * 968 + (375 + 8_000) * 10_000);
}

#[test]
fn hashing() {
    for (bytes, price) in [(0, 121_800), (64, 121_800), (65, 142_800), (1_000, 751_800)] {
        assert_eq!(host("native_keccak256", &[0, bytes, 0x300]), price, "{bytes} bytes");
    }
}

#[test]
fn arithmetic() {
    assert_eq!(host("math_div", &[0x240, 0x240]), 43_520);
    assert_eq!(host("math_mod", &[0x240, 0x240]), 43_520);
    assert_eq!(host("math_add_mod", &[0x240, 0x240, 0x240]), 49_560);
    assert_eq!(host("math_mul_mod", &[0x240, 0x240, 0x240]), 52_660);
    assert_eq!(host("math_pow", &[0x240, 0x300]), 23_520 + 3_000 + 17_500);
    assert_eq!(host("math_pow", &[0x240, 0x240]), 23_520 + 3_000 + 2 * 17_500);
}

#[test]
fn memory_growth_by_hand() {
    assert_eq!(host("pay_for_memory_grow", &[0]), 8_400);
    // The second page is free and the call itself costs nothing then.
    assert_eq!(host("pay_for_memory_grow", &[1]), 0);
    assert_eq!(host("pay_for_memory_grow", &[2]), 10_000_000);
    assert_eq!(host("pay_for_memory_grow", &[4]), 30_000_000);
}

#[test]
fn exit_early_costs_only_its_call() {
    let body = "(call $exit_early (i32.const 0)) (i32.const 0)";
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(body));
    let outcome = chain.call(1_000_000, 0, &[]);
    assert_eq!(outcome.status, Status::Success);
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    // A constant, the call, and the header of the block that ends with it.
    assert_eq!((1_000_000 - entry) * 10_000 - outcome.ink_left, 1 + CALL);
}

#[test]
fn the_console_is_free() {
    let console = "(import \"console\" \"log_txt\" (func $txt (param i32 i32)))
        (import \"console\" \"tee_i64\" (func $tee (param i64) (result i64)))
        (import \"console\" \"log_f32\" (func $float (param f32)))";
    let body = probe::probe_body(
        "",
        "(call $txt (i32.const 0x500) (i32.const 2)) (drop (call $tee (i64.const -5)))",
    );
    let text = format!(
        "(module {console} {} (memory (export \"memory\") 1 1) (data (i32.const 0x500) \"hi\") {})",
        probe::imports(),
        probe::entry(&body)
    );
    let mut chain = Chain::new(51);
    let ink = probe::measured(&mut chain, &probe::wasm(&text), &[]) - probe::EMPTY;
    assert_eq!(ink, 2 + CALL + 1 + CALL + DROP);
    assert_eq!(chain.console, ["hi", "-5"]);
}

#[test]
fn ink_and_gas_left_are_read_after_their_own_price() {
    let body = "(i64.store (i32.const 0) (call $evm_ink_left)) (i64.store (i32.const 8) (call $evm_gas_left))
        (call $write_result (i32.const 0) (i32.const 16)) (i32.const 0)";
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(body));
    let outcome = chain.call(1_000_000, 0, &[]);
    let number =
        |at: usize| u64::from_le_bytes(outcome.output[at..at + 8].try_into().expect("8 bytes"));
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    let first = (1_000_000 - entry) * 10_000 - (1 + 3_800 + 2_450) - 8_400;
    assert_eq!(number(0), first);
    let second = first - (950 + 1 + 3_800 + 2_450) - 8_400;
    assert_eq!(number(8), second / 10_000);
}

#[test]
fn a_required_amount_is_needed_but_not_taken() {
    // 1,500 gas are left: less than the 2,600 that an unknown account may cost, though a warm one costs 100.
    let body = format!(
        "{SETUP} (call $account_balance (i32.const 0x220) (i32.const 0x300)) (i32.const 0)"
    );
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(&body));
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    assert_eq!(chain.call(entry + 1_500, 0, &[]).status, Status::OutOfInk);
    assert_eq!(chain.call(entry + 2_700, 0, &[]).status, Status::Success);
}
