//! Programs and bytes made to do harm: nothing panics, nothing runs for ever, nothing takes memory that was not paid for.

use std::time::Instant;

use stylus_vm::{activate, code, Params, Status};

use crate::util::{
    chain::{address, Chain, PROGRAM},
    probe::{self, PLENTY},
};

/// A small random number generator with a fixed seed (SplitMix64): failures can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

#[test]
fn endless_loops_end_with_the_ink() {
    for body in [
        "(loop (br 0))",
        "(loop (br_if 0 (i32.const 1)))",
        "(loop (drop (call $evm_ink_left)) (br 0))",
        "(loop (memory.fill (i32.const 0) (i32.const 0) (i32.const 65536)) (br 0))",
        "(loop (call $storage_load_bytes32 (i32.const 0) (i32.const 0)) (br 0))",
    ] {
        let mut chain = Chain::new(51);
        chain.deploy(PROGRAM, &probe::program(&format!("{body} (i32.const 0)")));
        let outcome = chain.call(3_000_000, 0, &[]);
        assert_eq!((outcome.status, outcome.gas_left), (Status::OutOfInk, 0), "{body}");
    }
}

#[test]
fn wide_and_mutual_recursion_ends_with_the_stack() {
    let wide = "i64 ".repeat(300);
    let zeros = "(i64.const 0)".repeat(300);
    for items in [
        "(func $f (call $g)) (func $g (call $f))".to_owned(),
        format!("(func $f (param {wide}) (local {wide}) (call $f {zeros}))"),
        "(type $t (func)) (table 1 funcref) (elem (i32.const 0) $f) (func $f (call_indirect (type $t) (i32.const 0)))".to_owned(),
    ] {
        let call = if items.contains("param") { format!("(call $f {zeros})") } else { "(call $f)".to_owned() };
        let entry = probe::entry(&format!("{call} (i32.const 0)"));
        for arbos in [51, 40] {
            let mut chain = Chain::new(arbos);
            chain.deploy(PROGRAM, &probe::module(&format!("{items} {entry}")));
            assert_eq!(chain.call(PLENTY, 0, &[]).status, Status::OutOfStack);
        }
    }
}

#[test]
fn operands_hidden_from_the_estimate_end_as_a_full_stack() {
    // Blocks take their parameter off the simulated stack but not off the real one, so that frames look small.
    let levels = 1_500;
    let body = format!(
        "{} call $f {}",
        "i32.const 0 block (param i32) ".repeat(levels),
        "drop end ".repeat(levels)
    );
    let wasm =
        probe::module(&format!("(func $f {body}) {}", probe::entry("(call $f) (i32.const 0)")));
    for arbos in [51, 40] {
        let mut chain = Chain::new(arbos);
        chain.deploy(PROGRAM, &wasm);
        assert_eq!(chain.call(PLENTY, 0, &[]).status, Status::OutOfStack);
    }
}

#[test]
fn nested_frames_end_at_the_depth_of_the_chain() {
    // Calls itself for ever; each frame keeps a 64th of its gas. The thread of a test has 2 MiB of stack, too little for a
    // thousand nested interpreters: the machine takes more as it needs it.
    let body = "(call $contract_address (i32.const 0))
        (drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 32) (i64.const -1) (i32.const 64)))
        (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &probe::program(body));
    let (program, mut slot) = chain.programs[&PROGRAM].clone();
    slot.footprint = 0;
    chain.programs.insert(PROGRAM, (program, slot));
    assert_eq!(chain.call(u64::MAX / 20_000, 0, &[]).status, Status::Success);
    assert_eq!(chain.deepest, 1_024);
    assert_eq!(chain.pages.open, 0);
}

#[test]
fn many_frames_cannot_hold_more_memory_than_one() {
    let body = "(drop (memory.grow (i32.const 40))) (i32.store8 (i32.const 19) (i32.const 0x77))
        (drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 32) (i64.const -1) (i32.const 64)))
        (i32.const 0)";
    let mut chain = Chain::new(51);
    chain.deploy(address(0x77), &probe::program(body));
    chain.deploy(PROGRAM, &probe::program(body));
    chain.call(u64::MAX / 10_000, 0, &[]);
    // Pages that were asked for but could not be paid are counted, and never opened.
    assert!(chain.pages.ever <= 128 + 41, "{:?}", chain.pages);
    assert_eq!(chain.pages.open, 0);
}

#[test]
fn the_largest_programs_activate_quickly_or_are_refused() {
    let params = Params::default();
    let many = |item: &str, count: usize| {
        probe::wasm(&format!(
            "(module (memory (export \"memory\") 1 1) (func $x) {} {})",
            item.repeat(count),
            probe::entry("(i32.const 0)")
        ))
    };
    let nested = format!("(func {} {})", "block ".repeat(4_000), "end ".repeat(4_000));
    let table = format!("(func (block (br_table {} (i32.const 0))))", "0 ".repeat(60_000));
    for wasm in [
        many("(func (call $x) (call $x) (call $x))", 4_000),
        many("(func (nop))", 4_095),
        many(&nested, 1),
        many(&table, 1),
        many(&format!("(func {})", "(if (i32.const 0) (then))".repeat(1_500)), 20),
        many("(type (func (param i32 i32 i32 i32 i32 i32 i32 i32) (result i64)))", 1_000),
        many(&format!("(func (local {}) (local.set 0 (local.get 1)))", "i64 ".repeat(348)), 300),
    ] {
        let start = Instant::now();
        let _ = activate(&wasm, &params, true, 0);
        // Generous: the machine may be busy. Without a bound these would take minutes.
        assert!(start.elapsed().as_secs() < 120, "{} bytes: {:?}", wasm.len(), start.elapsed());
    }
}

