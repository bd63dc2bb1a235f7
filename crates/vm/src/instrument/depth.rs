//! The depth checker: every function takes its frame from a counter of words and gives it back when it returns.
//!
//! A branch to the function's outermost label skips the giving back, so those words are lost until the program frame ends.
//! That is the node's behaviour, and programs can see it.

use wasmparser::Operator;

use super::{arity, block_arity, get, i32_const, if_then, set, type_arity, Globals};
use crate::validate::{error::ParseError, floats, module::Module};

/// Words of a frame besides operands and locals.
const FRAME_OVERHEAD: u32 = 4;
/// Largest frame in words.
const MAX_FRAME: u32 = 10_240;
/// Most operands at once.
const MAX_CONTENTION: u32 = 4_096;

/// Words that a function takes: operands at their most, declared locals, overhead. `code` is metered already.
///
/// # Errors
///
/// [`ParseError`] when it takes too many.
pub(super) fn frame_size(
    code: &[Operator<'_>],
    locals: u64,
    module: &Module<'_>,
    index: usize,
) -> Result<u32, ParseError> {
    if let Some(op) = code.iter().find(|op| floats::is_unsupported(op)) {
        return Err(ParseError::BulkMemory(format!("{op:?}")));
    }
    let contention = Operands::default().worst_of(code, module);
    let locals = u32::try_from(locals).unwrap_or(u32::MAX);
    let size = contention.saturating_add(locals).saturating_add(FRAME_OVERHEAD);
    if contention > MAX_CONTENTION {
        let (function, size, limit) = (index, contention, MAX_CONTENTION);
        return Err(ParseError::FrameContention { function, size, limit });
    }
    if size > MAX_FRAME {
        return Err(ParseError::FrameSize { size, limit: MAX_FRAME });
    }
    Ok(size)
}

/// Writes the taking at the entry and the giving back before every return and before the end, which becomes a return too.
pub(super) fn apply<'a>(
    mut code: Vec<Operator<'a>>,
    size: u32,
    globals: Globals,
) -> Vec<Operator<'a>> {
    let end = code.pop();
    code.push(Operator::Return);
    let mut out = Vec::with_capacity(code.len() + 16);
    out.extend(take(size, globals));
    for op in code {
        if matches!(op, Operator::Return) {
            out.extend(give_back(size, globals));
        }
        out.push(op);
    }
    out.extend(end);
    out
}

fn take<'a>(size: u32, globals: Globals) -> [Operator<'a>; 12] {
    [
        get(globals.stack_left),
        i32_const(size),
        Operator::I32LeU,
        if_then(),
        i32_const(0),
        set(globals.stack_left),
        Operator::Unreachable,
        Operator::End,
        get(globals.stack_left),
        i32_const(size),
        Operator::I32Sub,
        set(globals.stack_left),
    ]
}

fn give_back<'a>(size: u32, globals: Globals) -> [Operator<'a>; 4] {
    [get(globals.stack_left), i32_const(size), Operator::I32Add, set(globals.stack_left)]
}

/// The simulated operand stack. It is an estimate with its own rules, not the validator's stack.
#[derive(Default)]
struct Operands {
    level: u32,
    worst: u32,
    scopes: Vec<u32>,
}

impl Operands {
    fn worst_of(mut self, code: &[Operator<'_>], module: &Module<'_>) -> u32 {
        self.scopes.push(0);
        for op in code {
            self.step(op, module);
        }
        self.worst
    }

    fn push(&mut self, count: u32) {
        self.level = self.level.saturating_add(count);
        self.worst = self.worst.max(self.level);
    }

    fn pop(&mut self, count: u32) {
        self.level = self.level.saturating_sub(count);
    }

    fn open(&mut self, (params, results): (u32, u32)) {
        self.push(results);
        self.pop(params);
        self.scopes.push(self.level);
    }

    fn call(&mut self, (params, results): (u32, u32)) {
        self.push(results);
        self.pop(params);
    }

    fn step(&mut self, op: &Operator<'_>, module: &Module<'_>) {
        use Operator as O;
        match op {
            O::Block { blockty } | O::Loop { blockty } => self.open(block_arity(module, *blockty)),
            O::If { blockty } => {
                self.pop(1);
                self.open(block_arity(module, *blockty));
            }
            O::Else => self.level = self.scopes.last().copied().unwrap_or(0),
            O::End => self.level = self.scopes.pop().unwrap_or(0),
            O::Call { function_index } => {
                self.call(module.function_type(*function_index).map_or((0, 0), arity));
            }
            O::CallIndirect { type_index, .. } => {
                self.call(type_arity(module, *type_index));
                self.pop(1);
            }
            O::LocalGet { .. }
            | O::GlobalGet { .. }
            | O::MemorySize { .. }
            | O::I32Const { .. }
            | O::I64Const { .. }
            | O::F32Const { .. }
            | O::F64Const { .. } => self.push(1),
            O::Drop | O::BrIf { .. } | O::BrTable { .. } | O::LocalSet { .. } => self.pop(1),
            O::GlobalSet { .. } => self.pop(1),
            O::Select => self.pop(2),
            O::MemoryFill { .. } | O::MemoryCopy { .. } => self.pop(3),
            op if is_store(op) => self.pop(2),
            op if is_binary(op) => self.pop(1),
            _ => {}
        }
    }
}

fn is_store(op: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        op,
        O::I32Store { .. }
            | O::I32Store8 { .. }
            | O::I32Store16 { .. }
            | O::I64Store { .. }
            | O::I64Store8 { .. }
            | O::I64Store16 { .. }
            | O::I64Store32 { .. }
            | O::F32Store { .. }
            | O::F64Store { .. }
    )
}

/// Arithmetic and comparisons with two operands. Floating point ones never come here: such programs are refused.
#[rustfmt::skip]
fn is_binary(op: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        op,
        O::I32Eq | O::I32Ne | O::I32LtS | O::I32LtU | O::I32GtS | O::I32GtU | O::I32LeS | O::I32LeU
        | O::I32GeS | O::I32GeU | O::I64Eq | O::I64Ne | O::I64LtS | O::I64LtU | O::I64GtS | O::I64GtU
        | O::I64LeS | O::I64LeU | O::I64GeS | O::I64GeU
        | O::I32Add | O::I32Sub | O::I32Mul | O::I32DivS | O::I32DivU | O::I32RemS | O::I32RemU
        | O::I32And | O::I32Or | O::I32Xor | O::I32Shl | O::I32ShrS | O::I32ShrU | O::I32Rotl | O::I32Rotr
        | O::I64Add | O::I64Sub | O::I64Mul | O::I64DivS | O::I64DivU | O::I64RemS | O::I64RemU
        | O::I64And | O::I64Or | O::I64Xor | O::I64Shl | O::I64ShrS | O::I64ShrU | O::I64Rotl | O::I64Rotr
    )
}
