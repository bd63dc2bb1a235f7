//! The rules that contract, command line and browser share: token ids, royalty arithmetic, batch trees, prompt
//! commitments, content ids, and the encodings of names and numbers.
//!
//! Without features there is no allocation and there are no dependencies: this part is compiled into the contracts, so
//! every function is total and none can panic. 256-bit numbers are four `u64` limbs, least significant first, or a
//! big-endian [`hash::Word`].

#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod base64;
#[cfg(feature = "alloc")]
pub mod batch;
#[cfg(feature = "alloc")]
pub mod canonical;
pub mod cid;
pub mod commitment;
pub mod decimal;
pub mod escape;
pub mod hash;
pub mod hex;
pub mod limbs;
#[cfg(feature = "alloc")]
pub mod record;
pub mod royalty;
#[cfg(feature = "sha2")]
pub mod salt;
pub mod sink;
pub mod text;
pub mod token_id;
pub mod tree;
