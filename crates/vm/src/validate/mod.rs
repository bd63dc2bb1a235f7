//! What a program must be before it may be activated: which WebAssembly it may use, what it must import and export,
//! and how large its parts may be.
//!
//! The order is the node's, because the first fault found is the one reported: [`parse`](module::parse), then the rewriting
//! passes, then [`limits`], the entry point, and last [`link`] with the rules of the executable form.

pub(crate) mod error;
pub(crate) mod floats;
pub(crate) mod limits;
pub(crate) mod link;
pub(crate) mod module;

pub use error::{BuildError, ParseError};
