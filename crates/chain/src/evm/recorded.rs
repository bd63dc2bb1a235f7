//! Frames while they are traced: what the recorder is told before a frame opens, and at every instruction.

use alloy_primitives::Bytes;
use revm::{
    context::JournalTr,
    handler::instructions::EthInstructions,
    interpreter::{
        interpreter::EthInterpreter,
        interpreter_types::{Jumps, LoopControl},
        CallScheme, FrameInput, InterpreterAction,
    },
};

use super::{context::Ctx, frame::Frame};
use crate::trace::{FrameKind, Opening};

/// The interpreter's loop with a recorder that hears every instruction.
pub(super) fn run(
    frame: &mut Frame,
    table: &EthInstructions<EthInterpreter, Ctx>,
    ctx: &mut Ctx,
) -> InterpreterAction {
    let depth = frame.depth + 1;
    let interpreter = &mut frame.interpreter;
    let end = loop {
        let static_gas = table.gas_table()[usize::from(interpreter.bytecode.opcode())];
        // The recorder is lent to the loop, and back to the instruction while that runs.
        let mut recorder = ctx.chain.recorder.take();
        if let Some(recorder) = &mut recorder {
            recorder.before_step(interpreter, ctx, depth, u64::from(static_gas));
        }
        ctx.chain.recorder = recorder;
        let result = interpreter.step(table.instruction_table(), table.gas_table(), ctx);
        let mut recorder = ctx.chain.recorder.take();
        if let Some(recorder) = &mut recorder {
            recorder.after_step(interpreter, ctx, result);
        }
        ctx.chain.recorder = recorder;
        if let Err(end) = result {
            break end;
        }
    };
    if interpreter.bytecode.action().is_none() {
        interpreter.halt(end);
    }
    interpreter.take_next_action()
}

/// Tells the recorder of a frame that is asked for.
pub(super) fn open(input: &FrameInput, ctx: &mut Ctx) {
    let opening = match input {
        FrameInput::Call(call) => {
            let kind = FrameKind::of(call.scheme);
            let from = match call.scheme {
                CallScheme::DelegateCall | CallScheme::CallCode => call.target_address,
                CallScheme::Call | CallScheme::StaticCall => call.caller,
            };
            let value = (kind != FrameKind::StaticCall).then(|| call.value.get());
            let listens = ctx.chain.recorder.as_ref().is_some_and(|recorder| recorder.listens());
            let input = if listens { call.input.bytes(ctx) } else { Bytes::new() };
            Opening { kind, from, to: call.bytecode_address, value, gas: call.gas_limit, input }
        }
        FrameInput::Create(create) => {
            let Ok(load) = ctx.journaled_state.load_account(create.caller());
            let nonce = load.data.info.nonce;
            // A copy: the inputs remember the address that they are first asked for.
            Opening::create(create, create.clone().created_address(nonce))
        }
        FrameInput::Empty => return,
    };
    ctx.chain.record(|recorder| recorder.enter(opening));
}
