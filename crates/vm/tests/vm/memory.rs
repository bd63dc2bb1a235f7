//! Memory: what growing costs, what it gives, and that pages are counted over all frames of a transaction.

use stylus_vm::{Pages, Status};

use crate::util::{
    chain::{address, Chain, PROGRAM},
    probe::{self, ink, PLENTY},
};

const GAS: u64 = 10_000;

/// Ink of growing by these pages one after the other, from one page.
fn grow(steps: &[u32]) -> u64 {
    let body: String =
        steps.iter().map(|pages| format!("(drop (memory.grow (i32.const {pages})))")).collect();
    ink(&body) - 8_060 * steps.len() as u64
}

#[test]
fn growing_pays_for_pages_beyond_the_second() {
    assert_eq!(grow(&[1]), 0);
    assert_eq!(grow(&[2]), 1_000 * GAS);
    assert_eq!(grow(&[15]), (14_000 + 8 - 1) * GAS);
    assert_eq!(grow(&[5, 5]), (9_000 + 3) * GAS);
    assert_eq!(grow(&[31]), (30_000 + 75 - 1) * GAS);
    assert_eq!(grow(&[63]), (62_000 + 5_645 - 1) * GAS);
}

#[test]
fn steps_do_not_change_the_price() {
    assert_eq!(grow(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), grow(&[10]));
}

#[test]
fn a_refused_growth_is_paid_for_all_the_same() {
    let items = |body: &str| {
        format!(
            "(module {} (memory (export \"memory\") 1 3) {})",
            probe::imports(),
            probe::entry(&probe::probe_body("", body))
        )
    };
    let wasm = probe::wasm(&items("(drop (memory.grow (i32.const 9)))"));
    let ink = probe::measured(&mut Chain::new(51), &wasm, &[]) - probe::EMPTY - 8_060;
    assert_eq!(ink, (8_000 + 3 - 1) * GAS);
}

#[test]
fn a_memory_of_fixed_size_pays_nothing_and_never_grows() {
    let text = format!(
        "(module {} (memory (export \"memory\") 1 1) {})",
        probe::imports(),
        probe::entry(
            "(i32.store (i32.const 0) (memory.grow (i32.const 1)))
             (i32.store (i32.const 4) (memory.size))
             (call $write_result (i32.const 0) (i32.const 8)) (i32.const 0)"
        )
    );
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::wasm(&text));
    let outcome = chain.call(PLENTY, 0, &[]);
    assert_eq!(outcome.output[..], [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0]);
    assert_eq!(chain.pages, Pages { open: 0, ever: 1 });
}

#[test]
fn grown_memory_is_zero_and_usable() {
    let body = "(drop (memory.grow (i32.const 3)))
        (i32.store (i32.const 262140) (i32.add (i32.load (i32.const 262140)) (memory.size)))
        (call $write_result (i32.const 262140) (i32.const 4)) (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(body));
    assert_eq!(chain.call(PLENTY, 0, &[]).output[..], [4, 0, 0, 0]);
    assert_eq!(chain.pages, Pages { open: 0, ever: 4 });
}

#[test]
fn a_hundred_and_twenty_eight_pages_cost_32_million_and_no_more_can_be_had() {
    let run = |pages: u32, gas: u64| {
        let mut chain = Chain::new(51);
        let body = format!("(drop (memory.grow (i32.const {pages}))) (i32.const 0)");
        let slot = chain.deploy(PROGRAM, &probe::program(&body));
        let outcome = chain.call(gas, 0, &[]);
        let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
        (outcome.status, gas - outcome.gas_left - entry.min(gas - outcome.gas_left))
    };
    let (status, used) = run(127, 50_000_000);
    assert_eq!(status, Status::Success);
    assert_eq!(used, 31_999_998 + 2);
    assert_eq!(run(127, 32_000_000).0, Status::OutOfInk);
    for pages in [128, 1_000, 65_535] {
        assert_eq!(run(pages, u64::MAX / 10_000).0, Status::OutOfInk, "{pages} pages");
    }
}

#[test]
fn entering_a_program_pays_for_its_first_pages() {
    let used = |pages: u32| {
        let text = format!(
            "(module (memory (export \"memory\") {pages} {pages}) {})",
            probe::entry("(i32.const 0)")
        );
        let mut chain = Chain::new(51);
        let slot = chain.deploy(PROGRAM, &probe::wasm(&text));
        let outcome = chain.call(PLENTY, 0, &[]);
        assert_eq!(outcome.status, Status::Success);
        PLENTY - outcome.gas_left - stylus_vm::entry_gas(&chain.params, &slot, false)
    };
    // One gas for the program itself, rounded up.
    assert_eq!([0, 1, 2, 3].map(used), [1, 1, 1, 1_001]);
    assert_eq!(used(10), 8_000 + 3 - 1 + 1);
    assert_eq!(used(128), 31_999_998 - 126_000 + 126_000 + 1);
}

