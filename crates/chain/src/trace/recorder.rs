//! Listens to an execution: frames as they open and close, events, host calls, touched accounts.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use alloy_primitives::{Address, Bytes, Log, B256, U256};
use revm::{
    context::{result::HaltReason, CreateScheme},
    handler::FrameResult,
    interpreter::{CallScheme, CreateInputs, InstructionResult, SuccessOrHalt},
};
use stylus_vm::{activation::cost::Shape, profile::FunctionNames, HostCall, Program};

use super::{steps::Pending, CallFrame, FrameKind, ProgramRun, Step, TraceOptions, Transfer};
use crate::{evm::failure_text, revert};

/// Bytes that one trace may hold, as it is answered.
const MOST_BYTES: usize = 256 << 20;

/// A frame that is open, with what belongs to it.
#[derive(Clone, Debug)]
struct Open {
    frame: CallFrame,
    entries: Vec<HostCall>,
    /// The node's words for its failure, where the result does not say enough.
    note: Option<String>,
    /// Refund counter of the frame.
    refund: i64,
}

/// The listener. It is there only while something is traced.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder {
    pub(crate) options: TraceOptions,
    open: Vec<Open>,
    pub(super) root: Option<CallFrame>,
    pub(super) host_calls: Vec<HostCall>,
    pub(super) steps: Vec<Step>,
    pub(super) touched: BTreeSet<Address>,
    pub(super) created: BTreeSet<Address>,
    pub(super) destroyed: BTreeSet<Address>,
    pub(super) after: Vec<Transfer>,
    /// Step that runs now.
    pub(super) pending: Option<Pending>,
    /// Bytes that are kept so far.
    bytes: usize,
    /// More was to be kept than may be: the trace is of no use.
    pub(super) too_large: bool,
    /// Slots that steps have shown, by account.
    pub(super) slots: BTreeMap<Address, BTreeMap<U256, U256>>,
    /// Programs that were compiled for this profile, by code hash.
    pub(crate) profiled: HashMap<B256, Profiled>,
}

/// A program that tells its functions apart.
#[derive(Clone, Debug)]
pub(crate) struct Profiled {
    pub(crate) program: Program,
    pub(crate) shape: Shape,
    pub(crate) names: Arc<FunctionNames>,
}

/// What is known of a call before it runs.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) kind: FrameKind,
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) value: Option<U256>,
    pub(crate) gas: u64,
    pub(crate) input: Bytes,
}

impl Opening {
    /// A creation at this address.
    pub(crate) fn create(inputs: &CreateInputs, to: Address) -> Self {
        let kind = match inputs.scheme() {
            CreateScheme::Create2 { .. } => FrameKind::Create2,
            _ => FrameKind::Create,
        };
        Self {
            kind,
            from: inputs.caller(),
            to,
            value: Some(inputs.value()),
            gas: inputs.gas_limit(),
            input: inputs.init_code().clone(),
        }
    }
}

impl FrameKind {
    pub(crate) const fn of(scheme: CallScheme) -> Self {
        match scheme {
            CallScheme::Call => Self::Call,
            CallScheme::CallCode => Self::CallCode,
            CallScheme::DelegateCall => Self::DelegateCall,
            CallScheme::StaticCall => Self::StaticCall,
        }
    }
}

impl Opening {
    fn frame(self) -> CallFrame {
        let Self { kind, from, to, value, gas, input } = self;
        CallFrame {
            kind,
            from,
            to,
            value,
            gas,
            gas_used: 0,
            input,
            output: Bytes::new(),
            error: None,
            reverted: false,
            calls: Vec::new(),
            logs: Vec::new(),
            program: None,
        }
    }
}

