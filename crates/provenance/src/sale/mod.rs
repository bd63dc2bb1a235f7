//! The rules of a sale: prices, splits, proof of work, and what is hashed for allow-lists and vouchers. `docs/minter.md`
//! explains each of them; the Minter enforces them, the command line computes with them.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`sale_id`] | `SaleId::{new, from_word, to_word, collection, series, phase}`, `SaleIdError` |
//! | [`price`] | `Price::{new, at, next_change}`, `Curve`, `halve`, `PriceError` |
//! | [`amount`] | `times(u128, u32) -> Option<u128>`, `portion(u128, part, whole) -> u128` |
//! | [`split`] | `check(payees)`, `credit(before, after, bps)`, `remainder(total, shares)`, `SplitError` |
//! | [`work`] | `Place::challenge`, `solution`, `met`, `Pace::{new, difficulty, before_first}`, `WorkError` |
//! | [`allowance`] | `Allowance::leaf` |
//! | [`voucher`] | `domain_separator`, `Voucher::{struct_hash, digest}`, the EIP-712 types and their hashes |
//!
//! Amounts are `u128` in the smallest unit of a currency, times `u64` in seconds, addresses 20 bytes.

pub mod allowance;
pub mod amount;
pub mod price;
pub mod sale_id;
pub mod split;
pub mod voucher;
mod words;
pub mod work;

/// Where a sale is: what a leaf, a voucher and a challenge are bound to, so that none of them is worth anything on another
/// chain, at another Minter, or in another sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Address of the Minter.
    pub minter: [u8; 20],
    /// The sale, as a word: see [`sale_id`].
    pub sale_id: crate::hash::Word,
}
