//! What a stranger has besides the chain: files that were handed over, and what a gateway gives.

use std::path::Path;

use alloy_primitives::{B256, U256};
use colophon_provenance::record::Record;
use colophon_provenance::token_id::TokenId;
use serde::Deserialize;
use serde_json::Value;

use super::gateway::{Gateway, Got};
use super::Held;
use crate::chain::bindings::Collection;
use crate::cli;
use crate::commands::session::Session;
use crate::error::{InputError, Result};
use crate::metadata;
use crate::opening::{self, Opening};

/// Most bytes of a record or a metadata file.
const SMALL: u64 = 1 << 20;
/// Most bytes of `proofs.json`: a million pieces with 20 siblings each would have more, ten thousand have a tenth.
const PROOFS: u64 = 128 << 20;
/// Most bytes of a picture from a gateway.
const MEDIA: u64 = 256 << 20;

/// What is given for one token.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) record: Option<Record>,
    pub(super) metadata: Option<Value>,
    pub(super) proof: Option<Vec<B256>>,
    pub(super) opening: Option<Opening>,
    /// The file, when a gateway gave it.
    pub(super) held: Option<Held>,
    /// What a gateway was asked for and did not give.
    pub(super) missing: Vec<String>,
}

#[derive(Deserialize)]
struct Proofs {
    #[serde(default)]
    proofs: Vec<Proof>,
    /// A file may hold the proof of one piece alone.
    #[serde(default)]
    proof: Option<Vec<B256>>,
}

#[derive(Deserialize)]
struct Proof {
    index: u32,
    proof: Vec<B256>,
}

impl Given {
    /// Reads the files that were named.
    ///
    /// # Errors
    /// [`InputError`] that names the file.
    pub(super) fn files(args: &cli::Verify) -> Result<Self> {
        let mut given = Self::default();
        let token = args.token.and_then(|token| TokenId::from_u64(token).ok());
        if let Some(path) = &args.record {
            let bytes = read(path, SMALL)?;
            given.record = Some(record(&bytes).map_err(|why| refused(path, why))?);
        }
        if let Some(path) = &args.metadata {
            let bytes = read(path, SMALL)?;
            given.metadata = Some(json(&bytes).map_err(|why| refused(path, why))?);
        }
        if let Some(path) = &args.proof {
            let bytes = read(path, PROOFS)?;
            given.proof = Some(proof(&bytes, token).map_err(|why| refused(path, why))?);
        }
        if let Some(path) = &args.opening {
            let bytes = read(path, opening::MOST)?;
            let found: Opening = json(&bytes).map_err(|why| refused(path, why))?;
            if found.schema != Opening::SCHEMA {
                return Err(refused(path, format!("its schema is {:?}", found.schema)).into());
            }
            given.opening = Some(found);
        }
        Ok(given)
    }

    /// Asks a gateway for what is not there yet: the picture at the address that the chain shows, and, where that
    /// stands in a published collection, record, metadata and proof beside it.
    ///
    /// # Errors
    /// The address of the gateway; the node.
    pub(super) fn fetch(
        &mut self,
        url: &str,
        session: &Session,
        collection: alloy_primitives::Address,
        id: TokenId,
        has_file: bool,
    ) -> Result<()> {
        let mut gateway = Gateway::new(url)?;
        let image = self.image(session, collection, id);
        let Some(image) = image else {
            self.missing.push("the chain shows no ipfs:// address for this token".into());
            return Ok(());
        };
        if !has_file {
            let name = image.rsplit('/').next().unwrap_or(&image).to_owned();
            self.held = self
                .take(&mut gateway, &image, MEDIA)
                .map(|bytes| Held::from_bytes(Path::new(&name), &bytes));
        }
        // `ROOT/media/INDEX.png` is how a build is published.
        let Some(root) = image.split_once("/media/").map(|(root, _)| root.to_owned()) else {
            return Ok(());
        };
        let index = id.index();
        if self.record.is_none() {
            let bytes = self.take(&mut gateway, &format!("{root}/records/{index}.json"), SMALL);
            self.record = bytes.and_then(|bytes| self.understood("the record", record(&bytes)));
        }
        if self.metadata.is_none() {
            let bytes = self.take(&mut gateway, &format!("{root}/metadata/{index}.json"), SMALL);
            self.metadata = bytes.and_then(|bytes| self.understood("the metadata", json(&bytes)));
        }
        if self.proof.is_none() {
            let bytes = self.take(&mut gateway, &format!("{root}/proofs.json"), PROOFS);
            self.proof =
                bytes.and_then(|bytes| self.understood("the proof", proof(&bytes, Some(id))));
        }
        Ok(())
    }

    /// Where the picture stands: what the chain shows, else what the metadata says; without `ipfs://`.
    fn image(
        &self,
        session: &Session,
        collection: alloy_primitives::Address,
        id: TokenId,
    ) -> Option<String> {
        let call = Collection::tokenURICall { tokenId: U256::from(id.as_u64()) };
        let uri = session.node.view(collection, &call).ok();
        let shown = uri.and_then(|uri| metadata::decode(&uri).ok());
        [shown.as_ref(), self.metadata.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|json| json["image"].as_str()?.strip_prefix("ipfs://").map(str::to_owned))
    }

    fn take(&mut self, gateway: &mut Gateway, ipfs: &str, limit: u64) -> Option<Vec<u8>> {
        match gateway.file(ipfs, limit) {
            Got::Bytes(bytes) => Some(bytes),
            Got::Nothing(why) => {
                self.missing.push(format!("ipfs://{ipfs}: {why}"));
                None
            }
        }
    }

    fn understood<T>(&mut self, what: &str, got: Result<T, String>) -> Option<T> {
        got.map_err(|why| self.missing.push(format!("{what} of the gateway is not usable: {why}")))
            .ok()
    }
}

/// The bytes of a file that was named, if it is not too large.
fn read(path: &Path, limit: u64) -> Result<Vec<u8>, InputError> {
    let unreadable = |source| InputError::Unreadable { path: path.to_owned(), source };
    let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    if bytes > limit {
        return Err(refused(path, format!("it has {bytes} bytes, more than the limit of {limit}")));
    }
    std::fs::read(path).map_err(unreadable)
}

fn refused(path: &Path, why: String) -> InputError {
    InputError::Evidence { path: path.to_owned(), why }
}

fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

/// A record, whether its bytes are canonical or were laid out for reading.
fn record(bytes: &[u8]) -> Result<Record, String> {
    Record::from_json(bytes).map_err(|error| error.to_string())
}

fn proof(bytes: &[u8], token: Option<TokenId>) -> Result<Vec<B256>, String> {
    let found: Proofs = json(bytes)?;
    if let Some(proof) = found.proof {
        return Ok(proof);
    }
    let index = token.map_or(0, TokenId::index);
    let of = found.proofs.into_iter().find(|proof| proof.index == index);
    of.map(|proof| proof.proof).ok_or_else(|| format!("it holds no proof of piece {index}"))
}