/// A program that calls another and then grows by one page.
fn caller_of(target: u8) -> Vec<u8> {
    probe::program(&format!(
        "(i32.store8 (i32.const 19) (i32.const {target}))
         (drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 32) (i64.const -1) (i32.const 64)))
         (drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 32) (i64.const -1) (i32.const 64)))
         (i32.const 0)"
    ))
}

#[test]
fn pages_of_a_callee_are_given_back_and_its_peak_is_paid_once() {
    for ending in ["(i32.const 0)", "(i32.const 1)", "(unreachable)"] {
        let mut chain = Chain::new(51);
        let callee = format!("(drop (memory.grow (i32.const 20))) {ending}");
        chain.deploy(address(0x77), &probe::program(&callee));
        chain.deploy(PROGRAM, &caller_of(0x77));
        let outcome = chain.call(PLENTY, 0, &[]);
        assert_eq!(outcome.status, Status::Success, "{:?}", outcome.reason);
        // One page of the caller, one and twenty of the callee.
        assert_eq!(chain.pages, Pages { open: 0, ever: 22 }, "{ending}");
    }
}

#[test]
fn a_callee_pays_for_pages_on_top_of_its_callers() {
    let grow = |pages: u32| {
        probe::program(&format!(
            "(drop (memory.grow (i32.const {pages}))) (i32.store8 (i32.const 19) (i32.const 0x77))
             (drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 32) (i64.const -1) (i32.const 64)))
             (i32.const 0)"
        ))
    };
    let leaf = probe::wasm(&format!(
        "(module (memory (export \"memory\") 1 1) {})",
        probe::entry("(i32.const 0)")
    ));
    let used = |pages: u32| {
        let mut chain = Chain::new(51);
        chain.deploy(address(0x77), &leaf);
        chain.deploy(PROGRAM, &grow(pages));
        PLENTY - chain.call(PLENTY, 0, &[]).gas_left
    };
    // With two pages of the caller the callee's page is the third; with one it is free.
    let (one, two) = (used(0), used(1));
    assert_eq!(two - one, 1_000 - 1);
}

#[test]
fn until_version_59_only_16_bits_of_the_page_count_are_looked_at() {
    let pay = |arbos: u64, pages: u32| {
        let mut chain = Chain::new(arbos);
        let body = format!("(call $pay_for_memory_grow (i32.const {pages})) (i32.const 0)");
        chain.deploy(PROGRAM, &probe::program(&body));
        (chain.call(PLENTY, 0, &[]).status, chain.pages.ever)
    };
    assert_eq!(pay(51, 65_537), (Status::Success, 2));
    assert_eq!(pay(51, 65_536), (Status::Success, 1));
    assert_eq!(pay(59, 65_536), (Status::OutOfInk, 1));
    assert_eq!(pay(59, 65_537), (Status::OutOfInk, 1));
}

#[test]
fn growing_past_16_bits_fails_without_effect() {
    let body = "(i32.store (i32.const 0) (memory.grow (i32.const 65536)))
        (i32.store (i32.const 4) (memory.size))
        (call $write_result (i32.const 0) (i32.const 8)) (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(body));
    let outcome = chain.call(PLENTY, 0, &[]);
    assert_eq!(outcome.output[..], [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0]);
}

#[test]
fn filling_stops_when_the_ink_for_its_bytes_is_gone() {
    let body = "(memory.fill (i32.const 0) (i32.const 7) (i32.const 60000)) (i32.const 0)";
    let mut chain = Chain::new(51);
    let slot = chain.deploy(PROGRAM, &probe::program(body));
    let entry = stylus_vm::entry_gas(&chain.params, &slot, false);
    // 60,000 bytes at 100 ink, the block, the rest of its instructions.
    let exact = (6_000_000 + 2_450 + 950 + 4 + 1_u64).div_ceil(10_000);
    assert_eq!(chain.call(entry + exact, 0, &[]).status, Status::Success);
    assert_eq!(chain.call(entry + exact - 1, 0, &[]).status, Status::OutOfInk);
}
