//! Steps of the EVM: what is seen before an instruction, and what is known after it.

use alloy_primitives::{Address, Bytes, Log, U256};
use revm::{
    bytecode::opcode::{self, OpCode},
    context::JournalTr,
    interpreter::{
        interpreter::EthInterpreter,
        interpreter_types::{InputsTr, Jumps, LoopControl, ReturnData},
        FrameInput, InstructionResult, Interpreter, InterpreterAction,
    },
};

use super::{recorder::Recorder, FrameKind, Step};
use crate::evm::Ctx;

/// Bytes that a step takes where it is answered, as JSON in memory; several times what it takes here.
const SHOWN_STEP: usize = 1_024;
/// Bytes of one word of its stack, memory or return data there.
const SHOWN_WORD: usize = 128;

/// What must be remembered of a step until it has run.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    opcode: u8,
    gas: u64,
    static_gas: u64,
    acting: Address,
    /// The two topmost items.
    top: [Option<U256>; 2],
    logs: usize,
    balance: U256,
    /// It is the last of the recorded steps.
    shown: bool,
}

/// Name of an instruction as go-ethereum prints it.
pub(super) fn name(code: u8) -> String {
    match OpCode::new(code) {
        Some(known) => known.as_str().to_owned(),
        None => format!("opcode {code:#x} not defined"),
    }
}

impl Recorder {
    /// Before an instruction.
    pub(crate) fn before_step(
        &mut self,
        interpreter: &Interpreter<EthInterpreter>,
        ctx: &mut Ctx,
        depth: usize,
        static_gas: u64,
    ) {
        let code = interpreter.bytecode.opcode();
        let acting = interpreter.input.target_address();
        let item = |place| interpreter.stack.peek(place).ok();
        let balance = if code == opcode::SELFDESTRUCT {
            let Ok(load) = ctx.journaled_state.load_account(acting);
            load.data.info.balance
        } else {
            U256::ZERO
        };
        self.pending = Some(Pending {
            opcode: code,
            gas: interpreter.gas.remaining(),
            static_gas: constant_gas(code, static_gas),
            acting,
            top: [item(0), item(1)],
            logs: ctx.journaled_state.logs().len(),
            balance,
            shown: self.has_room(),
        });
        self.look(code, item(0), item(1));
        let refund = self.refund(interpreter.gas.refunded());
        if self.has_room() {
            self.push_step(interpreter, depth, refund);
        }
    }

    /// True if one more step is to be recorded.
    fn has_room(&self) -> bool {
        let Some(options) = self.options.steps else { return false };
        !self.too_large && options.most.is_none_or(|most| self.steps.len() < most)
    }

    /// Accounts that an instruction names.
    fn look(&mut self, code: u8, first: Option<U256>, second: Option<U256>) {
        let named = match code {
            opcode::EXTCODECOPY
            | opcode::EXTCODEHASH
            | opcode::EXTCODESIZE
            | opcode::BALANCE
            | opcode::SELFDESTRUCT => first,
            opcode::CALL | opcode::CALLCODE | opcode::DELEGATECALL | opcode::STATICCALL => second,
            _ => None,
        };
        if let Some(word) = named {
            self.touch(Address::from_word(word.into()));
        }
    }

    fn push_step(&mut self, interpreter: &Interpreter<EthInterpreter>, depth: usize, refund: u64) {
        let options = self.options.steps.unwrap_or_default();
        let step = Step {
            pc: interpreter.bytecode.pc(),
            opcode: interpreter.bytecode.opcode(),
            gas: interpreter.gas.remaining(),
            cost: 0,
            depth,
            refund,
            error: None,
            stack: options.stack.then(|| interpreter.stack.data().clone()),
            memory: options
                .memory
                .then(|| Bytes::copy_from_slice(&interpreter.memory.context_memory())),
            storage: None,
            return_data: options.return_data.then(|| interpreter.return_data.buffer().clone()),
        };
        let stack = step.stack.as_ref().map_or(0, Vec::len);
        let memory = step.memory.as_ref().map_or(0, |memory| memory.len().div_ceil(32));
        let returned = step.return_data.as_ref().map_or(0, |data| data.len().div_ceil(32));
        self.keep(SHOWN_STEP + (stack + memory + returned) * SHOWN_WORD);
        self.steps.push(step);
    }

