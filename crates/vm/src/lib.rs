//! The Stylus virtual machine as a library: decode, validate, instrument, run and price WebAssembly programs the way
//! Arbitrum Nitro does. It holds no chain state and does no IO; the chain is the trait [`Evm`].
//!
//! The way of a program:
//!
//! 1. [`code::decode`] turns the code of a contract into wasm.
//! 2. [`activate`] validates it, rewrites it so that it meters itself, and computes what entering it will cost; the chain keeps
//!    that as a [`ProgramSlot`].
//! 3. [`Programs::load`] gives the compiled [`Program`] for a call.
//! 4. [`run`] charges the entry, runs the program against an [`Evm`], and says how the EVM frame ends.
//!
//! Every number that depends on the chain's version is in [`Params`].

pub mod activation;
pub mod code;
pub mod host;
pub mod instrument;
pub mod pages;
pub mod params;
pub mod profile;
mod run;
mod validate;

pub use activation::{
    activate,
    slot::{ProgramSlot, SlotError},
    Activation, ActivationError,
};
pub use host::{
    evm::{CallKind, CreateResult, Env, Evm, Loaded, Pages, Stored, SubResult, SubStatus},
    trace::HostCall,
};
pub use params::Params;
pub use run::{
    cache::{LoadError, Programs},
    entry_gas,
    program::Program,
    recent::RecentPrograms,
    run, Options, Outcome, Status,
};
pub use validate::{BuildError, ParseError};
