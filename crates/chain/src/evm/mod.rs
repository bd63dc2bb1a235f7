//! Execution of one transaction or call over a state: revm for EVM code, `stylus-vm` for programs, one journal for both.

mod context;
mod deadline;
mod execute;
mod frame;
mod halt;
mod handler;
mod host;
mod instructions;
mod profiled;
mod program;
mod recorded;

use std::sync::Arc;

pub(crate) use context::{BlockContext, Ctx, Hashes, TxContext};
pub(crate) use deadline::{go_duration, Deadline};
pub(crate) use execute::{
    check_poster_gas, execute, execute_traced, intrinsic_gas, on_deep_stack, run, Execution, Job,
};

pub(crate) use halt::text as failure_text;
pub(crate) use handler::POSTERS_FUNDS;

/// Compiled programs, shared by all clones of a chain: they depend on nothing but the code.
pub(crate) type Programs = Arc<stylus_vm::Programs>;

/// The chain is a debug chain, as Nitro's `--dev` chain is: programs may import `console`, `ArbDebug` answers.
pub(crate) const DEBUG: bool = true;
