//! How the predeployed programs read calldata and write answers: as Solidity contracts do.
//!
//! They stand in for contracts that were compiled from Solidity, so they take everything that those take: bytes after the arguments,
//! dynamic arguments at any offset, `bytes` without padding; and they refuse what those refuse, without data: an address with dirty
//! upper bytes, a number that is too large for its type, a `bool` that is neither 0 nor 1. (The SDK's own decoder does neither:
//! `docs/adr/0010-a-router-of-our-own.md`.) Nothing is copied while reading, because a program never gets memory back.
#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod reader;
mod writer;

pub use reader::{Malformed, Reader};
pub use writer::{refusal, text_refusal, Answer};
