//! The Minter's invariants: a plain model of it, a driver that draws random and mostly hostile actions, and a comparison
//! of the built program with the model after every one of them.
//!
//! The model is written from what the Minter promises, not from its source, and keeps its books in another way: it holds
//! the list of all purchases and counts everything afresh from it, where the contract keeps sums.

pub mod action;
pub mod buying;
pub mod calls;
pub mod cast;
pub mod codec;
pub mod conditions;
pub mod curve;
pub mod driver;
pub mod invariants;
pub mod model;
pub mod money;
pub mod owner;
pub mod pass;
pub mod passes;
pub mod refusal;
pub mod replay;
pub mod runs;
pub mod sale;
pub mod stage;
pub mod tally;
pub mod terms;
pub mod views;
