//! What activation computes: costs, estimates, records.

use stylus_vm::{
    activate,
    activation::cost::{self, Shape},
    code::DecodeError,
    Params, ProgramSlot, Programs,
};

use crate::util::probe::{entry, wasm};

fn params(arbos: u64) -> Params {
    Params::for_arbos(arbos).expect("supported version")
}

fn small(items: &str) -> Vec<u8> {
    wasm(&format!("(module (memory (export \"memory\") 1 1) {items} (func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 0)))"))
}

#[test]
fn a_smallest_program_costs_what_its_parts_do() {
    let bytes = small("");
    let activation = activate(&bytes, &Params::default(), false, 0).expect("activates");
    // One function of two values; one block of two operators, a header of 12, a prologue of 12, a return with 4.
    let shape = Shape {
        functions: 1,
        type_values: 2,
        wasm_bytes: bytes.len() as u64,
        globals: 4,
        pages: 1,
        operators: 2 + 12 + 12 + 5,
        ..Shape::default()
    };
    assert_eq!(activation.module_gas, shape.module_gas(&Params::default()));
    assert_eq!(u64::from(activation.init_cost), shape.init_cost(&Params::default()));
    assert_eq!(u64::from(activation.cached_init_cost), shape.cached_init_cost());
    assert_eq!(u64::from(activation.asm_estimate), shape.asm_estimate());
    assert_eq!((activation.footprint, activation.version), (1, 2));
}

/// Operators that a body has after the rewriting: found from the gas, which pays 0.535 each.
fn operators(text: &str, base: &str) -> u64 {
    let gas = |items: &str| {
        let activation = activate(&small(items), &Params::default(), false, 0).expect("activates");
        activation.module_gas / 28
    };
    let length = |items: &str| small(items).len() as u64 * 31_733 / 100_000;
    (gas(text) - length(text)) - (gas(base) - length(base))
}

#[test]
fn the_rewriting_adds_what_the_node_counts() {
    // A hundred copies make the rounding small.
    let body = |one: &str| format!("(func {})", one.repeat(100));
    let empty = body("");
    let per = |one: &str| operators(&body(one), &empty) * 1_000 / 535;
    // nop: itself. return: itself, a header of 12, 4 to give the frame back.
    assert!(per("(nop)").abs_diff(100) <= 2);
    assert!(per("(return)").abs_diff(100 * 17) <= 3);
    // block: the end closes a basic block.
    assert!(per("(block)").abs_diff(100 * 14) <= 3);
    // fill: three constants, itself, 17 for the bytes.
    let fill = "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))";
    assert!(per(fill).abs_diff(100 * 21) <= 3);
    // A memory of fixed size pays nothing for growing.
    assert!(per("(drop (memory.grow (i32.const 0)))").abs_diff(100 * 3) <= 2);
}

#[test]
fn growing_memories_add_four_operators_to_each_growth() {
    let module = |max: u32, count: usize| {
        wasm(&format!(
            "(module (import \"vm_hooks\" \"pay_for_memory_grow\" (func (param i32))) (memory (export \"memory\") 1 {max}) {})",
            entry(&format!("{} (i32.const 0)", "(drop (memory.grow (i32.const 0)))".repeat(count)))
        ))
    };
    let gas = |wasm: Vec<u8>| {
        activate(&wasm, &Params::default(), false, 0).expect("activates").module_gas / 28
    };
    let added = gas(module(2, 200)) - gas(module(1, 200));
    assert!((added * 1_000 / 535).abs_diff(200 * 4) <= 3, "{added}");
}

#[test]
fn published_estimates_of_a_real_contract() {
    // 43,054 bytes, 149 functions: the estimate's terms for values of types sum to the rest.
    let shape = Shape { functions: 149, wasm_bytes: 43_054, ..Shape::default() };
    let rest = 934_537 - shape.asm_estimate();
    let values = rest * 1_000 / 11_416 + 1;
    let shape = Shape { type_values: values, ..shape };
    assert_eq!(shape.asm_estimate(), 934_537);
    assert_eq!(shape.init_cost(&Params::default()), 7_170);
}

