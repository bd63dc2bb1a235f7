//! What the end-to-end tests in `tests/e2e` stand on: a chain with both programs deployed, typed calls, and the Solidity
//! counterparts. Helpers panic with a clear message, because only tests use them.
#![allow(clippy::unwrap_used, missing_docs, missing_debug_implementations)] // A test harness; the bindings are generated.

pub mod bindings;
pub mod conditions;
pub mod gas;
pub mod market;
pub mod metadata;
pub mod programs;
pub mod purchase;
pub mod sales;
pub mod solidity;
pub mod world;

pub use bindings::{
    Attestations, Checker, Collection, Descriptor, Minter, Pass, Receiver, Registry,
};
pub use market::Market;
pub use programs::{Build, Contract};
pub use purchase::Purchase;
pub use world::{World, ARTIST, CURATOR, MINTER, STRANGER};
