//! `colophon/voucher/1`: a voucher with its signature.

use std::path::Path;

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::sale::allowance::SALE_PRICE;
use colophon_provenance::sale::voucher::Voucher;
use serde::{Deserialize, Serialize};

use super::allowlist::same_place;
use super::named::Named;
use crate::chain::bindings::PassVoucher;
use crate::error::{InputError, KeyError, Result};

/// Value of `schema`.
pub const SCHEMA: &str = "colophon/voucher/1";

/// A voucher as it is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// [`SCHEMA`]
    pub schema: String,
    /// Chain id.
    pub chain_id: u64,
    /// The Minter.
    pub minter: Address,
    /// Id of the sale.
    pub sale: String,
    /// Who signed.
    pub signer: Address,
    /// Who may use it; anybody if absent.
    pub buyer: Option<Address>,
    /// The most pieces that it buys.
    pub quantity: u32,
    /// What one costs, in the smallest unit; the price of the sale if absent.
    pub price: Option<String>,
    /// Content hash of the piece; zero for any.
    pub content_hash: B256,
    /// Prompt commitment of the piece.
    pub prompt_commitment: B256,
    /// Record hash of the piece.
    pub record_hash: B256,
    /// The last second in which it is good.
    pub expiry: u64,
    /// Epoch of the vouchers.
    pub epoch: u32,
    /// Nonce.
    pub nonce: B256,
    /// EIP-712 hash that is signed.
    pub digest: B256,
    /// Signature: r, s, v.
    pub signature: Bytes,
}

/// Signs a voucher for a sale.
///
/// # Errors
/// [`KeyError`] when the key cannot sign.
pub fn sign(sale: &Named, voucher: &Voucher, key: &PrivateKeySigner) -> Result<File> {
    let digest = B256::from(voucher.digest(&Keccak, &sale.place));
    let signature = key
        .sign_hash_sync(&digest)
        .map_err(|error| KeyError::Access(format!("the key cannot sign: {error}")))?;
    let buyer = Address::from(voucher.buyer);
    Ok(File {
        schema: SCHEMA.into(),
        chain_id: sale.place.chain_id,
        minter: sale.minter(),
        sale: sale.hex(),
        signer: key.address(),
        buyer: (!buyer.is_zero()).then_some(buyer),
        quantity: voucher.quantity,
        price: (voucher.price != SALE_PRICE).then(|| voucher.price.to_string()),
        content_hash: voucher.content_hash.into(),
        prompt_commitment: voucher.prompt_commitment.into(),
        record_hash: voucher.record_hash.into(),
        expiry: voucher.expiry,
        epoch: voucher.epoch,
        nonce: voucher.nonce.into(),
        digest,
        signature: signature.as_bytes().to_vec().into(),
    })
}

impl File {
    /// Reads a voucher for `sale`. Whether it is good the Minter says.
    ///
    /// # Errors
    /// [`InputError::Evidence`] when it is none, or one for another sale.
    pub fn load(path: &Path, sale: &Named) -> Result<Self, InputError> {
        let refused = |why: String| InputError::Evidence { path: path.to_owned(), why };
        let bytes = std::fs::read(path)
            .map_err(|source| InputError::Unreadable { path: path.to_owned(), source })?;
        let file: Self = serde_json::from_slice(&bytes)
            .map_err(|error| refused(format!("it is no voucher ({error})")))?;
        if file.schema != SCHEMA {
            return Err(refused(format!("its schema is {:?}, not {SCHEMA:?}", file.schema)));
        }
        same_place((file.chain_id, file.minter, &file.sale), &sale.place).map_err(refused)?;
        Ok(file)
    }

    /// As the Minter takes it.
    ///
    /// # Errors
    /// A price that is no number.
    pub fn pass(&self) -> Result<PassVoucher, String> {
        let price = self.price.as_ref().map_or(Ok(SALE_PRICE), |text| {
            text.parse().map_err(|_| format!("the price {text:?} of the voucher is no number"))
        })?;
        Ok(PassVoucher {
            buyer: self.buyer.unwrap_or_default(),
            quantity: self.quantity,
            price,
            contentHash: self.content_hash,
            promptCommitment: self.prompt_commitment,
            recordHash: self.record_hash,
            expiry: self.expiry,
            epoch: self.epoch,
            nonce: U256::from_be_bytes(self.nonce.0),
        })
    }
}
