//! The instructions that differ from Ethereum's: BLOBBASEFEE is invalid, SELFDESTRUCT spares programs. JUMPDEST, without
//! which no code repeats itself, looks at the clock.

use alloy_primitives::Address;
use revm::{
    bytecode::opcode::{BLOBBASEFEE, JUMPDEST, SELFDESTRUCT},
    context::JournalTr,
    handler::instructions::EthInstructions,
    interpreter::{
        instructions::host, interpreter::EthInterpreter, interpreter_types::InputsTr, Instruction,
        InstructionContext, InstructionResult,
    },
};

use stylus_vm::code::is_program;

use super::context::Ctx;
use crate::arbos::spec;

/// Go-ethereum's text on Arbitrum for BLOBBASEFEE.
const NO_BLOB_FEE: &str = "BLOBBASEFEE is not supported on Arbitrum";

/// The instruction table of Ethereum's rules at an ArbOS version with Arbitrum's differences.
pub(crate) fn table(arbos: u64) -> EthInstructions<EthInterpreter, Ctx> {
    let mut table = EthInstructions::new_mainnet_with_spec(spec(arbos));
    table.insert_instruction(JUMPDEST, Instruction::new(jump_destination), 1);
    table.insert_instruction(BLOBBASEFEE, Instruction::new(blob_base_fee), 2);
    table.insert_instruction(SELFDESTRUCT, Instruction::new(self_destruct), 5000);
    table
}

/// Does nothing, but ends an execution that has run for too long.
fn jump_destination(
    context: InstructionContext<'_, Ctx, EthInterpreter>,
) -> Result<(), InstructionResult> {
    let left = context.interpreter.gas.remaining();
    if context.host.chain.deadline.passed_at(left) {
        Err(InstructionResult::OutOfGas)
    } else {
        Ok(())
    }
}

fn blob_base_fee(
    context: InstructionContext<'_, Ctx, EthInterpreter>,
) -> Result<(), InstructionResult> {
    let depth = context.interpreter.input.depth;
    context.host.chain.fail(depth, NO_BLOB_FEE.to_owned());
    Err(InstructionResult::NotActivated)
}

/// A program that delegate-calls to EVM code cannot be destroyed by it.
fn self_destruct(
    context: InstructionContext<'_, Ctx, EthInterpreter>,
) -> Result<(), InstructionResult> {
    let acting = context.interpreter.input.target_address();
    let code = match context.host.journaled_state.code(acting) {
        Ok(load) => load.data,
        Err(never) => match never {},
    };
    if is_program(&code, context.host.chain.arbos) {
        return refuse(context, acting);
    }
    host::selfdestruct(context)
}

/// The refusal comes after the instruction's gas was charged.
fn refuse(
    context: InstructionContext<'_, Ctx, EthInterpreter>,
    acting: Address,
) -> Result<(), InstructionResult> {
    let Some([target]) = context.interpreter.stack.popn() else {
        return Err(InstructionResult::StackUnderflow);
    };
    let journal = &mut context.host.journaled_state;
    let Ok(load) = journal.load_account(Address::from_word(target.into()));
    let (cold, empty) = (load.is_cold, load.data.is_empty());
    let Ok(load) = journal.load_account(acting);
    let tops_up = empty && !load.data.info.balance.is_zero();
    let cost = context.host.cfg.gas_params.selfdestruct_cost(tops_up, cold);
    if context.interpreter.gas.record_regular_cost(cost) {
        Err(InstructionResult::Revert)
    } else {
        Err(InstructionResult::OutOfGas)
    }
}