#[test]
fn segments_count_with_their_headers_for_entering_and_without_for_activating() {
    let plain = activate(&small(""), &Params::default(), false, 0).expect("activates");
    let items = format!("(data (i32.const 0) \"{}\")", "x".repeat(1_000));
    let bytes = small(&items);
    let with = activate(&bytes, &Params::default(), false, 0).expect("activates");
    let (before, after) = (small("").len() as u64, bytes.len() as u64);
    // Flag, offset expression of three bytes, a length of two bytes.
    let range = 1_000 + 1 + 3 + 2;
    let grown = after * 122 / 100_000 - before * 122 / 100_000 + range * 75_244 / 100_000;
    assert_eq!(u64::from(with.cached_init_cost - plain.cached_init_cost), grown);
    let gas = after * 31_733 / 100_000 - before * 31_733 / 100_000 + 1_000 * 17_376 / 100_000;
    assert_eq!(with.module_gas - plain.module_gas, 28 * gas);
}

#[test]
fn pages_cost_gas_and_must_be_free_in_the_transaction() {
    let module = |pages: u16| {
        wasm(&format!(
            "(module (memory (export \"memory\") {pages} {pages}) {})",
            entry("(i32.const 0)")
        ))
    };
    let gas = |pages| {
        activate(&module(pages), &Params::default(), false, 0).expect("activates").module_gas
    };
    assert_eq!(gas(60) - gas(10), 50 * 62_076);
    let refused = activate(&module(10), &Params::default(), false, 119).expect_err("too many");
    let text = "failed to parse wasm\n\nCaused by:\n    memory exceeds limit: 10 > 9";
    assert_eq!(refused.to_string(), text);
    assert!(activate(&module(10), &Params::default(), false, 118).is_ok());
}

#[test]
fn costs_above_16_bits_are_refused() {
    let items = format!("(data (i32.const 0) \"{}\")", "x".repeat(60_000)).repeat(2);
    let bytes = small(&items);
    assert!(bytes.len() < 131_072);
    let refused = activate(&bytes, &Params::default(), false, 0).expect_err("too dear");
    let text = "failed to parse wasm\n\nCaused by:\n   0: cached cost too high\n   1: out of range integral type conversion attempted";
    assert_eq!(refused.to_string(), text);
}

#[test]
fn the_module_hash_depends_on_version_and_wasm() {
    let hash = |arbos, items| {
        activate(&small(items), &params(arbos), false, 0).expect("activates").module_hash
    };
    assert_eq!(hash(51, ""), hash(51, ""));
    assert_ne!(hash(51, ""), hash(59, ""));
    assert_ne!(hash(51, ""), hash(51, "(func)"));
}

#[test]
fn the_record_holds_what_was_computed() {
    let activation = activate(&small(""), &Params::default(), false, 0).expect("activates");
    let slot = ProgramSlot::activated(&activation, 1_421_388_000 + 7_200, true);
    assert_eq!(slot.activated_at, 2);
    assert_eq!(slot.asm_estimate_kb, activation.asm_estimate.div_ceil(1_024));
    assert_eq!(slot.asm_size() % 1_024, 0);
    assert!(slot.cached);
    assert_eq!(ProgramSlot::unpack(slot.pack()), slot);
    let (uncached, cached) =
        cost::program_init_gas(&Params::default(), slot.init_cost, slot.cached_init_cost);
    assert_eq!(stylus_vm::entry_gas(&Params::default(), &slot, false), cached);
    let slot = ProgramSlot { cached: false, ..slot };
    assert_eq!(stylus_vm::entry_gas(&Params::default(), &slot, false), uncached);
}

#[test]
fn the_store_of_programs_is_bounded_and_compiles_once() {
    let programs = Programs::new(std::num::NonZeroUsize::new(2).expect("not zero"));
    let params = Params::default();
    let hash = crate::util::chain::word;
    let mut decoded = 0;
    for key in [1, 1, 2, 1, 3, 1, 2] {
        programs
            .load(hash(key), &params, false, || {
                decoded += 1;
                Ok(small(""))
            })
            .expect("loads");
        assert!(programs.len() <= 2);
    }
    // 1 and 2 and 3, and 2 again after 3 had pushed it out.
    assert_eq!(decoded, 4);
    let refused = programs.load(hash(9), &params, false, || Err(DecodeError::NotAProgram));
    assert!(refused.is_err());
    // A debug chain may link other functions, so its programs are others.
    programs.load(hash(1), &params, true, || Ok(small(""))).expect("loads");
    assert_eq!(programs.len(), 2);
}
