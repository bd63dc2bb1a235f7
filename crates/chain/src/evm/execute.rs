//! Runs one transaction or call to its end and says what it did.

use std::{
    collections::BTreeMap,
    panic::{catch_unwind, AssertUnwindSafe},
};

use alloy_primitives::{Address, Bytes, Log, U256};
use revm::{
    context::{
        result::{EVMError, ExecutionResult, InvalidTransaction, Output},
        transaction::AccessListItem,
        BlockEnv, CfgEnv, LocalContext, TxEnv,
    },
    context_interface::{
        block::BlobExcessGasAndPrice, cfg::GasParams, either::Either, journaled_state::JournalTr,
    },
    handler::Handler,
    state::EvmState,
    Journal,
};

use super::{
    context::{BlockContext, Ctx, Scope, StateDb, TxContext},
    frame::ArbEvm,
    halt,
    handler::ArbHandler,
    Deadline, Programs,
};
use crate::{arbos::spec, call::Status, error::TxError, state::State, trace::Recorder};

/// Native stack that an execution must find. Nested program frames take more for themselves where it is needed.
const STACK_RESERVE: usize = 4 << 20;
/// Native stack that is added when less is left; the memory is only reserved until it is used.
const STACK_SEGMENT: usize = 32 << 20;

/// What an execution did.
#[derive(Clone, Debug)]
pub(crate) struct Execution {
    pub(crate) status: Status,
    pub(crate) output: Bytes,
    pub(crate) created: Option<Address>,
    pub(crate) gas_used: u64,
    pub(crate) max_gas_used: u64,
    pub(crate) refund: u64,
    pub(crate) logs: Vec<Log>,
    pub(crate) changes: EvmState,
}

impl Execution {
    /// An answer without an execution.
    pub(crate) fn answer(output: Bytes) -> Self {
        Self { status: Status::Success, output, ..Self::out_of_gas(0) }
    }

    /// A limit that does not even cover the intrinsic gas.
    pub(crate) fn out_of_gas(gas_limit: u64) -> Self {
        Self {
            status: Status::Halt("out of gas".to_owned()),
            output: Bytes::new(),
            created: None,
            gas_used: gas_limit,
            max_gas_used: gas_limit,
            refund: 0,
            logs: Vec::new(),
            changes: EvmState::default(),
        }
    }
}

/// Everything that an execution starts from.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) state: State,
    pub(crate) block: BlockContext,
    pub(crate) tx: TxContext,
    pub(crate) moved: BTreeMap<Address, Address>,
    pub(crate) programs: Programs,
    /// When it must end, for executions that leave nothing behind.
    pub(crate) deadline: Deadline,
}

/// Runs a job with enough native stack for 1,024 nested programs.
pub(crate) fn execute(job: Job) -> Result<Execution, TxError> {
    on_deep_stack(|| run(job))?
}

/// Runs a function with enough native stack. A panic in it is a bug, which costs this execution alone.
pub(crate) fn on_deep_stack<T>(task: impl FnOnce() -> T) -> Result<T, TxError> {
    stacker::maybe_grow(STACK_RESERVE, STACK_SEGMENT, || catch_unwind(AssertUnwindSafe(task)))
        .map_err(|_| TxError::Internal("the execution broke off".to_owned()))
}

/// Runs a job as [`execute`] does, with a recorder that hears everything.
pub(crate) fn execute_traced(
    job: Job,
    recorder: Recorder,
) -> Result<(Execution, Recorder), TxError> {
    on_deep_stack(|| {
        let gas_limit = job.tx.gas_limit;
        check_poster_gas(&job.tx)?;
        let mut ctx = context(job);
        ctx.chain.recorder = Some(Box::new(recorder));
        let mut evm = ArbEvm::new(ctx);
        let result = ArbHandler.run(&mut evm).map_err(|error| refusal(error, gas_limit))?;
        let mut ctx = evm.into_context();
        in_time(&ctx)?;
        let recorder = ctx.chain.recorder.take().map(|recorder| *recorder).unwrap_or_default();
        Ok((outcome(result, ctx), recorder))
    })?
}

/// Runs a job on this thread.
pub(crate) fn run(job: Job) -> Result<Execution, TxError> {
    let gas_limit = job.tx.gas_limit;
    check_poster_gas(&job.tx)?;
    let mut evm = ArbEvm::new(context(job));
    let result = ArbHandler.run(&mut evm).map_err(|error| refusal(error, gas_limit))?;
    let ctx = evm.into_context();
    in_time(&ctx)?;
    Ok(outcome(result, ctx))
}

/// What an execution came to after its deadline is no outcome.
fn in_time(ctx: &Ctx) -> Result<(), TxError> {
    match ctx.chain.deadline.missed() {
        Some(limit) => Err(TxError::TimedOut { limit }),
        None => Ok(()),
    }
}