    /// After it.
    pub(crate) fn after_step(
        &mut self,
        interpreter: &mut Interpreter<EthInterpreter>,
        ctx: &Ctx,
        result: Result<(), InstructionResult>,
    ) {
        let Some(pending) = self.pending.take() else { return };
        let fresh: Vec<Log> =
            ctx.journaled_state.logs().get(pending.logs..).unwrap_or_default().to_vec();
        fresh.iter().for_each(|log| self.log(log));
        if let (Err(InstructionResult::SelfDestruct), [Some(heir), _]) = (result, pending.top) {
            let heir = Address::from_word(heir.into());
            self.destroyed.insert(pending.acting);
            self.payment(FrameKind::SelfDestruct, pending.acting, heir, pending.balance);
        }
        if pending.shown {
            self.finish_step(interpreter, &pending, result);
        }
    }

    fn finish_step(
        &mut self,
        interpreter: &mut Interpreter<EthInterpreter>,
        pending: &Pending,
        result: Result<(), InstructionResult>,
    ) {
        let storage = self.shown_storage(interpreter, pending);
        self.keep(storage.as_ref().map_or(0, |slots| slots.len() * 3 * SHOWN_WORD));
        let Some(step) = self.steps.last_mut() else { return };
        step.storage = storage;
        let spent = pending.gas.saturating_sub(interpreter.gas.remaining());
        step.cost = spent.saturating_sub(gas_of_creation(interpreter));
        match result {
            Err(InstructionResult::StackUnderflow) => {
                let needed = OpCode::new(pending.opcode).map_or(0, |code| code.inputs());
                let have = step.stack.as_ref().map_or(0, Vec::len);
                step.error = Some(format!("stack underflow ({have} <=> {needed})"));
                step.cost = pending.static_gas;
            }
            Err(InstructionResult::StackOverflow) => {
                step.error = Some("stack limit reached 1024 (1023)".to_owned());
                step.cost = pending.static_gas;
            }
            Err(error) if is_out_of_gas(error) => {
                step.error = Some("out of gas".to_owned());
                step.cost = step.cost.max(pending.static_gas);
            }
            Err(InstructionResult::InvalidFEOpcode | InstructionResult::OpcodeNotFound) => {
                step.cost = 0;
            }
            _ => {}
        }
    }

    /// Slots of the account after `SLOAD` or `SSTORE`, as the step shows them.
    fn shown_storage(
        &mut self,
        interpreter: &Interpreter<EthInterpreter>,
        pending: &Pending,
    ) -> Option<std::collections::BTreeMap<U256, U256>> {
        if !self.options.steps.is_some_and(|options| options.storage) {
            return None;
        }
        let (slot, value) = match (pending.opcode, pending.top) {
            (opcode::SLOAD, [Some(slot), _]) => (slot, interpreter.stack.peek(0).ok()?),
            (opcode::SSTORE, [Some(slot), Some(value)]) => (slot, value),
            _ => return None,
        };
        let slots = self.slots.entry(pending.acting).or_default();
        slots.insert(slot, value);
        let shown = slots.clone();
        self.keep(shown.len() * 64);
        Some(shown)
    }
}

/// Gas that go-ethereum counts as the constant part of an instruction.
const fn constant_gas(code: u8, table: u64) -> u64 {
    match code {
        opcode::CREATE | opcode::CREATE2 => 32_000,
        _ => table,
    }
}

fn is_out_of_gas(error: InstructionResult) -> bool {
    matches!(
        error,
        InstructionResult::OutOfGas
            | InstructionResult::MemoryOOG
            | InstructionResult::MemoryLimitOOG
            | InstructionResult::InvalidOperandOOG
            | InstructionResult::ReentrancySentryOOG
    )
}

/// Gas that a creation takes along: it is not part of the instruction's cost.
fn gas_of_creation(interpreter: &mut Interpreter<EthInterpreter>) -> u64 {
    match interpreter.bytecode.action() {
        Some(InterpreterAction::NewFrame(FrameInput::Create(inputs))) => inputs.gas_limit(),
        _ => 0,
    }
}
