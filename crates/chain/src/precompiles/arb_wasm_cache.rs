//! `ArbWasmCache` at 0x72: which programs are kept ready, and who may decide it.

use alloy_primitives::B256;
use stylus_vm::activation::slot::SlotError;

use super::{
    abi::IArbWasmCache::{self, *},
    arb_wasm::declared,
    call::{Answer, Call, Fault, READ_GAS},
    dispatch::{methods, Method},
};

pub(super) const METHODS: &[Method] = methods! { IArbWasmCache:
    isCacheManagerCall View |call, arguments| {
        call.arbos().cache_managers().contains(arguments.manager)
    };
    allCacheManagersCall View |call, _| call.arbos().cache_managers().all();
    cacheProgramCall Write |call, arguments| {
        let code_hash = call.code_hash(arguments.program)?;
        set_cached(call, code_hash, true)?;
        Ok(cacheProgramReturn {})
    };
    evictCodehashCall Write |call, arguments| {
        set_cached(call, arguments.codehash, false)?;
        Ok(evictCodehashReturn {})
    };
    codehashIsCachedCall View |call, arguments| {
        Ok(call.arbos().program(arguments.codehash)?.cached)
    };
};

/// Marks a program as cached or not. Managers and chain owners may; anybody else loses all gas.
fn set_cached(call: &mut Call<'_>, code_hash: B256, cached: bool) -> Answer<()> {
    let (manager, now) = (call.caller, call.now());
    let mut arbos = call.arbos();
    if !arbos.cache_managers().contains(manager)? && !arbos.owners().contains(manager)? {
        return Err(Fault::AllGas);
    }
    let params = arbos.params()?;
    let mut slot = arbos.program(code_hash)?;
    if cached {
        if slot.version != params.version {
            let (have, want) = (slot.version, params.version);
            return Err(declared(SlotError::NeedsUpgrade { have, want }));
        }
        slot.check_active(&params, now).map_err(declared)?;
    }
    if slot.cached == cached {
        return Ok(());
    }
    call.emit(&UpdateProgramCache { manager, codehash: code_hash, cached })?;
    call.burn(u64::from(slot.init_cost))?;
    // The node looks up the module's hash here.
    call.burn(READ_GAS)?;
    slot.cached = cached;
    call.arbos().set_program(code_hash, &slot)
}
