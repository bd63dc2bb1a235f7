//! `ArbGasInfo` at 0x6c: prices and limits of gas.

use alloy_primitives::{I256, U256};

use super::{
    abi::IArbGasInfo::{self, *},
    arb_owner_public::number,
    call::{Answer, Call, READ_GAS},
    dispatch::{methods, missing, Method},
};
use crate::arbos::Number;

/// Gas of a new storage slot.
const SLOT_GAS: u64 = 20_000;
/// Bytes that a plain transaction is taken to have.
const TX_BYTES: u64 = 140;
/// Units of the parent chain's price for a byte.
const UNITS_PER_BYTE: u64 = 16;
pub(super) const METHODS: &[Method] = methods! { IArbGasInfo:
    getPricesInWeiCall View |call, _| {
        let p = Prices::read(call)?;
        Ok(getPricesInWeiReturn { tx: p.tx, calldataByte: p.byte, slot: p.slot, base: p.base, congestion: p.congestion, total: p.total })
    };
    getPricesInWeiWithAggregatorCall View |call, _| {
        let p = Prices::read(call)?;
        Ok(getPricesInWeiWithAggregatorReturn { tx: p.tx, calldataByte: p.byte, slot: p.slot, base: p.base, congestion: p.congestion, total: p.total })
    };
    getPricesInArbGasCall View |call, _| {
        let p = Prices::read(call)?;
        Ok(getPricesInArbGasReturn { tx: p.in_gas(p.tx), calldataByte: p.in_gas(p.byte), slot: U256::from(SLOT_GAS) })
    };
    getPricesInArbGasWithAggregatorCall View |call, _| {
        let p = Prices::read(call)?;
        Ok(getPricesInArbGasWithAggregatorReturn { tx: p.in_gas(p.tx), calldataByte: p.in_gas(p.byte), slot: U256::from(SLOT_GAS) })
    };
    getGasAccountingParamsCall View |call, _| {
        let block = call.arbos().number(Number::BlockGasLimit)?;
        Ok(getGasAccountingParamsReturn {
            speedLimit: call.arbos().number(Number::SpeedLimit)?,
            poolSize: block,
            maxTx: block,
        })
    };
    getMaxTxGasLimitCall View @50 |call, _| call.arbos().number(Number::TxGasLimit);
    getMaxBlockGasLimitCall View @50 |call, _| number(call, Number::BlockGasLimit);
    getMinimumGasPriceCall View |call, _| call.arbos().number(Number::MinBaseFee);
    getL1BaseFeeEstimateCall View |call, _| call.arbos().number(Number::L1PricePerUnit);
    getL1GasPriceEstimateCall View |call, _| call.arbos().number(Number::L1PricePerUnit);
    getCurrentTxL1GasFeesCall View |call, _| {
        let scope = &call.ctx.chain;
        Ok(U256::from(scope.poster_gas).saturating_mul(U256::from(scope.base_fee)))
    };
    getGasBacklogCall View |call, _| number(call, Number::GasBacklog);
    getPricingInertiaCall View |call, _| number(call, Number::PricingInertia);
    getGasBacklogToleranceCall View |call, _| number(call, Number::BacklogTolerance);
    getPerBatchGasChargeCall View |call, _| {
        let word = call.arbos().number(Number::L1BatchGas)?;
        Ok(word.as_limbs()[0].cast_signed())
    };
    getAmortizedCostCapBipsCall View |call, _| number(call, Number::L1CostCap);
    getL1RewardRateCall View |call, _| number(call, Number::L1RewardRate);
    getL1PricingEquilibrationUnitsCall View |call, _| {
        call.arbos().number(Number::L1EquilibrationUnits)
    };
    getL1BaseFeeEstimateInertiaCall View |call, _| number(call, Number::L1Inertia);
    getL1FeesAvailableCall View |call, _| call.arbos().number(Number::L1FeesAvailable);
    getL1PricingSurplusCall View |call, _| surplus(call);
    getL1RewardRecipientCall View |call, _| call.arbos().reward_recipient();
    getL1PricingFundsDueForRewardsCall View |call, _| call.arbos().number(Number::L1RewardsDue);
    getL1PricingUnitsSinceUpdateCall View |call, _| number(call, Number::L1Units);
    getLastL1PricingSurplusCall View |call, _| {
        Ok(I256::from_raw(call.arbos().number(Number::L1LastSurplus)?))
    };
    getLastL1PricingUpdateTimeCall View |call, _| number(call, Number::L1LastUpdate);
    getGasPricingConstraintsCall View @50 |call, _| call.arbos().constraints().all();
    // None can be set.
    getMultiGasPricingConstraintsCall View @60 |call, _| {
        call.burn(READ_GAS)?;
        Ok(Vec::new())
    };
    getMultiGasBaseFeeCall View @60 |_, _| missing("ArbGasInfo.getMultiGasBaseFee");
};

/// What was collected for the parent chain, less what is owed for it.
fn surplus(call: &mut Call<'_>) -> Answer<I256> {
    let due = call.arbos().batch_posters().total_due()?;
    let rewards = call.arbos().number(Number::L1RewardsDue)?;
    let have = call.arbos().number(Number::L1FeesAvailable)?;
    Ok(I256::from_raw(have.wrapping_sub(due.wrapping_add(rewards))))
}

/// Prices in wei.
struct Prices {
    tx: U256,
    byte: U256,
    slot: U256,
    base: U256,
    congestion: U256,
    total: U256,
}

impl Prices {
    fn read(call: &mut Call<'_>) -> Answer<Self> {
        let unit = call.arbos().number(Number::L1PricePerUnit)?;
        let minimum = call.arbos().number(Number::MinBaseFee)?;
        // The block's base fee, also in a free call, where BASEFEE reads 0.
        let total = U256::from(call.ctx.chain.base_fee);
        let byte = unit.saturating_mul(U256::from(UNITS_PER_BYTE));
        let base = minimum.min(total);
        Ok(Self {
            tx: byte.saturating_mul(U256::from(TX_BYTES)),
            byte,
            slot: total.saturating_mul(U256::from(SLOT_GAS)),
            base,
            congestion: total - base,
            total,
        })
    }

    fn in_gas(&self, wei: U256) -> U256 {
        wei.checked_div(self.total).unwrap_or_default()
    }
}
