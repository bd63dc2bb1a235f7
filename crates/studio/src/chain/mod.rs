//! Everything that talks to a chain: the node, the contracts' interfaces, programs, reasons of refusals, and sending.

mod batch;
pub mod bindings;
pub mod create;
pub mod node;
pub mod program;
pub mod reason;
pub mod send;

pub(crate) use node::{http_client, root_cause};
pub use node::{CallError, Node, Receipt};
