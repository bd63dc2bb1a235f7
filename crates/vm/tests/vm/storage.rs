//! The storage cache of a frame: what it charges, what it forgets, what it does not see.

use alloy_primitives::B256;
use stylus_vm::{Env, Status};

use crate::util::{
    chain::{address, word, Chain, PROGRAM},
    probe::{self, ink_after, PLENTY},
};

const CALL: u64 = 3_800 + 2_450;
const GAS: u64 = 10_000;

/// Stores `value` in the cached slot 0; values are small.
fn cache(value: u8) -> String {
    format!(
        "(i32.store8 (i32.const 0x11f) (i32.const {value}))
         (call $storage_cache_bytes32 (i32.const 0xc0) (i32.const 0x100))"
    )
}

const LOAD: &str = "(call $storage_load_bytes32 (i32.const 0xc0) (i32.const 0x140))";
const FLUSH: &str = "(call $storage_flush_cache (i32.const 0))";
const FLUSH_CLEAR: &str = "(call $storage_flush_cache (i32.const 1))";
const ANSWER: &str = "(call $write_result (i32.const 0x140) (i32.const 32)) (i32.const 0)";

/// Ink of the flush at the end of `before`, less its fixed part, with slot 0 set to `original`, as gas.
fn flush_gas(original: u64, before: &str) -> u64 {
    let mut chain = Chain::new(51);
    chain.set_slot(PROGRAM, word(0), word(original));
    let wasm = probe::program(&probe::probe_body(before, FLUSH));
    let ink = probe::measured(&mut chain, &wasm, &[]) - probe::EMPTY - CALL - 1 - 68_073;
    assert_eq!(ink % GAS, 0);
    ink / GAS
}

#[test]
fn a_flush_costs_what_sstore_does() {
    assert_eq!(flush_gas(0, &cache(5)), 22_100);
    assert_eq!(flush_gas(0, &format!("{LOAD} {}", cache(5))), 20_000);
    assert_eq!(flush_gas(9, &cache(5)), 5_000);
    assert_eq!(flush_gas(9, &cache(0)), 5_000);
    assert_eq!(flush_gas(9, &cache(9)), 2_200);
    assert_eq!(flush_gas(9, &format!("{LOAD} {}", cache(5))), 2_900);
    assert_eq!(flush_gas(9, &format!("{LOAD} {}", cache(9))), 0);
    assert_eq!(flush_gas(9, &format!("{} {FLUSH} {}", cache(5), cache(6))), 100);
    assert_eq!(flush_gas(9, &format!("{} {FLUSH}", cache(5))), 0);
}

#[test]
fn refunds_follow_eip_3529() {
    let refund = |original: u64, body: &str| {
        let mut chain = Chain::new(51);
        chain.set_slot(PROGRAM, word(0), word(original));
        chain.deploy(PROGRAM, &probe::program(&format!("{body} (i32.const 0)")));
        chain.call(PLENTY, 0, &[]).refund
    };
    assert_eq!(refund(9, &format!("{} {FLUSH}", cache(0))), 4_800);
    assert_eq!(refund(9, &format!("{} {FLUSH} {} {FLUSH}", cache(0), cache(5))), 0);
    assert_eq!(refund(9, &format!("{} {FLUSH} {} {FLUSH}", cache(0), cache(9))), 2_800);
    assert_eq!(refund(0, &format!("{} {FLUSH} {} {FLUSH}", cache(5), cache(0))), 19_900);
    assert_eq!(refund(0, &format!("{} {FLUSH}", cache(5))), 0);
}

#[test]
fn loads_and_stores_become_dearer_with_their_number() {
    let load = |before: usize| ink_after(&LOAD.repeat(before), LOAD) - CALL - 2 - 18_480;
    assert_eq!([1, 31, 32, 127, 128].map(load), [0, 0, 2 * GAS, 2 * GAS, 10 * GAS]);
    let store = |before: usize| {
        let one = "(call $storage_cache_bytes32 (i32.const 0xc0) (i32.const 0x100))";
        ink_after(&one.repeat(before), one) - CALL - 2 - 18_480
    };
    assert_eq!([0, 7, 8, 63, 64].map(store), [0, 0, 7 * GAS, 7 * GAS, 10 * GAS]);
}

#[test]
fn a_load_is_cold_once_and_then_free_until_the_cache_is_emptied() {
    let load = |before: &str| ink_after(before, LOAD) - CALL - 2 - 18_480;
    assert_eq!(load(""), 2_105 * GAS);
    assert_eq!(load(LOAD), 0);
    assert_eq!(load(&format!("{LOAD} {FLUSH_CLEAR}")), 105 * GAS);
    assert_eq!(load(&format!("{LOAD} {FLUSH}")), 0);
    // Storing does not touch the slot, so a load of the stored value is a hit.
    assert_eq!(load(&cache(5)), 0);
}

fn run(body: &str) -> (Chain, stylus_vm::Outcome) {
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(body));
    let outcome = chain.call(PLENTY, 0, &[]);
    (chain, outcome)
}

fn slot(chain: &Chain, key: B256) -> B256 {
    chain.state.slots.get(&(PROGRAM, key)).map(|(_, value)| *value).unwrap_or_default()
}

