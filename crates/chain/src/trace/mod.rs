//! Traces: what one execution did, frame by frame, host call by host call and step by step. `recorder` listens while the
//! execution runs, `replay` runs it again, `prestate` says what it found and changed.

mod prestate;
mod recorder;
mod replay;
mod steps;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use alloy_primitives::{Address, Bytes, Log, B256, U256};

pub(crate) use recorder::{Opening, Profiled, Recorder};
use stylus_vm::profile::{FunctionNames, ProgramProfile};
pub use stylus_vm::HostCall;

use crate::{call::Status, error::CallError, profile::Detail};

/// What to record besides frames and events, which are always there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TraceOptions {
    /// Host calls of programs.
    pub host_calls: bool,
    /// Accounts and slots before and after.
    pub state: bool,
    /// Every instruction of the EVM.
    pub steps: Option<StepOptions>,
    /// Where the gas of programs goes.
    pub profile: Option<Detail>,
    /// How long it may take; nothing means as long as a call.
    pub timeout: Option<Duration>,
}

/// What a step shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepOptions {
    /// The stack before the instruction.
    pub stack: bool,
    /// The memory before the instruction.
    pub memory: bool,
    /// The account's slots that were read or written so far, at `SLOAD` and `SSTORE`.
    pub storage: bool,
    /// Return data of the last call.
    pub return_data: bool,
    /// Steps to record at most, those after are left out; none records all.
    pub most: Option<usize>,
}

/// What an execution did.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The outermost frame. Its gas is the transaction's limit and what was paid for.
    pub root: CallFrame,
    /// ArbOS version of its block.
    pub arbos: u64,
    /// How it ended.
    pub status: Status,
    /// Return data or revert data.
    pub output: Bytes,
    /// Gas paid for, after refunds.
    pub gas_used: u64,
    /// Host calls of the outermost frame and below, if asked for.
    pub host_calls: Vec<HostCall>,
    /// Instructions in the order of execution, if asked for.
    pub steps: Vec<Step>,
    /// Accounts before and after, if asked for.
    pub state: StateTrace,
    /// What moved before the first frame: the fee's prepayment.
    pub before: Vec<Transfer>,
    /// What moved after it: what comes back, and who gets the fee.
    pub after: Vec<Transfer>,
}

/// How a frame was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// CALL.
    Call,
    /// CALLCODE.
    CallCode,
    /// DELEGATECALL.
    DelegateCall,
    /// STATICCALL.
    StaticCall,
    /// CREATE.
    Create,
    /// CREATE2.
    Create2,
    /// SELFDESTRUCT: a transfer that shows as a frame.
    SelfDestruct,
    /// A payment by a precompile, which a node shows as a frame of an invalid instruction.
    Payment,
}

impl FrameKind {
    /// The instruction's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Call => "CALL",
            Self::CallCode => "CALLCODE",
            Self::DelegateCall => "DELEGATECALL",
            Self::StaticCall => "STATICCALL",
            Self::Create => "CREATE",
            Self::Create2 => "CREATE2",
            Self::SelfDestruct => "SELFDESTRUCT",
            Self::Payment => "INVALID",
        }
    }

    /// Name of its entry among host calls, if no program opened it.
    const fn host_name(self) -> &'static str {
        match self {
            Self::Call => "evm_call_contract",
            Self::DelegateCall => "evm_delegate_call_contract",
            Self::StaticCall => "evm_static_call_contract",
            Self::Create => "evm_create1",
            Self::Create2 => "evm_create2",
            Self::SelfDestruct => "evm_self_destruct",
            Self::CallCode | Self::Payment => "",
        }
    }

    /// True for the two creations.
    pub const fn is_create(self) -> bool {
        matches!(self, Self::Create | Self::Create2)
    }
}

