//! Everything the tests share.

pub(crate) mod chain;
pub(crate) mod probe;
