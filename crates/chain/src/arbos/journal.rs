//! Reaching ArbOS' storage: through the journal of a running execution, or in a state at rest. Both are free of gas.

use std::convert::Infallible;

use alloy_primitives::U256;
use revm::context::JournalTr;

use super::{upgrade::version_of, Slots, ARBOS_ACCOUNT};
use crate::{evm::Ctx, state::State};

/// The journal, without gas.
#[derive(Debug)]
pub(crate) struct FreeJournal<'a>(pub(crate) &'a mut Ctx);

/// Reads a slot of ArbOS through the journal.
pub(crate) fn read(ctx: &mut Ctx, slot: U256) -> U256 {
    let Ok(_) = ctx.journaled_state.load_account(ARBOS_ACCOUNT);
    let Ok(load) = ctx.journaled_state.sload(ARBOS_ACCOUNT, slot);
    load.data
}

/// Writes a slot of ArbOS through the journal.
pub(crate) fn write(ctx: &mut Ctx, slot: U256, value: U256) {
    let Ok(_) = ctx.journaled_state.load_account(ARBOS_ACCOUNT);
    ctx.journaled_state.touch_account(ARBOS_ACCOUNT);
    let Ok(_) = ctx.journaled_state.sstore(ARBOS_ACCOUNT, slot, value);
}

impl Slots for FreeJournal<'_> {
    type Error = Infallible;

    fn get(&mut self, slot: U256) -> Result<U256, Infallible> {
        Ok(read(self.0, slot))
    }

    fn set(&mut self, slot: U256, value: U256) -> Result<(), Infallible> {
        write(self.0, slot, value);
        Ok(())
    }

    fn peek(&mut self, slot: U256) -> Result<U256, Infallible> {
        self.get(slot)
    }

    fn burn(&mut self, _gas: u64) -> Result<(), Infallible> {
        Ok(())
    }

    fn arbos(&mut self) -> u64 {
        self.0.chain.arbos
    }
}

impl Slots for &mut State {
    type Error = Infallible;

    fn get(&mut self, slot: U256) -> Result<U256, Infallible> {
        Ok(self.storage(ARBOS_ACCOUNT, slot))
    }

    fn set(&mut self, slot: U256, value: U256) -> Result<(), Infallible> {
        self.set_storage(ARBOS_ACCOUNT, slot, value);
        Ok(())
    }

    fn peek(&mut self, slot: U256) -> Result<U256, Infallible> {
        self.get(slot)
    }

    fn burn(&mut self, _gas: u64) -> Result<(), Infallible> {
        Ok(())
    }

    fn arbos(&mut self) -> u64 {
        version_of(self)
    }
}
