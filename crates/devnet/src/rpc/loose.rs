//! Numbers in any form that test tools send: quantity, padded hex, decimal text, JSON number.

use alloy_primitives::U256;
use serde_json::Value;

use super::error::RpcError;
use super::params::Params;
use super::values::{Wanted, Wrong};

/// A whole number.
pub(crate) struct Loose(pub(crate) U256);

impl Wanted for Loose {
    fn from_json(value: &Value) -> Result<Self, Wrong> {
        let number = match value {
            Value::Number(number) => number.as_u64().map(U256::from),
            Value::String(text) => match text.strip_prefix("0x") {
                Some(digits)
                    if digits.len() <= 64 && digits.bytes().all(|d| d.is_ascii_hexdigit()) =>
                {
                    U256::from_str_radix(digits, 16).ok()
                }
                Some(_) => None,
                None if text.is_empty() => None,
                None => U256::from_str_radix(text, 10).ok(),
            },
            _ => None,
        };
        number.map(Self).ok_or_else(|| Wrong::text("not a number: give 0x-hex or a decimal number"))
    }
}

impl Loose {
    /// At most 64 bits.
    pub(crate) fn small(self, position: usize) -> Result<u64, RpcError> {
        u64::try_from(self.0).map_err(|_| Wrong::text("number above 64 bits").argument(position))
    }
}

/// An argument of at most 64 bits.
pub(crate) fn small(params: &Params, position: usize) -> Result<u64, RpcError> {
    params.required::<Loose>(position)?.small(position)
}

/// The same, or a default.
pub(crate) fn small_or(params: &Params, position: usize, default: u64) -> Result<u64, RpcError> {
    params.optional::<Loose>(position)?.map_or(Ok(default), |number| number.small(position))
}
