//! `ArbOwner`'s methods for prices and limits: of gas, and of data on the parent chain.

use alloy_primitives::U256;

use super::{
    abi::IArbOwner::{self, *},
    arb_owner::set,
    call::{Answer, Call, Fault},
    dispatch::{methods, missing, Method},
};
use crate::{
    arbos::{limits_transactions, Number},
    evm::POSTERS_FUNDS,
};

/// The compressor's best level.
const MAX_BROTLI_LEVEL: u64 = 11;
/// Most constraints on the price of gas, from ArbOS 51 until 60.
const MAX_CONSTRAINTS: usize = 20;

pub(super) const METHODS: &[Method] = methods! { IArbOwner:
    setL1PricePerUnitCall Write |call, arguments| {
        call.arbos().set_number(Number::L1PricePerUnit, arguments.price)?;
        Ok(setL1PricePerUnitReturn {})
    };
    setL2BaseFeeCall Write |call, arguments| {
        // Lasts until the next block sets it from the minimum, as on a chain without a backlog.
        call.arbos().set_number(Number::BaseFee, arguments.price)?;
        Ok(setL2BaseFeeReturn {})
    };
    setSpeedLimitCall Write |call, arguments| {
        if arguments.limit == 0 {
            return Err(Fault::Plain);
        }
        set(call, Number::SpeedLimit, arguments.limit)?;
        Ok(setSpeedLimitReturn {})
    };
    setMaxBlockGasLimitCall Write @50 |call, arguments| {
        set(call, Number::BlockGasLimit, arguments.limit)?;
        Ok(setMaxBlockGasLimitReturn {})
    };
    setGasBacklogCall Write @50 |call, arguments| {
        set(call, Number::GasBacklog, arguments.backlog)?;
        Ok(setGasBacklogReturn {})
    };
    setL2GasPricingInertiaCall Write |call, arguments| {
        if arguments.inertia == 0 {
            return Err(Fault::Plain);
        }
        set(call, Number::PricingInertia, arguments.inertia)?;
        Ok(setL2GasPricingInertiaReturn {})
    };
    setL2GasBacklogToleranceCall Write |call, arguments| {
        set(call, Number::BacklogTolerance, arguments.tolerance)?;
        Ok(setL2GasBacklogToleranceReturn {})
    };
    setBrotliCompressionLevelCall Write |call, arguments| {
        if arguments.level > MAX_BROTLI_LEVEL {
            return Err(Fault::Plain);
        }
        set(call, Number::BrotliLevel, arguments.level)?;
        Ok(setBrotliCompressionLevelReturn {})
    };
    setL1BaseFeeEstimateInertiaCall Write |call, arguments| {
        set(call, Number::L1Inertia, arguments.inertia)?;
        Ok(setL1BaseFeeEstimateInertiaReturn {})
    };
    setL1PricingInertiaCall Write |call, arguments| {
        set(call, Number::L1Inertia, arguments.inertia)?;
        Ok(setL1PricingInertiaReturn {})
    };
    setL1PricingEquilibrationUnitsCall Write |call, arguments| {
        call.arbos().set_number(Number::L1EquilibrationUnits, arguments.units)?;
        Ok(setL1PricingEquilibrationUnitsReturn {})
    };
    setL1PricingRewardRecipientCall Write |call, arguments| {
        call.arbos().set_reward_recipient(arguments.recipient)?;
        Ok(setL1PricingRewardRecipientReturn {})
    };
    setL1PricingRewardRateCall Write |call, arguments| {
        set(call, Number::L1RewardRate, arguments.rate)?;
        Ok(setL1PricingRewardRateReturn {})
    };
    setPerBatchGasChargeCall Write |call, arguments| {
        set(call, Number::L1BatchGas, arguments.cost.cast_unsigned())?;
        Ok(setPerBatchGasChargeReturn {})
    };
    setAmortizedCostCapBipsCall Write |call, arguments| {
        set(call, Number::L1CostCap, arguments.cap)?;
        Ok(setAmortizedCostCapBipsReturn {})
    };
    setParentGasFloorPerTokenCall Write @50 |call, arguments| {
        set(call, Number::L1GasFloor, arguments.floor)?;
        Ok(setParentGasFloorPerTokenReturn {})
    };
    setMinimumL2BaseFeeCall Write |call, arguments| {
        // Only a question is refused; a transaction may set it.
        if arguments.price.is_zero() && call.ctx.chain.simulated {
            return Err(Fault::Plain);
        }
        call.arbos().set_number(Number::MinBaseFee, arguments.price)?;
        Ok(setMinimumL2BaseFeeReturn {})
    };
    setMaxTxGasLimitCall Write |call, arguments| {
        let own = limits_transactions(call.ctx.chain.arbos);
        let number = if own { Number::TxGasLimit } else { Number::BlockGasLimit };
        set(call, number, arguments.limit)?;
        Ok(setMaxTxGasLimitReturn {})
    };
    releaseL1PricerSurplusFundsCall Write |call, arguments| release(call, arguments.most);
    setGasPricingConstraintsCall Write @50 |call, arguments| {
        let arbos = call.ctx.chain.arbos;
        let limited = (51..60).contains(&arbos);
        let list = &arguments.constraints;
        let empty = |constraint: &[u64; 3]| constraint[0] == 0 || constraint[1] == 0;
        if (limited && list.len() > MAX_CONSTRAINTS) || list.iter().any(empty) {
            return Err(Fault::Plain);
        }
        call.arbos().constraints().replace(list)?;
        Ok(setGasPricingConstraintsReturn {})
    };
    setMultiGasPricingConstraintsCall Write @60 |_, _| {
        missing("ArbOwner.setMultiGasPricingConstraints")
    };
    setCollectTipsCall Write @60 |call, arguments| {
        if arguments.collect {
            return missing("ArbOwner.setCollectTips(true)");
        }
        set(call, Number::CollectTips, 0)?;
        Ok(setCollectTipsReturn {})
    };
};

/// Counts what lies in the funds for posters and was not collected for them as theirs, up to a limit.
fn release(call: &mut Call<'_>, most: U256) -> Answer<U256> {
    let held = call.balance(POSTERS_FUNDS);
    let recognized = call.arbos().number(Number::L1FeesAvailable)?;
    let surplus = held.saturating_sub(recognized).min(most);
    if !surplus.is_zero() {
        call.arbos().set_number(Number::L1FeesAvailable, recognized.saturating_add(surplus))?;
    }
    Ok(surplus)
}
