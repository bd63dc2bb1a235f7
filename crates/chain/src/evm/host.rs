//! The chain as one program frame sees it: state through the journal, calls and creations as frames of revm.

use alloy_primitives::{Address, Bytes, Log, B256, U256};
use revm::{
    context::{CreateScheme, JournalTr},
    handler::FrameResult,
    interpreter::{
        CallInput, CallInputs, CallScheme, CallValue, CreateInputs, FrameInput, InstructionResult,
        InterpreterResult,
    },
};
use stylus_vm::{
    CallKind, CreateResult, Env, Evm, HostCall, Loaded, Pages, Stored, SubResult, SubStatus,
};

use super::{
    context::Ctx,
    frame::{ArbEvm, FrameError},
};

/// The host of the frame that is on top of the stack.
#[derive(Debug)]
pub(super) struct ProgramHost<'a> {
    evm: &'a mut ArbEvm,
    env: Env,
    /// A failure of this program, not of the transaction: it ends the whole execution.
    error: Option<FrameError>,
}

impl<'a> ProgramHost<'a> {
    pub(super) fn new(evm: &'a mut ArbEvm) -> Self {
        let env = env(evm);
        Self { evm, env, error: None }
    }

    pub(super) fn into_error(self) -> Result<(), FrameError> {
        self.error.map_or(Ok(()), Err)
    }

    fn ctx(&mut self) -> &mut Ctx {
        self.evm.context()
    }

