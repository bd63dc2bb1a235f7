//! Whether the interpreter was built well enough to be trusted with endless loops.
//!
//! Each of its instructions ends with a call of the next one, which the optimiser turns into a jump. Where it does not (with
//! debug assertions, for one), every instruction takes native stack, and a loop ends the process. So the first program of a
//! process is one of our own, which repeats most kinds of instructions and looks at the stack after each round.

use std::{hint::black_box, ptr, sync::OnceLock};

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    Instruction as I, MemArg, MemArgTarget, MemorySection, MemoryType, Module as Output, RefType,
    TableSection, TableType, TypeSection, ValType,
};
use wasmi::{Caller, Engine, Extern, Func, Instance, Module, Store};

/// Native stack that the check needs where every instruction takes some.
const STACK: usize = 4 << 20;
/// How often the instructions are repeated.
const ROUNDS: i32 = 8;

/// What a user can do about it.
pub(super) const REFUSAL: &str = "the interpreter was built so that loops exhaust the native stack: build wasmi, wasmi_core, wasmi_ir \
     and wasmi_collections at opt-level 3 without debug-assertions and overflow-checks, or at opt-level 0 or 1";

/// True if running takes no more native stack the longer it lasts; found out once a process.
pub(super) fn keeps_its_stack(engine: &Engine) -> bool {
    static KEEPS: OnceLock<bool> = OnceLock::new();
    *KEEPS.get_or_init(|| {
        stacker::maybe_grow(STACK, 2 * STACK, || places(engine)).is_ok_and(|places| {
            places.first() == places.last() && places.len() == ROUNDS.unsigned_abs() as usize
        })
    })
}

/// Where the native stack is after each round.
fn places(engine: &Engine) -> Result<Vec<usize>, wasmi::Error> {
    let module = Module::new(engine, program())?;
    let mut store = Store::new(engine, Vec::new());
    let look = Func::wrap(&mut store, |mut caller: Caller<'_, Vec<usize>>| {
        let here = 0_u8;
        let place = ptr::from_ref(black_box(&here)).addr();
        caller.data_mut().push(place);
    });
    let instance = Instance::new(&mut store, &module, &[Extern::Func(look)])?;
    instance.get_typed_func::<(), ()>(&store, "run")?.call(&mut store, ())?;
    Ok(store.into_data())
}

/// A program that repeats its instructions and calls its import after each round.
fn program() -> Vec<u8> {
    let mut output = Output::new();
    let mut types = TypeSection::new();
    types.ty().function([], []);
    output.section(&types);
    let mut imports = ImportSection::new();
    imports.import("", "look", EntityType::Function(0));
    output.section(&imports);
    let mut functions = FunctionSection::new();
    functions.function(0).function(0);
    output.section(&functions);
    let mut tables = TableSection::new();
    let (element_type, table64, shared) = (RefType::FUNCREF, false, false);
    tables.table(TableType { element_type, table64, shared, minimum: 1, maximum: Some(1) });
    output.section(&tables);
    let mut memories = MemorySection::new();
    let (memory64, page_size_log2) = (false, None);
    memories.memory(MemoryType { minimum: 1, maximum: Some(1), memory64, shared, page_size_log2 });
    output.section(&memories);
    let mut globals = GlobalSection::new();
    let ty = GlobalType { val_type: ValType::I64, mutable: true, shared };
    globals.global(ty, &ConstExpr::i64_const(9));
    output.section(&globals);
    let mut exports = ExportSection::new();
    exports.export("run", ExportKind::Func, 1);
    output.section(&exports);
    let mut elements = ElementSection::new();
    let nothing = Elements::Functions(vec![2].into());
    elements.active(None, &ConstExpr::i32_const(0), nothing);
    output.section(&elements);
    let mut code = CodeSection::new();
    code.function(&body());
    let mut nothing = Function::new([]);
    nothing.instruction(&I::End);
    code.function(&nothing);
    output.section(&code);
    output.finish()
}

/// Locals: the round, two 32-bit and two 64-bit numbers.
const ROUND: u32 = 0;
const SHORT: [u32; 2] = [1, 2];
const LONG: [u32; 2] = [3, 4];

