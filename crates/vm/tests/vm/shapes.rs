//! Modules of extreme shapes: as large as they can be made, of too many parts, with strange names. Each is accepted or refused for
//! the reason that applies to it, and looking at one takes time in proportion to its size.

use std::time::{Duration, Instant};

use stylus_vm::{activate, code, Activation, ActivationError, Params, Status};

use crate::util::{
    chain::{Chain, PROGRAM},
    probe,
};

/// A module with a memory that cannot grow, these items and an empty entry point.
fn module(items: &str) -> Vec<u8> {
    let entry = probe::entry("(i32.const 0)");
    probe::wasm(&format!("(module (memory (export \"memory\") 1 1) {items} {entry})"))
}

fn look(wasm: &[u8]) -> Result<Activation, ActivationError> {
    activate(wasm, &Params::default(), true, 0)
}

fn accepted(items: &str) {
    let outcome = look(&module(items));
    let head: String = items.chars().take(60).collect();
    assert!(outcome.is_ok(), "{head}…: {:?}", outcome.err());
}

fn refused(items: &str, why: &str) {
    let error = look(&module(items)).expect_err("such a module is refused").to_string();
    let head: String = items.chars().take(60).collect();
    assert!(error.contains(why), "{head}…: {error}");
}

#[test]
fn too_many_parts_are_refused_by_their_number() {
    refused(&"(func)".repeat(10_000), "init cost too high");
    refused(&"(func)".repeat(4_096), "functions");
    refused(&"(data (i32.const 0) \"a\")".repeat(10_000), "datas");
    refused(&"(elem (i32.const 0))".repeat(129), "table");
    refused(&format!("(table 1 funcref) {}", "(elem (i32.const 0))".repeat(129)), "elements");
    let exports: String = (0..10_000).map(|n| format!("(export \"e{n}\" (func $x))")).collect();
    refused(&format!("(func $x) {exports}"), "exports");
    refused("(table 10000 funcref)", "table");
    refused("(memory 1)", "memories");
    // As many of these as fit are no offence.
    accepted(&"(type (func))".repeat(10_000));
    accepted(&"(global i32 (i32.const 0))".repeat(10_000));
}

#[test]
fn extreme_functions_are_refused_or_paid_for() {
    refused(&format!("(func (local {}))", "i64 ".repeat(50_000)), "frame");
    refused(&format!("(func (local {}))", "i64 ".repeat(50_001)), "locals");
    refused(&format!("(func {})", "(drop (i32.const 1))".repeat(40_000)), "opcodes");
    refused(&format!("(func {} {})", "block ".repeat(40_000), "end ".repeat(40_000)), "opcodes");
    refused(&format!("(func {} return)", "i32.const 1 ".repeat(5_000)), "values on the stack");
    accepted(&format!("(func {})", "(drop (i32.const 1))".repeat(20_000)));
    accepted(&format!("(func {} {})", "block ".repeat(4_000), "end ".repeat(4_000)));
    accepted(&format!("(func (block (br_table {} (i32.const 0))))", "0 ".repeat(128_000)));
}

#[test]
fn floating_point_and_start_functions_are_refused() {
    refused("(func (drop (f64.add (f64.const nan) (f64.const 1))))", "floating point");
    refused("(func (drop (f32.sqrt (f32.const -1))))", "floating point");
    refused("(func (drop (i32.trunc_f32_s (f32.const nan))))", "floating point");
    let wasm = module("(func $s unreachable) (start $s)");
    let error = activate(&wasm, &Params::default(), false, 0).expect_err("no debug chain");
    assert!(error.to_string().contains("start functions not allowed"), "{error}");
    // A debug chain takes it and never runs it.
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &wasm);
    assert_eq!(chain.call(1_000_000, 0, &[]).status, Status::Success);
}

