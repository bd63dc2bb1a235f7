//! `ArbWasm` at 0x71: activation of programs and everything that is known about them.

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_sol_types::SolError;
use revm::primitives::eip170::MAX_CODE_SIZE;
use stylus_vm::{
    activation::cost::{self, ACTIVATION_UPFRONT_GAS},
    code::{self, CodeKind},
    pages, Params, ProgramSlot, SlotError,
};

use super::{
    abi::IArbWasm::{self, *},
    arb_owner_public::number,
    call::{Answer, Call, Fault, COPY_GAS},
    dispatch::{methods, Method},
};
use crate::{arbos::Number, evm::DEBUG, revert};

const MIN_INIT_UNIT: u64 = 128;
const MIN_CACHED_UNIT: u64 = 32;
const SCALAR_PERCENT: u64 = 2;
const COLD_ACCESS_GAS: u64 = 2_600;
const WARM_ACCESS_GAS: u64 = 100;

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
        if call.ctx.chain.arbos < 32 {
            return Err(Fault::Plain);
        }
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
    activationGasCall View @59 |call, _| number(call, Number::ActivationGas);
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
    if call.ctx.chain.arbos >= 59 {
        let extra = number(call, Number::ActivationGas)?;
        call.burn(extra)?;
    }
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
    let wasm = wasm_of(call, &code, &params)?;
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

/// The wasm that a code holds, itself or in fragments. A bad dictionary, stream or root is an ordinary failure that keeps the
/// gas; so is code without a program's prefix, which later versions name.
fn wasm_of(call: &mut Call<'_>, code: &[u8], params: &Params) -> Answer<Vec<u8>> {
    match code::kind(code, params.arbos_version) {
        Some(CodeKind::Root) => wasm_of_root(call, code, params),
        None if params.allows_fragments() => {
            Err(Fault::Declared(revert::ProgramNotWasm {}.abi_encode().into()))
        }
        _ => code::decode(code, params).map_err(|_| Fault::Plain),
    }
}

/// Joins the fragments of a root, which are paid for like copies of foreign code; all of the largest possible must be
/// affordable.
fn wasm_of_root(call: &mut Call<'_>, code: &[u8], params: &Params) -> Answer<Vec<u8>> {
    let root = code::root(code, params).map_err(|_| Fault::Plain)?;
    let mut codes = Vec::new();
    for fragment in &root.fragments {
        let access = if call.warm(*fragment) { COLD_ACCESS_GAS } else { WARM_ACCESS_GAS };
        let copy = |bytes: usize| COPY_GAS * bytes.div_ceil(32) as u64;
        if call.gas_left < access + copy(MAX_CODE_SIZE) {
            return call.burn(u64::MAX).and(Err(Fault::AllGas));
        }
        let bytes = call.code(*fragment);
        call.burn(access + copy(bytes.len()))?;
        if code::kind(&bytes, params.arbos_version) != Some(CodeKind::Fragment) {
            return Err(Fault::Plain);
        }
        codes.push(bytes);
    }
    code::assemble(&root, &codes, params).map_err(|_| Fault::Plain)
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
