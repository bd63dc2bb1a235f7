//! The price of every instruction, measured by running it.

use crate::util::{
    chain::Chain,
    probe::{self, ink, ink_after},
};

/// Ink of the two operands that binary instructions get here.
const CONSTS: u64 = 2;
const DROP: u64 = 9;
const HEADER: u64 = 2_450;

fn binary(ty: &str, op: &str) -> u64 {
    ink(&format!("(drop ({ty}.{op} ({ty}.const 7) ({ty}.const 3)))")) - CONSTS - DROP
}

fn unary(op: &str, operand: &str) -> u64 {
    ink(&format!("(drop ({op} ({operand}.const 7)))")) - 1 - DROP
}

#[test]
fn nothing_costs_14_860() {
    let wasm = probe::program(&probe::probe_body("", ""));
    assert_eq!(probe::measured(&mut Chain::new(51), &wasm, &[]), 14_860);
}

#[test]
fn published_examples() {
    assert_eq!(ink("(drop (i32.const 1))"), 10);
    assert_eq!(ink("(block)"), 2_452);
    assert_eq!(ink("(if (i32.const 1) (then (nop)))"), 5_668);
    assert_eq!(ink("(drop (select (i32.const 1) (i32.const 2) (i32.const 0)))"), 1_262);
    assert_eq!(ink("(drop (i64.popcnt (i64.const 5)))"), 6_010);
    for bytes in [0_u64, 1, 100, 1_000] {
        let three = format!("(i32.const 0) (i32.const 0) (i32.const {bytes})");
        assert_eq!(ink(&format!("(memory.fill {three})")), 953 + 100 * bytes);
        assert_eq!(ink(&format!("(memory.copy {three})")), 953 + 100 * bytes);
    }
    assert_eq!(ink("(drop (memory.grow (i32.const 1)))"), 8_060);
    assert_eq!(ink("(drop (memory.grow (i32.const 0)))"), 16_460);
}

#[test]
fn comparisons() {
    for op in ["eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"] {
        assert_eq!(binary("i32", op), 170, "i32.{op}");
        assert_eq!(binary("i64", op), 225, "i64.{op}");
    }
    assert_eq!(unary("i32.eqz", "i32"), 170);
    assert_eq!(unary("i64.eqz", "i64"), 225);
}

#[test]
fn arithmetic() {
    for op in ["add", "sub", "and", "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr"] {
        assert_eq!(binary("i32", op), 70, "i32.{op}");
        assert_eq!(binary("i64", op), 100, "i64.{op}");
    }
    for op in ["div_s", "div_u", "rem_s", "rem_u"] {
        assert_eq!(binary("i32", op), 1_120, "i32.{op}");
        assert_eq!(binary("i64", op), 1_270, "i64.{op}");
    }
    assert_eq!((binary("i32", "mul"), binary("i64", "mul")), (160, 160));
    for ty in ["i32", "i64"] {
        assert_eq!(unary(&format!("{ty}.clz"), ty), 210);
        assert_eq!(unary(&format!("{ty}.ctz"), ty), 210);
    }
    assert_eq!((unary("i32.popcnt", "i32"), unary("i64.popcnt", "i64")), (2_650, 6_000));
}

#[test]
fn conversions() {
    for op in ["i32.extend8_s", "i32.extend16_s", "i64.extend_i32_s", "i64.extend_i32_u"] {
        assert_eq!(unary(op, "i32"), 100, "{op}");
    }
    for op in ["i32.wrap_i64", "i64.extend8_s", "i64.extend16_s", "i64.extend32_s"] {
        assert_eq!(unary(op, "i64"), 100, "{op}");
    }
}

#[test]
fn memory_access() {
    for op in ["i32.load", "i32.load8_s", "i32.load8_u", "i32.load16_s", "i32.load16_u"] {
        assert_eq!(unary(op, "i32"), 670, "{op}");
    }
    let loads = ["", "8_s", "8_u", "16_s", "16_u", "32_s", "32_u"];
    for op in loads.map(|width| format!("i64.load{width}")) {
        assert_eq!(unary(&op, "i32"), 680, "{op}");
    }
    for (op, value, price) in [
        ("i32.store", "i32", 825),
        ("i32.store8", "i32", 825),
        ("i32.store16", "i32", 825),
        ("i64.store", "i64", 950),
        ("i64.store8", "i64", 950),
        ("i64.store16", "i64", 950),
        ("i64.store32", "i64", 950),
    ] {
        assert_eq!(ink(&format!("({op} (i32.const 0) ({value}.const 1))")), CONSTS + price, "{op}");
    }
    assert_eq!(ink("(drop (memory.size))"), 3_000 + DROP);
}

