//! Executions of the past and of calls as jobs for the tracer.

use alloy_primitives::B256;

use super::{admission, poster, request::check_call, Chain};
use crate::{
    block::{Block, BlockId},
    call::{BlockOverrides, CallRequest, StateOverrides},
    error::{CallError, TxError},
    evm::Job,
};

impl Chain {
    /// The execution of a transaction as it was: on the state before its block, in the surroundings of its block.
    pub(crate) fn job_of(&self, hash: B256) -> Option<Job> {
        let record = self.transaction(hash)?;
        let block = self.block(BlockId::Number(record.block_number))?;
        let parent = self.block(BlockId::Number(record.block_number.checked_sub(1)?))?;
        let context = self.context_of(block);
        let (envelope, base_fee) = (&record.envelope, context.base_fee);
        let state = parent.state.clone();
        let poster = poster::transaction_gas(&state, &context, envelope);
        let cap = super::header::tx_gas_cap(&state);
        let tx = admission::context(envelope, record.from, base_fee, cap, poster);
        let programs = self.programs.clone();
        Some(Job { state, block: context, tx, moved: Default::default(), programs })
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
