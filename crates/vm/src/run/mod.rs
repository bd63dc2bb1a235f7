//! Running a program: what entering costs, the interpreter, and what its end means for the EVM frame.

pub(crate) mod cache;
mod dispatch;
pub(crate) mod engine;
pub(crate) mod outcome;
pub(crate) mod program;
pub(crate) mod recent;

use alloy_primitives::Bytes;
use wasmi::{Instance, Store, Val};

pub use self::outcome::{Outcome, Status};
use self::program::Program;
use crate::{
    activation::{cost, slot::ProgramSlot},
    host::{
        evm::Evm,
        frame::{Frame, Halt, Handles, SLICE},
        link, pricing,
        trace::HostCall,
    },
    instrument::{INK_LEFT, INK_STATUS, STACK_LEFT},
    pages,
    params::Params,
    profile::{EntryProfile, Profiler},
    validate::limits::{ENTRYPOINT, MEMORY},
};

/// Native stack that must be left when a frame is entered: enough for the frame and for what the chain does until the next.
const STACK_RESERVE: usize = 512 << 10;
/// Native stack that is added when less is left.
const STACK_SEGMENT: usize = 8 << 20;

/// How to enter a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The code hash is in the block's list of recent programs, which makes it cached from ArbOS 60 on.
    pub recent: bool,
    /// Collect a record of every host call.
    pub trace: bool,
    /// Count where the gas goes.
    pub profile: bool,
}

/// Gas of entering a program, besides its memory.
pub fn entry_gas(params: &Params, slot: &ProgramSlot, recent: bool) -> u64 {
    let cached = slot.cached || (recent && params.uses_recent_programs());
    let cached_part = if cached || params.always_charges_cached_init() {
        cost::cached_gas(params, slot.cached_init_cost)
    } else {
        0
    };
    let init_part = if cached { 0 } else { cost::init_gas(params, slot.init_cost) };
    cached_part.saturating_add(init_part)
}

/// Runs a program to its end, inside a frame with `gas`. `slot` is the chain's record of the program's code hash, which the
/// caller has checked to be active; the caller also undoes the frame's changes unless the status is [`Status::Success`].
///
/// The pages that the frame opens are given back before this returns; the highest number stays in [`Evm::pages`].
pub fn run(
    program: &Program,
    slot: &ProgramSlot,
    params: &Params,
    input: Bytes,
    gas: u64,
    evm: &mut dyn Evm,
    options: Options,
) -> Outcome {
    let before = *evm.pages();
    let memory = pages::cost(params, before, slot.footprint);
    let entry = memory.saturating_add(entry_gas(params, slot, options.recent));
    let entry_profile = || EntryProfile {
        cached: slot.cached || (options.recent && params.uses_recent_programs()),
        init_gas: entry.saturating_sub(memory),
        memory_gas: memory,
        pages: slot.footprint,
    };
    let Some(left) = gas.checked_sub(entry) else {
        let mut outcome = Outcome::exhausted(Status::OutOfInk, Vec::new());
        // Nothing was entered: all of it is lost.
        outcome.profile = options.profile.then(Default::default);
        return profiled(outcome, params, gas, EntryProfile::default(), None);
    };
    pages::open(params, evm.pages(), slot.footprint);
    // Frames nest natively: program, chain, program, … A thousand of them do not fit a thread's stack.
    let outcome = stacker::maybe_grow(STACK_RESERVE, STACK_SEGMENT, || {
        enter(program, params, input, left, evm, options)
    });
    evm.pages().open = before.open;
    let before_floor = outcome.gas_left;
    let outcome =
        if params.charges_return_data() { floor_return_data(outcome, gas) } else { outcome };
    let exhausted = !(outcome.status.is_success() || outcome.status.is_revert());
    profiled(outcome, params, gas, entry_profile(), (!exhausted).then_some(before_floor))
}

/// Completes the profile, if there is one.
fn profiled(
    mut outcome: Outcome,
    params: &Params,
    gas: u64,
    entry: EntryProfile,
    before_floor: Option<u64>,
) -> Outcome {
    if let Some(profile) = &mut outcome.profile {
        profile.ink_price = params.ink_price;
        profile.entry = entry;
        profile.settle(gas, outcome.gas_left, before_floor);
    }
    outcome
}

/// Caps the gas that comes back, so that return data costs as much as in the EVM.
fn floor_return_data(mut outcome: Outcome, gas: u64) -> Outcome {
    if outcome.output.is_empty() {
        return outcome;
    }
    match gas.checked_sub(pricing::return_data(outcome.output.len() as u64)) {
        Some(most) => {
            outcome.gas_left = outcome.gas_left.min(most);
            outcome
        }
        None => Outcome {
            profile: outcome.profile,
            ..Outcome::exhausted(Status::OutOfInk, outcome.trace)
        },
    }
}

