//! Where a call enters the program and finds its function.
//!
//! The SDK writes a router for every `#[public]` block too; native tests and `cargo stylus export-abi` use that one. The
//! program uses this one, because it reads calldata as Solidity does ([`crate::arguments`]) and is a third of the size.
//! A function that is missing here would be asked of the Descriptor; `tests/unit/router.rs` holds both routers, and
//! the committed ABI, against each other.

use alloc::vec::Vec;
use alloy_primitives::{aliases::B32, Address, B256, U256};
use openzeppelin_stylus::{token::erc721::IErc721, utils::introspection::erc165::IErc165};
use stylus_sdk::{
    abi::{Bytes, CONSTRUCTOR_SELECTOR},
    function_selector,
    host::VM,
    prelude::*,
    ArbResult,
};

use crate::{
    arguments::{Arguments, Outcome},
    collection::Collection,
};

/// Runs one call. No function of the Collection takes value.
///
/// # Errors
/// The revert data.
#[entrypoint]
pub fn enter(input: Vec<u8>, host: VM) -> ArbResult {
    // SAFETY: the only place that constructs storage, and it does so once.
    let mut collection = unsafe { Collection::new(U256::ZERO, 0, host) };
    collection.deny_value("")?;
    if let Some((selector, arguments)) = input.split_first_chunk::<4>() {
        let selector = u32::from_be_bytes(*selector);
        let arguments = Arguments::new(arguments);
        if let Some(answer) = route(&mut collection, selector, arguments)? {
            return Ok(answer);
        }
    }
    collection.forward(&input)
}

/// Declares the table: the Solidity name, the method, the types of its arguments. A type that is not the method's does
/// not compile.
macro_rules! routes {
    ($($name:literal => $method:ident($($type:ty),*);)*) => {
        /// The selectors of the table.
        pub const SELECTORS: &[u32] =
            &[$(u32::from_be_bytes(function_selector!($name $(, $type)*)),)*];

        /// Runs the function with this selector. `None` when there is none.
        fn dispatch(
            collection: &mut Collection,
            selector: u32,
            mut arguments: Arguments<'_>,
        ) -> Result<Option<Vec<u8>>, Vec<u8>> {
            $(if selector == const { u32::from_be_bytes(function_selector!($name $(, $type)*)) } {
                return collection.$method($(arguments.read::<$type>()?),*).encode().map(Some);
            })*
            Ok(None)
        }
    };
}

routes! {
    // ERC-721 and ERC-165
    "balanceOf" => balance_of(Address);
    "ownerOf" => owner_of(U256);
    "safeTransferFrom" => safe_transfer_from(Address, Address, U256);
    "safeTransferFrom" => safe_transfer_from_with_data(Address, Address, U256, Bytes);
    "transferFrom" => transfer_from(Address, Address, U256);
    "approve" => approve(Address, U256);
    "setApprovalForAll" => set_approval_for_all(Address, bool);
    "getApproved" => get_approved(U256);
    "isApprovedForAll" => is_approved_for_all(Address, Address);
    "supportsInterface" => supports_interface(B32);
    "burn" => burn(U256);
    "totalSupply" => total_supply();
    // Owner and roles
    "owner" => owner();
    "pendingOwner" => pending_owner();
    "transferOwnership" => transfer_ownership(Address);
    "acceptOwnership" => accept_ownership();
    "rolesOf" => roles_of(Address);
    "setRoles" => set_roles(Address, u8);
    // Series and royalty
    "createSeries" => create_series(B256, B256, u32, Address, u16);
    "series" => series(u32);
    "setRoyalty" => set_royalty(u32, Address, u16);
    "freeze" => freeze(u32);
    "royaltyInfo" => royalty_info(U256, U256);
    // Minting and provenance
    "mint" => mint(u32, Address, B256, B256, B256);
    "mintBatch" => mint_batch(u32, Address, u32);
    "provenanceOf" => provenance_of(U256);
    "anchor" => anchor(U256, B256, B256, B256, Vec<B256>);
    "revise" => revise(U256, B256, B256);
    // Descriptor
    "descriptor" => descriptor();
    "setDescriptor" => set_descriptor(Address);
    "emitBatchMetadataUpdate" => emit_batch_metadata_update(U256, U256);
}

/// Runs the constructor, or the function with this selector. `None` when there is none.
fn route(
    collection: &mut Collection,
    selector: u32,
    mut arguments: Arguments<'_>,
) -> Result<Option<Vec<u8>>, Vec<u8>> {
    if selector == CONSTRUCTOR_SELECTOR {
        collection.check_constructor_slot()?;
        return collection.constructor(arguments.read()?, arguments.read()?).encode().map(Some);
    }
    dispatch(collection, selector, arguments)
}
