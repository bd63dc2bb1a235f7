//! Modules in text: types, imports, memory, table, globals, segments, functions; now and then something that may not be there.

use std::fmt::Write as _;

use stylus_vm::host::hooks::{Hook, HOOKS};

use crate::{
    body::{Scope, Ty, Writer},
    random::Random,
};

/// Things that a program may not have, or may have in odd places.
const ODD: [&str; 26] = [
    "(func (drop (f32.add (f32.const 1) (f32.const nan))))",
    "(func (drop (f64.load (i32.const 0))) (f32.store (i32.const 0) (f32.const inf)))",
    "(func (drop (i64.reinterpret_f64 (f64.const -0))))",
    "(func (drop (i32.trunc_sat_f64_s (f64.const 1e300))))",
    "(func (drop (i32.const 0)) (drop (table.size 0)))",
    "(func (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0)))(data \"passive\")",
    "(func (drop (ref.null func)))",
    "(func (drop (v128.const i64x2 0 0)))",
    "(func (drop (i32.atomic.load (i32.const 0))))",
    "(func $tail (return_call $tail))",
    "(func (result i32 i32) (i32.const 1) (i32.const 2))",
    "(func (block (result i32 i64) (i32.const 1) (i64.const 2)) (drop) (drop))",
    "(func (i32.const 7) (loop (param i32) (drop)))",
    "(memory 1)",
    "(table 5000 funcref)",
    "(tag)",
    "(start $f0)",
    "(global f32 (f32.const nan:0x200000))",
    "(global (mut i64) (i64.add (i64.const 1) (i64.const 2)))",
    "(export \"stylus_ink_left\" (func $f0))",
    "(export \"a__read_args\" (func $f0))",
    "(export \"\\u{202e}\\00\\u{1F3A8}\" (func $f0))",
    "(elem declare func $f0)",
    "(elem funcref (ref.func $f0))",
    "(data (i32.const 65530) \"0123456789\")",
    "(type (func (param f32 f64 f32) (result f64)))",
];

/// A module's text. Most of them can be activated.
pub(crate) fn module(random: &mut Random) -> String {
    let scope = scope(random);
    let mut text = String::from("(module ");
    imports(random, &scope, &mut text);
    let (least, most) = random.pick(&[(1, 1), (1, 4), (2, 200), (0, 1), (1, 65_536), (3, 3)]);
    // Writing to a string cannot fail.
    let _ = write!(text, "(memory (export \"memory\") {least} {most})");
    for (at, ty) in scope.globals.iter().enumerate() {
        let name = ty.text();
        let _ = write!(text, "(global $g{at} (mut {name}) ({name}.const {}))", random.edge32());
    }
    if scope.table {
        let entries: String =
            (0..3).map(|_| format!(" $f{}", random.below(scope.functions.len()))).collect();
        let _ = write!(text, "(table 5 9 funcref)(elem (i32.const {}){entries})", random.below(3));
    }
    if least > 0 && random.one_in(2) {
        let _ = write!(text, "(data (i32.const {}) \"\\01\\02\\80\\ff\")", random.below(65_532));
    }
    for index in 0..scope.functions.len() {
        function(random, &scope, index, &mut text);
    }
    if random.one_in(12) {
        text += random.pick(&ODD);
    }
    if random.one_in(60) {
        text += &large(random);
    }
    text + ")"
}

fn scope(random: &mut Random) -> Scope {
    let few = random.one_in(4);
    let hooks: Vec<&Hook> = HOOKS
        .iter()
        .filter(|_| !few && random.one_in(2))
        .chain(HOOKS.iter().filter(|hook| hook.name == "pay_for_memory_grow"))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    let hooks = hooks.into_iter().filter(|hook| seen.insert(hook.name)).collect();
    let types = [Ty::I32, Ty::I64];
    // The entry point is function 0.
    let mut functions = vec![(vec![Ty::I32], Some(Ty::I32))];
    for _ in 0..random.below(4) {
        let params = (0..random.below(4)).map(|_| random.pick(&types)).collect();
        let result = random.pick(&[None, Some(Ty::I32), Some(Ty::I64)]);
        functions.push((params, result));
    }
    let globals = (0..random.below(4)).map(|_| random.pick(&types)).collect();
    Scope { functions, hooks, globals, table: random.one_in(2) }
}

fn imports(random: &mut Random, scope: &Scope, text: &mut String) {
    for (index, (params, result)) in scope.functions.iter().enumerate() {
        let params: String = params.iter().map(|ty| format!(" {}", ty.text())).collect();
        let result = result.map(|ty| format!("(result {})", ty.text())).unwrap_or_default();
        let _ = write!(text, "(type $t{index} (func (param{params}) {result}))");
    }
    for hook in &scope.hooks {
        let params: String = hook.params.iter().map(|ty| format!(" {ty}")).collect();
        let results: String = hook.results.iter().map(|ty| format!(" {ty}")).collect();
        // Now and then from the wrong place.
        let module = if random.one_in(600) { "vm_hook" } else { "vm_hooks" };
        let name = hook.name;
        let _ = write!(
            text,
            "(import \"{module}\" \"{name}\" (func ${name} (param{params}) (result{results})))"
        );
    }
    if random.one_in(20) {
        *text += "(import \"console\" \"log_i64\" (func (param i64)))";
    }
}

fn function(random: &mut Random, scope: &Scope, index: usize, text: &mut String) {
    let (params, result) = &scope.functions[index];
    let export = if index == 0 { "(export \"user_entrypoint\")" } else { "" };
    let mut locals = params.clone();
    let _ = write!(text, "(func $f{index} {export} (type $t{index})");
    for _ in 0..random.below(5) {
        let ty = random.pick(&[Ty::I32, Ty::I64]);
        let _ = write!(text, "(local {})", ty.text());
        locals.push(ty);
    }
    let depth = 1 + random.below(4);
    let mut writer = Writer::new(random, scope, locals, *result);
    *text += &writer.statements(depth);
    match result {
        // Zero more often than not, so that many programs succeed.
        Some(Ty::I32) if index == 0 && writer.random.below(3) > 0 => *text += "(i32.const 0)",
        Some(ty) => *text += &writer.value(*ty, depth),
        None => {}
    }
    *text += ")";
}

/// A function of some great dimension.
fn large(random: &mut Random) -> String {
    let size = 1 << random.below(12);
    match random.below(5) {
        0 => format!("(func {} {})", "block ".repeat(size), "end ".repeat(size)),
        1 => format!("(func (block (br_table {} (i32.const 0))))", "0 ".repeat(size)),
        2 => format!("(func (local {}))", "i64 ".repeat(size.min(1_000))),
        3 => format!("(func {})", "(drop (i32.const 1))".repeat(size)),
        _ => "(func)".repeat(size),
    }
}
