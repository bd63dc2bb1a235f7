//! `ArbWasm` at 0x71: activation of programs and everything that is known about them.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::SolError;
use stylus_vm::{
    activation::cost::{self, ACTIVATION_UPFRONT_GAS},
    code, pages, Params, ProgramSlot, SlotError,
};

use super::{
    abi::IArbWasm::{self, *},
    call::{Answer, Call, Fault},
    dispatch::{methods, Method},
};
use crate::{evm::DEBUG, revert};

const MIN_INIT_UNIT: u64 = 128;
const MIN_CACHED_UNIT: u64 = 32;
const SCALAR_PERCENT: u64 = 2;

pub(super) const METHODS: &[Method] = methods! { IArbWasm:
    activateProgramCall Payable |call, arguments| activate(call, arguments.program);
    codehashKeepaliveCall Payable |call, arguments| keep_alive(call, arguments.codehash);
    stylusVersionCall View |call, _| Ok(call.arbos().params()?.version);
    codehashVersionCall View |call, arguments| Ok(active(call, arguments.codehash)?.1.version);
    programVersionCall View |call, arguments| Ok(active_at(call, arguments.program)?.1.version);
    codehashAsmSizeCall View |call, arguments| Ok(active(call, arguments.codehash)?.1.asm_size());
    programInitGasCall View |call, arguments| {
        let (params, slot) = active_at(call, arguments.program)?;
        let (gas, cached) = cost::program_init_gas(&params, slot.init_cost, slot.cached_init_cost);
        Ok(programInitGasReturn { gas, gasWhenCached: cached })
    };
    programMemoryFootprintCall View |call, arguments| {
        Ok(active_at(call, arguments.program)?.1.footprint)
    };
    programTimeLeftCall View |call, arguments| {
        let (params, slot) = active_at(call, arguments.program)?;
        slot.time_left(&params, call.now()).map_err(declared)
    };
    inkPriceCall View |call, _| Ok(call.arbos().params()?.ink_price);
    maxStackDepthCall View |call, _| Ok(call.arbos().params()?.max_stack_depth);
    freePagesCall View |call, _| Ok(call.arbos().params()?.free_pages);
    pageGasCall View |call, _| Ok(call.arbos().params()?.page_gas);
    pageRampCall View |call, _| call.arbos().params().map(|_| pages::PAGE_RAMP);
    pageLimitCall View |call, _| Ok(call.arbos().params()?.page_limit);
    minInitGasCall View |call, _| {
        let params = call.arbos().params()?;
        Ok(minInitGasReturn {
            gas: u64::from(params.min_init_gas) * MIN_INIT_UNIT,
            cached: u64::from(params.min_cached_init_gas) * MIN_CACHED_UNIT,
        })
    };
    initCostScalarCall View |call, _| {
        Ok(u64::from(call.arbos().params()?.init_cost_scalar) * SCALAR_PERCENT)
    };
    expiryDaysCall View |call, _| Ok(call.arbos().params()?.expiry_days);
    keepaliveDaysCall View |call, _| Ok(call.arbos().params()?.keepalive_days);
    blockCacheSizeCall View |call, _| Ok(call.arbos().params()?.block_cache_size);
};

/// A program's state as the error that the precompile declares for it.
pub(super) fn declared(error: SlotError) -> Fault {
    Fault::Declared(slot_error_data(error))
}

/// The same as revert data.
pub(crate) fn slot_error_data(error: SlotError) -> Bytes {
    let data = match error {
        SlotError::NotActivated => revert::ProgramNotActivated {}.abi_encode(),
        SlotError::NeedsUpgrade { have, want } => {
            revert::ProgramNeedsUpgrade { version: have, stylusVersion: want }.abi_encode()
        }
        SlotError::Expired { age } => revert::ProgramExpired { ageInSeconds: age }.abi_encode(),
        SlotError::KeepaliveTooSoon { age } => {
            revert::ProgramKeepaliveTooSoon { ageInSeconds: age }.abi_encode()
        }
    };
    data.into()
}

