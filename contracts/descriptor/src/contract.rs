//! The entry points: each checks, delegates to its part, and writes the event.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use colophon_provenance::token_id::{TokenId, TOKENS_PER_SERIES};
use stylus_sdk::{prelude::*, storage::StorageMap};

use crate::{
    collection::Collection,
    configuration::{Configuration, Texts},
    errors::{Error, NotCollectionOwner},
    events,
    media::{self, Media},
    metadata::{self, Picture},
    text::Text,
};

/// The storage of the Descriptor: what each collection's owner has said.
#[storage]
pub struct Descriptor {
    /// Texts of each collection.
    configurations: StorageMap<Address, Configuration>,
    /// Where the pictures of each series of each collection lie.
    media: StorageMap<Address, StorageMap<u32, Media>>,
}

// SAFETY: the entry point constructs the one Descriptor of a call, at slot 0.
unsafe impl TopLevelStorage for Descriptor {}

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
        let texts = Texts { name, symbol, description, image, external_link };
        texts.check()?;
        self.only_owner_of(collection)?;
        self.configurations.setter(collection).write(&texts);
        events::configured(self.vm(), collection);
        Collection(collection).announce(U256::ZERO, U256::MAX);
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
        media::check(&base, &extension)?;
        self.only_owner_of(collection)?;
        self.media.setter(collection).setter(series).write(&base, &extension);
        events::media_set(self.vm(), collection, series, &base.0, &extension.0);
        let first = u64::from(series) * u64::from(TOKENS_PER_SERIES);
        let last = first + u64::from(TOKENS_PER_SERIES - 1);
        Collection(collection).announce(U256::from(first), U256::from(last));
        Ok(())
    }

    /// Name of the calling collection (ERC-721 metadata); "Untitled" until it is configured.
    ///
    /// Returns: (string name)
    pub fn name(&self) -> Text {
        self.name_of(self.vm().msg_sender())
    }

    /// Name of `collection`.
    ///
    /// Returns: (string name)
    #[selector(name = "name")]
    pub fn name_of(&self, collection: Address) -> Text {
        Text(self.configurations.getter(collection).name())
    }

    /// Symbol of the calling collection (ERC-721 metadata); "UNTITLED" until it is configured.
    ///
    /// Returns: (string symbol)
    pub fn symbol(&self) -> Text {
        self.symbol_of(self.vm().msg_sender())
    }

    /// Symbol of `collection`.
    ///
    /// Returns: (string symbol)
    #[selector(name = "symbol")]
    pub fn symbol_of(&self, collection: Address) -> Text {
        Text(self.configurations.getter(collection).symbol())
    }

    /// Metadata of the calling collection as a JSON data URI (ERC-7572).
    ///
    /// Returns: (string uri)
    #[selector(name = "contractURI")]
    pub fn contract_uri(&self) -> Text {
        self.contract_uri_of(self.vm().msg_sender())
    }

    /// Metadata of `collection` as a JSON data URI (ERC-7572).
    ///
    /// Returns: (string uri)
    #[selector(name = "contractURI")]
    pub fn contract_uri_of(&self, collection: Address) -> Text {
        Text(metadata::of_collection(&self.configurations.getter(collection)))
    }

    /// Metadata of a piece of the calling collection as a JSON data URI (ERC-721 metadata).
    ///
    /// Returns: (string uri)
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
    /// Returns: (string uri)
    ///
    /// # Errors
    ///
    /// As [`Descriptor::token_uri`].
    #[selector(name = "tokenURI")]
    pub fn token_uri_of(&self, collection: Address, token_id: U256) -> Result<Text, Error> {
        let words = Collection(collection).provenance_of(token_id)?;
        let id = TokenId::from_limbs(token_id.as_limbs()).ok();
        let picture = id.map_or(Picture::Unplaced, |id| self.picture(collection, id.series()));
        let configuration = self.configurations.getter(collection);
        Ok(Text(metadata::of_piece(&configuration, &picture, token_id, id, &words)))
    }
}

impl Descriptor {
    /// Refuses everybody but the owner that `collection` names.
    fn only_owner_of(&self, collection: Address) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        let owner = Collection(collection).owner()?;
        if caller == owner {
            return Ok(());
        }
        Err(Error::NotCollectionOwner(NotCollectionOwner { collection, caller, owner }))
    }

    /// Where the pictures of a series lie.
    fn picture(&self, collection: Address, series: u32) -> Picture {
        let media = self.media.getter(collection);
        let media = media.getter(series);
        match media.base() {
            Some(base) => Picture::Place { base, extension: media.extension() },
            None => Picture::Unplaced,
        }
    }
}
