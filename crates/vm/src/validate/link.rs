//! The rules of the executable form: imports exist with their exact types, instructions can be translated, segments fit.

use std::fmt::Write as _;

use wasmparser::{FuncType, ValType};

use super::{
    error::BuildError,
    floats,
    module::{Body, Module},
};
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
        let owned = || (import.module.to_owned(), import.name.to_owned());
        let Some(hook) = hooks::find(import.module, import.name, debug) else {
            let (module, name) = owned();
            return Err(BuildError::NoSuchImport { module, name });
        };
        let ty = module.types.get(import.ty as usize);
        if !ty.is_some_and(|ty| same(hook.params, ty.params()) && same(hook.results, ty.results()))
        {
            let (module, name) = owned();
            let expected = signature(hook.params, hook.results);
            let found = ty.map(show).unwrap_or_default();
            return Err(BuildError::ImportType { module, name, expected, found });
        }
    }
    module.bodies.iter().try_for_each(check_body)?;
    check_segments(module)
}

fn check_body(body: &Body<'_>) -> Result<(), BuildError> {
    for op in &body.code {
        if let Some(name) = floats::float_operation(op) {
            return Err(BuildError::FloatingPoint(name.to_owned()));
        }
        if floats::is_unsupported(op) {
            return Err(BuildError::Opcode(format!("{op:?}")));
        }
    }
    Ok(())
}

fn check_segments(module: &Module<'_>) -> Result<(), BuildError> {
    let memory = module.memories.first().map_or(0, |memory| memory.initial);
    let bytes = memory.saturating_mul(PAGE_BYTES);
    for (index, segment) in module.data.iter().enumerate() {
        let end = segment.offset.map_or(0, |at| u64::from(at) + segment.bytes.len() as u64);
        if end > bytes {
            return Err(BuildError::OutOfBounds { what: "memory", index });
        }
    }
    let entries = module.tables.first().map_or(0, |table| table.initial);
    for (index, segment) in module.elements.iter().enumerate() {
        let end = segment
            .active
            .as_ref()
            .map_or(0, |(at, functions)| u64::from(*at) + functions.len() as u64);
        if end > entries {
            return Err(BuildError::OutOfBounds { what: "table", index });
        }
    }
    Ok(())
}
