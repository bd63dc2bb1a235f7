//! The host: what programs may ask for, at which price, and the boundary to the chain that answers.

pub mod evm;
pub mod trace;