fn enter(
    program: &Program,
    params: &Params,
    input: Bytes,
    gas: u64,
    evm: &mut dyn Evm,
    options: Options,
) -> Outcome {
    let ink = params.gas_to_ink(gas);
    let length = u32::try_from(input.len()).unwrap_or(u32::MAX);
    let mut frame = Frame::new(evm, params, input, options.trace);
    frame.profiler = options.profile.then(|| Box::new(Profiler::new(ink)));
    let mut store = Store::new(program.engine(), frame);
    let handles = match instantiate(program, &mut store, params, ink) {
        Ok(handles) => handles,
        Err(reason) => return Outcome::failed(reason, gas, Vec::new()),
    };
    store.data_mut().handles = Some(handles.0);
    bracket(&mut store, "user_entrypoint", &length.to_be_bytes(), &[], ink);
    let result = handles.1.call(&mut store, length);
    let end = End::of(&store, &handles.0, result);
    if let End::Returned(status) = end {
        bracket(&mut store, "user_returned", &[], &status.to_be_bytes(), ink);
    }
    let ink_left = read_ink(&store, &handles.0);
    let frame = store.into_data();
    let trace = frame.trace.unwrap_or_default();
    let profile = frame.profiler.map(|profiler| Box::new(profiler.finish(ink_left)));
    let outcome = match end {
        End::Returned(status) => Outcome {
            status: if status == 0 { Status::Success } else { Status::Revert },
            output: frame.output,
            gas_left: params.ink_to_gas(ink_left),
            ink_left,
            refund: frame.refund,
            reason: None,
            trace,
            profile: None,
        },
        End::Failed(reason) => {
            let gas_left = params.ink_to_gas(ink_left);
            Outcome { ink_left, ..Outcome::failed(reason, gas_left, trace) }
        }
        End::OutOfInk => Outcome::exhausted(Status::OutOfInk, trace),
        End::OutOfStack => Outcome::exhausted(Status::OutOfStack, trace),
    };
    Outcome { profile, ..outcome }
}

type Entrypoint = wasmi::TypedFunc<u32, u32>;

/// Makes an instance with the frame's ink and stack in its globals.
fn instantiate<'a>(
    program: &Program,
    store: &mut Store<Frame<'a>>,
    params: &Params,
    ink: u64,
) -> Result<(Handles, Entrypoint), String> {
    let module = program.module();
    let mut imports = Vec::new();
    for import in module.imports() {
        let (of, name) = (import.module(), import.name());
        let function =
            link::link(store, of, name).ok_or_else(|| format!("no host function {of}.{name}"))?;
        imports.push(function);
    }
    let text = |error: wasmi::Error| error.to_string();
    let instance = Instance::new(&mut *store, module, &imports).map_err(text)?;
    let missing = |name: &str| format!("the rewritten program has no export {name}");
    let global = |name: &str| instance.get_global(&*store, name).ok_or_else(|| missing(name));
    let handles = Handles {
        ink_left: global(INK_LEFT)?,
        ink_status: global(INK_STATUS)?,
        stack_left: global(STACK_LEFT)?,
        memory: instance.get_memory(&*store, MEMORY).ok_or_else(|| missing(MEMORY))?,
    };
    let entrypoint = instance.get_typed_func::<u32, u32>(&*store, ENTRYPOINT).map_err(text)?;
    let depth = params.max_stack_depth.cast_signed();
    let set = |store: &mut Store<Frame<'a>>, global: wasmi::Global, value| {
        global.set(store, value).map_err(|error| error.to_string())
    };
    let slice = ink.min(SLICE);
    store.data_mut().reserve = ink - slice;
    set(store, handles.ink_left, Val::I64(slice.cast_signed()))?;
    set(store, handles.stack_left, Val::I32(depth))?;
    Ok((handles, entrypoint))
}

/// Adds one of the two records around a frame. Both show the ink after the entry cost.
fn bracket(store: &mut Store<Frame<'_>>, name: &'static str, args: &[u8], outs: &[u8], ink: u64) {
    if let Some(trace) = &mut store.data_mut().trace {
        trace.push(HostCall {
            name,
            args: Bytes::copy_from_slice(args),
            outs: Bytes::copy_from_slice(outs),
            start_ink: ink,
            end_ink: ink,
            address: None,
            steps: Vec::new(),
        });
    }
}

fn read_ink(store: &Store<Frame<'_>>, handles: &Handles) -> u64 {
    match handles.ink_left.get(store) {
        Val::I64(slice) => slice.cast_unsigned().saturating_add(store.data().reserve),
        _ => 0,
    }
}

/// How the program ended.
enum End {
    Returned(u32),
    OutOfInk,
    OutOfStack,
    Failed(String),
}

impl End {
    /// Depth comes before ink, ink before everything else.
    fn of(store: &Store<Frame<'_>>, handles: &Handles, result: Result<u32, wasmi::Error>) -> Self {
        let error = match result {
            Ok(status) => return Self::Returned(status),
            Err(error) => error,
        };
        let is = |global: wasmi::Global, value: i32| matches!(global.get(store), Val::I32(found) if found == value);
        if error.as_trap_code() == Some(wasmi::TrapCode::StackOverflow) || is(handles.stack_left, 0)
        {
            return Self::OutOfStack;
        }
        if is(handles.ink_status, 1) {
            return Self::OutOfInk;
        }
        match error.downcast_ref::<Halt>() {
            Some(Halt::Exit(status)) => Self::Returned(*status),
            Some(Halt::OutOfInk) => Self::OutOfInk,
            Some(Halt::Failure(reason)) => Self::Failed(reason.clone()),
            None => Self::Failed(error.to_string()),
        }
    }
}
