//! From call data to a method, and from its answer to the result of a frame. The order of the checks and who keeps the
//! gas are the node's.

use std::borrow::Cow;

use alloy_primitives::{Address, Bytes};
use revm::{
    context::JournalTr,
    interpreter::{CallInputs, CallScheme, Gas, InstructionResult, InterpreterResult},
};

use super::{
    arb_acts, arb_address_table, arb_aggregator, arb_bls, arb_debug, arb_filtered_transactions,
    arb_function_table, arb_gas_info, arb_info, arb_native_token, arb_owner, arb_owner_pricing,
    arb_owner_public, arb_owner_wasm, arb_retryable, arb_statistics, arb_sys, arb_test, arb_wasm,
    arb_wasm_cache,
    call::{Answer, Call, Fault, READ_GAS},
    since,
};
use crate::{arbos::ArbosState, evm::Ctx};

/// What a method may do, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mutability {
    Pure,
    View,
    Write,
    Payable,
}

/// A method: how it is found, what it may do, and what it does.
pub(super) struct Method {
    pub(super) selector: [u8; 4],
    pub(super) mutability: Mutability,
    /// ArbOS version that it came with; 0 for those that every chain has.
    pub(super) since: u64,
    pub(super) run: fn(&mut Call<'_>, &[u8]) -> Answer,
}

/// A table of methods. Each entry names the call type of the interface, what it may do, the ArbOS version that it came with
/// (`@50`; left out for those that every chain has), and its function from the decoded
/// arguments to the decoded answer. Arguments that do not decode take all gas.
macro_rules! methods {
    ($interface:ident: $($call:ident $mutability:ident $(@ $since:literal)? $body:expr;)*) => {
        &[$($crate::precompiles::dispatch::Method {
            selector: <$interface::$call as ::alloy_sol_types::SolCall>::SELECTOR,
            mutability: $crate::precompiles::dispatch::Mutability::$mutability,
            since: 0 $(+ $since)?,
            run: |call, data| {
                use ::alloy_sol_types::SolCall;
                type Return = <$interface::$call as SolCall>::Return;
                let body: fn(
                    &mut $crate::precompiles::call::Call<'_>,
                    $interface::$call,
                ) -> $crate::precompiles::call::Answer<Return> = $body;
                let data = $crate::precompiles::dispatch::clean(<$interface::$call>::SIGNATURE, data);
                let arguments = $interface::$call::abi_decode_raw_validate(&data)
                    .map_err(|_| $crate::precompiles::call::Fault::AllGas)?;
                Ok($interface::$call::abi_encode_returns(&body(call, arguments)?))
            },
        }),*]
    };
}
pub(super) use methods;

/// Arguments as the node reads them: of a word that holds an address only the last 20 bytes count. All other words must be
/// clean: a number has no more bits than its type, a flag is 0 or 1.
pub(super) fn clean<'a>(signature: &str, arguments: &'a [u8]) -> Cow<'a, [u8]> {
    let mut cleaned = Cow::Borrowed(arguments);
    let types = signature.split_once('(').map_or("", |(_, types)| types.trim_end_matches(')'));
    // No method takes an address behind an argument of several words.
    for (place, _) in types.split(',').enumerate().filter(|(_, kind)| *kind == "address") {
        let high = place * WORD..place * WORD + ADDRESS_START;
        if cleaned.get(high.clone()).is_some_and(|bytes| bytes.iter().any(|byte| *byte != 0)) {
            cleaned.to_mut()[high].fill(0);
        }
    }
    cleaned
}

const WORD: usize = 32;
/// Bytes before an address in its word.
const ADDRESS_START: usize = 12;

/// A method that a node has and this chain has not: it fails with its name instead of inventing an answer.
pub(super) fn missing<T>(name: &str) -> Answer<T> {
    Err(Fault::Failure(format!("{name} is not implemented by this development chain")))
}

