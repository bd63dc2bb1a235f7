//! What the typed words mean: networks, keys and the project's configuration, each looked up in the same order
//! (flag, environment, `colophon.toml`, built in).

pub mod key;
pub mod network;

pub use colophon_project::config;

use crate::error::Error;
use alloy_primitives::Address;

/// Reads an address; mixed case must be a valid checksum (EIP-55).
///
/// # Errors
/// A sentence that names the option.
pub fn address(option: &str, text: &str) -> Result<Address, Error> {
    let plain: Address = text.trim().parse().map_err(|_| {
        Error::Usage(format!("{option} {text:?} is no address: 0x and 40 hex digits are expected"))
    })?;
    let digits = text.trim().trim_start_matches("0x");
    let mixed = digits.chars().any(|c| c.is_ascii_lowercase())
        && digits.chars().any(|c| c.is_ascii_uppercase());
    if mixed && plain.to_checksum(None).trim_start_matches("0x") != digits {
        return Err(Error::Usage(format!(
            "{option} {text} has a wrong checksum; copy the address again"
        )));
    }
    Ok(plain)
}