impl Recorder {
    pub(crate) fn new(options: TraceOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// A frame is asked for; it may still fail to open.
    pub(crate) fn enter(&mut self, opening: Opening) {
        self.keep(size_of::<CallFrame>() + opening.input.len());
        self.touched.insert(opening.to);
        if opening.kind.is_create() {
            self.created.insert(opening.to);
        }
        let frame = opening.frame();
        self.open.push(Open { frame, entries: Vec::new(), note: None, refund: 0 });
    }

    /// Counts what is kept.
    pub(super) fn keep(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
        self.too_large |= self.bytes > MOST_BYTES;
    }

    /// False once a trace is too large to be of use: nothing big has to be copied for it any more.
    pub(crate) const fn listens(&self) -> bool {
        !self.too_large
    }

    /// It has ended.
    pub(crate) fn exit(&mut self, result: &FrameResult) {
        let Some(mut open) = self.open.pop() else { return };
        close(&mut open, result);
        let Open { frame, entries, .. } = open;
        if self.open.is_empty() {
            self.host_calls = entries;
            self.root = Some(frame);
        } else {
            self.adopt(frame, entries);
        }
    }

    /// Hands a closed frame to the one that opened it.
    fn adopt(&mut self, frame: CallFrame, steps: Vec<HostCall>) {
        let Some(parent) = self.open.last_mut() else { return };
        if self.options.host_calls {
            parent.entries.push(HostCall {
                name: frame.kind.host_name(),
                args: Bytes::new(),
                outs: Bytes::new(),
                start_ink: 0,
                end_ink: 0,
                address: Some(frame.to),
                steps,
            });
        }
        parent.frame.calls.push(frame);
    }

    /// A transfer that shows as a frame.
    pub(crate) fn payment(&mut self, kind: FrameKind, from: Address, to: Address, wei: U256) {
        self.touched.insert(to);
        let (value, input) = (Some(wei), Bytes::new());
        self.adopt(Opening { kind, from, to, value, gas: 0, input }.frame(), Vec::new());
    }

    /// The entry of the frame that a program has just opened: its host call takes it over.
    pub(crate) fn take_entry(&mut self) -> Option<HostCall> {
        self.open.last_mut()?.entries.pop()
    }

    /// Host calls of the program that has just ended.
    pub(crate) fn host_calls(&mut self, calls: Vec<HostCall>) {
        if let Some(open) = self.open.last_mut() {
            open.entries.extend(calls);
        }
    }

    /// Where the gas of the program went that has just ended.
    pub(crate) fn program(&mut self, run: ProgramRun) {
        let paths = run.profile.paths.iter();
        let bytes = paths.map(|path| size_of_val(path) + 64 * path.host.len()).sum();
        self.keep(bytes);
        if let (Some(open), false) = (self.open.last_mut(), self.too_large) {
            open.frame.program = Some(Box::new(run));
        }
    }

    /// The outermost frame, when all has ended.
    pub(crate) fn into_root(self) -> Option<CallFrame> {
        self.root
    }

    /// An account is looked at.
    pub(crate) fn touch(&mut self, account: Address) {
        self.touched.insert(account);
    }

    /// An event.
    pub(crate) fn log(&mut self, log: &Log) {
        if let Some(open) = self.open.last_mut() {
            open.frame.logs.push((log.clone(), open.frame.calls.len()));
        }
    }

    /// The node's words for a failure of the current frame.
    pub(crate) fn note(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.note = Some(text.to_owned());
        }
    }

    /// Refund counter of the current frame; the answer is that of the transaction.
    pub(super) fn refund(&mut self, of_frame: i64) -> u64 {
        if let Some(open) = self.open.last_mut() {
            open.refund = of_frame;
        }
        let sum: i64 = self.open.iter().map(|open| open.refund).sum();
        u64::try_from(sum).unwrap_or(0)
    }

    /// Wei that go to their receiver after the last frame.
    pub(crate) fn transfer_after(&mut self, purpose: &'static str, to: Address, value: U256) {
        self.after.push(Transfer { purpose, from: None, to: Some(to), value });
    }
}

/// Fills in how the frame ended.
fn close(open: &mut Open, result: &FrameResult) {
    let result = result.interpreter_result();
    let frame = &mut open.frame;
    let left = result.gas.remaining();
    let ended = result.result;
    let never_opened =
        matches!(ended, InstructionResult::CallTooDeep | InstructionResult::OutOfFunds);
    frame.reverted = ended == InstructionResult::Revert;
    frame.gas_used = match () {
        () if ended.is_ok() || frame.reverted => frame.gas.saturating_sub(left),
        () if never_opened => 0,
        () => frame.gas,
    };
    if ended.is_ok() || frame.reverted {
        frame.output = result.output.clone();
    }
    frame.error = match SuccessOrHalt::<HaltReason>::from(ended) {
        SuccessOrHalt::Success(_) => None,
        SuccessOrHalt::Revert => Some(revert::message(&[])),
        SuccessOrHalt::Halt(reason) => {
            Some(open.note.take().unwrap_or_else(|| failure_text(&reason)))
        }
        _ => Some(format!("{ended:?}")),
    };
}
