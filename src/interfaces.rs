//! ERC-165: which interfaces the Collection has.
//!
//! The ids are constants. The library computes them by walking a randomly seeded map while it is compiled, so a
//! program that used it would have other bytes after every build (docs/adr/0004-openzeppelin-without-its-erc165.md).

use alloc::vec::Vec;
use alloy_primitives::aliases::B32;
use openzeppelin_stylus::utils::introspection::erc165::IErc165;
use stylus_sdk::prelude::*;

use crate::collection::Collection;

/// ERC-165 itself.
pub const ERC165: u32 = 0x01ff_c9a7;
/// ERC-721.
pub const ERC721: u32 = 0x80ac_58cd;
/// ERC-721 Metadata: `name`, `symbol` and `tokenURI`, which the Descriptor answers.
pub const ERC721_METADATA: u32 = 0x5b5e_139f;
/// ERC-2981: `royaltyInfo`.
pub const ERC2981: u32 = 0x2a55_205a;
/// ERC-4906: metadata update events.
pub const ERC4906: u32 = 0x4906_4906;

#[public]
impl IErc165 for Collection {
    /// Whether the Collection has an interface (ERC-165).
    ///
    /// Returns: (bool supported)
    fn supports_interface(&self, interface_id: B32) -> bool {
        matches!(
            u32::from_be_bytes(interface_id.0),
            ERC165 | ERC721 | ERC721_METADATA | ERC2981 | ERC4906
        )
    }
}