fn outcome(result: ExecutionResult, mut ctx: Ctx) -> Execution {
    let gas = *result.gas();
    let changes = ctx.journaled_state.finalize();
    let failure = ctx.chain.failure.take();
    let mut execution = Execution {
        status: Status::Success,
        output: Bytes::new(),
        created: None,
        gas_used: gas.tx_gas_used(),
        max_gas_used: gas.total_gas_spent(),
        refund: gas.final_refunded(),
        logs: Vec::new(),
        changes,
    };
    match result {
        ExecutionResult::Success { logs, output, .. } => {
            execution.logs = logs;
            if let Output::Create(_, address) = &output {
                execution.created = *address;
            }
            execution.output = output.into_data();
        }
        ExecutionResult::Revert { output, .. } => {
            execution.status = Status::Revert;
            execution.output = output;
        }
        ExecutionResult::Halt { reason, .. } => {
            execution.status = Status::Halt(failure.unwrap_or_else(|| halt::text(&reason)));
        }
    }
    execution
}

/// Gas that a transaction needs before execution.
pub(crate) fn intrinsic_gas(tx: &TxContext) -> u64 {
    let env = tx_env(tx.clone(), 0);
    GasParams::new_spec(spec(tx.arbos)).initial_tx_gas_for_tx(&env, None).initial_total_gas()
}

/// The gas limit must cover the bytes on the parent chain besides the intrinsic gas. A limit below the latter alone is
/// left to revm.
pub(crate) fn check_poster_gas(tx: &TxContext) -> Result<(), TxError> {
    if tx.poster_gas == 0 {
        return Ok(());
    }
    let (have, intrinsic) = (tx.gas_limit, intrinsic_gas(tx));
    let want = intrinsic.saturating_add(tx.poster_gas);
    if have >= intrinsic && have < want {
        return Err(TxError::PosterGas { have, want });
    }
    Ok(())
}

/// Admission has checked every rule with a text of its own; what revm still refuses is a rule without one.
fn refusal(error: EVMError<std::convert::Infallible>, have: u64) -> TxError {
    match error {
        EVMError::Transaction(InvalidTransaction::CallGasCostMoreThanGasLimit {
            initial_gas,
            ..
        }) => TxError::IntrinsicGas { have, want: initial_gas },
        other => TxError::Internal(other.to_string()),
    }
}

/// revm's context for a job.
fn context(job: Job) -> Ctx {
    let Job { state, block, tx, moved, programs, deadline } = job;
    let db = StateDb { state, hashes: block.hashes.clone(), number: block.number };
    let mut journal = Journal::new(db);
    journal.set_spec_id(spec(block.arbos));
    Ctx {
        block: block_env(&block, &tx),
        cfg: config(&block),
        chain: Scope {
            arbos: block.arbos,
            recent: block.recent.clone(),
            number: block.number,
            base_fee: block.base_fee,
            hashes: block.hashes.clone(),
            reported_price: tx.reported_price,
            compute_cap: tx.compute_cap,
            poster_gas: tx.poster_gas,
            simulated: tx.simulated,
            pages: Default::default(),
            open: Default::default(),
            callers: Vec::new(),
            failure: None,
            moved,
            programs,
            deadline,
            recorder: None,
        },
        tx: tx_env(tx, block.chain_id),
        journaled_state: journal,
        local: LocalContext::default(),
        error: Ok(()),
    }
}

/// Ethereum's rules of the chain's version without the cap of EIP-7825; EIP-3541 is replaced by the rule that knows programs.
fn config(block: &BlockContext) -> CfgEnv {
    let mut config = CfgEnv::new_with_spec(spec(block.arbos)).with_chain_id(block.chain_id);
    config.tx_gas_limit_cap = Some(u64::MAX);
    config.disable_eip3541 = true;
    config
}

fn block_env(block: &BlockContext, tx: &TxContext) -> BlockEnv {
    BlockEnv {
        number: U256::from(block.l1_number),
        beneficiary: block.coinbase,
        timestamp: U256::from(block.timestamp),
        gas_limit: block.gas_limit,
        // A call that pays nothing sees no base fee.
        basefee: if tx.price == 0 { 0 } else { block.base_fee },
        difficulty: U256::from(1),
        prevrandao: Some(block.prev_randao),
        blob_excess_gas_and_price: Some(BlobExcessGasAndPrice {
            excess_blob_gas: 0,
            blob_gasprice: 1,
        }),
        ..BlockEnv::default()
    }
}

fn tx_env(tx: TxContext, chain_id: u64) -> TxEnv {
    let access_list = tx
        .access_list
        .0
        .into_iter()
        .map(|item| AccessListItem { address: item.address, storage_keys: item.storage_keys })
        .collect::<Vec<_>>();
    TxEnv {
        tx_type: tx.tx_type,
        caller: tx.from,
        gas_limit: tx.gas_limit,
        gas_price: tx.price,
        kind: tx.kind,
        value: tx.value,
        data: tx.input,
        nonce: 0,
        chain_id: Some(chain_id),
        access_list: access_list.into(),
        gas_priority_fee: (tx.tx_type >= 2).then_some(0),
        authorization_list: tx.authorizations.into_iter().map(Either::Left).collect(),
        ..TxEnv::default()
    }
}
