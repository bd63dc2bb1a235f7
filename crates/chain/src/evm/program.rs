//! The run of a program inside a frame: is it active, what is it, how does its end look to the EVM.

use alloy_primitives::{Bytes, B256};
use revm::{
    handler::FrameData,
    interpreter::{Gas, InstructionResult, InterpreterResult},
};
use stylus_vm::{
    code::{self, CodeKind, DecodeError},
    Options, Params, ProgramSlot, SlotError, Status,
};

use super::{
    frame::{ArbEvm, FrameError},
    host::ProgramHost,
    profiled, DEBUG,
};
use crate::{arbos::ArbosState, precompiles::slot_error_data, revert};

/// The node's text when a program's own stack is exhausted.
const STACK_EXHAUSTED: &str = "max call depth exceeded";

/// Runs the program of the current frame to its end.
pub(super) fn run(evm: &mut ArbEvm) -> Result<InterpreterResult, FrameError> {
    let frame = evm.frame();
    let gas = frame.interpreter.gas.remaining();
    let is_create = matches!(frame.data, FrameData::Create(_));
    let code = frame.interpreter.bytecode.original_bytes();
    let code_hash = frame.interpreter.bytecode.get_or_calculate_hash();
    let (params, slot) = match active(evm, code_hash, is_create) {
        Ok(found) => found,
        Err(error) => return Ok(inactive(evm, error, gas)),
    };
    let programs = evm.context().chain.programs.clone();
    let profiled = profiled::load(evm, code_hash, &code, &params)?;
    let program = match &profiled {
        Some(profiled) => profiled.program.clone(),
        None => programs
            .load(code_hash, &params, DEBUG, || wasm_of(evm, &code, &params))
            .map_err(|error| FrameError::Custom(format!("active program {code_hash}: {error}")))?,
    };
    let input = evm.call_data();
    let recent = params.uses_recent_programs()
        && !slot.cached
        && evm.context().chain.recent.insert(code_hash, params.block_cache_size);
    let options = options(evm, recent);
    let mut host = ProgramHost::new(evm);
    let outcome = stylus_vm::run(&program, &slot, &params, input, gas, &mut host, options);
    host.into_error()?;
    evm.context().chain.record(|recorder| recorder.host_calls(outcome.trace));
    profiled::record(evm, code_hash, profiled, &params, outcome.profile);
    let mut end = Gas::new(gas);
    end.set_remaining(outcome.gas_left.min(gas));
    let (result, output) = match outcome.status {
        Status::Success => {
            end.record_refund(outcome.refund);
            (InstructionResult::Return, outcome.output)
        }
        Status::Revert => (InstructionResult::Revert, outcome.output),
        Status::Failure => (InstructionResult::Revert, Bytes::new()),
        Status::OutOfInk => (InstructionResult::OutOfGas, Bytes::new()),
        Status::OutOfStack => {
            note(evm, STACK_EXHAUSTED.to_owned());
            (InstructionResult::PrecompileError, Bytes::new())
        }
    };
    if !result.is_ok_or_revert() {
        end.spend_all();
    }
    Ok(InterpreterResult::new(result, output, end))
}

/// How to enter the program: what is listened to, and whether it ran lately.
fn options(evm: &mut ArbEvm, recent: bool) -> Options {
    let recorder = &evm.context().chain.recorder;
    let trace = recorder.as_ref().is_some_and(|recorder| recorder.options.host_calls);
    Options { recent, trace, profile: profiled::detail(evm).is_some() }
}

/// The wasm of an active program, whose parts may lie in other accounts.
pub(super) fn wasm_of(
    evm: &mut ArbEvm,
    code: &[u8],
    params: &Params,
) -> Result<Vec<u8>, DecodeError> {
    if code::kind(code, params.arbos_version) != Some(CodeKind::Root) {
        return code::decode(code, params);
    }
    let root = code::root(code, params)?;
    let state = &evm.context().journaled_state.database.state;
    let codes: Vec<Bytes> = root.fragments.iter().map(|part| state.code(*part)).collect();
    code::assemble(&root, &codes, params)
}

/// Parameters and record of the frame's program. Init code is never active.
fn active(
    evm: &mut ArbEvm,
    code_hash: B256,
    is_create: bool,
) -> Result<(Params, ProgramSlot), SlotError> {
    let ctx = evm.context();
    let now = u64::try_from(ctx.block.timestamp).unwrap_or(u64::MAX);
    let mut arbos = ArbosState::new(ctx);
    let Ok(params) = arbos.params();
    let slot = if is_create {
        ProgramSlot::default()
    } else {
        let Ok(slot) = arbos.program(code_hash);
        slot
    };
    slot.check_active(&params, now)?;
    Ok((params, slot))
}

/// A program that cannot run takes all gas; this is no revert.
fn inactive(evm: &mut ArbEvm, error: SlotError, gas: u64) -> InterpreterResult {
    if let Some(text) = revert::precompile_error(&slot_error_data(error)) {
        note(evm, text);
    }
    let mut spent = Gas::new(gas);
    spent.spend_all();
    InterpreterResult::new(InstructionResult::PrecompileError, Bytes::new(), spent)
}

/// Keeps the node's words for the failure.
fn note(evm: &mut ArbEvm, text: String) {
    let depth = evm.frame().depth;
    evm.context().chain.fail(depth, text);
}
