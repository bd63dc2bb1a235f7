//! An IPFS gateway that is not trusted: it is asked for single blocks, each is compared with its id, and what is larger
//! than a block can be is not read to its end.

use std::time::Duration;

use colophon_unixfs::read::{self, ReadError, Source};
use colophon_unixfs::Cid;

use crate::chain::node::http_client;
use crate::error::{Error, Result};

/// Most bytes of a block: IPFS nodes exchange none above 2 MiB.
const MOST_BLOCK: usize = 2 << 20;
/// How long one block may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway.
#[derive(Debug)]
pub(super) struct Gateway {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
    url: String,
}

/// Something that a gateway gave.
pub(super) enum Got {
    /// The bytes, which are those of the id.
    Bytes(Vec<u8>),
    /// Nothing usable, and why.
    Nothing(String),
}

impl Gateway {
    /// Prepares to ask the gateway at `url`, for example `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`Error::Usage`] when the address is none.
    pub(super) fn new(url: &str) -> Result<Self> {
        let parsed: reqwest::Url = url.parse().map_err(|_| {
            Error::Usage(format!(
                "the gateway {url:?} is not understood; use http:// or https:// and a host"
            ))
        })?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(Error::Usage(format!(
                "the gateway {url:?} is not understood; use http:// or https://"
            )));
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Other(format!("cannot start the network runtime: {error}")))?;
        let client = http_client(&parsed)?;
        let url = url.trim_end_matches('/').trim_end_matches("/ipfs").to_owned();
        Ok(Self { runtime, client, url })
    }

    /// The file at `ipfs` (an id and perhaps a path), of at most `limit` bytes.
    pub(super) fn file(&mut self, ipfs: &str, limit: u64) -> Got {
        let (root, path) = ipfs.split_once('/').unwrap_or((ipfs, ""));
        let Ok(root) = root.parse::<Cid>() else {
            return Got::Nothing(format!("{root:?} is no CIDv1 with SHA-256 in base32"));
        };
        let got = read::find(self, root, path).and_then(|file| read::cat(self, file, limit));
        match got {
            Ok(bytes) => Got::Bytes(bytes),
            Err(ReadError::Source(why)) => Got::Nothing(why),
            Err(error @ ReadError::WrongBlock { .. }) => {
                Got::Nothing(format!("the gateway lies: {error}"))
            }
            Err(error) => Got::Nothing(error.to_string()),
        }
    }

    async fn fetch(&self, cid: &Cid) -> Result<Vec<u8>, String> {
        let failed = |error: reqwest::Error| {
            let mut cause: &dyn std::error::Error = &error;
            while let Some(inner) = cause.source() {
                cause = inner;
            }
            format!("the gateway does not answer ({cause})")
        };
        let mut answer = self
            .client
            .get(format!("{}/ipfs/{cid}?format=raw", self.url))
            .header("accept", "application/vnd.ipld.raw")
            .timeout(PATIENCE)
            .send()
            .await
            .map_err(failed)?;
        if !answer.status().is_success() {
            return Err(format!("the gateway answers {} for {cid}", answer.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&part);
            if bytes.len() > MOST_BLOCK {
                return Err(format!("the gateway gives more than a block for {cid}"));
            }
        }
        Ok(bytes)
    }
}

impl Source for Gateway {
    type Error = String;

    fn block(&mut self, cid: &Cid) -> Result<Vec<u8>, String> {
        self.runtime.block_on(self.fetch(cid))
    }
}