#[test]
fn variables() {
    assert_eq!(ink("(drop (local.get $x))"), 75 + DROP);
    assert_eq!(ink("(drop (local.tee $x (i32.const 1)))"), 1 + 75 + DROP);
    assert_eq!(ink("(local.set $x (i32.const 1))"), 1 + 210);
    let measure = |body: &str| {
        let entry = probe::entry(&probe::probe_body("", body));
        let wasm = probe::module(&format!("(global $g (mut i64) (i64.const 0)) {entry}"));
        probe::measured(&mut Chain::new(51), &wasm, &[]) - probe::EMPTY
    };
    assert_eq!(measure("(drop (global.get $g))"), 225 + DROP);
    assert_eq!(measure("(global.set $g (i64.const 1))"), 1 + 575);
}

#[test]
fn control() {
    assert_eq!(ink("(nop)"), 1);
    // br ends its block; the end after it is a block of its own that is never entered.
    assert_eq!(ink("(block (br 0))"), 1 + 765 + HEADER);
    assert_eq!(ink("(block (br_if 0 (i32.const 1)))"), 1 + 1 + 765 + HEADER);
    assert_eq!(ink("(block (br_if 0 (i32.const 0)))"), 1 + 1 + 765 + HEADER + 1 + HEADER);
    let else_taken = ink("(if (i32.const 0) (then (nop)) (else (nop)))");
    assert_eq!(else_taken, 1 + 765 + HEADER + 1 + 1 + HEADER);
    // Three rounds: the loop's head once, its body with the branch three times, the end once.
    let rounds = "(local.set $x (i32.const 3))
        (loop (br_if 0 (local.tee $x (i32.sub (local.get $x) (i32.const 1)))))";
    let body = 75 + 1 + 70 + 75 + 765 + HEADER;
    assert_eq!(ink(rounds), 1 + 210 + (1 + HEADER) + 3 * body + (1 + HEADER));
}

#[test]
fn branch_tables_pay_for_their_targets() {
    for targets in [0_u64, 1, 10] {
        let labels = "0 ".repeat(targets as usize + 1);
        let body = format!("(block (br_table {labels} (i32.const 0)))");
        assert_eq!(ink(&body), 1 + 1 + 2_400 + 325 * targets + HEADER, "{targets} targets");
    }
}

#[test]
fn calls_pay_for_the_callee_and_indirect_ones_for_their_parameters() {
    let measure = |body: &str| {
        let entry = probe::entry(&probe::probe_body("", body));
        let items = "(type $none (func)) (type $two (func (param i32 i64)))
            (table 2 funcref) (elem (i32.const 0) $f $g) (func $f) (func $g (param i32 i64))";
        let wasm = probe::module(&format!("{items} {entry}"));
        probe::measured(&mut Chain::new(51), &wasm, &[]) - probe::EMPTY
    };
    let callee = 1 + HEADER;
    assert_eq!(measure("(call $f)"), 3_800 + HEADER + callee);
    let none = measure("(call_indirect (type $none) (i32.const 0))");
    assert_eq!(none, 1 + 13_610 + HEADER + callee);
    let two = measure("(call_indirect (type $two) (i32.const 5) (i64.const 6) (i32.const 1))");
    assert_eq!(two, 3 + 13_610 + 2 * 650 + HEADER + callee);
}

#[test]
fn a_block_pays_for_what_a_trap_or_an_early_end_leaves_undone() {
    // Everything up to the next end of a block is paid when the block is entered.
    assert_eq!(ink("(drop (i64.popcnt (i64.const 1)))"), 6_010);
    let before_call = ink_after("", "(drop (call $return_data_size))");
    let with_popcnt =
        ink_after("", "(drop (i64.popcnt (i64.const 1))) (drop (call $return_data_size))");
    assert_eq!(with_popcnt - before_call, 6_010);
}

#[test]
fn float_values_activate_but_can_never_be_paid() {
    use stylus_vm::Status;
    for body in [
        "(drop (f32.const 1))",
        "(drop (f64.load (i32.const 0)))",
        "(f32.store (i32.const 0) (f32.reinterpret_i32 (i32.const 1)))",
        "(drop (i64.reinterpret_f64 (f64.const 2)))",
    ] {
        let mut chain = Chain::new(51);
        chain
            .deploy(crate::util::chain::PROGRAM, &probe::program(&format!("{body} (i32.const 0)")));
        assert_eq!(chain.call(probe::PLENTY, 0, &[]).status, Status::OutOfInk, "{body}");
    }
    // A block that is never entered costs nothing.
    let wasm =
        probe::program(&probe::probe_body("", "(if (i32.const 0) (then (drop (f32.const 1))))"));
    let taken = probe::measured(&mut Chain::new(51), &wasm, &[]) - probe::EMPTY;
    assert_eq!(taken, 1 + 765 + HEADER);
}
