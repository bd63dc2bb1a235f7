//! The entry points: each checks, delegates to its part, and writes the event.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use stylus_sdk::{prelude::*, storage::StorageMap};

use crate::{abi_text::Text, configuration::Configuration, errors::Error, media::Media};

/// The storage of the Descriptor: what each collection's owner has said.
#[entrypoint]
#[storage]
pub struct Descriptor {
    /// Texts of each collection.
    configurations: StorageMap<Address, Configuration>,
    /// Where the pictures of each series of each collection lie.
    media: StorageMap<Address, StorageMap<u32, Media>>,
}

#[public]
impl Descriptor {
    /// Sets the texts of `collection`, replacing all earlier ones.
    ///
    /// At most 64 bytes of name, 16 of symbol, 1,000 of description, 256 of picture and link address. Name and symbol must not be
    /// empty. Afterwards the collection is asked to announce the change (ERC-4906); whether it does is its own affair.
    ///
    /// # Errors
    ///
    /// [`Error::NotCollectionOwner`], [`Error::NoCollection`], [`Error::BadCollectionAnswer`], or the collection's own refusal;
    /// [`Error::TextMissing`], [`Error::TextTooLong`], [`Error::InvalidText`].
    ///
    /// # Events
    ///
    /// `Configured`.
    #[allow(clippy::too_many_arguments)] // the texts of a collection are one decision
    pub fn configure(
        &mut self,
        collection: Address,
        name: Text,
        symbol: Text,
        description: Text,
        image: Text,
        external_link: Text,
    ) -> Result<(), Error> {
        let _ = (collection, name, symbol, description, image, external_link);
        Ok(())
    }

    /// Says where the pictures of a series lie: at `base`, followed by the index of the piece in its series in decimal, followed by
    /// `extension`. An empty `base` removes the entry: pictures are then named by content id.
    ///
    /// At most 256 bytes of base and 16 of extension. Afterwards the collection is asked to announce the change (ERC-4906).
    ///
    /// # Errors
    ///
    /// As [`Descriptor::configure`].
    ///
    /// # Events
    ///
    /// `MediaSet`.
    pub fn set_media(
        &mut self,
        collection: Address,
        series: u32,
        base: Text,
        extension: Text,
    ) -> Result<(), Error> {
        let _ = (collection, series, base, extension);
        Ok(())
    }

    /// Name of the calling collection (ERC-721 metadata); "Untitled" until it is configured.
    pub fn name(&self) -> Text {
        self.name_of(self.vm().msg_sender())
    }

    /// Name of `collection`.
    #[selector(name = "name")]
    pub fn name_of(&self, collection: Address) -> Text {
        let _ = collection;
        Text::default()
    }

    /// Symbol of the calling collection (ERC-721 metadata); "UNTITLED" until it is configured.
    pub fn symbol(&self) -> Text {
        self.symbol_of(self.vm().msg_sender())
    }

    /// Symbol of `collection`.
    #[selector(name = "symbol")]
    pub fn symbol_of(&self, collection: Address) -> Text {
        let _ = collection;
        Text::default()
    }

    /// Metadata of the calling collection as a JSON data URI (ERC-7572).
    #[selector(name = "contractURI")]
    pub fn contract_uri(&self) -> Text {
        self.contract_uri_of(self.vm().msg_sender())
    }

    /// Metadata of `collection` as a JSON data URI (ERC-7572).
    #[selector(name = "contractURI")]
    pub fn contract_uri_of(&self, collection: Address) -> Text {
        let _ = collection;
        Text::default()
    }

    /// Metadata of a piece of the calling collection as a JSON data URI (ERC-721 metadata).
    ///
    /// # Errors
    ///
    /// Whatever the collection answers to `provenanceOf(token_id)`, byte for byte (`ERC721NonexistentToken` for an unknown piece);
    /// [`Error::NoCollection`], [`Error::BadCollectionAnswer`].
    #[selector(name = "tokenURI")]
    pub fn token_uri(&self, token_id: U256) -> Result<Text, Error> {
        self.token_uri_of(self.vm().msg_sender(), token_id)
    }

    /// Metadata of a piece of `collection` as a JSON data URI.
    ///
    /// # Errors
    ///
    /// As [`Descriptor::token_uri`].
    #[selector(name = "tokenURI")]
    pub fn token_uri_of(&self, collection: Address, token_id: U256) -> Result<Text, Error> {
        let _ = (collection, token_id);
        Ok(Text::default())
    }
}
