//! `ArbOwner` at 0x70: settings of the chain, for its owners, who pay nothing and leave a trace of every act.

use alloy_primitives::{Address, U256};
use stylus_vm::params::Params;

use super::{
    abi::IArbOwner::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, missing, Method},
};
use crate::arbos::Number;

const SCALAR_PERCENT: u64 = 2;
/// Gas for a unit of the least costs to enter a program.
const INIT_GAS_UNIT: u16 = 128;
const CACHED_INIT_GAS_UNIT: u16 = 32;
/// The compressor's best level.
const MAX_BROTLI_LEVEL: u64 = 11;
/// The ink price has 24 bits.
const MAX_INK_PRICE: u32 = 0xff_ffff;

pub(super) const METHODS: &[Method] = methods! { IArbOwner:
    addChainOwnerCall Write |call, arguments| {
        call.arbos().owners().add(arguments.account)?;
        Ok(addChainOwnerReturn {})
    };
    removeChainOwnerCall Write |call, arguments| remove_owner(call, arguments.account);
    isChainOwnerCall View |call, arguments| call.arbos().owners().contains(arguments.account);
    getAllChainOwnersCall View |call, _| call.arbos().owners().all();
    setL1PricePerUnitCall Write |call, arguments| {
        call.arbos().set_number(Number::L1PricePerUnit, arguments.price)?;
        Ok(setL1PricePerUnitReturn {})
    };
    // Recorded, and answered by `getScheduledUpgrade`; the chain stays at its version.
    scheduleArbOSUpgradeCall Write |call, arguments| {
        set(call, Number::UpgradeVersion, arguments.version)?;
        set(call, Number::UpgradeTime, arguments.time)?;
        Ok(scheduleArbOSUpgradeReturn {})
    };
    addWasmCacheManagerCall Write |call, arguments| {
        call.arbos().cache_managers().add(arguments.manager)?;
        Ok(addWasmCacheManagerReturn {})
    };
    removeWasmCacheManagerCall Write |call, arguments| {
        if !call.arbos().cache_managers().contains(arguments.manager)? {
            return Err(Fault::Plain);
        }
        call.arbos().cache_managers().remove(arguments.manager)?;
        Ok(removeWasmCacheManagerReturn {})
    };
    setInkPriceCall Write |call, arguments| {
        if arguments.price == 0 || arguments.price > MAX_INK_PRICE {
            return Err(Fault::Plain);
        }
        edit(call, |params| params.ink_price = arguments.price)?;
        Ok(setInkPriceReturn {})
    };
    setWasmMaxStackDepthCall Write |call, arguments| {
        edit(call, |params| params.max_stack_depth = arguments.depth)?;
        Ok(setWasmMaxStackDepthReturn {})
    };
    setWasmFreePagesCall Write |call, arguments| {
        edit(call, |params| params.free_pages = arguments.pages)?;
        Ok(setWasmFreePagesReturn {})
    };
    setWasmPageGasCall Write |call, arguments| {
        edit(call, |params| params.page_gas = arguments.gas)?;
        Ok(setWasmPageGasReturn {})
    };
    setWasmPageLimitCall Write |call, arguments| {
        edit(call, |params| params.page_limit = arguments.limit)?;
        Ok(setWasmPageLimitReturn {})
    };
    setWasmMaxSizeCall Write |call, arguments| {
        edit(call, |params| params.max_wasm_size = arguments.size)?;
        Ok(setWasmMaxSizeReturn {})
    };
    setWasmMinInitGasCall Write |call, arguments| {
        let gas = u16::from(arguments.gas).div_ceil(INIT_GAS_UNIT);
        let cached = arguments.cached.div_ceil(CACHED_INIT_GAS_UNIT);
        edit(call, |params| {
            params.min_init_gas = u8::try_from(gas).unwrap_or(u8::MAX);
            params.min_cached_init_gas = u8::try_from(cached).unwrap_or(u8::MAX);
        })?;
        Ok(setWasmMinInitGasReturn {})
    };
    setWasmInitCostScalarCall Write |call, arguments| {
        let units = arguments.percent.div_ceil(SCALAR_PERCENT);
        edit(call, |params| params.init_cost_scalar = u8::try_from(units).unwrap_or(u8::MAX))?;
        Ok(setWasmInitCostScalarReturn {})
    };
    setWasmExpiryDaysCall Write |call, arguments| {
        edit(call, |params| params.expiry_days = arguments.value)?;
        Ok(setWasmExpiryDaysReturn {})
    };
    setWasmKeepaliveDaysCall Write |call, arguments| {
        edit(call, |params| params.keepalive_days = arguments.value)?;
        Ok(setWasmKeepaliveDaysReturn {})
    };
    setWasmBlockCacheSizeCall Write |call, arguments| {
        edit(call, |params| params.block_cache_size = arguments.count)?;
        Ok(setWasmBlockCacheSizeReturn {})
    };
    setL2BaseFeeCall Write |call, arguments| {
        // Lasts until the next block sets it from the minimum, as on a chain without a backlog.
        call.arbos().set_number(Number::BaseFee, arguments.price)?;
        Ok(setL2BaseFeeReturn {})
    };
    setMinimumL2BaseFeeCall Write |call, arguments| {
        call.arbos().set_number(Number::MinBaseFee, arguments.price)?;
        Ok(setMinimumL2BaseFeeReturn {})
    };
    setSpeedLimitCall Write |call, arguments| {
        if arguments.limit == 0 {
            return Err(Fault::Plain);
        }
        set(call, Number::SpeedLimit, arguments.limit)?;
        Ok(setSpeedLimitReturn {})
    };
    setMaxTxGasLimitCall Write |call, arguments| {
        set(call, Number::TxGasLimit, arguments.limit)?;
        Ok(setMaxTxGasLimitReturn {})
    };
    setMaxBlockGasLimitCall Write |call, arguments| {
        set(call, Number::BlockGasLimit, arguments.limit)?;
        Ok(setMaxBlockGasLimitReturn {})
    };
    setNetworkFeeAccountCall Write |call, arguments| {
        call.arbos().set_network_fee_account(arguments.account)?;
        Ok(setNetworkFeeAccountReturn {})
    };
    setInfraFeeAccountCall Write |call, arguments| {
        call.arbos().set_infra_fee_account(arguments.account)?;
        Ok(setInfraFeeAccountReturn {})
    };
    getNetworkFeeAccountCall View |call, _| call.arbos().network_fee_account();
    getInfraFeeAccountCall View |call, _| call.arbos().infra_fee_account();
    setGasBacklogCall Write |call, arguments| {
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
    releaseL1PricerSurplusFundsCall Write |_, _| missing("ArbOwner.releaseL1PricerSurplusFunds");
    setParentGasFloorPerTokenCall Write |call, arguments| {
        set(call, Number::L1GasFloor, arguments.floor)?;
        Ok(setParentGasFloorPerTokenReturn {})
    };
    setChainConfigCall Write |_, _| missing("ArbOwner.setChainConfig");
};

fn edit(call: &mut Call<'_>, change: impl FnOnce(&mut Params)) -> Answer<()> {
    let mut params = call.arbos().params()?;
    change(&mut params);
    call.arbos().set_params(&params)
}

fn set(call: &mut Call<'_>, number: Number, value: u64) -> Answer<()> {
    call.arbos().set_number(number, U256::from(value))
}

fn remove_owner(call: &mut Call<'_>, account: Address) -> Answer<removeChainOwnerReturn> {
    if !call.arbos().owners().contains(account)? {
        return Err(Fault::Plain);
    }
    call.arbos().owners().remove(account)?;
    Ok(removeChainOwnerReturn {})
}

/// The trace that every act of an owner leaves.
pub(super) fn emit_owner_acts(call: &mut Call<'_>, method: [u8; 4], data: &[u8]) -> Answer<()> {
    let owner = call.caller;
    call.emit(&OwnerActs { method: method.into(), owner, data: data.to_vec().into() })
}