    /// Runs a nested frame; none if the whole execution is lost.
    fn nested(&mut self, input: FrameInput) -> Option<FrameResult> {
        if self.error.is_some() {
            return None;
        }
        match self.evm.run_nested(input) {
            Ok(result) => Some(result),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// The traced entry of the frame that was just opened.
    fn entry(&mut self) -> Option<HostCall> {
        self.ctx().chain.recorder.as_mut()?.take_entry()
    }

    /// Tells the recorder that an account is looked at.
    fn touch(&mut self, account: Address) {
        self.ctx().chain.record(|recorder| recorder.touch(account));
    }

    /// Hash and code that a call of this account runs; a delegation leads one step further.
    fn runnable(&mut self, target: Address) -> (B256, revm::bytecode::Bytecode) {
        let journal = &mut self.ctx().journaled_state;
        let Ok(load) = journal.load_account_with_code(target);
        let info = &load.data.info;
        let code = info.code.clone().unwrap_or_default();
        let found = (info.code_hash, code);
        let Some(delegate) = found.1.eip7702_address() else { return found };
        let Ok(load) = journal.load_account_with_code(delegate);
        let info = &load.data.info;
        (info.code_hash, info.code.clone().unwrap_or_default())
    }
}

/// The surroundings of the current frame.
fn env(evm: &mut ArbEvm) -> Env {
    let frame = evm.frame();
    let input = &frame.interpreter.input;
    let (address, caller, value) = (input.target_address, input.caller_address, input.call_value);
    let is_static = frame.interpreter.runtime_flag.is_static;
    let ctx = evm.context();
    let small = |word: U256| u64::try_from(word).unwrap_or(u64::MAX);
    Env {
        address,
        caller,
        value,
        origin: ctx.tx.caller,
        is_static,
        reentrant: ctx.chain.is_reentrant(address),
        chain_id: ctx.cfg.chain_id,
        coinbase: ctx.block.beneficiary,
        gas_limit: ctx.block.gas_limit,
        block_number: small(ctx.block.number),
        timestamp: small(ctx.block.timestamp),
        basefee: U256::from(ctx.block.basefee),
        tx_gas_price: U256::from(ctx.chain.reported_price),
        max_code_size: revm::primitives::eip170::MAX_CODE_SIZE as u64,
    }
}

/// How a nested frame ended, what it says, what gas comes back and what it earned.
fn settle(result: &InterpreterResult) -> (SubStatus, Bytes, u64, i64) {
    let left = result.gas.remaining();
    match result.result {
        ok if ok.is_ok() => {
            (SubStatus::Success, result.output.clone(), left, result.gas.refunded())
        }
        InstructionResult::Revert => (SubStatus::Revert, result.output.clone(), left, 0),
        // Never opened, for want of depth or balance: everything comes back.
        InstructionResult::CallTooDeep | InstructionResult::OutOfFunds => {
            (SubStatus::Halt, Bytes::new(), left, 0)
        }
        _ => (SubStatus::Halt, Bytes::new(), 0, 0),
    }
}

impl Evm for ProgramHost<'_> {
    fn env(&self) -> &Env {
        &self.env
    }

    fn pages(&mut self) -> &mut Pages {
        &mut self.ctx().chain.pages
    }

    fn sload(&mut self, key: B256) -> Loaded<B256> {
        let address = self.env.address;
        let Ok(load) = self.ctx().journaled_state.sload(address, key.into());
        Loaded { value: load.data.into(), is_cold: load.is_cold }
    }

    fn sstore(&mut self, key: B256, value: B256) -> Stored {
        let address = self.env.address;
        let Ok(store) = self.ctx().journaled_state.sstore(address, key.into(), value.into());
        Stored {
            original: store.data.original_value.into(),
            present: store.data.present_value.into(),
            is_cold: store.is_cold,
        }
    }

    fn tload(&mut self, key: B256) -> B256 {
        let address = self.env.address;
        self.ctx().journaled_state.tload(address, key.into()).into()
    }

    fn tstore(&mut self, key: B256, value: B256) {
        let address = self.env.address;
        self.ctx().journaled_state.tstore(address, key.into(), value.into());
    }

    fn log(&mut self, topics: Vec<B256>, data: Bytes) {
        let log = Log::new_unchecked(self.env.address, topics, data);
        let ctx = self.ctx();
        ctx.chain.record(|recorder| recorder.log(&log));
        ctx.journaled_state.log(log);
    }

    fn balance(&mut self, account: Address) -> Loaded<U256> {
        self.touch(account);
        let Ok(load) = self.ctx().journaled_state.load_account(account);
        Loaded { value: load.data.info.balance, is_cold: load.is_cold }
    }

    fn code(&mut self, account: Address) -> Loaded<Bytes> {
        self.touch(account);
        let Ok(load) = self.ctx().journaled_state.code(account);
        Loaded { value: load.data, is_cold: load.is_cold }
    }

    fn code_hash(&mut self, account: Address) -> Loaded<B256> {
        self.touch(account);
        let Ok(load) = self.ctx().journaled_state.code_hash(account);
        Loaded { value: load.data, is_cold: load.is_cold }
    }

    fn warm(&mut self, account: Address) -> bool {
        let Ok(load) = self.ctx().journaled_state.load_account(account);
        load.is_cold
    }

    fn is_empty(&mut self, account: Address) -> bool {
        // Only asked after `warm`, so that this load changes nothing.
        let Ok(load) = self.ctx().journaled_state.load_account(account);
        load.data.is_empty()
    }

    fn expired(&mut self) -> bool {
        self.ctx().chain.deadline.passed()
    }

    fn call(
        &mut self,
        kind: CallKind,
        target: Address,
        value: U256,
        input: Bytes,
        gas: u64,
    ) -> SubResult {
        let known_bytecode = self.runnable(target);
        let env = &self.env;
        let (scheme, caller, acting, value) = match kind {
            CallKind::Call => (CallScheme::Call, env.address, target, CallValue::Transfer(value)),
            CallKind::Delegate => {
                (CallScheme::DelegateCall, env.caller, env.address, CallValue::Apparent(env.value))
            }
            CallKind::Static => {
                (CallScheme::StaticCall, env.address, target, CallValue::Transfer(U256::ZERO))
            }
        };
        let inputs = CallInputs {
            input: CallInput::Bytes(input),
            return_memory_offset: 0..0,
            gas_limit: gas,
            reservoir: 0,
            bytecode_address: target,
            known_bytecode,
            target_address: acting,
            caller,
            value,
            scheme,
            is_static: env.is_static || kind == CallKind::Static,
            charged_new_account_state_gas: false,
        };
        let result = self.nested(FrameInput::Call(Box::new(inputs)));
        let (status, output, gas_left, refund) = match &result {
            Some(FrameResult::Call(outcome)) => settle(&outcome.result),
            _ => (SubStatus::Halt, Bytes::new(), 0, 0),
        };
        let steps = self.entry().map(|entry| entry.steps).unwrap_or_default();
        SubResult { status, output, gas_left, refund, steps }
    }

    fn create(
        &mut self,
        endowment: U256,
        init_code: Bytes,
        salt: Option<B256>,
        gas: u64,
    ) -> CreateResult {
        let scheme = match salt {
            Some(salt) => CreateScheme::Create2 { salt: salt.into() },
            None => CreateScheme::Create,
        };
        let inputs = CreateInputs::new(self.env.address, scheme, endowment, init_code, gas, 0);
        let result = self.nested(FrameInput::Create(Box::new(inputs)));
        let (status, output, gas_left, refund, address) = match &result {
            Some(FrameResult::Create(outcome)) => {
                let (status, output, left, refund) = settle(&outcome.result);
                (status, output, left, refund, outcome.address.unwrap_or_default())
            }
            _ => (SubStatus::Halt, Bytes::new(), 0, 0, Address::ZERO),
        };
        let steps = self.entry().into_iter().collect();
        CreateResult { status, address, output, gas_left, refund, steps }
    }
}
