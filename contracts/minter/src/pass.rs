//! How a buyer meets the conditions of a sale, read from the `data` of a call.

use alloc::vec::Vec;

use alloy_primitives::B256;
use colophon_provenance::sale::{allowance::Allowance, voucher::Voucher};
use colophon_wire::{Malformed, Reader};

use crate::{
    errors::{refuse, MalformedPass},
    fields::{self, address, amount, low},
};

/// The words of a piece: content hash, prompt commitment, record hash.
pub(crate) type Words = [B256; 3];

/// A `Pass`, of which the proof and the signature lie in the calldata.
pub(crate) struct Pass<'a> {
    pub(crate) allowance: Allowance,
    pub(crate) proof: &'a [[u8; 32]],
    pub(crate) voucher: Voucher,
    /// Empty: no voucher.
    pub(crate) signature: &'a [u8],
    pub(crate) work_nonce: B256,
}

impl<'a> Pass<'a> {
    /// A pass of zeros.
    const NONE: Self = Self {
        allowance: Allowance { quantity: 0, price: 0, start: 0, end: 0 },
        proof: &[],
        voucher: Voucher {
            buyer: [0; 20],
            quantity: 0,
            price: 0,
            content_hash: [0; 32],
            prompt_commitment: [0; 32],
            record_hash: [0; 32],
            expiry: 0,
            epoch: 0,
            nonce: [0; 32],
        },
        signature: &[],
        work_nonce: B256::ZERO,
    };

    /// Reads `abi.encode(pass)`; no bytes at all stand for a pass of zeros.
    ///
    /// # Errors
    ///
    /// `MalformedPass`.
    pub(crate) fn read(data: &'a [u8]) -> Result<Self, Vec<u8>> {
        if data.is_empty() {
            return Ok(Self::NONE);
        }
        let read = Reader::new(data).tail().and_then(|mut members| Self::members(&mut members));
        read.map_err(|_| refuse!(MalformedPass))
    }

    fn members(members: &mut Reader<'a>) -> Result<Self, Malformed> {
        Ok(Self {
            allowance: allowance(members)?,
            proof: members.hashes()?,
            voucher: voucher(members)?,
            signature: members.bytes()?,
            work_nonce: members.hash()?,
        })
    }
}

/// An `Allowance`.
pub(crate) fn allowance(members: &mut Reader<'_>) -> Result<Allowance, Malformed> {
    let [quantity, price, start, end] = fields::read(members, [32, 128, 64, 64])?;
    Ok(Allowance {
        quantity: low(quantity) as u32,
        price: amount(price),
        start: low(start),
        end: low(end),
    })
}

/// A `Voucher`.
#[inline(never)]
pub(crate) fn voucher(members: &mut Reader<'_>) -> Result<Voucher, Malformed> {
    let [buyer, quantity, price, content, prompt, record, expiry, epoch, nonce] =
        fields::read(members, [160, 32, 128, 256, 256, 256, 64, 32, 256])?;
    Ok(Voucher {
        buyer: address(buyer).into_array(),
        quantity: low(quantity) as u32,
        price: amount(price),
        content_hash: content.to_be_bytes(),
        prompt_commitment: prompt.to_be_bytes(),
        record_hash: record.to_be_bytes(),
        expiry: low(expiry),
        epoch: low(epoch) as u32,
        nonce: nonce.to_be_bytes(),
    })
}