/// Parameters and record of a program that can run.
fn active(call: &mut Call<'_>, code_hash: B256) -> Answer<(Params, ProgramSlot)> {
    let now = call.now();
    let mut arbos = call.arbos();
    let params = arbos.params()?;
    let slot = arbos.program(code_hash)?;
    slot.check_active(&params, now).map_err(declared)?;
    Ok((params, slot))
}

fn active_at(call: &mut Call<'_>, program: Address) -> Answer<(Params, ProgramSlot)> {
    let code_hash = call.code_hash(program)?;
    active(call, code_hash)
}

/// Activates the code at an address, for every contract that has the same code.
fn activate(call: &mut Call<'_>, address: Address) -> Answer<activateProgramReturn> {
    call.burn(ACTIVATION_UPFRONT_GAS)?;
    let now = call.now();
    let code_hash = call.code_hash_free(address);
    let mut arbos = call.arbos();
    let params = arbos.params()?;
    let known = arbos.program(code_hash)?;
    let expired = matches!(known.check_active(&params, now), Err(SlotError::Expired { .. }));
    if known.version == params.version && !expired {
        return Err(Fault::Declared(revert::ProgramUpToDate {}.abi_encode().into()));
    }
    let code = call.code(address);
    if code.is_empty() {
        return Err(Fault::Declared(revert::ProgramNotWasm {}.abi_encode().into()));
    }
    // Code without the prefix, with a bad dictionary or a bad stream: an ordinary failure that keeps the gas.
    let wasm = code::decode(&code, &params).map_err(|_| Fault::Plain)?;
    let open = call.ctx.chain.pages.open;
    let activation = stylus_vm::activate(&wasm, &params, DEBUG, open)
        .map_err(|error| Fault::Failure(format!("program activation failed: {error}")))?;
    call.burn(activation.module_gas)
        .map_err(|_| Fault::Failure("program activation failed: out of gas".to_owned()))?;
    let mut arbos = call.arbos();
    arbos.set_module_hash(code_hash, activation.module_hash)?;
    let fee = arbos.data_fee(activation.asm_estimate, now)?;
    arbos.set_program(code_hash, &ProgramSlot::activated(&activation, now, known.cached))?;
    call.ctx.chain.programs.insert(code_hash, &params, DEBUG, activation.program);
    let version = params.version;
    pay_data_fee(call, fee)?;
    call.emit(&ProgramActivated {
        codehash: code_hash,
        moduleHash: activation.module_hash,
        program: address,
        dataFee: fee,
        version,
    })?;
    Ok(activateProgramReturn { version, dataFee: fee })
}

/// Prolongs the life of a program by a year from now.
fn keep_alive(call: &mut Call<'_>, code_hash: B256) -> Answer<codehashKeepaliveReturn> {
    let now = call.now();
    let mut arbos = call.arbos();
    let params = arbos.params()?;
    let slot = arbos.program(code_hash)?;
    let renewed = slot.kept_alive(&params, now).map_err(declared)?;
    let fee = arbos.data_fee(slot.asm_size(), now)?;
    arbos.set_program(code_hash, &renewed)?;
    pay_data_fee(call, fee)?;
    call.emit(&ProgramLifetimeExtended { codehash: code_hash, dataFee: fee })?;
    Ok(codehashKeepaliveReturn {})
}

/// Takes the fee out of what came along and gives the rest back to the caller.
fn pay_data_fee(call: &mut Call<'_>, fee: U256) -> Answer<()> {
    let have = call.value;
    let Some(rest) = have.checked_sub(fee) else {
        let error = revert::ProgramInsufficientValue { have, want: fee };
        return Err(Fault::Declared(error.abi_encode().into()));
    };
    let network = call.arbos().network_fee_account()?;
    call.pay(network, fee)?;
    let caller = call.caller;
    call.pay(caller, rest)
}
