//! Runs a transaction of the chain once more, or a call, with a recorder.

use alloy_primitives::{TxKind, B256, U256};

use super::{prestate::state_trace, recorder::Recorder, Trace, TraceError, TraceOptions, Transfer};
use crate::{
    block::{Block, BlockId},
    call::{BlockOverrides, CallRequest, StateOverrides},
    chain::Chain,
    error::TxError,
    evm::{execute_traced, Deadline, Execution, Job},
};

impl Chain {
    /// Runs a transaction again on the state that it found, and records what it does.
    ///
    /// # Errors
    /// [`TraceError::NotFound`], [`TraceError::TooLarge`] and [`TraceError::TimedOut`].
    pub fn trace_transaction(
        &self,
        hash: B256,
        options: TraceOptions,
    ) -> Result<Trace, TraceError> {
        let job = self.job_of(hash).map_err(refused)?.ok_or(TraceError::NotFound)?;
        self.trace(job, options)
    }

    /// Runs all transactions of a block again, each as [`Chain::trace_transaction`] does, in order, with its hash; one
    /// after the other, as they are asked for. The internal transaction is left out: it executes nothing.
    ///
    /// # Errors
    /// Unknown blocks; a transaction's trace can be [`TraceError::TooLarge`] by itself.
    pub fn trace_block(
        &self,
        at: BlockId,
        options: TraceOptions,
    ) -> Result<impl Iterator<Item = (B256, Result<Trace, TraceError>)> + '_, TraceError> {
        let block = self.traceable(at)?;
        let jobs = self.jobs_of(block, usize::MAX).map_err(refused)?;
        let hashes = block.transactions.iter().map(|record| record.hash);
        Ok(hashes.zip(jobs).map(move |(hash, job)| (hash, self.trace(job, options))))
    }

    /// The block, or a tracer's words for its absence.
    fn traceable(&self, at: BlockId) -> Result<&Block, TraceError> {
        self.resolve(at).map_err(|error| match at {
            BlockId::Number(number) => TraceError::NoBlock(format!("block #{number} not found")),
            BlockId::Hash(hash) => TraceError::NoBlock(format!("block {hash} not found")),
            _ => TraceError::Call(error),
        })
    }

    /// Executes a call on the state after a block, records what it does, and forgets its changes.
    ///
    /// # Errors
    /// Unknown blocks, impossible overrides, requests that no transaction could make, [`TraceError::TooLarge`].
    pub fn trace_call(
        &self,
        request: &CallRequest,
        at: BlockId,
        overrides: &StateOverrides,
        block_overrides: &BlockOverrides,
        options: TraceOptions,
    ) -> Result<Trace, TraceError> {
        if at == BlockId::Pending {
            return Err(TraceError::Pending);
        }
        let block = self.traceable(at)?;
        let job = self.checked_job(request, block, overrides, block_overrides)?;
        self.trace(job.map_err(refused)?, options)
    }

    /// Runs a job with a recorder, for as long as was asked for or as a call may take.
    fn trace(&self, mut job: Job, options: TraceOptions) -> Result<Trace, TraceError> {
        job.deadline = Deadline::after(options.timeout.or(self.config().evm_timeout));
        trace(job, options)
    }
}

fn refused(error: TxError) -> TraceError {
    match error {
        TxError::TimedOut { .. } => TraceError::TimedOut,
        error => TraceError::Refused(error.to_string()),
    }
}

/// Runs a job with a recorder.
fn trace(job: Job, options: TraceOptions) -> Result<Trace, TraceError> {
    let mut recorder = Recorder::new(options);
    let tx = &job.tx;
    let to = match tx.kind {
        TxKind::Call(to) => to,
        TxKind::Create => tx.from.create(job.state.nonce(tx.from)),
    };
    for account in [tx.from, to, job.block.coinbase] {
        recorder.touch(account);
    }
    for signer in tx.authorizations.iter().filter_map(|signed| signed.recover_authority().ok()) {
        recorder.touch(signer);
    }
    let (from, limit, arbos) = (tx.from, tx.gas_limit, tx.arbos);
    let paid = U256::from(tx.price) * U256::from(limit);
    let before = job.state.clone();
    let done = execute_traced(job, recorder);
    let (execution, recorder) = done.map_err(refused)?;
    if !recorder.listens() {
        return Err(TraceError::TooLarge);
    }
    let state = if options.state {
        state_trace(&before, &execution.changes, &recorder)
    } else {
        Default::default()
    };
    let payment = Transfer { purpose: "feePayment", from: Some(from), to: None, value: paid };
    let Execution { status, output, gas_used, .. } = execution;
    let Recorder { root, host_calls, steps, after, .. } = recorder;
    let mut root = root.ok_or_else(|| TraceError::Refused("nothing was executed".to_owned()))?;
    root.gas = limit;
    root.gas_used = gas_used;
    Ok(Trace {
        root,
        arbos,
        status,
        output,
        gas_used,
        host_calls,
        steps,
        state,
        before: vec![payment],
        after,
    })
}
