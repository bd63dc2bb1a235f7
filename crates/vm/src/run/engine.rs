//! The interpreter's settings. Its own limits are far above what programs can reach, because the metering inside the program
//! decides when it ends.

use wasmi::{CompilationMode, Config, Engine, Module};

use super::{dispatch, program::Program};
use crate::{activation::Prepared, validate::BuildError};

/// Nested wasm calls. Frames take at least six words, so a stack of 262,144 words ends before.
const MAX_RECURSION: usize = 100_000;
/// Bytes of values. Only programs made to mislead the depth checker's estimate get there.
const MAX_STACK_BYTES: usize = 64 << 20;
/// Bytes that a stack starts with.
const MIN_STACK_BYTES: usize = 1 << 12;

fn config() -> Config {
    let mut config = Config::default();
    config
        .set_min_stack_height(MIN_STACK_BYTES)
        .set_max_stack_height(MAX_STACK_BYTES)
        .set_max_recursion_depth(MAX_RECURSION)
        // A stack that has grown stays large, and every program would keep its own.
        .set_max_cached_stacks(0)
        .wasm_mutable_global(true)
        .wasm_sign_extension(true)
        .wasm_saturating_float_to_int(true)
        .wasm_multi_value(true)
        .wasm_bulk_memory(true)
        .wasm_multi_memory(false)
        .wasm_reference_types(false)
        .wasm_tail_call(false)
        .wasm_extended_const(false)
        .consume_fuel(false)
        .ignore_custom_sections(true)
        .compilation_mode(CompilationMode::Eager);
    config
}

/// Compiles a checked and rewritten program.
///
/// # Errors
///
/// [`BuildError::Engine`] if the interpreter cannot hold it.
pub(crate) fn compile(prepared: &Prepared<'_>) -> Result<Program, BuildError> {
    build(&prepared.code.encode(&prepared.module).map_err(BuildError::Engine)?)
}

/// Compiles it so that it reports every call.
///
/// # Errors
///
/// [`BuildError::Engine`] if the interpreter cannot hold it.
pub(crate) fn compile_profiled(prepared: &Prepared<'_>) -> Result<Program, BuildError> {
    build(&prepared.code.encode_profiled(&prepared.module).map_err(BuildError::Engine)?)
}

/// An interpreter.
pub(super) fn new() -> Engine {
    Engine::new(&config())
}

fn build(wasm: &[u8]) -> Result<Program, BuildError> {
    let engine = new();
    if !dispatch::keeps_its_stack(&engine) {
        return Err(BuildError::Engine(dispatch::REFUSAL.to_owned()));
    }
    let module =
        Module::new(&engine, wasm).map_err(|error| BuildError::Engine(error.to_string()))?;
    Ok(Program::new(module))
}
