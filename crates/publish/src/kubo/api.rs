//! The requests of Kubo's RPC API that are used. Every one is a POST; a refusal is status 500 with `Message` in JSON.

use std::sync::Arc;
use std::time::Duration;

use colophon_unixfs::{Cid, Codec};
use reqwest::{multipart, Body, Method, Response};
use serde::Deserialize;

use crate::archive::{self, Failure, Part};
use crate::check::Check;
use crate::content::{Content, Item};
use crate::error::{quoted, Error, Result};
use crate::http::{Http, SHORT};

/// How long the transfer of one archive, or of one file back, may take.
const TRANSFER: Duration = Duration::from_secs(30 * 60);
/// How long a pin may take: the node walks over every block.
const PIN: Duration = Duration::from_secs(4 * 60 * 60);

/// A node's API.
#[derive(Debug)]
pub(crate) struct Api {
    http: Http,
}

/// How Kubo refuses.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal {
    message: String,
}

/// A line of the answer to `dag/import`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Imported {
    root: Option<ImportedRoot>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ImportedRoot {
    cid: CidLink,
    #[serde(default)]
    pin_error_msg: String,
}

#[derive(Deserialize)]
struct CidLink {
    #[serde(rename = "/")]
    cid: String,
}

/// An answer, or the sentence with which the node refuses.
type Answer<T> = std::result::Result<T, String>;

impl Api {
    pub(crate) fn new(http: Http) -> Self {
        Self { http }
    }

    pub(crate) fn place(&self) -> &str {
        &self.http.place
    }

    pub(crate) fn http(&self) -> &Http {
        &self.http
    }

