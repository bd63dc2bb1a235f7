//! Unit tests of the Collection, one module per rule group. They run native code on motsu, whose limits are: a plain
//! `Err` rolls nothing back (the helpers of [`world`] do), `staticcall` may write, the storage cache does not exist, an
//! empty revert of another contract gets a text. What depends on those is tested end to end, on the built programs.

extern crate alloc; // `#[storage]` and `#[public]` name it.

mod batch;
mod erc721;
mod forwarding;
mod layout;
mod machine;
mod mint;
mod model;
mod ownership;
mod provenance;
mod receiver;
mod revision;
mod roles;
mod router;
mod royalty;
mod scripted;
mod series;
mod world;