/// One frame with all below it.
#[derive(Clone, Debug)]
pub struct CallFrame {
    /// How it was opened.
    pub kind: FrameKind,
    /// Account that opened it.
    pub from: Address,
    /// Account whose code ran; the new account of a creation.
    pub to: Address,
    /// Wei sent along; none for STATICCALL.
    pub value: Option<U256>,
    /// Gas it got.
    pub gas: u64,
    /// Gas it took.
    pub gas_used: u64,
    /// Call data or init code.
    pub input: Bytes,
    /// Return data, revert data, or the code of a new contract.
    pub output: Bytes,
    /// Why it failed, in the node's words.
    pub error: Option<String>,
    /// True if it failed by reverting.
    pub reverted: bool,
    /// Frames that it opened, in order.
    pub calls: Vec<CallFrame>,
    /// Its events, each with the number of frames opened before it; also those that a failure undid.
    pub logs: Vec<(Log, usize)>,
    /// Where its gas went, if it is a program and that was to be counted.
    pub program: Option<Box<ProgramRun>>,
}

/// What a profile keeps of a program that ran.
#[derive(Clone, Debug)]
pub struct ProgramRun {
    /// Hash of the contract's code.
    pub code_hash: B256,
    /// Gas of entering that is for data and element segments, if known.
    pub segment_gas: Option<u64>,
    /// What the module says of its functions, if they were told apart.
    pub names: Option<Arc<FunctionNames>>,
    /// Where the gas went.
    pub profile: ProgramProfile,
}

/// One instruction, as it was found before it ran.
#[derive(Clone, Debug)]
pub struct Step {
    /// Position in the code.
    pub pc: usize,
    /// The instruction.
    pub opcode: u8,
    /// Gas left before it.
    pub gas: u64,
    /// Gas that it costs; for calls with the gas that is handed on, for creations without.
    pub cost: u64,
    /// Depth of the frame; 1 is the outermost.
    pub depth: usize,
    /// Refund counter of the transaction.
    pub refund: u64,
    /// Why it could not begin.
    pub error: Option<String>,
    /// The stack, top last.
    pub stack: Option<Vec<U256>>,
    /// The memory.
    pub memory: Option<Bytes>,
    /// Slots of the account so far.
    pub storage: Option<BTreeMap<U256, U256>>,
    /// Return data of the last call.
    pub return_data: Option<Bytes>,
}

impl Step {
    /// Name of the instruction as go-ethereum prints it.
    pub fn name(&self) -> String {
        steps::name(self.opcode)
    }
}

/// An account as a state shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountTrace {
    /// Balance in wei.
    pub balance: U256,
    /// Nonce.
    pub nonce: u64,
    /// Code.
    pub code: Bytes,
    /// The slots that the execution looked at.
    pub storage: BTreeMap<B256, B256>,
}

impl AccountTrace {
    /// True if there is nothing at the address.
    pub fn is_empty(&self) -> bool {
        self.balance.is_zero() && self.nonce == 0 && self.code.is_empty()
    }
}

/// The accounts that an execution looked at.
#[derive(Clone, Debug, Default)]
pub struct StateTrace {
    /// Before it.
    pub before: BTreeMap<Address, AccountTrace>,
    /// After it, fees included.
    pub after: BTreeMap<Address, AccountTrace>,
    /// Contracts that it tried to create.
    pub created: Vec<Address>,
    /// Contracts that ran SELFDESTRUCT.
    pub destroyed: Vec<Address>,
}

/// Wei moved by the chain itself, outside of all frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What for: `feePayment`, `gasRefund`, `feeCollection`.
    pub purpose: &'static str,
    /// Payer; none if it comes from the chain.
    pub from: Option<Address>,
    /// Receiver; none if it goes to the chain.
    pub to: Option<Address>,
    /// Wei.
    pub value: U256,
}

/// Why there is no trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// No transaction with this hash.
    #[error("transaction not found")]
    NotFound,
    /// No such block.
    #[error("{0}")]
    NoBlock(String),
    /// A trace cannot be made on the pending block.
    #[error("tracing on top of pending is not supported")]
    Pending,
    /// The call breaks a rule for transactions.
    #[error("tracing failed: {0}")]
    Refused(String),
    /// The call object or its overrides make no sense.
    #[error("{0}")]
    Call(#[from] CallError),
    /// It takes longer than a trace may take.
    #[error("execution timeout")]
    TimedOut,
    /// More than can be kept.
    #[error(
        "the trace is too large: trace less gas, leave out stack, memory and storage, or set a limit"
    )]
    TooLarge,
}

impl From<TraceError> for crate::error::RpcFault {
    fn from(error: TraceError) -> Self {
        Self { code: crate::error::CODE_SERVER, message: error.to_string(), data: None }
    }
}
