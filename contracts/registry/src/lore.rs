//! Lore: chapters about a piece, each with a provenance of its own.

use alloc::vec::Vec;

use alloy_primitives::{
    aliases::{U32, U64},
    Address, B256, U256,
};
use alloy_sol_types::SolEvent;
use colophon_provenance::token_id::TokenId;
use colophon_wire::{Answer, Malformed, Reader};
use stylus_sdk::prelude::*;

use crate::{
    contract::Registry,
    errors::{refuse, NotCollectionOwner, NotLoreWriter, UnknownChapter, ZeroHash},
    events::{emit, log, words_of},
    interface::IRegistry::{LoreAdded, LoreWriterSet},
    texts::check_uri,
};

/// The arguments of `addLore`.
struct Chapter<'a> {
    collection: Address,
    token: U256,
    content_hash: B256,
    model: B256,
    prompt_commitment: B256,
    uri: &'a [u8],
}

impl<'a> Chapter<'a> {
    fn read(arguments: &mut Reader<'a>) -> Result<Self, Malformed> {
        Ok(Self {
            collection: arguments.address()?,
            token: arguments.number(256)?,
            content_hash: arguments.hash()?,
            model: arguments.hash()?,
            prompt_commitment: arguments.hash()?,
            uri: arguments.bytes()?,
        })
    }
}

impl Registry {
    /// `setLoreWriter`
    pub(crate) fn set_lore_writer(&mut self, arguments: &mut Reader<'_>) -> Result<(), Vec<u8>> {
        let (collection, series) = (arguments.address()?, arguments.number(32)?.to::<u32>());
        let (account, allowed) = (arguments.address()?, arguments.boolean()?);
        let (caller, owner) = (self.vm().msg_sender(), self.collection_owner(collection)?);
        if caller != owner {
            let words = [collection, caller, owner].map(|who| who.into_word().into());
            return Err(refuse::<NotCollectionOwner>(&words));
        }
        let series = U32::from(series);
        self.writers.setter(collection).setter(series).insert(account, allowed);
        let series = B256::from(U256::from(series));
        let who = [collection.into_word(), series, account.into_word()];
        let topics = [LoreWriterSet::SIGNATURE_HASH, who[0], who[1], who[2]];
        emit(self.vm(), log(&topics, 1).boolean(allowed), 4);
        Ok(())
    }

    /// `isLoreWriter`
    pub(crate) fn is_lore_writer(
        &self,
        collection: Address,
        series: u32,
        account: Address,
    ) -> bool {
        self.writers.getter(collection).getter(U32::from(series)).get(account)
    }

    /// `addLore`
    pub(crate) fn add_lore(&mut self, arguments: &mut Reader<'_>) -> Result<u32, Vec<u8>> {
        let chapter = Chapter::read(arguments)?;
        let (collection, token) = (chapter.collection, chapter.token);
        if chapter.content_hash.is_zero() {
            return Err(refuse::<ZeroHash>(&[]));
        }
        check_uri(chapter.uri)?;
        let author = self.vm().msg_sender();
        let owner = self.token_owner(collection, token)?;
        let series = TokenId::from_word(&token.to_be_bytes()).map(TokenId::series);
        let writer = |series| self.is_lore_writer(collection, series, author);
        if author != owner && !series.is_ok_and(writer) {
            let [collection, author, owner] =
                [collection, author, owner].map(|who| who.into_word().into());
            return Err(refuse::<NotLoreWriter>(&[collection, token, author, owner]));
        }
        let model = if chapter.model.is_zero() { 0 } else { self.known(chapter.model)? };

        let (now, uri_hash) = (self.vm().block_timestamp(), self.uri_hash(chapter.uri));
        let mut lore = self.lore.setter(collection);
        let mut lore = lore.setter(token);
        let number = lore.count.get().to::<u32>().saturating_add(1);
        lore.count.set(U32::from(number));
        let mut stored = lore.chapters.setter(U32::from(number));
        stored.author.set(author);
        stored.at.set(U64::from(now));
        stored.model.set(U32::from(model));
        stored.content_hash.set(chapter.content_hash);
        if !chapter.prompt_commitment.is_zero() {
            stored.prompt_commitment.set(chapter.prompt_commitment);
        }
        if !uri_hash.is_zero() {
            stored.uri_hash.set(uri_hash);
        }
        self.announce_chapter(number, author, &chapter);
        Ok(number)
    }

    fn announce_chapter(&self, number: u32, author: Address, chapter: &Chapter<'_>) {
        let topics = [
            LoreAdded::SIGNATURE_HASH,
            chapter.collection.into_word(),
            chapter.token.into(),
            author.into_word(),
        ];
        let data = log(&topics, 5 + words_of(chapter.uri))
            .number(U256::from(number))
            .hash(chapter.content_hash)
            .hash(chapter.model)
            .hash(chapter.prompt_commitment)
            .size(5 * 32)
            .bytes(chapter.uri);
        emit(self.vm(), data, 4);
    }

    /// `loreCount`
    pub(crate) fn lore_count(&self, collection: Address, token: U256) -> u32 {
        self.lore.getter(collection).getter(token).count.get().to()
    }

    /// `loreAt`
    pub(crate) fn lore_answer(
        &self,
        collection: Address,
        token: U256,
        chapter: u32,
    ) -> Result<Vec<u8>, Vec<u8>> {
        let count = self.lore_count(collection, token);
        if chapter == 0 || chapter > count {
            return Err(refuse::<UnknownChapter>(&[U256::from(chapter), U256::from(count)]));
        }
        let lore = self.lore.getter(collection);
        let lore = lore.getter(token);
        let stored = lore.chapters.getter(U32::from(chapter));
        let answer = Answer::with_capacity(6)
            .address(stored.author.get())
            .number(U256::from(stored.at.get()))
            .hash(stored.content_hash.get())
            .hash(self.id(stored.model.get().to()))
            .hash(stored.prompt_commitment.get())
            .hash(stored.uri_hash.get());
        Ok(answer.into_bytes())
    }
}
