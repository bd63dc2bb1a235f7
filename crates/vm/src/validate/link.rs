//! The rules of the executable form: imports exist with their exact types, instructions can be translated, segments fit.

use std::fmt::Write as _;

use wasmparser::{FuncType, ValType};

use super::{error::BuildError, floats, module::Module};
use crate::host::hooks::{self, HookType};

const PAGE_BYTES: u64 = 65_536;

/// A function type as the node writes it: `λ(i32, i64) -> i32`.
pub(crate) fn show(ty: &FuncType) -> String {
    signature(ty.params(), ty.results())
}

fn signature<T: std::fmt::Display>(params: &[T], results: &[T]) -> String {
    let list = |types: &[T]| {
        let types: Vec<String> = types.iter().map(ToString::to_string).collect();
        types.join(", ")
    };
    let mut text = format!("λ({})", list(params));
    match results {
        [] => {}
        // Writing to a string cannot fail.
        [one] => drop(write!(text, " -> {one}")),
        many => drop(write!(text, " -> ({})", list(many))),
    }
    text
}

fn same(hook: &[HookType], wasm: &[ValType]) -> bool {
    let equal = |(hook, wasm): (&HookType, &ValType)| {
        matches!(
            (hook, wasm),
            (HookType::I32, ValType::I32)
                | (HookType::I64, ValType::I64)
                | (HookType::F32, ValType::F32)
                | (HookType::F64, ValType::F64)
        )
    };
    hook.len() == wasm.len() && hook.iter().zip(wasm).all(equal)
}

/// Checks imports, instructions and segments.
///
/// # Errors
///
/// [`BuildError`] for the first fault.
pub(crate) fn check(module: &Module<'_>, debug: bool) -> Result<(), BuildError> {
    for import in &module.imports {
        let owned = || (import.module.to_owned(), import.name.to_owned(), module.title());
        let Some(hook) = hooks::find(import.module, import.name, debug) else {
            let (module, name, program) = owned();
            return Err(BuildError::NoSuchImport { module, name, program });
        };
        let ty = module.types.get(import.ty as usize);
        if !ty.is_some_and(|ty| same(hook.params, ty.params()) && same(hook.results, ty.results()))
        {
            let (module, name, program) = owned();
            let expected = signature(hook.params, hook.results);
            let found = ty.map(show).unwrap_or_default();
            return Err(BuildError::ImportType { program, module, name, expected, found });
        }
    }
    let mut code = module.bodies.iter().flat_map(|body| &body.code);
    if let Some(operation) = code.find_map(floats::float_operation) {
        return Err(BuildError::FloatingPoint { operation, program: module.title() });
    }
    check_segments(module)
}

fn check_segments(module: &Module<'_>) -> Result<(), BuildError> {
    let memory = module.memories.first().map_or(0, |memory| memory.initial);
    let bytes = memory.saturating_mul(PAGE_BYTES);
    for segment in &module.data {
        let size = segment.bytes.len();
        if segment.offset.is_some_and(|at| u64::from(at) + size as u64 > bytes) {
            let offset = sign_extended(segment.offset.unwrap_or_default());
            return Err(BuildError::DataOutOfBounds { offset, size });
        }
    }
    let table = module.tables.first().map_or(0, |table| table.initial);
    for (at, functions) in module.elements.iter().filter_map(|segment| segment.active.as_ref()) {
        let length = functions.len();
        if u64::from(*at) + length as u64 > table {
            let offset = sign_extended(*at);
            return Err(BuildError::ElementsOutOfBounds { offset, length, table });
        }
    }
    Ok(())
}

/// The node reads offsets as signed numbers.
fn sign_extended(offset: u32) -> u64 {
    i64::from(offset.cast_signed()).cast_unsigned()
}