#[test]
fn names_can_be_anything_but_what_is_taken() {
    for name in ["\\u{202e}gpj.exe", "\\00", "\\u{1F3A8}", "", " ", "../..", "user_entrypoint\\00"]
    {
        accepted(&format!("(func (export \"{name}\"))"));
    }
    accepted(&format!("(func (export \"{}\"))", "x".repeat(512)));
    refused(&format!("(func (export \"{}\"))", "x".repeat(513)), "too long");
    refused("(func (export \"stylus_ink_left\"))", "reserved symbol");
    refused("(func (export \"a__b__stylus_x\"))", "reserved symbol");
    for (import, why) in [
        ("\"vm_hooks\" \"read_args\" (func (param i64))", "read_args"),
        ("\"vm_hooks\" \"read_args \" (func (param i32))", "read_args"),
        ("\"vm_hooks\\00\" \"read_args\" (func (param i32))", "read_args"),
        ("\"VM_HOOKS\" \"read_args\" (func (param i32))", "read_args"),
        ("\"\" \"\" (func)", "import"),
        ("\"env\" \"g\" (global i32)", "import kind"),
        ("\"vm_hooks\" \"stylus_x\" (func)", "reserved symbol"),
    ] {
        let text = format!(
            "(module (import {import}) (memory (export \"memory\") 1 1) {})",
            probe::entry("(i32.const 0)")
        );
        let error = look(&probe::wasm(&text)).expect_err("such an import is refused").to_string();
        assert!(error.contains(why), "{import}: {error}");
    }
}

#[test]
fn streams_that_unfold_stop_at_the_limit() {
    let params = Params::default();
    let limit = params.max_wasm_size as usize;
    for length in [limit + 1, 10 * limit, 64 << 20] {
        let code = code::encode(&vec![0; length]).expect("zeros compress");
        assert!(code.len() < 1_000, "{} bytes for {length}", code.len());
        let error = code::decode(&code, &params).expect_err("too large");
        assert!(error.to_string().contains("larger than 131072 bytes"), "{error}");
    }
    let code = code::encode(&vec![0; limit]).expect("zeros compress");
    assert_eq!(code::decode(&code, &params).expect("just fits").len(), limit);
}

/// How long looking takes, at best of three: other work on the machine only adds to it.
fn time(wasm: &[u8]) -> Duration {
    let once = || {
        let start = Instant::now();
        let _ = look(wasm);
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

#[test]
fn looking_takes_time_in_proportion_to_the_size() {
    let values = "i32 ".repeat(1_000);
    let returning = format!("(func $r (result {values}) unreachable)");
    let shapes: [(&str, &dyn Fn(usize) -> String); 9] = [
        ("functions", &|n| "(func)".repeat(250 * n)),
        ("blocks", &|n| format!("(func {} {})", "block ".repeat(250 * n), "end ".repeat(250 * n))),
        ("returns", &|n| format!("(func {})", "return ".repeat(1_000 * n))),
        ("targets", &|n| {
            format!("(func (block (br_table {} (i32.const 0))))", "0 ".repeat(6_000 * n))
        }),
        ("branches with values", &|n| {
            format!(
                "{returning} (func (block (result {values}) (call $r) {}) unreachable)",
                "i32.const 0 br_if 0 ".repeat(100 * n)
            )
        }),
        ("values", &|n| format!("{returning} {}", "(func call $r call $r return)".repeat(100 * n))),
        ("operands over locals", &|n| {
            (0..n)
                .map(|_| {
                    format!(
                        "(func (local i32) {} i32.const 1 local.set 0 {})",
                        "local.get 0 ".repeat(1_000),
                        "drop ".repeat(1_000)
                    )
                })
                .collect()
        }),
        ("types", &|n| {
            (0..250 * n)
                .map(|at| {
                    format!(
                        "(type (func (param {})))",
                        (0..14)
                            .map(|bit| if at >> bit & 1 == 1 { "i64 " } else { "i32 " })
                            .collect::<String>()
                    )
                })
                .collect()
        }),
        ("exports", &|n| {
            (0..50 * n).map(|at| format!("(func (export \"{}{at}\"))", "a__".repeat(20))).collect()
        }),
    ];
    for (name, shape) in shapes {
        let (small, large) = (module(&shape(2)), module(&shape(16)));
        let (short, long) = (time(&small), time(&large));
        // Eight times the size; ten times that is still far from the square of it for any shape that is worth an attack.
        let bound = short * 80 + Duration::from_millis(400);
        assert!(
            long < bound,
            "{name}: {} bytes {short:?}, {} bytes {long:?}",
            small.len(),
            large.len()
        );
    }
}
