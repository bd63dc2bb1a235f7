//! The chain's rules, seen from outside.

#[path = "../support/mod.rs"]
mod support;

mod activation;
mod deployer;
mod depth;
mod estimates;
mod evm;
mod history;
mod hostile;
mod l1_price;
mod precompiles;
mod programs;
mod refusals;
mod traces;
mod transactions;
