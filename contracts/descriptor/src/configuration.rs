//! The texts of a collection.

use alloc::{vec, vec::Vec};

use stylus_sdk::prelude::*;

use crate::{
    errors::Error,
    field::{DESCRIPTION, EXTERNAL_LINK, IMAGE, NAME, SYMBOL},
    storage::StorageText,
    text::Text,
};

/// What the owner of a collection says about it. All of it is empty until the collection is configured.
#[storage]
pub(crate) struct Configuration {
    name: StorageText,
    symbol: StorageText,
    description: StorageText,
    image: StorageText,
    external_link: StorageText,
}

/// The texts in the order of the arguments of `configure`.
pub(crate) struct Texts {
    pub(crate) name: Text,
    pub(crate) symbol: Text,
    pub(crate) description: Text,
    pub(crate) image: Text,
    pub(crate) external_link: Text,
}

impl Texts {
    /// Whether each text may be said.
    pub(crate) fn check(&self) -> Result<(), Error> {
        NAME.check(&self.name.0)?;
        SYMBOL.check(&self.symbol.0)?;
        DESCRIPTION.check(&self.description.0)?;
        IMAGE.check(&self.image.0)?;
        EXTERNAL_LINK.check(&self.external_link.0)
    }
}

impl Configuration {
    /// Replaces all texts.
    pub(crate) fn write(&mut self, texts: &Texts) {
        self.name.write(&texts.name.0);
        self.symbol.write(&texts.symbol.0);
        self.description.write(&texts.description.0);
        self.image.write(&texts.image.0);
        self.external_link.write(&texts.external_link.0);
    }

    /// The name; a placeholder until there is one, because wallets take a collection without a name for a broken one.
    pub(crate) fn name(&self) -> Vec<u8> {
        or_default(self.name.read(), b"Untitled")
    }

    /// The ticker, or a placeholder.
    pub(crate) fn symbol(&self) -> Vec<u8> {
        or_default(self.symbol.read(), b"UNTITLED")
    }

    /// The description; may be empty.
    pub(crate) fn description(&self) -> Vec<u8> {
        self.description.read()
    }

    /// Address of the picture; may be empty.
    pub(crate) fn image(&self) -> Vec<u8> {
        self.image.read()
    }

    /// Address of the page; may be empty.
    pub(crate) fn external_link(&self) -> Vec<u8> {
        self.external_link.read()
    }
}

fn or_default(text: Vec<u8>, default: &[u8]) -> Vec<u8> {
    if text.is_empty() {
        default.into()
    } else {
        text
    }
}