fn body() -> Function {
    let mut function = Function::new([(3, ValType::I32), (2, ValType::I64)]);
    function.instruction(&I::I32Const(ROUNDS)).instruction(&I::LocalSet(ROUND));
    function.instruction(&I::Loop(BlockType::Empty));
    for (op, number) in shorts().map(|op| (op, I::I32Const(7))) {
        binary(&mut function, &op, SHORT, &number);
    }
    for (op, number) in longs().map(|op| (op, I::I64Const(7))) {
        binary(&mut function, &op, LONG, &number);
    }
    for op in flow().iter().chain(&memory()) {
        function.instruction(op);
    }
    function.instruction(&I::Call(0)).instruction(&I::LocalGet(ROUND));
    function.instruction(&I::I32Const(1)).instruction(&I::I32Sub);
    function.instruction(&I::LocalTee(ROUND)).instruction(&I::BrIf(0));
    function.instruction(&I::End).instruction(&I::End);
    function
}

/// The operation on two locals, on what it gave and a number, on a number and a local.
fn binary(function: &mut Function, op: &I<'_>, [one, other]: [u32; 2], number: &I<'_>) {
    // Whatever is divided by is not zero: the second operand is set first.
    for step in [
        number,
        &I::LocalSet(other),
        &I::LocalGet(one),
        &I::LocalGet(other),
        op,
        number,
        op,
        &I::LocalSet(one),
        number,
        &I::LocalGet(other),
        op,
        &I::LocalSet(one),
    ] {
        function.instruction(step);
    }
}

fn shorts() -> [I<'static>; 15] {
    [
        I::I32Add,
        I::I32Sub,
        I::I32Mul,
        I::I32DivS,
        I::I32DivU,
        I::I32RemS,
        I::I32RemU,
        I::I32And,
        I::I32Or,
        I::I32Xor,
        I::I32Shl,
        I::I32ShrS,
        I::I32ShrU,
        I::I32Rotl,
        I::I32Rotr,
    ]
}

fn longs() -> [I<'static>; 15] {
    [
        I::I64Add,
        I::I64Sub,
        I::I64Mul,
        I::I64DivS,
        I::I64DivU,
        I::I64RemS,
        I::I64RemU,
        I::I64And,
        I::I64Or,
        I::I64Xor,
        I::I64Shl,
        I::I64ShrS,
        I::I64ShrU,
        I::I64Rotl,
        I::I64Rotr,
    ]
}

/// Choices, branches, calls, globals.
fn flow() -> Vec<I<'static>> {
    let (empty, [one, other]) = (BlockType::Empty, SHORT);
    vec![
        I::LocalGet(one),
        I::LocalGet(other),
        I::LocalGet(one),
        I::Select,
        I::LocalSet(one),
        I::LocalGet(one),
        I::If(empty),
        I::Nop,
        I::Else,
        I::LocalGet(other),
        I::LocalSet(one),
        I::End,
        I::Block(empty),
        I::LocalGet(one),
        I::BrTable(vec![0, 0].into(), 0),
        I::End,
        I::Block(empty),
        I::LocalGet(one),
        I::LocalGet(other),
        I::I32LtU,
        I::BrIf(0),
        I::End,
        I::Call(2),
        I::I32Const(0),
        I::CallIndirect { type_index: 0, table_index: 0 },
        I::GlobalGet(0),
        I::I64Clz,
        I::I64Popcnt,
        I::I64Ctz,
        I::GlobalSet(0),
        I::GlobalGet(0),
        I::I64Eqz,
        I::I32Clz,
        I::I32Popcnt,
        I::I64ExtendI32U,
        I::I32WrapI64,
        I::Drop,
    ]
}

/// Loads, stores, bytes in bulk.
fn memory() -> Vec<I<'static>> {
    let at = |align| MemArg { offset: 8, align, target: MemArgTarget::Memory(0), ordering: None };
    vec![
        I::I32Const(0),
        I::LocalGet(LONG[0]),
        I::I64Store(at(3)),
        I::I32Const(0),
        I::LocalGet(SHORT[0]),
        I::I32Store8(at(0)),
        I::I32Const(0),
        I::I64Load(at(3)),
        I::LocalSet(LONG[0]),
        I::I32Const(0),
        I::I32Load16S(at(1)),
        I::LocalSet(SHORT[0]),
        I::I32Const(0),
        I::I32Const(0),
        I::I32Const(16),
        I::MemoryFill(0),
        I::I32Const(0),
        I::I32Const(8),
        I::I32Const(16),
        I::MemoryCopy { src_mem: 0, dst_mem: 0 },
        I::MemorySize(0),
        I::Drop,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::engine;

    #[test]
    fn loops_take_no_native_stack() {
        let places = places(&engine::new()).expect("a program that runs");
        assert_eq!(places, [places[0]; ROUNDS as usize]);
    }
}
