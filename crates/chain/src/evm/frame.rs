//! Frames: revm's for EVM code; for programs the same frame, whose run is handed to the Stylus machine. Frames that
//! a program opens are driven to their end inside its host call, on the same stack and journal.

use std::convert::Infallible;

use alloy_primitives::{Address, Bytes};
use revm::{
    context::{Evm, FrameStack},
    context_interface::{context::ContextError, Cfg},
    handler::{
        evm::FrameInitResult, instructions::EthInstructions, EthFrame, EvmTr, FrameData,
        FrameInitOrResult, FrameResult, ItemOrResult,
    },
    interpreter::{
        interpreter::EthInterpreter, interpreter_action::FrameInit, CallScheme, FrameInput,
        InstructionResult, InterpreterAction, InterpreterResult,
    },
};
use stylus_vm::code::{is_deployable, is_program};

use super::{context::Ctx, halt, instructions, program, recorded};
use crate::precompiles::ArbPrecompiles;

pub(crate) type Frame = EthFrame<EthInterpreter>;
type Inner = Evm<Ctx, (), EthInstructions<EthInterpreter, Ctx>, ArbPrecompiles, Frame>;
pub(crate) type FrameError = ContextError<Infallible>;

/// The EVM with Arbitrum's precompiles and program frames.
#[derive(Debug)]
pub(crate) struct ArbEvm {
    inner: Inner,
}

impl ArbEvm {
    pub(crate) fn new(ctx: Ctx) -> Self {
        let arbos = ctx.chain.arbos;
        Self { inner: Evm::new(ctx, instructions::table(arbos), ArbPrecompiles::new(arbos)) }
    }

    pub(crate) fn into_context(self) -> Ctx {
        self.inner.ctx
    }

    pub(crate) fn context(&mut self) -> &mut Ctx {
        &mut self.inner.ctx
    }

    /// Call data of the frame that runs now.
    pub(crate) fn call_data(&mut self) -> Bytes {
        let input = self.inner.frame_stack.get().interpreter.input.input.clone();
        input.bytes(&self.inner.ctx)
    }

    /// The frame that runs now.
    pub(crate) fn frame(&mut self) -> &mut Frame {
        self.inner.frame_stack.get()
    }

    /// Runs a frame that the current one opens, with everything below it, and answers with its result.
    pub(crate) fn run_nested(&mut self, input: FrameInput) -> Result<FrameResult, FrameError> {
        let base = self.inner.frame_stack.index();
        let frame = self.frame();
        let depth = frame.depth + 1;
        let memory = frame.interpreter.memory.new_child_context();
        let result = self.drive(FrameInit { depth, memory, frame_input: input }, base);
        self.frame().interpreter.memory.free_child_context();
        result
    }

    fn drive(&mut self, init: FrameInit, base: Option<usize>) -> Result<FrameResult, FrameError> {
        if let ItemOrResult::Result(result) = self.frame_init(init)? {
            return Ok(result);
        }
        loop {
            let result = match self.frame_run()? {
                ItemOrResult::Item(init) => match self.frame_init(init)? {
                    ItemOrResult::Item(_) => continue,
                    ItemOrResult::Result(result) => result,
                },
                ItemOrResult::Result(result) => result,
            };
            self.pop_finished();
            if self.inner.frame_stack.index() == base {
                return Ok(result);
            }
            self.inner
                .frame_stack
                .get()
                .return_result::<_, FrameError>(&mut self.inner.ctx, result)?;
        }
    }

    /// Takes the topmost frame off the stack if it has ended.
    fn pop_finished(&mut self) {
        if !self.inner.frame_stack.get().is_finished() {
            return;
        }
        if let Some(acting) = counted_address(self.inner.frame_stack.get()) {
            self.inner.ctx.chain.leave(acting);
        }
        self.inner.ctx.chain.callers.pop();
        self.inner.frame_stack.pop();
    }

    /// The end of a frame for which there is no time.
    fn give_up(&mut self) -> InterpreterAction {
        let mut gas = self.frame().interpreter.gas;
        gas.spend_all();
        let result = InstructionResult::OutOfGas;
        InterpreterAction::Return(InterpreterResult::new(result, Bytes::new(), gas))
    }

