//! `ArbOwner`'s methods for programs: their parameters, and who may cache them.

use stylus_vm::params::Params;

use super::{
    abi::IArbOwner::{self, *},
    arb_owner::set,
    call::{Answer, Call, Fault},
    dispatch::{methods, Method},
};
use crate::arbos::Number;

const SCALAR_PERCENT: u64 = 2;
/// Gas for a unit of the least costs to enter a program.
const INIT_GAS_UNIT: u16 = 128;
const CACHED_INIT_GAS_UNIT: u16 = 32;
/// The ink price has 24 bits.
const MAX_INK_PRICE: u32 = 0xff_ffff;

pub(super) const METHODS: &[Method] = methods! { IArbOwner:
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
    setWasmMaxSizeCall Write @40 |call, arguments| {
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
    setWasmActivationGasCall Write @59 |call, arguments| {
        set(call, Number::ActivationGas, arguments.gas)?;
        Ok(setWasmActivationGasReturn {})
    };
    setMaxStylusContractFragmentsCall Write @60 |call, arguments| {
        edit(call, |params| params.max_fragment_count = arguments.count)?;
        Ok(setMaxStylusContractFragmentsReturn {})
    };
};

fn edit(call: &mut Call<'_>, change: impl FnOnce(&mut Params)) -> Answer<()> {
    let mut params = call.arbos().params()?;
    change(&mut params);
    call.arbos().set_params(&params)
}
