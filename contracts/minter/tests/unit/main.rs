//! Unit tests of the Minter, one module per rule group. What needs other contracts to behave in their own ways (tokens, receivers, signers)
//! is tested on the node, in `tests/e2e/minter`.
#![allow(clippy::unwrap_used)] // a test that cannot go on should stop
#![allow(non_snake_case)] // members of Solidity structs are filled in by their names

/// The Minter, a Collection that answers as it is told, and sales that nobody objects to.
mod world;

/// What a sale may be, one refusal after the other.
mod creation;
/// Payees and their shares.
mod money;
/// Prices and windows at the edges of the clock.
mod prices;
/// The router against the ABI.
mod wire;
