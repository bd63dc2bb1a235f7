//! Revert data as a sentence: our contracts' errors, the deployer's and ArbWasm's, `Error(string)` and panics.

pub(crate) mod minter;

use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, Revert, SolError, SolInterface};

use super::bindings::{ArbWasm, Collection, Descriptor, StylusDeployer};

/// What revert data says; the node's own message where it says nothing.
#[must_use]
pub fn explain(data: &Bytes, message: &str) -> String {
    if data.is_empty() {
        return if message.is_empty() { "no reason was given".into() } else { message.to_owned() };
    }
    collection(data)
        .or_else(|| minter::explain(data))
        .or_else(|| named(data))
        .unwrap_or_else(|| format!("unknown error {data}"))
}

/// Errors of the Collection that have a sentence of their own.
fn collection(data: &Bytes) -> Option<String> {
    use Collection::CollectionErrors as E;
    let error = E::abi_decode(data).ok()?;
    Some(match &error {
        E::NotOwner(e) => {
            format!("{} is not the owner of the collection, {} is", e.caller, e.owner)
        }
        E::MissingRole(e) => {
            let role = if e.role == 1 { "minter" } else { "reviser" };
            format!("{} may not do this: it lacks the role {role}", e.caller)
        }
        E::SoldOut(e) => format!(
            "series {} has {} pieces left, {} were asked for",
            e.series, e.left, e.requested
        ),
        E::UnknownSeries(e) => {
            format!("there is no series {}; the collection has {}", e.series, e.count)
        }
        E::ERC721NonexistentToken(e) => format!("token {} does not exist", e.tokenId),
        E::AlreadyAnchored(e) => format!("token {} has its words on chain already", e.tokenId),
        E::InvalidProof(e) => {
            format!("the proof of token {} does not lead to the root of its series", e.tokenId)
        }
        E::SeriesWithoutRoot(e) => {
            format!("series {} has no root, so nothing can be anchored in it", e.series)
        }
        E::ERC721InvalidReceiver(e) => format!("{} does not accept the token", e.receiver),
        E::InvalidSupply(e) => {
            format!("a supply of {} is not possible; at most {}", e.supply, e.max)
        }
        E::RoyaltyTooHigh(e) => {
            format!("a royalty of {} basis points is above the limit of {}", e.bps, e.max)
        }
        other => inner(&format!("{other:?}")),
    })
}

fn named(data: &Bytes) -> Option<String> {
    if let Ok(error) = StylusDeployer::ContractInitializationError::abi_decode(data) {
        return Some(format!("the constructor refused: {}", explain(&error.data, "")));
    }
    let debug = Descriptor::DescriptorErrors::abi_decode(data)
        .map(|error| format!("{error:?}"))
        .or_else(|_| {
            StylusDeployer::StylusDeployerErrors::abi_decode(data).map(|error| format!("{error:?}"))
        })
        .or_else(|_| ArbWasm::ArbWasmErrors::abi_decode(data).map(|error| format!("{error:?}")));
    if let Ok(debug) = debug {
        return Some(inner(&debug));
    }
    if let Ok(error) = Revert::abi_decode(data) {
        return Some(error.reason);
    }
    Panic::abi_decode(data).ok().map(|panic| panic.to_string())
}

/// `Name(Name { field: value })` without its first name.
fn inner(debug: &str) -> String {
    debug.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(debug).to_owned()
}
