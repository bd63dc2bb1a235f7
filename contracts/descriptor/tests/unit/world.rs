//! Accounts, texts and words that the tests share, and readers of what the contract wrote.

use alloy_primitives::{fixed_bytes, hex, Address, FixedBytes, U256};
use base64::{prelude::BASE64_STANDARD, Engine};
use colophon_descriptor::{Descriptor, Error, Text};
use motsu::prelude::*;
use serde_json::Value;

use super::scripted::word;

/// `owner()`
pub(crate) const OWNER: FixedBytes<4> = fixed_bytes!("8da5cb5b");
/// `provenanceOf(uint256)`
pub(crate) const PROVENANCE_OF: FixedBytes<4> = fixed_bytes!("c0fe387b");
/// `emitBatchMetadataUpdate(uint256,uint256)`
pub(crate) const ANNOUNCE: FixedBytes<4> = fixed_bytes!("a4830114");

/// Hash of the model of every piece here.
pub(crate) const MODEL: [u8; 32] = [0x11; 32];
/// SHA-256 of "hello world", whose content id is published.
pub(crate) const CONTENT: [u8; 32] =
    hex!("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
/// A commitment.
pub(crate) const PROMPT: [u8; 32] = [0x33; 32];
/// A record.
pub(crate) const RECORD: [u8; 32] = [0x44; 32];
/// No hash.
pub(crate) const ZERO: [u8; 32] = [0; 32];

/// The words of a piece that was minted with them and revised twice.
pub(crate) fn known() -> [[u8; 32]; 5] {
    [MODEL, CONTENT, PROMPT, RECORD, word(2)]
}

/// The words of a piece whose own words are only under the root of its series.
pub(crate) fn under_root() -> [[u8; 32]; 5] {
    [MODEL, ZERO, ZERO, ZERO, word(0)]
}

/// The five texts of a collection.
pub(crate) struct Texts<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) symbol: &'a [u8],
    pub(crate) description: &'a [u8],
    pub(crate) image: &'a [u8],
    pub(crate) external_link: &'a [u8],
}

/// Texts that nobody objects to.
pub(crate) const PLAIN: Texts<'static> = Texts {
    name: b"Inkling",
    symbol: b"INK",
    description: b"Drawn by a small model.",
    image: b"ipfs://bafy/cover.png",
    external_link: b"https://example.org/inkling",
};

/// Configures `collection` as `sender`.
pub(crate) fn configure(
    descriptor: &Contract<Descriptor>,
    sender: Address,
    collection: Address,
    texts: &Texts<'_>,
) -> Result<(), Error> {
    let text = |bytes: &[u8]| Text(bytes.to_vec());
    descriptor
        .sender(sender)
        .configure(
            collection,
            text(texts.name),
            text(texts.symbol),
            text(texts.description),
            text(texts.image),
            text(texts.external_link),
        )
        .motsu_res()
}

/// Sets the media of a series of `collection` as `sender`.
pub(crate) fn set_media(
    descriptor: &Contract<Descriptor>,
    sender: Address,
    collection: Address,
    series: u32,
    parts: [&[u8]; 2],
) -> Result<(), Error> {
    let [base, extension] = parts.map(|part| Text(part.to_vec()));
    descriptor.sender(sender).set_media(collection, series, base, extension).motsu_res()
}

/// The document of a piece, parsed.
pub(crate) fn piece(descriptor: &Contract<Descriptor>, collection: Address, id: U256) -> Value {
    let uri = descriptor.sender(collection).token_uri(id).motsu_unwrap();
    parse(&uri)
}

/// The document of a collection, parsed.
pub(crate) fn collection(descriptor: &Contract<Descriptor>, collection: Address) -> Value {
    parse(&descriptor.sender(collection).contract_uri())
}

/// The bytes in a `data:` address.
pub(crate) fn decode(uri: &Text) -> Vec<u8> {
    let text = std::str::from_utf8(&uri.0).unwrap();
    let data = text.strip_prefix("data:application/json;base64,").unwrap();
    BASE64_STANDARD.decode(data).unwrap()
}

/// The JSON in a `data:` address.
pub(crate) fn parse(uri: &Text) -> Value {
    serde_json::from_slice(&decode(uri)).unwrap()
}

/// The bytes that the outside sees of an error.
pub(crate) fn revert_data(error: Error) -> Vec<u8> {
    error.into()
}
