//! The Minter beside the Collection on the node: each refusal is checked for its exact error, for its quote, and for changing
//! nothing.

/// Merkle allow-lists, and proofs that want to be taken for others.
mod allowances;
/// What may change after creation, by whom.
mod amendments;
/// Sales whose pieces are revealed afterwards, and reveals that do not come.
mod blind;
/// Prices over time, and the edges of windows.
mod clock;
/// Collections that are none, or lie.
mod collections;
/// Who may create which sales.
mod creation;
/// Tokens as money, well behaved and not.
mod currencies;
/// Gas of the main paths.
pub(crate) mod gas;
/// Quantities, limits, supplies, and contracts that receive.
mod pieces;
/// Calls back into the Minter from everywhere.
mod reentry;
/// Sales where everybody pays the last price.
mod settling;
/// Shares, releases, withdrawals, and payees that want no money.
mod shares;
/// The form of signatures, and wallets that are contracts.
mod signatures;
/// What is not sold.
mod unsold;
/// What is asked, and words as large as words get.
mod views;
/// Vouchers: once, by whom they were meant for, here, and now.
mod vouchers;
/// Proof of work.
mod work;
