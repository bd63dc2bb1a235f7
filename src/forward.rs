//! What the Collection does not know it asks of the Descriptor: `name`, `symbol`, `tokenURI`, `contractURI`, and any
//! view that a later Descriptor brings. Only by `staticcall`, so nothing that is forwarded can write.

use alloc::vec::Vec;
use alloy_primitives::{FixedBytes, U256};
use openzeppelin_stylus::token::erc721::IErc721;
use stylus_sdk::{call::RawCall, ArbResult};

use crate::{
    collection::Collection,
    errors::{Error, UnknownSelector},
};

/// `tokenURI(uint256)`: the one forwarded function that the Collection looks into.
const TOKEN_URI: [u8; 4] = [0xc8, 0x7b, 0x56, 0xdd];

impl Collection {
    /// Forwards calldata and gives back the answer, or the revert data, byte for byte.
    ///
    /// # Errors
    /// `ERC721NonexistentToken` for the URI of a token that does not exist (never minted, or burnt);
    /// [`UnknownSelector`] when the calldata is too short for a selector or nobody is there to ask.
    pub(crate) fn forward(&self, calldata: &[u8]) -> ArbResult {
        let descriptor = self.descriptor.get();
        let Some((selector, arguments)) = calldata.split_first_chunk::<4>() else {
            let selector = FixedBytes::ZERO;
            return Err(Error::from(UnknownSelector { selector, descriptor }).into());
        };
        if *selector == TOKEN_URI {
            if let Some(id) = arguments.first_chunk::<32>() {
                self.owner_of(U256::from_be_bytes(*id)).map_err(Vec::from)?;
            }
        }
        if !self.has_code(descriptor) {
            let selector = FixedBytes(*selector);
            return Err(Error::from(UnknownSelector { selector, descriptor }).into());
        }
        // SAFETY: no storage value is held across the call, and the cache is emptied before it.
        unsafe { RawCall::new_static().clear_storage_cache().call(descriptor, calldata) }
    }
}
