//! Calldata as a Solidity contract would read it, before the SDK's router sees it.
//!
//! The router decodes strictly: it takes arguments only in the one encoding that it would itself produce. Solidity
//! also accepts bytes after the arguments (wallets and apps append attribution tags), dynamic arguments at any offset,
//! and `bytes` that are not padded. On the other hand the router takes any `bool` word below 256 as true. Here such
//! calldata is brought into the strict form, and such a `bool` is refused.
//!
//! What stays stricter than Solidity: the constructor takes its arguments in the strict form only.

use alloc::vec::Vec;
use stylus_sdk::keccak_const::Keccak256;

/// Declares the table of functions that take static arguments only.
macro_rules! static_functions {
    ($($signature:literal,)*) => {
        /// The signatures of the functions whose arguments are all static: one word each.
        pub const STATIC: &[&str] = &[$($signature,)*];

        /// How many words of arguments a function has; `None` for one that is not in the table.
        fn words(selector: u32) -> Option<usize> {
            $(if selector == const { selector_of($signature) } {
                return Some(const { arity($signature) });
            })*
            None
        }
    };
}

static_functions! {
    "acceptOwnership()",
    "descriptor()",
    "owner()",
    "pendingOwner()",
    "totalSupply()",
    "balanceOf(address)",
    "burn(uint256)",
    "freeze(uint32)",
    "getApproved(uint256)",
    "ownerOf(uint256)",
    "provenanceOf(uint256)",
    "rolesOf(address)",
    "series(uint32)",
    "setDescriptor(address)",
    "supportsInterface(bytes4)",
    "transferOwnership(address)",
    "approve(address,uint256)",
    "emitBatchMetadataUpdate(uint256,uint256)",
    "isApprovedForAll(address,address)",
    "royaltyInfo(uint256,uint256)",
    "setApprovalForAll(address,bool)",
    "setRoles(address,uint8)",
    "mintBatch(uint32,address,uint32)",
    "revise(uint256,bytes32,bytes32)",
    "safeTransferFrom(address,address,uint256)",
    "setRoyalty(uint32,address,uint16)",
    "transferFrom(address,address,uint256)",
    "createSeries(bytes32,bytes32,uint32,address,uint16)",
    "mint(uint32,address,bytes32,bytes32,bytes32)",
}

/// The two functions whose last argument is dynamic.
pub const ANCHOR: &str = "anchor(uint256,bytes32,bytes32,bytes32,bytes32[])";
/// See [`ANCHOR`].
pub const SAFE_TRANSFER: &str = "safeTransferFrom(address,address,uint256,bytes)";

/// Brings calldata into the form that the router takes. Calldata that no Solidity contract would take either, or that
/// is not for a function of the Collection, is left as it is.
///
/// # Errors
/// Empty revert data, as Solidity's, for a `bool` that is neither 0 nor 1.
pub fn normalize(mut calldata: Vec<u8>) -> Result<Vec<u8>, Vec<u8>> {
    let Some(selector) = calldata.first_chunk::<4>() else { return Ok(calldata) };
    let selector = u32::from_be_bytes(*selector);
    if selector == const { selector_of(SAFE_TRANSFER) } {
        return Ok(compact(&calldata, 3, 1).unwrap_or(calldata));
    }
    if selector == const { selector_of(ANCHOR) } {
        return Ok(compact(&calldata, 4, 32).unwrap_or(calldata));
    }
    if let Some(words) = words(selector) {
        calldata.truncate(4 + 32 * words);
    }
    const APPROVED: usize = 4 + 32 + 31;
    if selector == const { selector_of("setApprovalForAll(address,bool)") }
        && calldata.get(APPROVED).is_some_and(|last| *last > 1)
    {
        return Err(Vec::new());
    }
    Ok(calldata)
}

/// Rewrites arguments whose last one is dynamic, with `head` static words before it and `unit` bytes per element: the
/// tail directly after the head, padded, and nothing after it. `None` when the tail is not within the calldata.
fn compact(calldata: &[u8], head: usize, unit: usize) -> Option<Vec<u8>> {
    let arguments = calldata.get(4..)?;
    let offset = number(arguments.get(32 * head..)?)?;
    let tail = arguments.get(offset..)?;
    let length = number(tail)?.checked_mul(unit)?;
    let elements = tail.get(32..)?.get(..length)?;

    let mut compacted = Vec::with_capacity(4 + 32 * (head + 2) + length + 31);
    compacted.extend_from_slice(calldata.get(..4 + 32 * head)?);
    compacted.extend_from_slice(&[0; 31]);
    compacted.push(32 * (head as u8 + 1));
    compacted.extend_from_slice(tail.get(..32)?);
    compacted.extend_from_slice(elements);
    compacted.resize(4 + 32 * (head + 2) + length.next_multiple_of(32), 0);
    Some(compacted)
}

/// The number in the first word, if it is small enough to be a place in memory.
fn number(words: &[u8]) -> Option<usize> {
    let (high, low) = words.first_chunk::<32>()?.split_last_chunk::<4>()?;
    if high.iter().any(|byte| *byte != 0) {
        return None;
    }
    Some(u32::from_be_bytes(*low) as usize)
}

/// The selector of a signature.
#[must_use]
pub const fn selector_of(signature: &str) -> u32 {
    let hash = Keccak256::new().update(signature.as_bytes()).finalize();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// How many arguments a signature has.
const fn arity(signature: &str) -> usize {
    let text = signature.as_bytes();
    if text[text.len() - 2] == b'(' {
        return 0;
    }
    let (mut arguments, mut place) = (1, 0);
    while place < text.len() {
        if text[place] == b',' {
            arguments += 1;
        }
        place += 1;
    }
    arguments
}
