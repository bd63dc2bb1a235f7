//! From one ArbOS version to the next: what each changes in the state, and when a scheduled upgrade takes effect.

use alloy_primitives::{address, hex, Address, Bytes, U256};
use stylus_vm::params::Params;

use super::{layout, version::check_arbos, ArbosState, Number, UnsupportedArbos, ARBOS_ACCOUNT};
use crate::{
    config::TX_GAS_CAP,
    precompiles::{added_at, PRECOMPILE_CODE},
    state::State,
};

/// EIP-2935: the contract that answers with earlier block hashes.
pub(crate) const HISTORY: Address = address!("0000F90827F1C53a10cb7A02335B175320002935");

/// Blocks whose hashes the contract knows.
pub(crate) const HISTORY_WINDOW: u64 = 393_168;

/// Its code on Arbitrum's chains: that of the EIP, with the chain's own block number from `ArbSys` in place of `NUMBER`, and
/// a window of 393,168 (0x5ffd0) blocks.
const HISTORY_CODE: [u8; 133] = hex!(
    "3373fffffffffffffffffffffffffffffffffffffffe14606057" // the system's own call stores
    "60203603605c57" // anybody else gives one word
    "5f3563a3b1b31d5f5260205f6004601c60645afa15605c575f51" // ArbSys.arbBlockNumber()
    "600181038211605c57816205ffd0910311605c57" // neither too new nor too old
    "6205ffd09006545f5260205ff3"
    "5b5f5ffd"
    "5b5f356205ffd0600163a3b1b31d5f5260205f6004601c60645afa15605c575f5103065500"
);

/// Words a program's stack may have from ArbOS 50 on.
const STACK_DEPTH_50: u32 = 22_000;

/// The version of a state.
pub(crate) fn version_of(state: &State) -> u64 {
    let word = state.storage(ARBOS_ACCOUNT, layout::version());
    u64::try_from(word).unwrap_or(u64::MAX)
}

/// A number in a state at rest.
pub(crate) fn number_in(state: &State, number: Number) -> U256 {
    state.storage(ARBOS_ACCOUNT, number.slot())
}

/// The version that a block of this time after this state has: a later one if an upgrade is due.
///
/// # Errors
/// [`UnsupportedArbos`] if the upgrade that is due leads to a version that the chain does not know.
pub(crate) fn version_at(state: &State, timestamp: u64) -> Result<u64, UnsupportedArbos> {
    let now = version_of(state);
    let wanted = number_in(state, Number::UpgradeVersion);
    let time = number_in(state, Number::UpgradeTime);
    if wanted <= U256::from(now) || time > U256::from(timestamp) {
        return Ok(now);
    }
    let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
    check_arbos(wanted).map(|()| wanted)
}

/// Brings a state to a later version, one step after the other.
pub(crate) fn upgrade(state: &mut State, to: u64) {
    for version in version_of(state).saturating_add(1)..=to {
        step(state, version);
        for address in added_at(version) {
            state.set_code(address, Bytes::from_static(&[PRECOMPILE_CODE]));
        }
    }
    let slot = layout::version();
    state.set_storage(ARBOS_ACCOUNT, slot, U256::from(to));
}

/// What one version changes.
fn step(state: &mut State, version: u64) {
    match version {
        40 => {
            state.set_code(HISTORY, Bytes::from_static(&HISTORY_CODE));
            state.set_nonce(HISTORY, 1);
            edit(state, version, |params, fresh| params.max_wasm_size = fresh.max_wasm_size);
        }
        50 => {
            edit(state, version, |params, _| {
                params.max_stack_depth = params.max_stack_depth.min(STACK_DEPTH_50);
            });
            let mut arbos = ArbosState { slots: state };
            let Ok(()) = arbos.set_number(Number::TxGasLimit, U256::from(TX_GAS_CAP));
        }
        59 => edit(state, version, |params, fresh| params.version = fresh.version),
        60 => edit(state, version, |params, fresh| {
            params.max_wasm_size = fresh.max_wasm_size;
            params.max_fragment_count = fresh.max_fragment_count;
        }),
        _ => {}
    }
}

/// Changes the parameters of programs, given those of a fresh chain of the new version.
fn edit(state: &mut State, version: u64, change: impl FnOnce(&mut Params, &Params)) {
    let Ok(fresh) = Params::for_arbos(version) else { return };
    let mut arbos = ArbosState { slots: state };
    let Ok(mut params) = arbos.params();
    // Fields that are new in this version are packed, too.
    params.arbos_version = version;
    change(&mut params, &fresh);
    let Ok(()) = arbos.set_params(&params);
}
