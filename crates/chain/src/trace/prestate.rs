//! The accounts that an execution looked at, before and after it.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256};
use revm::state::EvmState;

use super::{recorder::Recorder, AccountTrace, StateTrace};
use crate::state::State;

/// Compares the state that an execution found with what it changed.
pub(super) fn state_trace(before: &State, changes: &EvmState, recorder: &Recorder) -> StateTrace {
    let mut after = before.clone();
    after.commit(changes.clone());
    let of = |state: &State| -> BTreeMap<Address, AccountTrace> {
        let accounts = recorder.touched.iter();
        accounts.map(|&address| (address, account(state, address, changes))).collect()
    };
    StateTrace {
        before: of(before),
        after: of(&after),
        created: recorder.created.iter().copied().collect(),
        destroyed: recorder.destroyed.iter().copied().collect(),
    }
}

/// One account with the slots that the execution looked at.
fn account(state: &State, address: Address, changes: &EvmState) -> AccountTrace {
    let slots = changes.get(&address).into_iter().flat_map(|change| change.storage.keys());
    let value = |slot| B256::from(state.storage(address, slot));
    AccountTrace {
        balance: state.balance(address),
        nonce: state.nonce(address),
        code: state.code(address),
        storage: slots.map(|slot| (B256::from(*slot), value(*slot))).collect(),
    }
}
