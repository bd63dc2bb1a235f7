//! The Stylus virtual machine as a library: decode, validate, instrument, run and price WebAssembly programs the way
//! Arbitrum Nitro does. It holds no chain state and does no IO; the chain is the trait [`host::evm::Evm`].

pub mod host;
