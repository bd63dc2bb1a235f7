//! Where the pictures of a series lie.

use alloc::{vec, vec::Vec};

use stylus_sdk::{prelude::*, storage::StorageBytes};

/// The two parts around the index of a piece.
#[storage]
pub(crate) struct Media {
    /// What comes before the index; empty means: no place was named.
    pub(crate) base: StorageBytes,
    /// What comes after the index.
    pub(crate) extension: StorageBytes,
}
