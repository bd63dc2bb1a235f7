//! Programs while they are profiled: compiled to tell their functions apart, and what the recorder is told of a run.

use std::sync::Arc;

use alloy_primitives::B256;
use stylus_vm::{
    profile::{FunctionNames, ProgramProfile},
    Params, Programs,
};

use super::{
    frame::{ArbEvm, FrameError},
    program::wasm_of,
    DEBUG,
};
use crate::{
    profile::Detail,
    trace::{Profiled, ProgramRun},
};

/// What is wanted of a profile, if there is one.
pub(super) fn detail(evm: &mut ArbEvm) -> Option<Detail> {
    evm.context().chain.recorder.as_ref().and_then(|recorder| recorder.options.profile)
}

/// The program in a build that tells its functions apart; compiled once for each profile.
pub(super) fn load(
    evm: &mut ArbEvm,
    code_hash: B256,
    code: &[u8],
    params: &Params,
) -> Result<Option<Profiled>, FrameError> {
    if detail(evm) != Some(Detail::Functions) {
        return Ok(None);
    }
    let recorder = &mut evm.context().chain.recorder;
    let known = recorder.as_ref().and_then(|recorder| recorder.profiled.get(&code_hash));
    if let Some(known) = known {
        return Ok(Some(known.clone()));
    }
    let lost = |error: &dyn std::fmt::Display| {
        FrameError::Custom(format!("active program {code_hash}: {error}"))
    };
    let wasm = wasm_of(evm, code, params).map_err(|error| lost(&error))?;
    let built = Programs::load_profiled(&wasm, params, DEBUG);
    let (program, shape) = built.map_err(|error| lost(&error))?;
    let profiled = Profiled { program, shape, names: Arc::new(FunctionNames::of(&wasm)) };
    evm.context().chain.record(|recorder| {
        recorder.profiled.insert(code_hash, profiled.clone());
    });
    Ok(Some(profiled))
}

/// Tells the recorder where the gas of the program went that has just ended.
pub(super) fn record(
    evm: &mut ArbEvm,
    code_hash: B256,
    profiled: Option<Profiled>,
    params: &Params,
    profile: Option<Box<ProgramProfile>>,
) {
    let Some(profile) = profile else { return };
    let segment_gas = profiled.as_ref().map(|profiled| {
        let cost = profiled.shape.segment_cost();
        // Stylus 1 counts the cached cost as part of the other where it charges only one of them.
        let as_cached = profile.entry.cached || params.always_charges_cached_init();
        let scalar = if as_cached { params.cached_cost_scalar } else { params.init_cost_scalar };
        cost.saturating_mul(u64::from(scalar) * 2) / 100
    });
    let names = profiled.map(|profiled| profiled.names);
    let run = ProgramRun { code_hash, segment_gas, names, profile: *profile };
    evm.context().chain.record(|recorder| recorder.program(run));
}