#[test]
fn what_is_not_flushed_is_lost() {
    let (chain, outcome) = run(&format!("{} {LOAD} {ANSWER}", cache(5)));
    assert_eq!(outcome.output[..], word(5)[..]);
    assert_eq!(slot(&chain, word(0)), B256::ZERO);
    let (chain, _) = run(&format!("{} {FLUSH} {LOAD} {ANSWER}", cache(5)));
    assert_eq!(slot(&chain, word(0)), word(5));
}

#[test]
fn clearing_forgets_values_that_were_never_written() {
    // The flush writes 5; clearing leaves nothing, so the load asks the chain.
    let (_, outcome) = run(&format!("{} {FLUSH_CLEAR} {LOAD} {ANSWER}", cache(5)));
    assert_eq!(outcome.output[..], word(5)[..]);
}

#[test]
fn a_failed_frame_writes_nothing() {
    for ending in ["(i32.const 1)", "(unreachable)"] {
        let (chain, outcome) = run(&format!("{} {FLUSH} {ending}", cache(5)));
        assert!(outcome.status.is_revert());
        assert_eq!(slot(&chain, word(0)), B256::ZERO, "{ending}");
    }
}

/// The outer program loads slot 0, then a delegate call changes it, then the outer one goes on.
fn around_a_change(after: &str) -> (Chain, stylus_vm::Outcome) {
    let mut chain = Chain::new(51);
    chain.set_slot(PROGRAM, word(0), word(1));
    let inner = format!("{} {FLUSH} (i32.const 0)", cache(7));
    chain.deploy(address(0x77), &probe::program(&inner));
    let body = format!(
        "{LOAD} (i32.store8 (i32.const 19) (i32.const 0x77))
         (drop (call $delegate_call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 64)))
         {after} {ANSWER}"
    );
    chain.deploy(PROGRAM, &probe::program(&body));
    let outcome = chain.call(PLENTY, 0, &[]);
    assert_eq!(outcome.status, Status::Success, "{:?}", outcome.reason);
    (chain, outcome)
}

#[test]
fn calls_do_not_refresh_the_cache() {
    let (chain, outcome) = around_a_change(LOAD);
    assert_eq!(outcome.output[..], word(1)[..]);
    assert_eq!(slot(&chain, word(0)), word(7));
    // Storing the old value again is no change for the cache, so the flush writes nothing.
    let (chain, _) = around_a_change(&format!("{} {FLUSH}", cache(1)));
    assert_eq!(slot(&chain, word(0)), word(7));
    let (chain, _) = around_a_change(&format!("{} {FLUSH}", cache(3)));
    assert_eq!(slot(&chain, word(0)), word(3));
    let (_, outcome) = around_a_change(&format!("{FLUSH_CLEAR} {LOAD}"));
    assert_eq!(outcome.output[..], word(7)[..]);
}

#[test]
fn a_static_frame_may_flush_only_if_nothing_changed() {
    let run = |body: &str| {
        let mut chain = Chain::new(51);
        chain.deploy(PROGRAM, &probe::program(&format!("{body} (i32.const 0)")));
        let env = Env { is_static: true, ..chain.env.clone() };
        chain.call_with(env, PLENTY, &[])
    };
    assert_eq!(run(FLUSH).status, Status::Success);
    assert_eq!(run(&format!("{LOAD} {FLUSH}")).status, Status::Success);
    let outcome = run(&format!("{} {FLUSH}", cache(5)));
    assert_eq!(outcome.status, Status::Failure);
    assert!(outcome.gas_left > PLENTY / 2);
    let tstore = "(call $transient_store_bytes32 (i32.const 0) (i32.const 0))";
    assert_eq!(run(tstore).status, Status::Failure);
    assert_eq!(
        run("(call $emit_log (i32.const 0) (i32.const 0) (i32.const 0))").status,
        Status::Failure
    );
}

#[test]
fn a_flush_that_cannot_be_paid_runs_out_of_ink() {
    let body = format!("{} {FLUSH} (i32.const 0)", cache(5));
    for (arbos, status) in [(51, Status::OutOfInk), (40, Status::Failure)] {
        let mut chain = Chain::new(arbos);
        let slot = chain.deploy(PROGRAM, &probe::program(&body));
        let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
        let outcome = chain.call(entry + 20_000, 0, &[]);
        assert_eq!(outcome.status, status, "ArbOS {arbos}");
        assert_eq!(outcome.gas_left > 0, status == Status::Failure);
        assert_eq!(chain.call(entry + 23_000, 0, &[]).status, Status::Success);
    }
}

#[test]
fn a_flush_needs_2_300_gas_even_if_there_is_nothing_to_write() {
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(&format!("{FLUSH} (i32.const 0)")));
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    assert_eq!(chain.call(entry + 2_300, 0, &[]).status, Status::OutOfInk);
    assert_eq!(chain.call(entry + 2_309, 0, &[]).status, Status::Success);
}

#[test]
fn transient_storage_has_no_cache() {
    let body = "(i32.store8 (i32.const 0x11f) (i32.const 5))
        (call $transient_store_bytes32 (i32.const 0xc0) (i32.const 0x100))
        (call $transient_load_bytes32 (i32.const 0xc0) (i32.const 0x140))";
    let (chain, outcome) = run(&format!("{body} {ANSWER}"));
    assert_eq!(outcome.output[..], word(5)[..]);
    assert_eq!(chain.state.transient[&(PROGRAM, word(0))], word(5));
}
