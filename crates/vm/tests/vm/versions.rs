//! Rules that changed between versions of ArbOS.

use stylus_vm::{params::SUPPORTED_ARBOS, Params, Status};

use crate::util::{
    chain::{Chain, PROGRAM},
    probe::{self, PLENTY},
};

const CALL: u64 = 3_800 + 2_450;
const GAS: u64 = 10_000;

fn params(arbos: u64) -> Params {
    Params::for_arbos(arbos).expect("supported version")
}

#[test]
fn the_table_of_parameters() {
    let table = SUPPORTED_ARBOS.map(|arbos| {
        let params = params(arbos);
        (arbos, params.version, params.min_init_gas, params.max_stack_depth, params.max_wasm_size)
    });
    let expected = [
        (30, 1, 72, 262_144, 131_072),
        (31, 2, 69, 262_144, 131_072),
        (32, 2, 69, 262_144, 131_072),
        (40, 2, 69, 262_144, 131_072),
        (41, 2, 69, 262_144, 131_072),
        (50, 2, 69, 22_000, 131_072),
        (51, 2, 69, 22_000, 131_072),
        (59, 3, 69, 22_000, 131_072),
        (60, 3, 69, 22_000, 262_144),
    ];
    assert_eq!(table, expected);
    assert_eq!(Params::default(), params(51));
    assert_eq!((params(59).max_fragment_count, params(60).max_fragment_count), (0, 4));
    for arbos in [0, 29, 33, 52, 61, u64::MAX] {
        let error = Params::for_arbos(arbos).expect_err("unknown").to_string();
        assert!(error.starts_with(&format!("ArbOS {arbos} is not supported")), "{error}");
    }
}

fn ink(arbos: u64, body: &str) -> u64 {
    let wasm = probe::program(&probe::probe_body("", body));
    probe::measured(&mut Chain::new(arbos), &wasm, &[]) - probe::EMPTY
}

#[test]
fn a_storage_miss_was_overcharged_before_32() {
    let load = "(call $storage_load_bytes32 (i32.const 0) (i32.const 32))";
    assert_eq!(ink(31, load) - CALL - 2, 18_480 + (2_100 + 59_673) * GAS);
    assert_eq!(ink(32, load) - CALL - 2, 18_480 + 2_105 * GAS);
}

#[test]
fn a_flush_was_free_before_32() {
    let body = "(i32.store8 (i32.const 63) (i32.const 1)) (call $storage_cache_bytes32 (i32.const 0) (i32.const 32))
        (call $storage_flush_cache (i32.const 0))";
    assert_eq!(ink(32, body) - ink(31, body), 22_100 * GAS);
}

#[test]
fn empty_code_was_remembered_before_40() {
    let size = "(drop (call $account_code_size (i32.const 0)))";
    let twice = format!("{size} {size}");
    let second = |arbos| ink(arbos, &twice) - ink(arbos, size) - CALL - 1 - 9 - 68_073;
    assert_eq!(second(32), 0);
    assert_eq!(second(40), 800 * GAS);
}

#[test]
fn a_program_of_the_block_counts_as_cached_from_60() {
    for (arbos, cheaper) in [(51, false), (59, false), (60, true)] {
        let mut chain = Chain::new(arbos);
        let slot = chain.deploy(PROGRAM, &probe::program("(i32.const 0)"));
        let gas = |recent| stylus_vm::entry_gas(&params(arbos), &slot, recent);
        assert_eq!(gas(true) < gas(false), cheaper, "ArbOS {arbos}");
    }
}

#[test]
fn stylus_1_charges_the_cached_part_only_when_cached() {
    let mut chain = Chain::new(30);
    let slot = chain.deploy(PROGRAM, &probe::program("(i32.const 0)"));
    assert_eq!(stylus_vm::entry_gas(&params(30), &slot, false), 9_216 + u64::from(slot.init_cost));
    let mut later = Chain::new(31);
    let later_slot = later.deploy(PROGRAM, &probe::program("(i32.const 0)"));
    // Its own init cost holds the cached part instead.
    assert_eq!(slot.init_cost, later_slot.init_cost + later_slot.cached_init_cost);
}

#[test]
fn every_version_runs_a_program() {
    for arbos in SUPPORTED_ARBOS {
        let mut chain = Chain::new(arbos);
        chain.deploy(PROGRAM, &probe::program("(call $read_args (i32.const 0)) (call $write_result (i32.const 0) (local.get $len)) (i32.const 0)"));
        let outcome = chain.call(PLENTY, 0, b"echo");
        assert_eq!(
            (outcome.status, &outcome.output[..]),
            (Status::Success, &b"echo"[..]),
            "{arbos}"
        );
    }
}

#[test]
fn the_page_limit_holds_for_all_frames_from_59() {
    let body = "(drop (memory.grow (i32.const 9))) (i32.const 0)";
    for (arbos, status) in [(51, Status::Success), (59, Status::OutOfInk)] {
        let mut chain = Chain::new(arbos);
        chain.deploy(PROGRAM, &probe::program(body));
        chain.params.page_limit = 9;
        assert_eq!(chain.call(PLENTY, 0, &[]).status, status, "ArbOS {arbos}");
    }
}

#[test]
fn parameters_set_by_the_owner_are_obeyed() {
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program("(i64.store (i32.const 0) (call $evm_gas_left)) (i32.store (i32.const 8) (call $tx_ink_price)) (call $write_result (i32.const 0) (i32.const 12)) (i32.const 0)"));
    chain.params.ink_price = 1_000;
    let outcome = chain.call(100_000, 0, &[]);
    let gas = u64::from_le_bytes(outcome.output[..8].try_into().expect("8 bytes"));
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    let ink = (100_000 - entry) * 1_000 - (1 + CALL) - 8_400;
    assert_eq!(gas, ink / 1_000);
    assert_eq!(outcome.output[8..], 1_000_u32.to_le_bytes());
    // A price of zero would divide by zero: it counts as one.
    chain.params.ink_price = 0;
    let outcome = chain.call(100_000, 0, &[]);
    assert_eq!(outcome.gas_left, outcome.ink_left);
}