/// The methods of a precompile, in one or more tables.
pub(super) fn methods_of(address: Address) -> &'static [&'static [Method]] {
    match address.0[19] {
        _ if address.0[17] != 0 => &[arb_acts::METHODS],
        0x64 => &[arb_sys::METHODS],
        0x65 => &[arb_info::METHODS],
        0x66 => &[arb_address_table::METHODS],
        0x67 => &[arb_bls::METHODS],
        0x68 => &[arb_function_table::METHODS],
        0x69 => &[arb_test::METHODS],
        0x6b => &[arb_owner_public::METHODS],
        0x6c => &[arb_gas_info::METHODS],
        0x6d => &[arb_aggregator::METHODS],
        0x6e => &[arb_retryable::METHODS],
        0x6f => &[arb_statistics::METHODS],
        OWNER => &[arb_owner::METHODS, arb_owner_pricing::METHODS, arb_owner_wasm::METHODS],
        0x71 => &[arb_wasm::METHODS],
        0x72 => &[arb_wasm_cache::METHODS],
        0x73 => &[arb_native_token::METHODS],
        0x74 => &[arb_filtered_transactions::METHODS],
        _ => &[arb_debug::METHODS],
    }
}

/// Last byte of the address of `ArbOwner`, whose calls are for owners alone.
const OWNER: u8 = 0x70;

/// Runs a call of one of Arbitrum's precompiles.
pub(super) fn run(
    ctx: &mut Ctx,
    home: Address,
    inputs: &CallInputs,
    input: &Bytes,
) -> InterpreterResult {
    let mut call = Call {
        caller: inputs.caller,
        address: home,
        value: inputs.value.get(),
        // The frame's checkpoint is open already, so the journal counts one more.
        depth: ctx.journaled_state.depth().saturating_sub(1),
        gas_left: inputs.gas_limit,
        free: false,
        ctx,
    };
    let answer = checked(&mut call, inputs, input);
    result(&mut call, inputs.gas_limit, answer)
}

/// Everything up to the method itself.
fn checked(call: &mut Call<'_>, inputs: &CallInputs, input: &[u8]) -> Answer {
    let arbos = call.ctx.chain.arbos;
    if arbos < since(call.address) {
        // As a call of an account without code.
        return Ok(Vec::new());
    }
    let owners_only = call.address.0[17..] == [0, 0, OWNER];
    if owners_only {
        let owned = ArbosState::new(call.ctx).owners().contains(call.caller);
        let Ok(true) = owned else {
            return Err(Fault::Failure(UNAUTHORIZED.to_owned()));
        };
        call.free = true;
    }
    let Some((selector, arguments)) = input.split_first_chunk::<4>() else {
        return Err(Fault::AllGas);
    };
    let mut methods = methods_of(call.address).iter().copied().flatten();
    let method = methods.find(|method| method.selector == *selector && method.since <= arbos);
    let method = method.ok_or(Fault::AllGas)?;
    let borrowed = matches!(inputs.scheme, CallScheme::DelegateCall | CallScheme::CallCode);
    let refused = (borrowed && method.mutability >= Mutability::View)
        || (inputs.is_static && method.mutability >= Mutability::Write)
        || (!call.value.is_zero() && method.mutability < Mutability::Payable);
    if refused {
        return Err(Fault::AllGas);
    }
    call.burn_copy(arguments.len())?;
    if method.mutability > Mutability::Pure {
        call.burn(READ_GAS)?;
    }
    let output = (method.run)(call, arguments)?;
    if owners_only && method.mutability >= Mutability::Write {
        arb_owner::emit_owner_acts(call, *selector, input)?;
    }
    call.burn_copy(output.len())?;
    Ok(output)
}

/// The node's text for a caller who may not.
const UNAUTHORIZED: &str = "unauthorized caller to access-controlled method";

/// The frame's result for an answer.
fn result(call: &mut Call<'_>, gas_limit: u64, answer: Answer) -> InterpreterResult {
    let (result, output) = match answer {
        Ok(output) => (InstructionResult::Return, output.into()),
        Err(Fault::Declared(data)) => match call.burn_copy(data.len()) {
            Ok(()) => (InstructionResult::Revert, data),
            Err(_) => (InstructionResult::Revert, Bytes::new()),
        },
        Err(Fault::Plain) => (InstructionResult::Revert, Bytes::new()),
        Err(Fault::AllGas) => {
            // Owners are given their gas back even for calls that make no sense.
            if !call.free {
                call.gas_left = 0;
            }
            (InstructionResult::Revert, Bytes::new())
        }
        Err(Fault::Failure(text)) => {
            call.gas_left = 0;
            call.ctx.chain.fail(call.depth, text);
            (InstructionResult::PrecompileError, Bytes::new())
        }
    };
    let mut gas = Gas::new(gas_limit);
    gas.set_remaining(call.gas_left.min(gas_limit));
    InterpreterResult::new(result, output, gas)
}
