//! A block in the making: transactions execute one after another, each on the state that the last one left, as long as
//! the block has room.

use alloy_primitives::{Address, B256};

use super::{admission, header, mined::Mined, poster, Chain};
use crate::{
    arbos::{ArbosState, Number},
    block::Envelope,
    config::TX_GAS,
    error::TxError,
    evm::{execute, BlockContext, Job, Programs},
    state::State,
};

/// From this version of ArbOS on, the last transaction of a block may take more gas than the block has left.
const OVERSHOOT_VERSION: u64 = 50;

/// A block that is not on the chain yet.
pub(super) struct Draft {
    pub(super) context: BlockContext,
    /// The state after the transactions so far.
    pub(super) state: State,
    pub(super) mined: Vec<Mined>,
    /// Gas that the block may still compute.
    gas_left: u64,
    programs: Programs,
    /// The version that an upgrade asks for in vain: no transaction is taken any more.
    unknown: Option<TxError>,
}

/// Why a transaction is not in a draft.
#[derive(Debug)]
pub(super) enum Left {
    /// It may be in a later block.
    Full,
    /// It can be in no block on this state.
    Refused(TxError),
}

impl Chain {
    /// The next block, still empty.
    pub(super) fn draft(&self) -> Draft {
        let head = self.head();
        let context = self.next_context();
        let (state, unknown) = match header::opening_state(&head.state, context.timestamp) {
            Ok(state) => (state, None),
            Err(error) => (head.state.clone(), Some(error)),
        };
        let mut copy = state.clone();
        let Ok(limit) = ArbosState { slots: &mut copy }.number(Number::BlockGasLimit);
        Draft {
            context,
            state,
            mined: Vec::new(),
            gas_left: u64::try_from(limit).unwrap_or(u64::MAX),
            programs: self.programs.clone(),
            unknown,
        }
    }
}

impl Draft {
    /// Checks and executes a transaction. Nothing has changed if it is not taken.
    pub(super) fn include(
        &mut self,
        envelope: Envelope,
        from: Address,
        hash: B256,
    ) -> Result<(), Left> {
        if let Some(error) = &self.unknown {
            return Err(Left::Refused(error.clone()));
        }
        if self.gas_left < TX_GAS {
            return Err(Left::Full);
        }
        let job = transaction_job(&self.state, &self.context, (&envelope, from), &self.programs);
        let (limit, poster_gas) = (job.tx.gas_limit, job.tx.poster_gas);
        let gaps = admission::Gaps::Refused;
        admission::admit(&self.state, &envelope, from, &job.tx, gaps).map_err(Left::Refused)?;
        if !self.has_room(limit.saturating_sub(poster_gas)) {
            return Err(Left::Full);
        }
        let mut execution = execute(job).map_err(Left::Refused)?;
        self.state.commit(std::mem::take(&mut execution.changes));
        let computed = execution.gas_used.saturating_sub(poster_gas).max(TX_GAS);
        self.gas_left = self.gas_left.saturating_sub(computed);
        self.mined.push(Mined::new((envelope, from, hash), poster_gas, execution));
        Ok(())
    }

    /// Older versions want room for all that a transaction might compute, unless it is the first.
    fn has_room(&self, compute: u64) -> bool {
        self.context.arbos >= OVERSHOOT_VERSION || self.mined.is_empty() || compute <= self.gas_left
    }
}

/// The execution that a transaction stands for on top of a state.
pub(super) fn transaction_job(
    state: &State,
    block: &BlockContext,
    (envelope, from): (&Envelope, Address),
    programs: &Programs,
) -> Job {
    let poster = poster::transaction_gas(state, block, envelope);
    let cap = header::tx_gas_cap(state);
    Job {
        state: state.clone(),
        tx: admission::context(envelope, from, block, cap, poster),
        block: block.clone(),
        moved: Default::default(),
        programs: programs.clone(),
        deadline: Default::default(),
    }
}