    /// Lets the interpreter run the current frame until it ends or opens another.
    fn interpret(&mut self) -> InterpreterAction {
        let Inner { ctx, instruction, frame_stack, .. } = &mut self.inner;
        let frame = frame_stack.get();
        let action = if ctx.chain.recorder.is_some() {
            recorded::run(frame, instruction, ctx)
        } else {
            let (instructions, gas) = (instruction.instruction_table(), instruction.gas_table());
            frame.interpreter.run_plain(instructions, gas, ctx)
        };
        if let InterpreterAction::Return(result) = &action
            && let Some(text) = halt::instruction_text(frame, result.result)
        {
            ctx.chain.fail(frame.depth, text);
        }
        action
    }
}

/// The acting address of a frame that counts for re-entrancy: all but delegate calls.
fn counted_address(frame: &Frame) -> Option<Address> {
    match &frame.input {
        FrameInput::Call(call)
            if matches!(call.scheme, CallScheme::DelegateCall | CallScheme::CallCode) =>
        {
            None
        }
        FrameInput::Empty => None,
        _ => Some(frame.interpreter.input.target_address),
    }
}

/// Applies the rule for the first byte of new code. Size comes first, as on the node.
fn check_deployed_code(frame: &Frame, action: &mut InterpreterAction, max_size: usize, arbos: u64) {
    let (InterpreterAction::Return(result), FrameData::Create(_)) = (action, &frame.data) else {
        return;
    };
    let fits = result.output.len() <= max_size;
    if result.result.is_ok() && fits && !is_deployable(&result.output, arbos) {
        result.result = InstructionResult::CreateContractStartingWithEF;
        result.output = Bytes::new();
    }
}

impl EvmTr for ArbEvm {
    type Context = Ctx;
    type Instructions = EthInstructions<EthInterpreter, Ctx>;
    type Precompiles = ArbPrecompiles;
    type Frame = Frame;

    fn all(&self) -> (&Ctx, &Self::Instructions, &ArbPrecompiles, &FrameStack<Frame>) {
        let Inner { ctx, instruction, precompiles, frame_stack, .. } = &self.inner;
        (ctx, instruction, precompiles, frame_stack)
    }

    fn all_mut(
        &mut self,
    ) -> (&mut Ctx, &mut Self::Instructions, &mut ArbPrecompiles, &mut FrameStack<Frame>) {
        let Inner { ctx, instruction, precompiles, frame_stack, .. } = &mut self.inner;
        (ctx, instruction, precompiles, frame_stack)
    }

    fn frame_init(&mut self, init: FrameInit) -> Result<FrameInitResult<'_, Frame>, FrameError> {
        if self.inner.ctx.chain.recorder.is_some() {
            recorded::open(&init.frame_input, &mut self.inner.ctx);
        }
        if let ItemOrResult::Result(result) = self.inner.frame_init(init)? {
            self.inner.ctx.chain.record(|recorder| recorder.exit(&result));
            return Ok(ItemOrResult::Result(result));
        }
        let Inner { ctx, frame_stack, .. } = &mut self.inner;
        let frame = frame_stack.get();
        ctx.chain.callers.push(frame.interpreter.input.caller_address);
        if let Some(acting) = counted_address(frame) {
            ctx.chain.enter(acting);
        }
        Ok(ItemOrResult::Item(frame))
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<Frame>, FrameError> {
        let arbos = self.inner.ctx.chain.arbos;
        let code = self.frame().interpreter.bytecode.original_byte_slice();
        let is_program = is_program(code, arbos);
        let mut action = if self.inner.ctx.chain.deadline.passed() {
            self.give_up()
        } else if is_program {
            InterpreterAction::Return(program::run(self)?)
        } else {
            self.interpret()
        };
        let Inner { ctx, frame_stack, .. } = &mut self.inner;
        let frame = frame_stack.get();
        check_deployed_code(frame, &mut action, ctx.cfg.max_code_size(), arbos);
        let next = frame.process_next_action::<_, FrameError>(ctx, action)?;
        if let ItemOrResult::Result(result) = &next {
            frame.set_finished(true);
            ctx.chain.record(|recorder| recorder.exit(result));
        }
        Ok(next)
    }

    fn frame_return_result(
        &mut self,
        result: FrameResult,
    ) -> Result<Option<FrameResult>, FrameError> {
        self.pop_finished();
        if self.inner.frame_stack.index().is_none() {
            return Ok(Some(result));
        }
        self.inner.frame_stack.get().return_result::<_, FrameError>(&mut self.inner.ctx, result)?;
        Ok(None)
    }
}
