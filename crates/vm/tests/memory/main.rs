//! What hostile programs make the machine hold: while it looks at them, while they run, and afterwards. One test after the other
//! in a process of its own, because the process is what is measured.

use alloy_primitives::B256;
use stylus_vm::{activate, code, Params, ProgramSlot, Programs, Status};

#[allow(dead_code)]
#[path = "../vm/util/mod.rs"]
mod util;

use util::{
    chain::{Chain, PROGRAM},
    probe,
};

const MEGABYTE: u64 = 1 << 20;

/// A figure of the process in bytes; `None` where the system does not say.
fn memory(figure: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(figure))?;
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<u64>().ok().map(|k| k << 10)
}

/// Memory that some work takes at its most, and what it leaves behind.
fn taken<T>(work: impl FnOnce() -> T) -> (T, u64, u64) {
    // Forgets the highest mark so far; without that the figure would only be too high.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS").unwrap_or_default();
    let result = work();
    let after = |figure| memory(figure).unwrap_or_default().saturating_sub(before);
    let (most, left) = (after("VmHWM"), after("VmRSS"));
    (result, most, left)
}

/// A module in text that is small, whatever it describes.
fn module(items: &str) -> Vec<u8> {
    let entry = probe::entry("(i32.const 0)");
    probe::wasm(&format!("(module (memory (export \"memory\") 1 1) {items} {entry})"))
}

/// Two bytes of code push a thousand operands: sixty million in a module of 128 KB.
fn operands_by_the_thousand() {
    let results = "i32 ".repeat(1_000);
    let wasm = module(&format!(
        "(func $r (result {results}) unreachable) (func {} return)",
        "call $r ".repeat(60_000)
    ));
    let (result, most, _) = taken(|| activate(&wasm, &Params::default(), true, 0));
    let error = result.expect_err("so many operands are refused");
    assert!(error.to_string().contains("too many values on the stack"), "{error}");
    assert!(most < 100 * MEGABYTE, "{most} bytes to look at {}", wasm.len());
}

/// Every return is followed by the bytes that give the frame back.
fn a_function_that_grows_when_it_is_metered() {
    let wasm = module(&format!("(func {})", "return ".repeat(130_000)));
    let (result, most, _) = taken(|| activate(&wasm, &Params::default(), true, 0));
    result.expect_err("such a function is refused");
    assert!(most < 400 * MEGABYTE, "{most} bytes to look at {}", wasm.len());
}

/// Blocks that hide operands from the depth checker let a program fill the interpreter's stack, 64 MB.
fn stacks_of_programs_that_ended() {
    let levels = 1_500;
    let hide = "i32.const 0 block (param i32) ".repeat(levels);
    let body = format!("{hide} call $f {}", "drop end ".repeat(levels));
    let (programs, most, left) = taken(|| {
        let run = |index: u32| {
            let entry =
                probe::entry(&format!("(drop (i32.const {index})) (call $f) (i32.const 0)"));
            let mut chain = Chain::new(40);
            chain.deploy(PROGRAM, &probe::module(&format!("(func $f {body}) {entry}")));
            assert_eq!(chain.call(probe::PLENTY, 0, &[]).status, Status::OutOfStack);
            chain.programs
        };
        (0..16).map(run).collect::<Vec<_>>()
    });
    assert_eq!(programs.len(), 16);
    assert!(most < 400 * MEGABYTE, "{most} bytes for one program at a time");
    assert!(left < 60 * MEGABYTE, "{left} bytes stay with 16 programs");
}

/// As many programs as the store has places for, each as large as it can be deployed.
fn a_store_full_of_the_largest_programs() {
    let params = Params::default();
    let programs = Programs::default();
    let body = "(global.set $g (i64.add (global.get $g) (i64.const 1)))".repeat(3_600);
    let functions: String = (0..4).map(|_| format!("(func {body})")).collect();
    let wasm = module(&format!("(global $g (mut i64) (i64.const 0)) {functions}"));
    assert!(wasm.len() > 95_000, "{} bytes", wasm.len());
    assert!(code::encode(&wasm).expect("compresses").len() < 24_576, "it can be deployed");
    let activation = activate(&wasm, &params, true, 0).expect("it may run");
    let slot = ProgramSlot::activated(&activation, 0, false);
    assert!(slot.footprint == 1);
    let ((), most, left) = taken(|| {
        for index in 0..200_u8 {
            let hash = B256::repeat_byte(index);
            programs.load(hash, &params, true, || Ok(wasm.clone())).expect("it loads");
        }
    });
    assert_eq!(programs.len(), 128);
    assert!(most < 600 * MEGABYTE, "{most} bytes at most");
    assert!(left < 512 * MEGABYTE, "{left} bytes stay");
}

#[test]
fn hostile_programs_hold_little_memory() {
    if memory("VmRSS").is_none() {
        return; // Not said by this system.
    }
    operands_by_the_thousand();
    a_function_that_grows_when_it_is_metered();
    stacks_of_programs_that_ended();
    a_store_full_of_the_largest_programs();
}
