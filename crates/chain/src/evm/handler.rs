//! The life of a transaction around its frames: gas before execution, fees, refunds. Admission has happened before.

use std::convert::Infallible;

use alloy_primitives::{address, Address, U256};
use revm::{
    context::{
        result::{EVMError, HaltReason},
        JournalTr,
    },
    context_interface::{journaled_state::account::JournaledAccountTr, Cfg},
    handler::{validation, EvmTr, FrameResult, Handler},
    interpreter::{GasTracker, InitialAndFloorGas},
};

use super::{context::Ctx, frame::ArbEvm};
use crate::arbos::{ArbosState, Number};

/// Where fees for data wait for those who post it to the parent chain.
pub(crate) const POSTERS_FUNDS: Address = address!("A4B00000000000000000000000000000000000f6");

/// revm's handler with Arbitrum's rules for gas and fees.
#[derive(Debug)]
pub(crate) struct ArbHandler;

type Error = EVMError<Infallible>;

impl Handler for ArbHandler {
    type Evm = ArbEvm;
    type Error = Error;
    type HaltReason = HaltReason;

    /// Checked before; see `chain::admission` and `chain::request`.
    fn validate_env(&self, _evm: &mut ArbEvm) -> Result<(), Error> {
        Ok(())
    }

    /// The floor of EIP-7623 is off on Arbitrum unless its owner turns it on.
    fn validate_initial_tx_gas(&self, evm: &mut ArbEvm) -> Result<InitialAndFloorGas, Error> {
        let ctx = evm.ctx();
        let Ok(features) = ArbosState::new(ctx).number(Number::Features);
        let cfg = &ctx.cfg;
        let gas = validation::validate_initial_tx_gas_with_gas_params(
            &ctx.tx,
            cfg.spec,
            cfg.gas_params(),
            !features.bit(0),
            false,
            u64::MAX,
            None,
        )?;
        Ok(gas)
    }

    /// Takes the whole gas limit at the price that is paid, and counts up the nonce of calls.
    fn validate_against_state_and_deduct_caller(
        &self,
        evm: &mut ArbEvm,
        _gas: &mut InitialAndFloorGas,
    ) -> Result<(), Error> {
        let ctx = evm.ctx();
        let cost = U256::from(ctx.tx.gas_price) * U256::from(ctx.tx.gas_limit);
        let is_call = ctx.tx.kind.is_call();
        let mut caller = ctx.journaled_state.load_account_with_code_mut(ctx.tx.caller)?.data;
        let left = caller.balance().saturating_sub(cost);
        caller.set_balance(left);
        if is_call {
            caller.bump_nonce();
        }
        Ok(())
    }

    /// Gas for the bytes is gone before execution begins, gas above the compute cap is withheld.
    fn tx_gas(&self, evm: &mut ArbEvm, gas: &InitialAndFloorGas) -> GasTracker {
        let ctx = evm.ctx();
        let initial = gas.initial_total_gas();
        let poster = ctx.chain.poster_gas;
        let most = ctx.chain.compute_cap.max(initial).saturating_add(poster);
        let limit = ctx.tx.gas_limit.min(most);
        GasTracker::new(limit, limit.saturating_sub(initial).saturating_sub(poster), 0)
    }

    /// A fifth of the gas used, that for the bytes not counted, is the most that comes back.
    fn refund(
        &self,
        evm: &mut ArbEvm,
        result: &mut FrameResult,
        eip7702_refund: i64,
    ) -> Result<(), Error> {
        let ctx = evm.ctx();
        let quotient = ctx.cfg.gas_params().max_refund_quotient().max(1);
        let poster = ctx.chain.poster_gas;
        let gas = result.gas_mut();
        gas.record_refund(eip7702_refund);
        let most = gas.total_gas_spent().saturating_sub(poster) / quotient;
        gas.set_refund(gas.refunded().min(i64::try_from(most).unwrap_or(i64::MAX)));
        Ok(())
    }

    /// Gives back what was not used, the withheld gas included.
    fn reimburse_caller(&self, evm: &mut ArbEvm, result: &mut FrameResult) -> Result<(), Error> {
        let used = gas_used(result);
        let ctx = evm.ctx();
        let unused = ctx.tx.gas_limit.saturating_sub(used);
        let back = U256::from(ctx.tx.gas_price) * U256::from(unused);
        let caller = ctx.tx.caller;
        ctx.journaled_state.load_account_mut(caller)?.data.incr_balance(back);
        ctx.chain.record(|recorder| recorder.transfer_after("gasRefund", caller, back));
        Ok(())
    }

    /// Fees go to the network's account; tips do not exist.
    fn reward_beneficiary(&self, evm: &mut ArbEvm, result: &mut FrameResult) -> Result<(), Error> {
        let used = gas_used(result);
        let ctx = evm.ctx();
        if ctx.chain.recorder.is_some() {
            record_fees(ctx, used);
        }
        let fee = U256::from(ctx.tx.gas_price) * U256::from(used);
        if fee.is_zero() {
            return Ok(());
        }
        let posted = U256::from(ctx.tx.gas_price) * U256::from(ctx.chain.poster_gas.min(used));
        let (network, infra) = fee_accounts(ctx);
        // With an infrastructure account the minimum base fee, here all of it, goes there.
        let receiver = if infra == Address::ZERO { network } else { infra };
        ctx.journaled_state.load_account_mut(receiver)?.data.incr_balance(fee - posted);
        if !posted.is_zero() {
            ctx.journaled_state.load_account_mut(POSTERS_FUNDS)?.data.incr_balance(posted);
            let mut arbos = ArbosState::new(ctx);
            let Ok(available) = arbos.number(Number::L1FeesAvailable);
            let Ok(()) = arbos.set_number(Number::L1FeesAvailable, available + posted);
        }
        Ok(())
    }
}

/// What a trace shows of the fees: at the base fee also for a call that pays nothing, as on the node.
fn record_fees(ctx: &mut Ctx, used: u64) {
    let price = U256::from(ctx.chain.base_fee);
    let posted = price * U256::from(ctx.chain.poster_gas.min(used));
    let computed = (price * U256::from(used)).saturating_sub(posted);
    let (network, infra) = fee_accounts(ctx);
    let receiver = if infra == Address::ZERO { network } else { infra };
    ctx.chain.record(|recorder| {
        if !computed.is_zero() {
            recorder.transfer_after("feeCollection", receiver, computed);
        }
        recorder.transfer_after("feeCollection", POSTERS_FUNDS, posted);
    });
}

fn fee_accounts(ctx: &mut Ctx) -> (Address, Address) {
    let mut arbos = ArbosState::new(ctx);
    let Ok(network) = arbos.network_fee_account();
    let Ok(infra) = arbos.infra_fee_account();
    (network, infra)
}

fn gas_used(result: &FrameResult) -> u64 {
    let gas = result.gas();
    let refunded = u64::try_from(gas.refunded()).unwrap_or(0);
    gas.total_gas_spent().saturating_sub(refunded)
}
