//! `metadata/INDEX.json`: what wallets and marketplaces show, in the form of ERC-721 with the attributes that they all
//! read, and the provenance words with their standings. Every text goes through serde, so nothing can break out of it.

use std::collections::BTreeMap;

use colophon_provenance::record::Record;
use serde::Serialize;

use crate::hex_bytes::{Address, Hash};
use crate::manifest::{ModelWord, Piece};
use crate::plan::Traits;

/// Sections of a record whose standing is shown.
const SECTIONS: [&str; 6] = ["content", "model", "prompt", "params", "evidence", "creator"];

/// What all pieces of a build share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) chain_id: u64,
    pub(super) collection: Address,
    pub(super) name: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) external_link: Option<&'a str>,
    pub(super) model: &'a ModelWord,
    pub(super) plan_commitment: Option<Hash>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    image: String,
    attributes: Vec<Attribute<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Attribute<'a> {
    trait_type: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct Properties<'a> {
    chain_id: u64,
    collection: Address,
    token_id: u64,
    files: [FileEntry<'a>; 1],
    provenance: Provenance<'a>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    uri: String,
    #[serde(rename = "type")]
    media_type: &'a str,
    bytes: u64,
}

#[derive(Serialize)]
struct Provenance<'a> {
    spec: &'static str,
    record: String,
    record_hash: Hash,
    content_sha256: Hash,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_commitment: Option<Hash>,
    model: &'a ModelWord,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_commitment: Option<Hash>,
    /// How well each section of the record is founded.
    standings: BTreeMap<&'static str, &'static str>,
}

/// The bytes of the metadata of `piece`, whose record has the id `record_cid`.
pub(super) fn write(
    shared: &Shared<'_>,
    piece: &Piece,
    record: &Record,
    record_cid: &str,
) -> serde_json::Result<Vec<u8>> {
    let uri = |cid: &str| format!("ipfs://{cid}");
    let standing = |section: &&'static str| {
        Some((*section, record.standing(&format!("/{section}"))?.as_str()))
    };
    let metadata = Metadata {
        name: format!("{} #{}", shared.name, piece.index),
        description: shared.description,
        external_url: shared.external_link,
        image: uri(&piece.cid),
        attributes: attributes(&piece.traits),
        properties: Properties {
            chain_id: shared.chain_id,
            collection: shared.collection,
            token_id: piece.token,
            files: [FileEntry {
                uri: uri(&piece.cid),
                media_type: record.fields().content.media_type.as_str(),
                bytes: piece.bytes,
            }],
            provenance: Provenance {
                spec: colophon_provenance::record::SPEC,
                record: uri(record_cid),
                record_hash: piece.record_hash,
                content_sha256: piece.sha256,
                prompt_commitment: Some(piece.prompt_commitment).filter(|word| !word.is_zero()),
                model: shared.model,
                plan_commitment: shared.plan_commitment,
                standings: SECTIONS.iter().filter_map(standing).collect(),
            },
        },
    };
    let mut bytes = serde_json::to_vec_pretty(&metadata)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn attributes(traits: &Traits) -> Vec<Attribute<'_>> {
    traits.iter().map(|(trait_type, value)| Attribute { trait_type, value }).collect()
}
