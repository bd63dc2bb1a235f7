//! Calls that change nothing, and access lists.

use alloy_eips::eip2930::{AccessList, AccessListItem};
use alloy_primitives::{Address, TxKind, B256};

use super::{node_interface::NODE_INTERFACE, request::check_call, Chain};
use crate::{
    arbos::ARBOS_ACCOUNT,
    block::BlockId,
    call::{AccessListOutcome, BlockOverrides, CallOutcome, CallRequest, StateOverrides, Status},
    error::CallError,
    evm::{execute, Execution, Job},
    precompiles::is_precompile,
};

impl Chain {
    /// Executes a call on the state after a block and forgets its changes.
    ///
    /// A call that reverts or fails is an outcome, not an error; `rpc` asks [`CallOutcome::into_result`].
    ///
    /// # Errors
    /// Unknown blocks, impossible overrides, and requests that no transaction could make (funds, fees, intrinsic gas).
    pub fn call(
        &self,
        request: &CallRequest,
        at: BlockId,
        overrides: &StateOverrides,
        block_overrides: &BlockOverrides,
    ) -> Result<CallOutcome, CallError> {
        if request.to == Some(NODE_INTERFACE) {
            let output = self.ask_node(request, at, overrides, block_overrides)?;
            return Ok(Execution::answer(output).into_outcome());
        }
        let block = self.resolve(at)?;
        let job = self.job(request, block, overrides, block_overrides)?;
        let gas = job.tx.gas_limit;
        let refused = |error| CallError::refused(error, gas);
        check_call(request, &job).map_err(refused)?;
        let execution = execute(job).map_err(refused)?;
        Ok(execution.into_outcome())
    }

    /// Executes a call and lists the accounts and slots that it touches; then once more with the list sent along.
    ///
    /// # Errors
    /// As [`Chain::call`].
    pub fn access_list(
        &self,
        request: &CallRequest,
        at: BlockId,
        overrides: &StateOverrides,
    ) -> Result<AccessListOutcome, CallError> {
        let block = self.resolve(at)?;
        let mut request = request.clone();
        let mut list = request.access_list.clone().unwrap_or_default();
        // A longer list can change what is touched (gas, mostly); it settles after very few rounds.
        let deadline = self.deadline();
        for _ in 0..8 {
            request.access_list = Some(list.clone());
            let mut job = self.job(&request, block, overrides, &BlockOverrides::default())?;
            job.deadline = deadline.clone();
            let gas = job.tx.gas_limit;
            let refused = |error| CallError::refused(error, gas);
            check_call(&request, &job).map_err(refused)?;
            let known = implied(&job);
            let (priced, arbos) = (job.tx.price > 0, job.block.arbos);
            let execution = execute(job).map_err(refused)?;
            let next = touched(&execution, &known, priced, arbos);
            let settled = next == list;
            list = next;
            if settled {
                let error = failure(&execution.status);
                let gas_used = execution.gas_used;
                return Ok(AccessListOutcome { access_list: list, gas_used, error });
            }
        }
        Err(CallError::Failed("the access list does not settle: it depends on itself".to_owned()))
    }
}

/// Accounts that are warm without a list: sender, callee and the contract that is created.
fn implied(job: &Job) -> Vec<Address> {
    let from = job.tx.from;
    let to = match job.tx.kind {
        TxKind::Call(to) => to,
        TxKind::Create => from.create(job.state.nonce(from)),
    };
    vec![from, to, job.block.coinbase]
}

/// What an execution touched, in address and slot order, without what is warm anyway and what only the chain itself
/// touches: its own state, and the account that takes the fees (the zero address) if any were paid.
fn touched(execution: &Execution, implied: &[Address], priced: bool, arbos: u64) -> AccessList {
    let mut items: Vec<AccessListItem> = Vec::new();
    for (&address, account) in &execution.changes {
        let mut keys: Vec<B256> =
            account.storage.keys().map(|key| B256::from(key.to_be_bytes())).collect();
        keys.sort_unstable();
        let warm_anyway = implied.contains(&address) || is_precompile(address, arbos);
        let fees = priced && address == Address::ZERO;
        let internal = fees || address == ARBOS_ACCOUNT;
        if internal || (warm_anyway && keys.is_empty()) {
            continue;
        }
        items.push(AccessListItem { address, storage_keys: keys });
    }
    items.sort_unstable_by_key(|item| item.address);
    AccessList(items)
}

fn failure(status: &Status) -> Option<String> {
    match status {
        Status::Success => None,
        Status::Revert => Some("execution reverted".to_owned()),
        Status::Halt(text) => Some(text.clone()),
    }
}

impl CallOutcome {
    /// The return data, or the failure as an error with the node's text.
    ///
    /// # Errors
    /// [`CallError::Reverted`] with the revert data, [`CallError::Failed`] with the text.
    pub fn into_result(self) -> Result<alloy_primitives::Bytes, CallError> {
        match self.status {
            Status::Success => Ok(self.output),
            Status::Revert => Err(CallError::Reverted(self.output)),
            Status::Halt(text) => Err(CallError::Failed(text)),
        }
    }
}

impl Execution {
    pub(crate) fn into_outcome(self) -> CallOutcome {
        CallOutcome {
            status: self.status,
            output: self.output,
            gas_used: self.gas_used,
            max_gas_used: self.max_gas_used,
            refund: self.refund,
            logs: self.logs,
            created: self.created,
        }
    }
}
