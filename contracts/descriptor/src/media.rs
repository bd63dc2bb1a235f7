//! Where the pictures of a series lie.

use alloc::{vec, vec::Vec};

use stylus_sdk::prelude::*;

use crate::{
    errors::Error,
    field::{BASE, EXTENSION},
    storage::StorageText,
    text::Text,
};

/// The two parts around the index of a piece; an empty base means that no place was named.
#[storage]
pub(crate) struct Media {
    base: StorageText,
    extension: StorageText,
}

/// Whether the two parts may be said. Without a base there is nothing to extend.
pub(crate) fn check(base: &Text, extension: &Text) -> Result<(), Error> {
    BASE.check(&base.0)?;
    EXTENSION.check(&extension.0)?;
    if base.0.is_empty() && !extension.0.is_empty() {
        return Err(BASE.missing());
    }
    Ok(())
}

impl Media {
    /// Replaces both parts.
    pub(crate) fn write(&mut self, base: &Text, extension: &Text) {
        self.base.write(&base.0);
        self.extension.write(&extension.0);
    }

    /// What comes before the index; none when no place was named.
    pub(crate) fn base(&self) -> Option<Vec<u8>> {
        Some(self.base.read()).filter(|base| !base.is_empty())
    }

    /// What comes after the index.
    pub(crate) fn extension(&self) -> Vec<u8> {
        self.extension.read()
    }
}
