//! The voucher: an EIP-712 message of a curator that allows one purchase, bound to chain, Minter and sale.
//!
//! Domain `{name: "Colophon Minter", version: "1", chainId, verifyingContract: minter}`.

use super::{words, Place};
use crate::commitment;
use crate::hash::{Keccak, Word};

/// The name in the domain.
pub const DOMAIN_NAME: &str = "Colophon Minter";
/// The version in the domain.
pub const DOMAIN_VERSION: &str = commitment::DOMAIN_VERSION;
/// The EIP-712 type of the voucher.
pub const VOUCHER_TYPE: &str = "Voucher(uint256 saleId,address buyer,uint32 quantity,uint128 price,bytes32 contentHash,bytes32 promptCommitment,bytes32 recordHash,uint64 expiry,uint32 epoch,uint256 nonce)";

/// Keccak-256 of [`DOMAIN_NAME`].
pub const DOMAIN_NAME_HASH: Word = [
    0x91, 0x1a, 0x6a, 0x0d, 0x1d, 0x41, 0x9d, 0x9d, 0x13, 0x95, 0xc6, 0x30, 0x4b, 0x5d, 0x53, 0x3a,
    0x27, 0x37, 0xd1, 0x67, 0x5f, 0xe6, 0xab, 0x1f, 0x1a, 0x52, 0xaa, 0x03, 0xa7, 0x8f, 0x02, 0x7a,
];
/// Keccak-256 of [`VOUCHER_TYPE`].
pub const VOUCHER_TYPE_HASH: Word = [
    0x0d, 0x3f, 0x3c, 0x89, 0x35, 0x1d, 0x9f, 0x2b, 0xea, 0xb9, 0xe0, 0x1b, 0x7a, 0x6f, 0x3e, 0xfa,
    0x21, 0x90, 0xaa, 0x96, 0x54, 0xe7, 0x2c, 0xf7, 0x8a, 0x00, 0xeb, 0x1e, 0x4c, 0x2e, 0xc1, 0x56,
];

/// What a curator signs, but for the sale, which is the [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Who gets the pieces; zero: anybody, so whoever sees the voucher first can take it.
    pub buyer: [u8; 20],
    /// The most pieces that it buys.
    pub quantity: u32,
    /// What one piece costs; [`super::allowance::SALE_PRICE`] is the price of the sale.
    pub price: u128,
    /// Content hash of the piece; zero: the next piece of the series.
    pub content_hash: Word,
    /// Prompt commitment of the piece; zero: none.
    pub prompt_commitment: Word,
    /// Record hash of the piece; zero exactly when the content hash is.
    pub record_hash: Word,
    /// The last second in which it is good.
    pub expiry: u64,
    /// The epoch of the sale's vouchers in which it was signed.
    pub epoch: u32,
    /// Any number; a nonce of a sale is good for one purchase.
    pub nonce: Word,
}

impl Voucher {
    /// The EIP-712 hash of the struct, for the sale `sale_id`.
    #[must_use]
    pub fn struct_hash<K: Keccak + ?Sized>(&self, keccak: &K, sale_id: &Word) -> Word {
        let words = [
            VOUCHER_TYPE_HASH,
            *sale_id,
            words::address(&self.buyer),
            words::uint(u128::from(self.quantity)),
            words::uint(self.price),
            self.content_hash,
            self.prompt_commitment,
            self.record_hash,
            words::uint(u128::from(self.expiry)),
            words::uint(u128::from(self.epoch)),
            self.nonce,
        ];
        keccak.keccak256(words.as_flattened())
    }

    /// What the curator signs: `keccak256(0x19 ‖ 0x01 ‖ domain separator ‖ struct hash)`.
    #[must_use]
    pub fn digest<K: Keccak + ?Sized>(&self, keccak: &K, place: &Place) -> Word {
        let domain = domain_separator(keccak, place.chain_id, &place.minter);
        commitment::digest(keccak, &domain, &self.struct_hash(keccak, &place.sale_id))
    }
}

/// The EIP-712 domain separator of the Minter at `minter` on chain `chain_id`.
#[must_use]
pub fn domain_separator<K: Keccak + ?Sized>(keccak: &K, chain_id: u64, minter: &[u8; 20]) -> Word {
    commitment::separator(keccak, &DOMAIN_NAME_HASH, chain_id, minter)
}

#[cfg(all(test, feature = "keccak"))]
mod tests {
    use super::*;
    use crate::hash::Software;

    #[test]
    fn the_constants_are_the_hashes_of_the_texts() {
        assert_eq!(DOMAIN_NAME_HASH, Software.keccak256(DOMAIN_NAME.as_bytes()));
        assert_eq!(VOUCHER_TYPE_HASH, Software.keccak256(VOUCHER_TYPE.as_bytes()));
    }
}
