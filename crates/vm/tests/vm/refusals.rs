//! What activation refuses, and in which words.

use stylus_vm::{activate, Params};

use crate::util::probe::{entry, wasm};

fn params(arbos: u64) -> Params {
    Params::for_arbos(arbos).expect("supported version")
}

const ENTRY: &str = "(func (export \"user_entrypoint\") (param i32) (result i32) (i32.const 0))";
const MEMORY: &str = "(memory (export \"memory\") 1 1)";

/// The refusal of a module with the usual memory and entry point and these items, on a chain that is no debug chain.
fn refusal(items: &str) -> String {
    refused(&format!("(module {items} {MEMORY} {ENTRY})"))
}

fn refused(text: &str) -> String {
    let error = activate(&wasm(text), &Params::default(), false, 0).expect_err(text).to_string();
    error.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn accepts(items: &str) {
    let text = format!("(module {items} {MEMORY} {ENTRY})");
    if let Err(error) = activate(&wasm(&text), &Params::default(), false, 0) {
        panic!("{text}\n{error}");
    }
}

const PARSE: &str = "failed to parse wasm Caused by: ";
const BUILD: &str = "failed to build user module Caused by: ";

#[test]
fn the_layout_of_a_refusal_is_the_nodes() {
    let text = format!("(module (memory (export \"memory\") 1) {ENTRY})");
    let error = activate(&wasm(&text), &Params::default(), false, 0).expect_err("no import");
    let expected = "failed to parse wasm\n\nCaused by:\n    missing import pay_for_memory_grow";
    assert_eq!(error.to_string(), expected);
    let error =
        activate(b"no wasm", &Params::default(), false, 0).expect_err("no wasm").to_string();
    let start = "failed to parse wasm\n\nCaused by:\n   0: failed to validate user\n   1: ";
    assert!(error.starts_with(start), "{error}");
}

#[test]
fn the_entry_point_is_needed_with_its_type() {
    assert_eq!(
        refused(&format!("(module {MEMORY})")),
        format!("{PARSE}missing export with name user_entrypoint")
    );
    let wrong = |ty: &str, body: &str| {
        refused(&format!("(module {MEMORY} (func (export \"user_entrypoint\") {ty} {body}))"))
    };
    assert_eq!(
        wrong("(param i64) (result i32)", "(i32.const 0)"),
        format!("{PARSE}wrong type for user_entrypoint: λ(i64) -> i32")
    );
    assert_eq!(wrong("(param i32)", ""), format!("{PARSE}wrong type for user_entrypoint: λ(i32)"));
    assert_eq!(
        refused(&format!(
            "(module {MEMORY} (global (export \"user_entrypoint\") i32 (i32.const 0)))"
        )),
        format!("{PARSE}export user_entrypoint must be a function but is a Global")
    );
}

#[test]
fn the_memory_is_needed_under_its_name() {
    assert_eq!(
        refused(&format!("(module {ENTRY})")),
        format!("{PARSE}missing memory export with name memory")
    );
    for memory in ["(memory 1 1)", "(memory (export \"mem\") 1 1)"] {
        let text = format!("(module {memory} {ENTRY})");
        assert_eq!(refused(&text), format!("{PARSE}missing memory with export name memory"));
    }
    let text = format!("(module (memory (export \"memory\") 129 129) {ENTRY})");
    assert_eq!(refused(&text), format!("{PARSE}memory size 129 exceeds bound 128"));
}

#[test]
fn a_memory_that_may_grow_needs_the_import_that_pays() {
    let import = |module: &str, ty: &str| {
        format!("(module (import \"{module}\" \"pay_for_memory_grow\" (func {ty})) (memory (export \"memory\") 1 2) {ENTRY})")
    };
    let missing = format!("{PARSE}missing import pay_for_memory_grow");
    assert_eq!(refused(&format!("(module (memory (export \"memory\") 1 2) {ENTRY})")), missing);
    assert_eq!(refused(&import("env", "(param i32)")), missing);
    let wrong = refused(&import("vm_hooks", "(param i64)"));
    assert_eq!(wrong, format!("{PARSE}wrong type for pay_for_memory_grow: λ(i64)"));
    assert!(
        activate(&wasm(&import("vm_hooks", "(param i32)")), &Params::default(), false, 0).is_ok()
    );
}

#[test]
fn only_known_functions_are_imported_with_their_types() {
    let import = |module: &str, name: &str, ty: &str| {
        refusal(&format!("(import \"{module}\" \"{name}\" {ty})"))
    };
    assert_eq!(
        import("vm_hooks", "teleport", "(func)"),
        format!("{BUILD}No such import teleport in vm_hooks for user")
    );
    assert_eq!(
        import("env", "read_args", "(func (param i32))"),
        format!("{BUILD}No such import read_args in env for user")
    );
    assert_eq!(
        import("vm_hooks", "read_args", "(func (param i64))"),
        format!("{BUILD}Import read_args for user has different function signature than export. expected λ(i32) in vm_hooks but have λ(i64)")
    );
    assert!(import("env", "t", "(table 1 funcref)")
        .starts_with(&format!("{PARSE}unsupported import kind")));
    assert!(
        import("env", "g", "(global i32)").starts_with(&format!("{PARSE}unsupported import kind"))
    );
    assert_eq!(
        import("vm_hooks", "stylus_x", "(func)"),
        format!("{PARSE}binary imports reserved symbol stylus_x")
    );
    let twice = refusal(
        "(import \"vm_hooks\" \"a\" (func)) (import \"vm_hooks\" \"a\" (func (param i32)))",
    );
    assert_eq!(twice, format!("{PARSE}inconsistent imports for vm_hooks a"));
    accepts("(import \"vm_hooks\" \"chainid\" (func (result i64))) (import \"vm_hooks\" \"chainid\" (func (result i64)))");
}

#[test]
fn the_console_and_start_functions_are_for_debug_chains() {
    let console =
        format!("(module (import \"console\" \"log_i32\" (func (param i32))) {MEMORY} {ENTRY})");
    assert_eq!(refused(&console), format!("{BUILD}No such import log_i32 in console for user"));
    let start = format!("(module {MEMORY} {ENTRY} (func $s (unreachable)) (start $s))");
    assert_eq!(refused(&start), format!("{PARSE}start functions not allowed"));
    for text in [console, start] {
        assert!(activate(&wasm(&text), &Params::default(), true, 0).is_ok(), "{text}");
    }
}

#[test]
fn a_start_function_is_never_run() {
    use crate::util::chain::{Chain, PROGRAM};
    let start = format!("(module {MEMORY} {ENTRY} (func $s (unreachable)) (start $s))");
    let mut chain = Chain::new(51);
    chain.deploy(PROGRAM, &wasm(&start));
    assert_eq!(chain.call(100_000, 0, &[]).status, stylus_vm::Status::Success);
}

#[test]
fn exports_may_not_collide_with_the_host() {
    let export = |name: &str| {
        refusal(&format!(
            "(import \"vm_hooks\" \"chainid\" (func (result i64))) (func (export \"{name}\"))"
        ))
    };
    assert_eq!(
        export("chainid"),
        format!("{PARSE}binary exports an import with the same name chainid")
    );
    assert_eq!(
        export("a__b__chainid"),
        format!("{PARSE}binary exports an import with the same name chainid")
    );
    assert_eq!(
        export("stylus_thing"),
        format!("{PARSE}binary exports reserved symbol stylus_thing")
    );
    assert_eq!(
        export("a__stylus_thing"),
        format!("{PARSE}binary exports reserved symbol stylus_thing")
    );
    accepts("(func (export \"chainid_\")) (func (export \"my_stylus\"))");
}

#[test]
fn features_that_programs_may_not_use() {
    for items in [
        "(func (param externref))",
        "(func (drop (ref.null func)))",
        "(func (drop (v128.const i32x4 0 0 0 0)))",
        "(func (drop (i32.atomic.load (i32.const 0))))",
        "(func $f (return_call $f))",
        "(memory 1 1)",
        "(memory i64 1 1)",
        "(tag (param i32))",
        "(global i32 (i32.add (i32.const 1) (i32.const 2)))",
        "(table 1 funcref) (table 1 funcref)",
        "(table 1 funcref) (func (drop (table.get 0 (i32.const 0))))",
        "(func (drop (select (result i32) (i32.const 0) (i32.const 0) (i32.const 0))))",
        "(type (struct))",
    ] {
        let text = refusal(items);
        assert!(
            text.starts_with(&format!("{PARSE}0: failed to validate user 1: ")),
            "{items}: {text}"
        );
    }
}

#[test]
fn features_that_they_may_use() {
    accepts("(func (result i32 i32) (i32.const 1) (i32.const 2))");
    accepts("(func (drop (i32.extend8_s (i32.const 0))))");
    accepts("(func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))");
    accepts("(global (mut i32) (i32.const 0)) (global (export \"g\") (mut i64) (i64.const 0))");
    accepts("(global f32 (f32.const nan)) (global f64 (f64.const -0.5))");
    accepts("(func (param f32 f64) (result f64) (local f32) (local.get 1))");
    accepts("(data \"passive\") (elem func)");
    accepts("(@custom \"anything\" \"at all\")");
}

#[test]
fn several_results_end_with_stylus_3() {
    let text =
        format!("(module (func (result i32 i32) (i32.const 1) (i32.const 2)) {MEMORY} {ENTRY})");
    assert!(activate(&wasm(&text), &params(51), false, 0).is_ok());
    assert!(activate(&wasm(&text), &params(59), false, 0).is_err());
}

#[test]
fn floating_point_arithmetic_is_refused_even_if_it_is_never_run() {
    for (code, name) in [
        ("(drop (f32.add (f32.const 1) (f32.const 2)))", "BinOp(F32, Add)"),
        ("(drop (f64.neg (f64.const 1)))", "UnOp(F64, Neg)"),
        ("(drop (f64.lt (f64.const 1) (f64.const 2)))", "RelOp(F64, Lt)"),
        ("(drop (i32.trunc_sat_f32_u (f32.const 1)))", "TruncIntOp(I32, F32, true, false)"),
        ("(drop (f64.convert_i64_s (i64.const 1)))", "ConvertIntOp(F64, I64, true)"),
        ("(drop (f32.demote_f64 (f64.const 1)))", "F32DemoteF64"),
    ] {
        let text = refusal(&format!("(func {code})"));
        assert_eq!(
            text,
            format!("{BUILD}No implementation for floating point operation {name} in user")
        );
    }
}

#[test]
fn table_instructions_are_refused() {
    let text =
        refusal("(table 1 funcref) (func (table.copy (i32.const 0) (i32.const 0) (i32.const 0)))");
    const DEPTH: &str =
        "0: depth checker failure 1: bulk-memory-operations extension not fully supported";
    assert!(text.starts_with(&format!("{PARSE}{DEPTH} TableCopy {{")), "{text}");
    let text = refusal("(table 1 funcref) (elem $e func) (func (elem.drop $e))");
    assert!(text.starts_with(&format!("{PARSE}{DEPTH} ElemDrop {{")), "{text}");
}

#[test]
fn a_data_count_section_is_refused() {
    // memory.init makes the text format write one.
    let text = refusal(
        "(data $d \"x\") (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)))",
    );
    assert!(
        text.starts_with(&format!("{PARSE}unsupported section type DataCountSection {{ count: 1")),
        "{text}"
    );
}

#[test]
fn segments_must_fit() {
    assert_eq!(
        refusal("(data (i32.const 65535) \"ab\")"),
        format!("{BUILD}Out-of-bounds data memory init with offset 65535 and size 2")
    );
    assert_eq!(
        refusal("(data (i32.const -1) \"\") (data (i32.const -2) \"ab\")"),
        format!(
            "{BUILD}Out-of-bounds data memory init with offset 18446744073709551615 and size 0"
        )
    );
    accepts("(data (i32.const 65534) \"ab\")");
    assert_eq!(
        refusal("(table 2 funcref) (func $f) (elem (i32.const 0) $f) (elem (i32.const 1) $f $f)"),
        format!(
            "{BUILD}Out of bounds element segment at offset 1 and length 2 for table of length 2"
        )
    );
}

fn limit(what: &str, have: u64, limit: u64) -> String {
    format!("{PARSE}too many wasm {what}: {have} > {limit}")
}

#[test]
fn numbers_of_parts() {
    let data = |count: usize| "(data (i32.const 0) \"\")".repeat(count);
    accepts(&data(128));
    assert_eq!(refusal(&data(129)), limit("datas", 129, 128));
    let elems =
        |count: usize| format!("(table 1 funcref) {}", "(elem (i32.const 0) func)".repeat(count));
    accepts(&elems(128));
    assert_eq!(refusal(&elems(129)), limit("elements", 129, 128));
    let functions = |count: usize| "(func)".repeat(count);
    accepts(&functions(4_095));
    assert_eq!(refusal(&functions(4_096)), limit("functions", 4_097, 4_096));
    let table = |count: usize| format!("(table {count} funcref)");
    accepts(&table(4_096));
    assert_eq!(refusal(&table(4_097)), limit("table entries", 4_097, 4_096));
    let locals = |count: usize| format!("(func (param i32) (local {}))", "i32 ".repeat(count));
    accepts(&locals(348));
    assert_eq!(refusal(&locals(349)), limit("locals", 349, 348));
}

#[test]
fn bytes_of_element_segments() {
    // Each segment: a flag, an offset of three bytes, a count of two bytes, one byte a function.
    let elems = |count: usize| {
        format!("(table 4096 funcref) (func $f) (elem (i32.const 0) {})", "$f ".repeat(count))
    };
    accepts(&elems(4_090));
    assert_eq!(refusal(&elems(4_091)), limit("element entries", 4_097, 4_096));
}

#[test]
fn imports_are_limited_from_version_32() {
    let text = |count: usize| {
        let import = "(import \"vm_hooks\" \"chainid\" (func (result i64)))";
        wasm(&format!("(module {} {MEMORY} {ENTRY})", import.repeat(count)))
    };
    assert!(activate(&text(513), &params(51), false, 0).is_ok());
    let error = activate(&text(514), &params(51), false, 0).expect_err("too many").to_string();
    assert!(error.ends_with("too many wasm imports: 514 > 513"), "{error}");
    assert!(activate(&text(514), &params(31), false, 0).is_ok());
}

#[test]
fn exports_are_counted_on_debug_chains_only() {
    let text = |count: usize| {
        let exports: String =
            (0..count).map(|index| format!("(export \"e{index}\" (func 0))")).collect();
        wasm(&format!("(module {MEMORY} {ENTRY} {exports})"))
    };
    // Two exports of its own, four that are added.
    assert!(activate(&text(1_018), &Params::default(), true, 0).is_ok());
    let error =
        activate(&text(1_019), &Params::default(), true, 0).expect_err("too many").to_string();
    assert!(error.ends_with("too many wasm exports: 1025 > 1024"), "{error}");
    assert!(activate(&text(2_000), &Params::default(), false, 0).is_ok());
    let long = format!("(func (export \"{}\"))", "n".repeat(513));
    accepts(&long);
    let text = wasm(&format!("(module {long} {MEMORY} {ENTRY})"));
    let error = activate(&text, &Params::default(), true, 0).expect_err("too long").to_string();
    assert!(error.ends_with("wasm name too long: 513 > 512"), "{error}");
}

#[test]
fn functions_are_measured_after_the_rewriting() {
    // 12 for the prologue, 12 for the only block, 5 for the return, the end.
    let nops = |count: usize| format!("(func {})", "(nop)".repeat(count));
    accepts(&nops(65_536 - 30));
    assert_eq!(refusal(&nops(65_536 - 29)), limit("opcodes in func body", 65_537, 65_536));
}

#[test]
fn frames_are_limited() {
    // The call takes what is pushed; the header of the block after it peaks two above one result.
    let params = |count: usize| "i32 ".repeat(count);
    let pushes = |count: usize| "(i32.const 0)".repeat(count);
    let held = |count: usize| {
        format!(
            "(func (param {}))(func (local i32) {} {})",
            params(500),
            pushes(count),
            "(drop)".repeat(count)
        )
    };
    accepts(&held(4_096));
    let text = refusal(&held(4_097));
    let depth = format!("{PARSE}0: depth checker failure 1:");
    let many = format!("{depth} too many values on the stack at once in func 1: 4097 > 4096");
    assert_eq!(text, many);
    let text = refusal(&format!("(func (local {}))", params(10_235)));
    assert_eq!(text, format!("{depth} frame too large: 10241 > 10240-word limit"));
    // One word less is a legal frame; the number of locals is looked at later.
    let text = refusal(&format!("(func (local {}))", params(10_234)));
    assert_eq!(text, limit("locals", 10_234, 348));
}

#[test]
fn refusals_name_the_program_by_its_own_name() {
    let text = |name: &str| {
        refused(&format!(
            "(module ${name} (func (drop (f32.sqrt (f32.const 1)))) {MEMORY} {ENTRY})"
        ))
    };
    assert!(text("painter").ends_with("UnOp(F32, Sqrt) in painter"), "{}", text("painter"));
    let long = "n".repeat(513);
    let text = refused(&format!("(module ${long} {MEMORY} {ENTRY})"));
    assert_eq!(text, format!("{PARSE}wasm module name too long: 513 > 512"));
}

#[test]
fn the_names_section_must_be_well_formed() {
    let mut bytes = wasm(&format!("(module {MEMORY} {})", entry("(i32.const 0)")));
    assert!(activate(&bytes, &Params::default(), false, 0).is_ok());
    // Custom section `name`, whose first subsection says it is longer than the section.
    bytes.extend([0, 7, 4, b'n', b'a', b'm', b'e', 1, 99]);
    assert!(activate(&bytes, &Params::default(), false, 0).is_err());
}

#[test]
fn a_cut_module_is_refused_at_every_length() {
    // The code comes last, so that no end of a section is the end of a valid module.
    let text = format!("(module {MEMORY} {ENTRY})");
    let bytes = wasm(&text);
    for length in 0..bytes.len() {
        assert!(activate(&bytes[..length], &Params::default(), true, 0).is_err(), "{length}");
    }
}
