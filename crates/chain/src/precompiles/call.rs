//! One call of a precompile while it runs: who calls, what is left of the gas, and the chain's state.

use alloy_primitives::{Address, Bytes, Log, LogData, B256, U256};
use alloy_sol_types::SolEvent;
use revm::{
    bytecode::Bytecode, context::JournalTr,
    context_interface::journaled_state::account::JournaledAccountTr,
};

use crate::{
    arbos::{read_slot, write_slot, ArbosState, Slots},
    evm::Ctx,
    trace::FrameKind,
};

/// Gas per 32-byte word that is copied in or out.
pub(super) const COPY_GAS: u64 = 3;
/// Gas for reading a storage slot.
pub(super) const READ_GAS: u64 = 800;
const WRITE_GAS: u64 = 20_000;
const WRITE_ZERO_GAS: u64 = 5_000;
const CODE_HASH_GAS: u64 = 2_600;
const LOG_GAS: u64 = 375;
const LOG_BYTE_GAS: u64 = 8;

/// How a method fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Reverts without data; all gas is gone. Also the end of a call that runs out of gas.
    AllGas,
    /// Reverts without data and keeps the gas.
    Plain,
    /// A declared error: reverts with its data and keeps the gas.
    Declared(Bytes),
    /// A failure that is no revert: all gas is gone, and the node has words for it.
    Failure(String),
}

/// What methods answer: encoded results, or a fault.
pub(super) type Answer<T = Vec<u8>> = Result<T, Fault>;

/// A call of a precompile.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) ctx: &'a mut Ctx,
    /// The precompile.
    pub(super) address: Address,
    pub(super) caller: Address,
    /// Wei that came along, already moved to the precompile's account.
    pub(super) value: U256,
    /// Depth of the call: 0 for one straight from a transaction.
    pub(super) depth: usize,
    pub(super) gas_left: u64,
    /// Chain owners pay nothing for `ArbOwner`.
    pub(super) free: bool,
}

impl Call<'_> {
    /// Charges gas.
    pub(super) fn burn(&mut self, gas: u64) -> Answer<()> {
        take(&mut self.gas_left, gas, self.free)
    }

    /// Charges for copying bytes.
    pub(super) fn burn_copy(&mut self, bytes: usize) -> Answer<()> {
        self.burn(COPY_GAS.saturating_mul(bytes.div_ceil(32) as u64))
    }

    /// ArbOS' state, read and written against this call's gas.
    pub(super) fn arbos(&mut self) -> ArbosState<Metered<'_>> {
        ArbosState {
            slots: Metered { ctx: self.ctx, gas_left: &mut self.gas_left, free: self.free },
        }
    }

    /// Seconds since 1970 of the block.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.ctx.block.timestamp).unwrap_or(u64::MAX)
    }

    /// Hash of an account's code: zero for an account that does not exist.
    pub(super) fn code_hash(&mut self, account: Address) -> Answer<B256> {
        self.burn(CODE_HASH_GAS)?;
        Ok(self.code_hash_free(account))
    }

    /// The same, where the node charges nothing.
    pub(super) fn code_hash_free(&mut self, account: Address) -> B256 {
        let Ok(load) = self.ctx.journaled_state.load_account(account);
        if load.data.is_empty() {
            B256::ZERO
        } else {
            load.data.info.code_hash
        }
    }

    /// Marks an account as warm; true if it was cold.
    pub(super) fn warm(&mut self, account: Address) -> bool {
        let Ok(load) = self.ctx.journaled_state.load_account(account);
        load.is_cold
    }

    /// Code of an account, without gas.
    pub(super) fn code(&mut self, account: Address) -> Bytes {
        let Ok(load) = self.ctx.journaled_state.code(account);
        load.data
    }

    /// Replaces the code of an account, without gas.
    pub(super) fn set_code(&mut self, account: Address, code: Bytes) {
        let bytecode =
            Bytecode::new_raw_checked(code.clone()).unwrap_or_else(|_| Bytecode::new_legacy(code));
        let Ok(_) = self.ctx.journaled_state.load_account_with_code(account);
        self.ctx.journaled_state.set_code(account, bytecode);
    }

    /// Balance of an account in wei, without gas.
    pub(super) fn balance(&mut self, account: Address) -> U256 {
        let Ok(load) = self.ctx.journaled_state.load_account(account);
        load.data.info.balance
    }

    /// Moves wei out of the precompile's account. The caller has checked that they are there.
    pub(super) fn pay(&mut self, to: Address, wei: U256) -> Answer<()> {
        let Ok(failed) = self.ctx.journaled_state.transfer(self.address, to, wei);
        if failed.is_some() {
            return Err(Fault::Plain);
        }
        let from = self.address;
        self.ctx.chain.record(|recorder| recorder.payment(FrameKind::Payment, from, to, wei));
        Ok(())
    }

    /// Takes the wei that came along out of the world.
    pub(super) fn burn_value(&mut self) -> Answer<()> {
        self.burn_wei(self.address, self.value)
    }

    /// Takes wei of an account out of the world.
    pub(super) fn burn_wei(&mut self, account: Address, wei: U256) -> Answer<()> {
        let Ok(mut load) = self.ctx.journaled_state.load_account_mut(account);
        if load.data.decr_balance(wei) {
            Ok(())
        } else {
            Err(Fault::Plain)
        }
    }

    /// Brings new wei into the world.
    pub(super) fn mint(&mut self, account: Address, wei: U256) -> Answer<()> {
        let Ok(mut load) = self.ctx.journaled_state.load_account_mut(account);
        if load.data.incr_balance(wei) {
            Ok(())
        } else {
            Err(Fault::Plain)
        }
    }

    /// Emits an event as the precompile.
    pub(super) fn emit<E: SolEvent>(&mut self, event: &E) -> Answer<()> {
        let data: LogData = event.encode_log_data();
        let topics = data.topics().len() as u64;
        let bytes = data.data.len() as u64;
        self.burn(LOG_GAS * (topics + 1) + LOG_BYTE_GAS * bytes)?;
        let log = Log { address: self.address, data };
        self.ctx.chain.record(|recorder| recorder.log(&log));
        self.ctx.journaled_state.log(log);
        Ok(())
    }
}

/// ArbOS' storage against a call's gas.
#[derive(Debug)]
pub(super) struct Metered<'c> {
    ctx: &'c mut Ctx,
    gas_left: &'c mut u64,
    free: bool,
}

impl Slots for Metered<'_> {
    type Error = Fault;

    fn get(&mut self, slot: U256) -> Answer<U256> {
        self.burn(READ_GAS)?;
        self.peek(slot)
    }

    fn set(&mut self, slot: U256, value: U256) -> Answer<()> {
        self.burn(if value.is_zero() { WRITE_ZERO_GAS } else { WRITE_GAS })?;
        write_slot(self.ctx, slot, value);
        Ok(())
    }

    fn peek(&mut self, slot: U256) -> Answer<U256> {
        Ok(read_slot(self.ctx, slot))
    }

    fn burn(&mut self, gas: u64) -> Answer<()> {
        take(self.gas_left, gas, self.free)
    }

    fn arbos(&mut self) -> u64 {
        self.ctx.chain.arbos
    }
}

/// Takes gas, or all of it if it is not enough.
fn take(left: &mut u64, gas: u64, free: bool) -> Answer<()> {
    if free {
        return Ok(());
    }
    match left.checked_sub(gas) {
        Some(rest) => {
            *left = rest;
            Ok(())
        }
        None => {
            *left = 0;
            Err(Fault::AllGas)
        }
    }
}
