//! Gas estimation as go-ethereum does it: run with all gas, then search for the limit that is just enough.

use alloy_primitives::{Address, TxKind, U256};

use super::{
    node_interface::NODE_INTERFACE,
    poster,
    request::{check_call, prices},
    Chain,
};
use crate::{
    block::BlockId,
    call::{BlockOverrides, CallRequest, StateOverrides, Status},
    error::{CallError, TxError},
    evm::{on_deep_stack, run, Deadline, Execution, Job},
};

/// Gas of a plain transfer.
const TRANSFER_GAS: u64 = 21_000;
/// Gas that a call with value adds for its callee; the first guess allows for one.
const STIPEND: u64 = 2_300;
/// An estimate executes more than once; it may take as long as this many calls.
const CALLS_TIME: u32 = 6;
/// The search stops when the bounds are this close, in thousandths of the upper one.
const TOLERANCE_PER_MILLE: u64 = 15;

impl Chain {
    /// A gas limit with which the request succeeds as a transaction on this block. It is at most 1.5 % above the lowest one.
    ///
    /// # Errors
    /// The revert or failure of the request, or that no allowed gas limit is enough.
    pub fn estimate_gas(
        &self,
        request: &CallRequest,
        at: BlockId,
        overrides: &StateOverrides,
        block_overrides: &BlockOverrides,
    ) -> Result<u64, CallError> {
        if request.to == Some(NODE_INTERFACE) {
            // Tells what is wrong with the question; the estimate is then that of a call of an empty account.
            self.ask_node(request, at, overrides, block_overrides)?;
        }
        let block = self.resolve(at)?;
        let mut request = request.clone();
        // The search sets the limit itself, so the check for funds must not take the cap for it.
        let job = self.job(&request, block, overrides, block_overrides)?;
        let posting = poster::estimate_gas(&job.state, &job.block, &request, &job.tx);
        let cap = self.config.rpc_gas_cap.saturating_add(posting);
        let high = highest(&request, &job, cap)?;
        request.gas = Some(high);
        let mut job = self.job(&request, block, overrides, block_overrides)?;
        job.tx.gas_limit = high;
        job.tx.poster_gas = posting;
        let limit = self.config.evm_timeout;
        job.deadline = Deadline::after(limit.map(|limit| limit.saturating_mul(CALLS_TIME)));
        let checked = check_call(&request, &job);
        if let Err(error) = checked {
            return Err(match error {
                TxError::IntrinsicGas { .. } | TxError::PosterGas { .. } => {
                    CallError::GasAllowance(high)
                }
                error => CallError::EstimateRefused { error, gas: high },
            });
        }
        on_deep_stack(|| search(&job, high))
            .map_err(|error| CallError::Internal(error.to_string()))?
    }
}

/// The most gas that may be tried: the request's or the cap, and no more than the sender can pay.
fn highest(request: &CallRequest, job: &Job, gas_cap: u64) -> Result<u64, CallError> {
    let high =
        request.gas.filter(|gas| *gas >= TRANSFER_GAS).map_or(gas_cap, |gas| gas.min(gas_cap));
    let (cap, _) = prices(request);
    if cap == 0 {
        return Ok(high);
    }
    let balance = job.state.balance(job.tx.from);
    let Some(available) = balance
        .checked_sub(request.value)
        .filter(|left| request.value.is_zero() || !left.is_zero())
    else {
        return Err(CallError::FundsForTransfer);
    };
    let allowance = u64::try_from(available / U256::from(cap)).unwrap_or(u64::MAX);
    Ok(high.min(allowance))
}

fn search(job: &Job, mut high: u64) -> Result<u64, CallError> {
    if is_plain_transfer(job) && succeeds(&try_with(job, TRANSFER_GAS)?) {
        return Ok(TRANSFER_GAS);
    }
    let first = try_with(job, high)?;
    match first.status {
        Status::Success => {}
        Status::Revert => return Err(CallError::Reverted(first.output)),
        Status::Halt(text) if text == "out of gas" => return Err(CallError::GasAllowance(high)),
        Status::Halt(text) => return Err(CallError::Failed(text)),
    }
    let mut low = first.gas_used.saturating_sub(1);
    // A frame gives at most 63/64 of its gas on, so this is nearly always enough.
    let guess = first.max_gas_used.saturating_add(STIPEND).saturating_mul(64) / 63;
    if guess < high {
        if succeeds(&try_with(job, guess)?) {
            high = guess;
        } else {
            low = guess;
        }
    }
    while low + 1 < high {
        if (high - low).saturating_mul(1000) < high.saturating_mul(TOLERANCE_PER_MILLE) {
            break;
        }
        // Most transactions need little more than they use, so the search leans towards the lower bound.
        let middle = low.midpoint(high).min(low.saturating_mul(2));
        if succeeds(&try_with(job, middle)?) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}

/// Executes with this gas limit. A limit below the intrinsic gas counts as a failure.
fn try_with(job: &Job, gas: u64) -> Result<Execution, CallError> {
    let mut job = job.clone();
    job.tx.gas_limit = gas;
    match run(job) {
        Ok(execution) => Ok(execution),
        Err(TxError::IntrinsicGas { .. } | TxError::PosterGas { .. }) => {
            Ok(Execution::out_of_gas(gas))
        }
        Err(TxError::TimedOut { limit }) => Err(CallError::TimedOut(limit)),
        Err(error) => Err(CallError::EstimateRefused { error, gas }),
    }
}

fn succeeds(execution: &Execution) -> bool {
    execution.status == Status::Success
}

/// Value or nothing to an account without code.
fn is_plain_transfer(job: &Job) -> bool {
    let TxKind::Call(to) = job.tx.kind else { return false };
    job.tx.input.is_empty()
        && job.state.code(to).is_empty()
        && to != Address::ZERO
        && job.tx.access_list.0.is_empty()
        && job.tx.authorizations.is_empty()
        && !crate::precompiles::is_precompile(to, job.block.arbos)
}
