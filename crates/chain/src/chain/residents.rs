//! Programs that stand on the chain from genesis: Multicall3, Permit2, the cache manager. They are Stylus programs of this repository
//! (`contracts/`), embedded as they are built.
//!
//! They are active and cached, and stay so: their activation lies as far in the future as a record can say, and the age of such a
//! program is zero, on Nitro as here (`ProgramSlot::age`). Another Stylus version ends every activation; an upgrade of ArbOS
//! that brings one activates these programs again.

use std::sync::OnceLock;

use alloy_primitives::{address, hex, keccak256, Address, Bytes, B256};
use alloy_sol_types::{sol, SolCall};
use stylus_vm::{code, Params, Program, ProgramSlot};

use crate::{
    arbos::ArbosState,
    error::TxError,
    evm::{Programs, DEBUG},
    state::State,
};

/// Many calls in one, with the interface of Multicall3.
pub const MULTICALL3: Address = address!("cA11bde05977b3631167028862bE2a173976CA11");

/// Token approvals and transfers by signature, with the interface of Permit2.
pub const PERMIT2: Address = address!("000000000022D473030F116dDEE9F6B43aC78BA3");

/// Takes bids for the cache of programs; registered with ArbWasmCache. The address is this chain's own choice: on every Arbitrum
/// chain the manager is elsewhere, and `ArbWasmCache.allCacheManagers` says where.
pub const CACHE_MANAGER: Address = address!("CAC4E00000000000000000000000000000000001");

/// Answers the hash of the block whose number (32 bytes) it is given: programs have no host call for that, and Multicall3 needs it.
pub const BLOCK_HASHES: Address = address!("B10C4A5400000000000000000000000000000001");

/// `PUSH0 CALLDATALOAD BLOCKHASH PUSH0 MSTORE PUSH1 32 PUSH0 RETURN`
const BLOCK_HASHES_CODE: [u8; 9] = hex!("5f35405f5260205ff3");

/// Bytes of native code that the cache holds: some thousands of programs.
pub(super) const CACHE_SIZE: u64 = 512 << 20;

/// Wei that a bid gains in each second, so that a bid of one ether is worth one of nothing three years later.
pub(super) const CACHE_DECAY: u64 = 10_000_000_000;

/// Where the programs are, and what they are built as.
const RESIDENTS: [(Address, &[u8]); 3] = [
    (MULTICALL3, include_bytes!("../../../../artifacts/multicall3.wasm")),
    (PERMIT2, include_bytes!("../../../../artifacts/permit2.wasm")),
    (CACHE_MANAGER, include_bytes!("../../../../artifacts/cache_manager.wasm")),
];

/// A time that no clock reaches.
const NEVER: u64 = u64::MAX;

sol! {
    function setCacheSize(uint64 newSize);
    function setDecayRate(uint64 newDecay);
}

/// The codes of the programs, compressed once a process: a chain that is reset, or the next one of a test, takes the same.
fn codes() -> Result<&'static [Bytes], TxError> {
    static CODES: OnceLock<Result<Vec<Bytes>, String>> = OnceLock::new();
    let encode =
        |wasm: &[u8]| code::encode(wasm).map(Bytes::from).map_err(|error| error.to_string());
    CODES
        .get_or_init(|| RESIDENTS.iter().map(|(_, wasm)| encode(wasm)).collect())
        .as_deref()
        .map_err(|error| TxError::Internal(error.clone()))
}

/// Places the programs, active and cached, under the Stylus version of the chain; and registers the cache manager.
pub(super) fn settle(state: &mut State, programs: &Programs) -> Result<(), TxError> {
    state.set_code(BLOCK_HASHES, Bytes::from_static(&BLOCK_HASHES_CODE));
    state.set_nonce(BLOCK_HASHES, 1);
    for ((address, wasm), code) in RESIDENTS.into_iter().zip(codes()?) {
        state.set_code(address, code.clone());
        state.set_nonce(address, 1);
        let code_hash = keccak256(code);
        let (params, program) = enrol(state, address, wasm, code_hash)?;
        programs.insert(code_hash, &params, DEBUG, program);
    }
    let Ok(()) = ArbosState { slots: state }.cache_managers().add(CACHE_MANAGER);
    Ok(())
}

/// Activates the programs anew after an upgrade of ArbOS that brought another Stylus version: tools that raise the version of a
/// development chain first thing expect them to work. Programs that are not there, or were never active, are left alone.
pub(super) fn renew(state: &mut State) -> Result<(), TxError> {
    let Ok(now) = ArbosState { slots: &mut *state }.params();
    for ((address, wasm), code) in RESIDENTS.into_iter().zip(codes()?) {
        let code_hash = keccak256(code);
        let Ok(slot) = ArbosState { slots: &mut *state }.program(code_hash);
        let there = state.code(address) == *code;
        if there && slot.version != 0 && slot.version != now.version {
            enrol(state, address, wasm, code_hash)?;
        }
    }
    Ok(())
}

/// Writes down that a program is active and cached, under the Stylus version of the state.
fn enrol(
    state: &mut State,
    address: Address,
    wasm: &[u8],
    code_hash: B256,
) -> Result<(Params, Program), TxError> {
    let mut arbos = ArbosState { slots: state };
    let Ok(params) = arbos.params();
    let activation = stylus_vm::activate(wasm, &params, DEBUG, 0)
        .map_err(|error| TxError::Internal(format!("the program at {address}: {error}")))?;
    let Ok(()) = arbos.set_module_hash(code_hash, activation.module_hash);
    let slot = ProgramSlot::activated(&activation, NEVER, true);
    let Ok(()) = arbos.set_program(code_hash, &slot);
    Ok((params, activation.program))
}

/// What an owner of the chain sends to the cache manager before the first block.
pub(super) fn cache_settings() -> [Bytes; 2] {
    [
        setCacheSizeCall { newSize: CACHE_SIZE }.abi_encode().into(),
        setDecayRateCall { newDecay: CACHE_DECAY }.abi_encode().into(),
    ]
}
