//! Executions of the past and of calls as jobs for the tracer.

use alloy_primitives::B256;

use super::{draft::transaction_job, header::opening_state, request::check_call, Chain};
use crate::{
    block::{Block, BlockId},
    call::{BlockOverrides, CallRequest, StateOverrides},
    error::{CallError, TxError},
    evm::{execute, Job},
};

impl Chain {
    /// The execution of a transaction as it was: on the state that those before it in its block left, in the surroundings
    /// of its block. None if there is no such transaction.
    ///
    /// # Errors
    /// [`TxError::Internal`] if the computer cannot execute the others.
    pub(crate) fn job_of(&self, hash: B256) -> Result<Option<Job>, TxError> {
        let found = self.block_of(hash).and_then(|block| Some((block, block.position(hash)?)));
        let Some((block, position)) = found else { return Ok(None) };
        Ok(self.jobs_of(block, position + 1)?.pop())
    }

    /// The executions of the first transactions of a block, in order.
    ///
    /// # Errors
    /// As [`Chain::job_of`].
    pub(crate) fn jobs_of(&self, block: &Block, count: usize) -> Result<Vec<Job>, TxError> {
        let Some(parent) = block.number().checked_sub(1) else { return Ok(Vec::new()) };
        let Some(parent) = self.block(BlockId::Number(parent)) else { return Ok(Vec::new()) };
        let context = self.context_of(block);
        let mut state = opening_state(&parent.state, context.timestamp)?;
        let mut jobs: Vec<Job> = Vec::new();
        for record in block.transactions.iter().take(count) {
            if let Some(last) = jobs.last() {
                let mut again = last.clone();
                again.block.recent = context.recent.clone();
                state.commit(execute(again)?.changes);
            }
            let signed = (&record.envelope, record.from);
            let mut job = transaction_job(&state, &context, signed, &self.programs);
            job.block.recent = context.recent.fork();
            jobs.push(job);
        }
        Ok(jobs)
    }

    /// The execution that a call stands for, or the rule for transactions that it breaks.
    pub(crate) fn checked_job(
        &self,
        request: &CallRequest,
        block: &Block,
        overrides: &StateOverrides,
        block_overrides: &BlockOverrides,
    ) -> Result<Result<Job, TxError>, CallError> {
        let job = self.job(request, block, overrides, block_overrides)?;
        Ok(check_call(request, &job).map(|()| job))
    }
}
