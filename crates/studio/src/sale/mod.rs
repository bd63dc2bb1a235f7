//! Sales as the commands know them: which one is meant, what it says, and what a buyer shows. The rules themselves are
//! those of `colophon_provenance::sale`.

pub mod allowlist;
pub mod list;
pub mod named;
pub mod pass;
pub mod terms;
pub mod voucher;

pub use named::{Ground, Named, OnChain};
