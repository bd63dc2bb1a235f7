//! Where a call enters the program and finds its function.
//!
//! The SDK writes a router for the `#[public]` block too; `cargo stylus export-abi` uses that one. The program uses this one, because
//! it reads calldata as Solidity does (`arguments.rs`) and is smaller. `tests/unit/wire.rs` holds both, and the committed ABI,
//! against each other.

#![allow(missing_docs)] // `#[entrypoint]` writes a function that has none

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use stylus_sdk::{function_selector, host::VM, prelude::*, ArbResult};

use crate::{
    arguments::{Arguments, Outcome},
    contract::Descriptor,
    text::Text,
};

/// Runs one call. No function of the Descriptor takes value.
///
/// # Errors
///
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let mut descriptor = unsafe { Descriptor::new(U256::ZERO, 0, host) };
    answer(&mut descriptor, &input)
}

/// Answers `calldata`.
///
/// # Errors
///
/// The revert data: empty for value, for a selector that is not in the table, and for arguments that do not decode.
pub fn answer(descriptor: &mut Descriptor, calldata: &[u8]) -> ArbResult {
    descriptor.deny_value("")?;
    let (selector, arguments) = calldata.split_first_chunk::<4>().ok_or(Vec::new())?;
    dispatch(descriptor, u32::from_be_bytes(*selector), Arguments::new(arguments))
}

/// Declares the table: the Solidity name, the method, the types of its arguments. A type that is not the method's does not compile.
macro_rules! routes {
    ($($name:literal => $method:ident($($type:ty),*);)*) => {
        /// The selectors of the table.
        pub const SELECTORS: &[u32] =
            &[$(u32::from_be_bytes(function_selector!($name $(, $type)*)),)*];

        #[allow(unused_mut)] // not every function has arguments
        fn dispatch(descriptor: &mut Descriptor, selector: u32, mut arguments: Arguments<'_>) -> ArbResult {
            $(if selector == const { u32::from_be_bytes(function_selector!($name $(, $type)*)) } {
                return descriptor.$method($(arguments.read::<$type>()?),*).encode();
            })*
            Err(Vec::new())
        }
    };
}

routes! {
    "tokenURI" => token_uri(U256);
    "tokenURI" => token_uri_of(Address, U256);
    "name" => name();
    "name" => name_of(Address);
    "symbol" => symbol();
    "symbol" => symbol_of(Address);
    "contractURI" => contract_uri();
    "contractURI" => contract_uri_of(Address);
    "configure" => configure(Address, Text, Text, Text, Text, Text);
    "setMedia" => set_media(Address, u32, Text, Text);
}
