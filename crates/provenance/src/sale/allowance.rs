//! The leaf of an allow-list: what one account may buy in one sale.
//!
//! Compatible with OpenZeppelin's `StandardMerkleTree` over the types
//! `["uint256", "address", "uint256", "address", "uint32", "uint128", "uint64", "uint64"]`: hashed twice, nodes as in
//! [`crate::tree`]. Chain, Minter and sale are part of the leaf, so a proof is worth nothing anywhere else.

use super::{words, Place};
use crate::hash::{Keccak, Word};

/// The price of an allowance or a voucher that means "the price of the sale".
pub const SALE_PRICE: u128 = u128::MAX;

/// What an account may buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How many pieces in this sale in all.
    pub quantity: u32,
    /// What one piece costs; [`SALE_PRICE`] is the price of the sale.
    pub price: u128,
    /// From which second on; 0 and 0: whenever the sale is open.
    pub start: u64,
    /// Before which second.
    pub end: u64,
}

impl Allowance {
    /// `keccak256(keccak256(abi.encode(chainId, minter, saleId, account, quantity, price, start, end)))`.
    #[must_use]
    pub fn leaf<K: Keccak + ?Sized>(&self, keccak: &K, place: &Place, account: &[u8; 20]) -> Word {
        let words = [
            words::uint(u128::from(place.chain_id)),
            words::address(&place.minter),
            place.sale_id,
            words::address(account),
            words::uint(u128::from(self.quantity)),
            words::uint(self.price),
            words::uint(u128::from(self.start)),
            words::uint(u128::from(self.end)),
        ];
        keccak.keccak256(&keccak.keccak256(words.as_flattened()))
    }
}