    /// A short request.
    pub(crate) async fn ask(
        &self,
        doing: &str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Answer<Response>> {
        self.ask_within(SHORT, doing, path, query).await
    }

    async fn ask_within(
        &self,
        time: Duration,
        doing: &str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Answer<Response>> {
        let segments = || ["api", "v0"].into_iter().chain(path.split('/'));
        let make = || Ok(self.http.request(Method::POST, segments()).query(query).timeout(time));
        let response = self.http.send(doing, false, make).await?;
        self.answer(doing, response).await
    }

    /// Tells an answer from a refusal.
    async fn answer(&self, doing: &str, response: Response) -> Result<Answer<Response>> {
        let status = response.status();
        if status.is_success() {
            return Ok(Ok(response));
        }
        if status != 500 {
            let message = self.http.message(response).await;
            return Err(self.http.not_understood(doing, message));
        }
        let body = self.http.body(doing, response).await?;
        match serde_json::from_slice::<Refusal>(&body) {
            Ok(refusal) => Ok(Err(refusal.message)),
            Err(_) => Err(self.http.not_understood(doing, quoted(&String::from_utf8_lossy(&body)))),
        }
    }

    /// As [`Self::ask`], when a refusal is an error.
    pub(crate) async fn must(
        &self,
        doing: &str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Response> {
        let answer = self.ask(doing, path, query).await?;
        answer.map_err(|message| self.http.refused(doing, quoted(&message)))
    }

    /// The node's version.
    pub(crate) async fn version(&self) -> Result<String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Version {
            version: String,
        }
        let doing = "asking for its version";
        let response = self.must(doing, "version", &[]).await?;
        Ok(quoted(&self.http.json::<Version>(doing, response).await?.version))
    }

    /// Where others reach the node.
    pub(crate) async fn addresses(&self) -> Result<Vec<String>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Identity {
            addresses: Option<Vec<String>>,
        }
        let doing = "asking for its addresses";
        let response = self.must(doing, "id", &[]).await?;
        Ok(self.http.json::<Identity>(doing, response).await?.addresses.unwrap_or_default())
    }

    /// Connects to another node; whether that worked.
    pub(crate) async fn connect(&self, address: &str) -> Result<bool> {
        Ok(self.ask("connecting", "swarm/connect", &[("arg", address)]).await?.is_ok())
    }

    /// Whether the node keeps everything below this root.
    pub(crate) async fn is_pinned(&self, root: &Cid) -> Result<bool> {
        let doing = "asking for its pins";
        let query = [("arg", &*root.to_string()), ("type", "recursive")];
        match self.ask(doing, "pin/ls", &query).await? {
            Ok(_) => Ok(true),
            Err(message) if message.contains("is not pinned") => Ok(false),
            Err(message) => Err(self.http.refused(doing, quoted(&message))),
        }
    }

    /// Whether the node has all blocks of a file, without looking for them elsewhere.
    pub(crate) async fn has(&self, item: &Item) -> Result<bool> {
        let doing = "asking which files it has";
        let cid = item.entry.cid();
        // A raw block is the file; for the others the node walks over all blocks below.
        let answer = if cid.codec() == Codec::Raw {
            let query = [("arg", &*cid.to_string()), ("offline", "true")];
            self.ask(doing, "block/stat", &query).await?
        } else {
            let query = [("arg", &*cid.to_string()), ("offline", "true"), ("progress", "false")];
            self.ask_within(TRANSFER, doing, "dag/stat", &query).await?
        };
        match answer {
            Ok(response) => {
                self.http.body(doing, response).await?;
                Ok(true)
            }
            Err(message) if message.contains("not found") => Ok(false),
            Err(message) => Err(self.http.refused(doing, quoted(&message))),
        }
    }

    /// Sends an archive. That of the directories is pinned, and the node's answer compared with the root.
    pub(crate) async fn import(&self, content: &Arc<Content>, part: Part) -> Result<()> {
        let doing = "importing an archive";
        let pin = part == Part::Directories;
        let failure = Failure::default();
        let make = || {
            if let Some(error) = failure.take() {
                return Err(error);
            }
            let archive = archive::stream(content.clone(), part.clone(), failure.clone());
            let file = multipart::Part::stream(Body::wrap_stream(archive)).file_name("part.car");
            Ok(self
                .http
                .request(Method::POST, ["api", "v0", "dag", "import"])
                .query(&[("pin-roots", pin.to_string().as_str()), ("allow-big-block", "false")])
                .multipart(multipart::Form::new().part("file", file))
                .timeout(if pin { PIN } else { TRANSFER }))
        };
        let response = self.http.send(doing, false, make).await;
        if let Some(error) = failure.take() {
            return Err(error);
        }
        let response = match self.answer(doing, response?).await? {
            Ok(response) => response,
            Err(message) => return Err(self.http.refused(doing, quoted(&message))),
        };
        let body = self.http.body(doing, response).await?;
        if pin {
            self.pinned(doing, &content.root(), &body)
        } else {
            Ok(())
        }
    }

    /// Reads the lines of the answer to an import that pins.
    fn pinned(&self, doing: &str, root: &Cid, body: &[u8]) -> Result<()> {
        let lines = serde_json::Deserializer::from_slice(body).into_iter::<Imported>();
        let mut found = None;
        for line in lines {
            let line = line.map_err(|error| self.http.not_understood(doing, error.to_string()))?;
            found = line.root.or(found);
        }
        let Some(found) = found else {
            return Err(self.http.not_understood(doing, "it names no root".into()));
        };
        if found.cid.cid != root.to_string() {
            return Err(Error::RootDiffers {
                place: self.place().to_owned(),
                ours: *root,
                theirs: quoted(&found.cid.cid),
            });
        }
        if !found.pin_error_msg.is_empty() {
            return Err(Error::Incomplete {
                place: self.place().to_owned(),
                root: *root,
                message: quoted(&found.pin_error_msg),
            });
        }
        Ok(())
    }

    /// Reads a file by its path below the root, and compares it.
    pub(crate) async fn cat(&self, root: &Cid, item: &Item) -> Result<()> {
        let doing = "fetching a file back";
        let path = format!("/ipfs/{root}/{}", item.name);
        let query = [("arg", &*path), ("offline", "true"), ("progress", "false")];
        let answer = self.ask_within(TRANSFER, doing, "cat", &query).await?;
        let mut response = answer.map_err(|message| Error::Differs {
            place: self.place().to_owned(),
            name: item.name.clone(),
            why: quoted(&message),
        })?;
        let mut check = Check::new();
        while let Some(portion) =
            response.chunk().await.map_err(|error| self.http.unreachable(&error))?
        {
            check.push(&portion)?;
            if check.is_beyond(item) {
                break;
            }
        }
        check.finish(item, self.place())
    }
}
