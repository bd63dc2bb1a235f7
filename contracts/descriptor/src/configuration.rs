//! The texts of a collection.

use alloc::{vec, vec::Vec};

use stylus_sdk::{prelude::*, storage::StorageBytes};

/// What the owner of a collection says about it.
#[storage]
pub(crate) struct Configuration {
    /// Name; empty means: not configured.
    pub(crate) name: StorageBytes,
    /// Ticker.
    pub(crate) symbol: StorageBytes,
    /// Description of the collection, also of each piece.
    pub(crate) description: StorageBytes,
    /// Address of the collection's picture.
    pub(crate) image: StorageBytes,
    /// Address of the collection's page.
    pub(crate) external_link: StorageBytes,
}
