//! Rewriting of a program so that it meters itself: ink per basic block, ink per byte moved, words of stack, pages of memory.
//!
//! The passes run in a fixed order, because each sees the code that the earlier ones wrote: start function, ink meter,
//! dynamic meter, depth checker, heap bound. Four globals are appended after the program's own. The result is what activation
//! counts; what runs is the same in a quicker form (`slices`).

mod depth;
mod dynamic;
mod encode;
mod heap;
mod meter;
pub mod prices;
pub(crate) mod profile;
pub(crate) mod slices;

use wasmparser::{BlockType, Operator};

use crate::validate::{
    error::ParseError,
    module::{Body, Module},
};

/// Export names of the added globals. Programs cannot export names that start like these.
pub(crate) const INK_LEFT: &str = "stylus_ink_left";
/// Set to 1 when the ink ran out.
pub(crate) const INK_STATUS: &str = "stylus_ink_status";
/// Words of stack left; 0 after the depth ran out.
pub(crate) const STACK_LEFT: &str = "stylus_stack_left";

/// Indices of the added globals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Globals {
    ink_left: u32,
    ink_status: u32,
    scratch: u32,
    stack_left: u32,
}

impl Globals {
    fn after(count: usize) -> Self {
        // A module of at most 2^32 bytes has fewer globals than that.
        let first = u32::try_from(count).unwrap_or(u32::MAX - 3);
        Self { ink_left: first, ink_status: first + 1, scratch: first + 2, stack_left: first + 3 }
    }
}

/// A rewritten program.
#[derive(Debug)]
pub(crate) struct Instrumented<'a> {
    /// The functions' new code.
    pub(crate) bodies: Vec<Body<'a>>,
    /// Initial pages.
    pub(crate) pages: u16,
    /// Largest number of pages, as encoded.
    max_pages: u64,
}

impl Instrumented<'_> {
    /// Operators of all functions together, which activation pays for.
    pub(crate) fn operators(&self) -> u64 {
        self.bodies.iter().map(|body| body.code.len() as u64).sum()
    }

    /// The program as wasm for the interpreter.
    pub(crate) fn encode(&self, module: &Module<'_>) -> Result<Vec<u8>, String> {
        encode::encode(module, self, false)
    }

    /// The same program with reports of every call, for a profile. It costs the same ink.
    pub(crate) fn encode_profiled(&self, module: &Module<'_>) -> Result<Vec<u8>, String> {
        let bodies = self.bodies.iter().enumerate();
        let bodies = bodies.map(|(index, body)| profile::apply(body, module, index)).collect();
        let profiled = Instrumented { bodies, pages: self.pages, max_pages: self.max_pages };
        encode::encode(module, &profiled, true)
    }
}

/// Runs all passes.
///
/// # Errors
///
/// [`ParseError`] when the memory, a frame or the start function is not acceptable.
pub(crate) fn instrument<'a>(
    module: &Module<'a>,
    debug: bool,
) -> Result<Instrumented<'a>, ParseError> {
    // The start function would become an export that nobody calls; it is simply not written out.
    if module.start.is_some() && !debug {
        return Err(ParseError::StartFunction);
    }
    let heap = heap::check(module)?;
    let globals = Globals::after(module.globals.len());
    let mut bodies = Vec::with_capacity(module.bodies.len());
    for (index, body) in module.bodies.iter().enumerate() {
        let code = meter::apply(&body.code, module, globals);
        let code = dynamic::apply(code, globals);
        let size = depth::frame_size(&code, body.local_count(), module, index)?;
        let code = depth::apply(code, size, globals);
        let code = heap::apply(code, &heap, globals);
        bodies.push(Body { locals: body.locals.clone(), code });
    }
    Ok(Instrumented { bodies, pages: heap.pages, max_pages: heap.max_pages })
}

/// Numbers of parameters and results of a block.
fn block_arity(module: &Module<'_>, ty: BlockType) -> (u32, u32) {
    match ty {
        BlockType::Empty => (0, 0),
        BlockType::Type(_) => (0, 1),
        BlockType::FuncType(index) => type_arity(module, index),
    }
}

/// Numbers of parameters and results of a function type.
fn type_arity(module: &Module<'_>, index: u32) -> (u32, u32) {
    module.types.get(index as usize).map_or((0, 0), arity)
}

fn arity(ty: &wasmparser::FuncType) -> (u32, u32) {
    // The validator allows at most 1,000 of each.
    (ty.params().len() as u32, ty.results().len() as u32)
}

fn get<'a>(global_index: u32) -> Operator<'a> {
    Operator::GlobalGet { global_index }
}

fn set<'a>(global_index: u32) -> Operator<'a> {
    Operator::GlobalSet { global_index }
}

fn i32_const<'a>(value: u32) -> Operator<'a> {
    Operator::I32Const { value: value.cast_signed() }
}

fn i64_const<'a>(value: u64) -> Operator<'a> {
    Operator::I64Const { value: value.cast_signed() }
}

fn if_then<'a>() -> Operator<'a> {
    Operator::If { blockty: BlockType::Empty }
}
