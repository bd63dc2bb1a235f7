//! Writes the complete JSON ABI of a Stylus contract from its Rust source.
//!
//! `cargo stylus export-abi` prints one Solidity interface: no events, no inherited traits, no forwarded views. Wallets, explorers
//! and libraries need all of them. This crate reads what the contract's macros read (`#[public]`, `#[selector]`, `#[constructor]`,
//! `sol!`), so the ABI can only say what the source says:
//!
//! | module | job |
//! | --- | --- |
//! | [`contracts`] | which contracts there are, and what each answers beyond its own source |
//! | [`source`] | finds the files of a contract and the items that matter in them |
//! | [`function`] | a Rust method as an ABI function |
//! | [`types`] | Rust types as Solidity types |
//! | [`declarations`] | events and errors of `sol!` blocks |
//! | [`interface`] | an `interface` of a `sol!` block: functions and structs too |
//! | [`entry`] | the parts of an ABI and their order |
//! | [`render`] | JSON and TypeScript |

pub mod contracts;
pub mod declarations;
pub mod entry;
mod error;
pub mod function;
pub mod interface;
pub mod render;
pub mod source;
pub mod types;

pub use error::AbiError;

use std::path::Path;

use contracts::Contract;
use entry::{Abi, Entry};

/// Reads `contract` below the repository `root` and returns its whole ABI, in order.
///
/// # Errors
///
/// What in the source cannot be read or expressed, see [`AbiError`].
pub fn generate(root: &Path, contract: &Contract) -> Result<Abi, AbiError> {
    let mut entries = own_entries(root, contract)?;
    entries.extend(declarations::inherited(contract)?);
    if let Some((answering, signatures)) = contract.forwards {
        let views = own_entries(root, answering)?;
        for signature in signatures {
            let view = views.iter().find(|entry| entry.signature() == *signature).ok_or(
                AbiError::NoSuchView {
                    contract: answering.name,
                    signature: (*signature).to_owned(),
                },
            )?;
            entries.push(view.clone());
        }
    }
    Abi::new(contract.name, entries)
}

/// What the source of `contract` itself declares.
fn own_entries(root: &Path, contract: &Contract) -> Result<Vec<Entry>, AbiError> {
    let source = source::Source::read(&root.join(contract.source))?;
    let mut entries = match contract.interface {
        Some(name) => source.interface(name, contract.name)?,
        None => source.functions()?,
    };
    entries.extend(source.declarations()?);
    Ok(entries)
}
