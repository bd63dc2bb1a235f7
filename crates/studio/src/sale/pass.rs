//! What a buyer shows: allowance and proof, voucher and signature, the nonce of the work; and the purchase itself.

use std::path::Path;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue};

use super::named::Named;
use super::{allowlist, voucher};
use crate::chain::bindings::{Minter, Pass, PassAllowance};
use crate::chain::send::Step;
use crate::error::{InputError, Result};

/// The pass of a recipient from the files that were given; what is not given stays empty.
///
/// # Errors
/// A file that is none, is for another sale, or does not name the recipient.
pub fn pass(
    sale: &Named,
    recipient: Address,
    list: Option<&Path>,
    ticket: Option<&Path>,
) -> Result<Pass, InputError> {
    let mut pass = Pass::default();
    let refused = |path: &Path, why: String| InputError::Evidence { path: path.to_owned(), why };
    if let Some(path) = list {
        let file = allowlist::File::load(path, sale)?;
        let entry = file
            .entry(recipient)
            .ok_or_else(|| refused(path, format!("{recipient} is not on the list")))?;
        let allowance = entry.allowance().map_err(|why| refused(path, why))?;
        pass.allowance = PassAllowance {
            quantity: allowance.quantity,
            price: allowance.price,
            start: allowance.start,
            end: allowance.end,
        };
        pass.proof.clone_from(&entry.proof);
    }
    if let Some(path) = ticket {
        let file = voucher::File::load(path, sale)?;
        pass.voucher = file.pass().map_err(|why| refused(path, why))?;
        pass.signature = file.signature;
    }
    Ok(pass)
}

/// The pass as the last argument of `mint` and `quote`; empty when nothing is shown.
#[must_use]
pub fn encoded(pass: &Pass) -> Bytes {
    if *pass == Pass::default() {
        return Bytes::new();
    }
    pass.abi_encode().into()
}

/// What is bought.
#[derive(Debug, Clone)]
pub struct Purchase<'a> {
    /// Where.
    pub sale: &'a Named,
    /// Who pays.
    pub payer: Address,
    /// Who gets the pieces.
    pub recipient: Address,
    /// How many.
    pub quantity: u32,
    /// The most for all together, in the smallest unit.
    pub most: U256,
    /// What is sent along: the price in the chain's coin, 0 for tokens.
    pub value: U256,
    /// The pass, encoded.
    pub data: Bytes,
}

impl Purchase<'_> {
    /// The transaction: `mint` for oneself, `mintFor` for somebody else.
    #[must_use]
    pub fn step(&self, name: String) -> Step {
        let (sale, data) = (self.sale.number(), self.data.clone());
        let data = if self.recipient == self.payer {
            let call = Minter::mintCall {
                saleId: sale,
                quantity: self.quantity,
                maxPrice: self.most,
                data,
            };
            call.abi_encode()
        } else {
            let call = Minter::mintForCall {
                saleId: sale,
                recipient: self.recipient,
                quantity: self.quantity,
                maxPrice: self.most,
                data,
            };
            call.abi_encode()
        };
        Step {
            name,
            purpose: format!("buying {} of the sale {}", pieces(self.quantity), self.sale.called()),
            to: Some(self.sale.minter()),
            data: data.into(),
            value: self.value,
        }
    }
}

/// A number of pieces in words.
#[must_use]
pub fn pieces(count: u32) -> String {
    if count == 1 {
        "1 piece".into()
    } else {
        format!("{count} pieces")
    }
}
