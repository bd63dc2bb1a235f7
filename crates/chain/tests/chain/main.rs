//! The chain's rules, seen from outside.

#[path = "../support/mod.rs"]
mod support;

mod activation;
mod blocks;
mod bombs;
mod change;
mod deployer;
mod depth;
mod dump;
mod estimates;
mod evm;
mod features;
mod fragments;
mod history;
mod hostile;
mod l1_price;
mod messages;
mod node_interface;
mod pool;
mod precompiles;
mod profiles;
mod programs;
mod refusals;
mod residents;
mod roots;
mod start;
mod tables;
mod time;
mod time_limits;
mod traces;
mod transactions;
mod upgrades;
mod versions;
