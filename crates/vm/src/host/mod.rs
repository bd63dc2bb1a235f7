//! The host: what programs may ask for, at which price, and the boundary to the chain that answers.
//!
//! Inside a host call the order is always the same, because it decides whether a program runs out of ink or fails: fixed ink,
//! ink for sizes, the check that enough is left for the request, reading guest memory, the request to the chain, its price,
//! writing guest memory.

mod accounts;
mod calls;
mod console;
mod env;
pub mod evm;
pub(crate) mod frame;
pub mod hooks;
mod io;
pub(crate) mod link;
mod math;
pub mod pricing;
mod storage;
pub mod trace;
