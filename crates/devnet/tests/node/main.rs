//! The node seen from outside: over HTTP and WebSocket, by wallets, by many clients at once, by hostile ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what it expects by panicking"
)]

mod accounts;
mod bare;
mod dev_methods;
mod direct;
mod envelope;
mod errors;
mod events;
mod gaps;
mod journal;
mod keep;
mod lifecycle;
mod limits;
mod load;
mod mining;
mod patience;
mod pool;
mod proofs;
mod support;
mod traces;
mod wallet;
