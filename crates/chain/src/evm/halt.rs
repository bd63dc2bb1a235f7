//! How an EVM frame failed, in the words of go-ethereum.

use revm::{
    bytecode::opcode::{OpCode, BLOBBASEFEE},
    context::result::HaltReason,
    handler::EthFrame,
    interpreter::{interpreter::EthInterpreter, interpreter_types::Jumps, InstructionResult},
};

/// Most items on the EVM's stack.
const STACK_LIMIT: usize = 1024;

/// The node's text for a failure that needs no more than its reason.
pub(crate) fn text(reason: &HaltReason) -> String {
    match reason {
        HaltReason::OutOfGas(_) => "out of gas".to_owned(),
        HaltReason::OpcodeNotFound | HaltReason::InvalidFEOpcode => "invalid opcode".to_owned(),
        HaltReason::InvalidJump => "invalid jump destination".to_owned(),
        HaltReason::StackUnderflow => "stack underflow".to_owned(),
        HaltReason::StackOverflow => "stack limit reached".to_owned(),
        HaltReason::OutOfOffset => "return data out of bounds".to_owned(),
        HaltReason::CreateCollision => "contract address collision".to_owned(),
        HaltReason::PrecompileErrorWithContext(text) => text.clone(),
        HaltReason::PrecompileError => "precompile failed".to_owned(),
        HaltReason::NonceOverflow => "nonce uint64 overflow".to_owned(),
        HaltReason::CreateContractSizeLimit => "max code size exceeded".to_owned(),
        HaltReason::CreateContractStartingWithEF => {
            "invalid code: must not begin with 0xef".to_owned()
        }
        HaltReason::CreateInitCodeSizeLimit => "max initcode size exceeded".to_owned(),
        HaltReason::StateChangeDuringStaticCall | HaltReason::CallNotAllowedInsideStatic => {
            "write protection".to_owned()
        }
        HaltReason::OutOfFunds => "insufficient balance for transfer".to_owned(),
        HaltReason::CallTooDeep => "max call depth exceeded".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The node's text for failures that name the instruction; none for all others.
pub(crate) fn instruction_text(
    frame: &EthFrame<EthInterpreter>,
    result: InstructionResult,
) -> Option<String> {
    let interpreter = &frame.interpreter;
    // The program counter already stands behind the instruction that failed.
    let position = interpreter.bytecode.pc().saturating_sub(1);
    let code = interpreter.bytecode.original_byte_slice();
    let opcode = code.get(position).copied().unwrap_or_default();
    match result {
        InstructionResult::InvalidFEOpcode => Some("invalid opcode: INVALID".to_owned()),
        InstructionResult::OpcodeNotFound => {
            Some(format!("invalid opcode: opcode {opcode:#x} not defined"))
        }
        // Defined by rules that this version has not; BLOBBASEFEE has words of its own.
        InstructionResult::NotActivated if opcode != BLOBBASEFEE => {
            Some(format!("invalid opcode: {}", OpCode::new(opcode)?.as_str()))
        }
        InstructionResult::StackUnderflow => {
            let needed = OpCode::new(opcode)?.inputs();
            Some(format!("stack underflow ({} <=> {needed})", interpreter.stack.len()))
        }
        InstructionResult::StackOverflow => {
            let limit = STACK_LIMIT.saturating_sub(usize::from(OpCode::new(opcode)?.outputs()));
            Some(format!("stack limit reached {} ({limit})", interpreter.stack.len()))
        }
        _ => None,
    }
}