/// Programs that together use every part of the format.
fn seeds() -> Vec<Vec<u8>> {
    let busy = "(func $f (param i32 i64) (result i32) (local i32) (local.set 2 (i32.const 3))
            (loop $l (br_if $l (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))))
            (block (block (br_table 0 1 0 (local.get 0))) (drop (memory.grow (i32.const 1))))
            (select (local.get 0) (i32.wrap_i64 (local.get 1)) (i32.const 1)))
        (table 4 funcref) (elem (i32.const 1) $f) (data (i32.const 16) \"data\") (global $g (mut i64) (i64.const 5))";
    let bodies = [
        "(call $read_args (i32.const 0)) (call $write_result (i32.const 0) (local.get $len)) (i32.const 0)",
        "(call $storage_load_bytes32 (i32.const 0) (i32.const 32)) (call $storage_cache_bytes32 (i32.const 32) (i32.const 0)) (call $storage_flush_cache (i32.const 1)) (i32.const 1)",
        "(drop (call $f (i32.const 1) (i64.const 2))) (global.set $g (i64.const 3)) (memory.copy (i32.const 0) (i32.const 9) (i32.const 8)) (i32.const 0)",
        "(drop (call $call_contract (i32.const 0) (i32.const 0) (i32.const 9) (i32.const 32) (i64.const -1) (i32.const 64))) (call $emit_log (i32.const 0) (i32.const 64) (i32.const 1)) (i32.const 0)",
        "(call $create2 (i32.const 0) (i32.const 9) (i32.const 32) (i32.const 0) (i32.const 64) (i32.const 96)) (drop (call $account_code (i32.const 0) (i32.const 0) (i32.const 9) (i32.const 0))) (i32.const 0)",
    ];
    bodies.iter().map(|body| probe::module(&format!("{busy} {}", probe::entry(body)))).collect()
}

/// Changes a few bytes, or moves, repeats or drops a piece.
fn mutate(random: &mut Random, wasm: &[u8]) -> Vec<u8> {
    let mut bytes = wasm.to_vec();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        // Mostly the second half, where the functions are.
        let floor = if random.below(4) == 0 { 0 } else { bytes.len() / 2 };
        let place = |random: &mut Random| floor + random.below(bytes.len() - floor);
        let (at, other) = (place(random), place(random));
        match random.below(6) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes.swap(at, other),
            3 => drop(bytes.remove(at)),
            4 => bytes.insert(at, bytes[other]),
            _ => bytes[at] = [0, 1, 0x0b, 0x40, 0x41, 0x7f, 0x80, 0xff][random.below(8)],
        }
    }
    bytes
}

#[test]
fn mutated_programs_never_panic_and_always_end() {
    let mut random = Random(0x5eed);
    let (seeds, mut activated, mut run) = (seeds(), 0, 0);
    for round in 0..6_000 {
        let wasm = mutate(&mut random, &seeds[round % seeds.len()]);
        let arbos = [51, 30, 40, 60][random.below(4)];
        let mut chain = Chain::new(arbos);
        if activate(&wasm, &chain.params, true, 0).is_err() {
            continue;
        }
        activated += 1;
        chain.deploy(PROGRAM, &wasm);
        chain.trace = round % 2 == 0;
        let input: Vec<u8> = (0..random.below(100)).map(|_| random.next() as u8).collect();
        let outcome = chain.call(300_000, 1, &input);
        assert!(outcome.gas_left <= 300_000);
        assert_eq!(chain.pages.open, 0);
        run += usize::from(outcome.status.is_success());
    }
    // The mutations must not all be refused, or nothing was tried.
    assert!(activated > 400 && run > 100, "{activated} activated, {run} succeeded");
}

#[test]
fn random_bytes_never_panic() {
    let mut random = Random(1);
    for arbos in [51, 60] {
        let params = Params::for_arbos(arbos).expect("supported version");
        for round in 0..2_000 {
            let mut bytes: Vec<u8> = (0..random.below(300)).map(|_| random.next() as u8).collect();
            let _ = activate(&bytes, &params, round % 2 == 0, 0);
            bytes.splice(0..0, [0xef, 0xf0, (round % 3) as u8, 0]);
            let _ = (code::decode(&bytes, &params), code::root(&bytes, &params));
            let _ = code::init_code_payload(&bytes);
        }
    }
}

#[test]
fn mutated_streams_never_panic_and_stay_within_the_limit() {
    let mut random = Random(2);
    let whole = code::encode(&seeds()[0]).expect("encodes");
    let params = Params::default();
    for _ in 0..5_000 {
        let code = mutate(&mut random, &whole);
        if let Ok(wasm) = code::decode(&code, &params) {
            assert!(wasm.len() <= 131_072);
        }
    }
}
