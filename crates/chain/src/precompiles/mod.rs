//! Arbitrum's precompiles: one file each, methods in tables, and the rules that hold for all of them.

mod abi;
mod arb_acts;
mod arb_address_table;
mod arb_aggregator;
mod arb_bls;
mod arb_debug;
mod arb_filtered_transactions;
mod arb_function_table;
mod arb_gas_info;
mod arb_info;
mod arb_native_token;
mod arb_owner;
mod arb_owner_pricing;
mod arb_owner_public;
mod arb_owner_wasm;
mod arb_retryable;
mod arb_statistics;
mod arb_sys;
mod arb_test;
mod arb_wasm;
mod arb_wasm_cache;
mod call;
mod chain_config;
mod dispatch;
#[cfg(test)]
mod known;
mod provider;

use alloy_primitives::Address;

pub(crate) use arb_wasm::slot_error_data;
pub(crate) use provider::ArbPrecompiles;

/// Code of every precompile's account, so that checks for code pass.
pub(crate) const PRECOMPILE_CODE: u8 = 0xfe;

const fn low(byte: u8) -> Address {
    let mut bytes = [0; 20];
    bytes[19] = byte;
    Address::new(bytes)
}

/// `ArbosActs`, which nobody can call.
const ARBOS_ACTS: Address = {
    let mut bytes = [0; 20];
    bytes[17] = 0x0a;
    bytes[18] = 0x4b;
    bytes[19] = 0x05;
    Address::new(bytes)
};

/// Arbitrum's precompiles of all versions.
const ADDRESSES: [Address; 18] = [
    low(0x64),
    low(0x65),
    low(0x66),
    low(0x67),
    low(0x68),
    low(0x69),
    low(0x6b),
    low(0x6c),
    low(0x6d),
    low(0x6e),
    low(0x6f),
    low(0x70),
    ARB_WASM,
    ARB_WASM_CACHE,
    NATIVE_TOKEN_MANAGER,
    FILTERED_TRANSACTIONS_MANAGER,
    low(0xff),
    ARBOS_ACTS,
];

/// `ArbWasm`.
const ARB_WASM: Address = low(0x71);
/// `ArbWasmCache`.
const ARB_WASM_CACHE: Address = low(0x72);
/// `ArbNativeTokenManager`.
const NATIVE_TOKEN_MANAGER: Address = low(0x73);
/// `ArbFilteredTransactionsManager`.
const FILTERED_TRANSACTIONS_MANAGER: Address = low(0x74);

/// ArbOS version that a precompile came with. Those of the first chain have 0.
fn since(precompile: Address) -> u64 {
    match precompile {
        ARB_WASM | ARB_WASM_CACHE => 30,
        NATIVE_TOKEN_MANAGER => 41,
        FILTERED_TRANSACTIONS_MANAGER => 60,
        _ => 0,
    }
}

/// Precompiles that came with this version.
pub(crate) fn added_at(version: u64) -> impl Iterator<Item = Address> {
    ADDRESSES.into_iter().filter(move |address| since(*address) == version)
}

/// Addresses that a node takes for Arbitrum's precompiles at this version, some before they answer.
fn known(arbos: u64) -> impl Iterator<Item = Address> {
    let all = ADDRESSES.into_iter();
    all.filter(move |address| *address != FILTERED_TRANSACTIONS_MANAGER || arbos >= 60)
}

/// True for Arbitrum's precompiles and Ethereum's on a chain of this ArbOS version.
pub fn is_precompile(address: Address, arbos: u64) -> bool {
    known(arbos).any(|known| known == address) || provider::ethereum(arbos).contains(&address)
}
