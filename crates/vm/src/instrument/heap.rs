//! The heap bound: a memory that may grow pays the host before it does.

use wasmparser::{ExternalKind, Operator, ValType};

use super::{get, set, Globals};
use crate::{
    host::hooks::{PAY_FOR_MEMORY_GROW, VM_HOOKS},
    validate::{error::ParseError, limits::MEMORY, link, module::Module},
};

/// Most pages that a program may start with, whatever the chain's parameters say.
const MAX_INITIAL_PAGES: u16 = 128;
/// Declared maxima are cut to this.
const MAX_PAGES: u64 = 65_534;

/// What is known of the memory.
pub(super) struct Heap {
    /// Initial pages.
    pub(super) pages: u16,
    /// Largest number of pages.
    pub(super) max_pages: u64,
    /// The import to call before growing; absent if the memory cannot grow.
    pay: Option<u32>,
}

/// Checks the memory and the import that growing needs.
///
/// # Errors
///
/// [`ParseError`] for the first fault.
pub(super) fn check(module: &Module<'_>) -> Result<Heap, ParseError> {
    let memory = match module.memories.as_slice() {
        [] => return Err(ParseError::MissingMemory),
        [memory] => memory,
        _ => return Err(ParseError::ManyMemories),
    };
    let exported = |export: &wasmparser::Export<'_>| {
        export.name == MEMORY && export.kind == ExternalKind::Memory && export.index == 0
    };
    if !module.exports.iter().any(exported) {
        return Err(ParseError::HiddenMemory);
    }
    let limit = u64::from(MAX_INITIAL_PAGES);
    let pages = u16::try_from(memory.initial)
        .ok()
        .filter(|pages| *pages <= MAX_INITIAL_PAGES)
        .ok_or(ParseError::MemorySize { have: memory.initial, limit })?;
    let max_pages = memory.maximum.unwrap_or(MAX_PAGES).min(MAX_PAGES);
    if max_pages < memory.initial {
        return Err(ParseError::MemoryMaximum { initial: memory.initial, maximum: max_pages });
    }
    let pay = if max_pages == memory.initial { None } else { Some(find_pay(module)?) };
    Ok(Heap { pages, max_pages, pay })
}

fn find_pay(module: &Module<'_>) -> Result<u32, ParseError> {
    let position = module
        .imports
        .iter()
        .position(|import| import.module == VM_HOOKS && import.name == PAY_FOR_MEMORY_GROW)
        .and_then(|index| u32::try_from(index).ok())
        .ok_or(ParseError::MissingPayForMemoryGrow)?;
    match module.function_type(position) {
        Some(ty) if ty.params() == [ValType::I32] && ty.results().is_empty() => Ok(position),
        ty => {
            let found = ty.map(link::show).unwrap_or_default();
            Err(ParseError::WrongType { name: PAY_FOR_MEMORY_GROW, found })
        }
    }
}

/// Writes the payment before every growth; the number of pages is on top of the stack.
pub(super) fn apply<'a>(
    code: Vec<Operator<'a>>,
    heap: &Heap,
    globals: Globals,
) -> Vec<Operator<'a>> {
    let Some(function_index) = heap.pay else { return code };
    let mut out = Vec::with_capacity(code.len());
    for op in code {
        if matches!(op, Operator::MemoryGrow { .. }) {
            let pages = globals.scratch;
            out.extend([set(pages), get(pages), get(pages), Operator::Call { function_index }]);
        }
        out.push(op);
    }
    out
}
