//! Arbitrum's precompiles: one file each, methods in tables, and the rules that hold for all of them.

mod abi;
mod arb_acts;
mod arb_address_table;
mod arb_aggregator;
mod arb_debug;
mod arb_function_table;
mod arb_gas_info;
mod arb_info;
mod arb_owner;
mod arb_owner_public;
mod arb_retryable;
mod arb_statistics;
mod arb_sys;
mod arb_wasm;
mod arb_wasm_cache;
mod call;
mod dispatch;
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

/// All of Arbitrum's precompiles at ArbOS 51.
pub(crate) const ADDRESSES: [Address; 17] = [
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
    low(0x71),
    low(0x72),
    low(0x73),
    low(0xff),
    ARBOS_ACTS,
];

/// True for Arbitrum's precompiles and Ethereum's.
pub fn is_precompile(address: Address) -> bool {
    ADDRESSES.contains(&address) || provider::ethereum().contains(&address)
}
