//! A Kubo node, by its RPC API: archives go in with `dag/import`, the root is pinned, and may get a name in the node's
//! own file system (MFS).
//!
//! Files go in portions, each an archive of its own, and the directories last, with the request to pin the root. The
//! node pins only what is complete, so that a pin is the proof that nothing lacks. A file that the node has already is
//! not sent again; should the pin say that something lacks nevertheless, everything is sent once more.

mod api;
mod names;

use std::sync::Arc;

use futures_util::{stream, StreamExt, TryStreamExt};

use crate::archive::Part;
use crate::content::{Content, Item};
use crate::error::{Error, Result};
use crate::http::Http;
use crate::observe::Observer;
use crate::retry::Retry;
use crate::target::{Sent, Survey};
use crate::token::Token;

pub(crate) use api::Api;

/// How many questions are asked at once.
const QUESTIONS: usize = 16;
/// How many archives are sent at once.
const ARCHIVES: usize = 2;
/// How many bytes of files an archive holds, unless one file has more.
const ARCHIVE_BYTES: u64 = 16 << 20;
/// How many files an archive holds.
const ARCHIVE_FILES: usize = 1_000;

/// `[publish.NAME]` of kind `kubo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Address of the RPC API, for example `http://127.0.0.1:5001`.
    pub api: String,
    /// For nodes that ask for one (`API.Authorizations`).
    pub token: Option<Token>,
    /// Absolute path in the node's file system at which the collection is to appear.
    pub mfs: Option<String>,
}

/// A node.
#[derive(Debug)]
pub struct Kubo {
    api: Api,
    mfs: Option<String>,
}

impl Kubo {
    /// A node by its settings; it is not asked yet.
    ///
    /// # Errors
    /// [`Error::Settings`].
    pub fn new(target: &str, settings: Settings, retry: Retry) -> Result<Self> {
        if let Some(path) = &settings.mfs {
            names::check(path).map_err(|why| Error::Settings { target: target.into(), why })?;
        }
        let http = Http::new(target, "the Kubo node", &settings.api, settings.token, retry)?;
        Ok(Self { api: Api::new(http), mfs: settings.mfs })
    }

    /// How messages call it.
    #[must_use]
    pub fn place(&self) -> &str {
        self.api.place()
    }

    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    /// Asks what the node lacks.
    ///
    /// # Errors
    /// Those of requests.
    pub async fn survey(&self, content: &Content, observer: &dyn Observer) -> Result<Survey> {
        let version = self.api.version().await?;
        let mut survey = Survey::new(self.place());
        survey.note(format!("Kubo {version}"));
        if self.api.is_pinned(&content.root()).await? {
            survey.complete = self.is_named(content).await?;
            return Ok(survey);
        }
        observer.begin("asking", content.items().len() as u64);
        let answers: Vec<Option<usize>> = stream::iter(content.items().iter().enumerate())
            .map(|(at, item)| async move {
                let there = self.api.has(item).await?;
                observer.advance(1);
                Ok::<_, Error>((!there).then_some(at))
            })
            .buffered(QUESTIONS)
            .try_collect()
            .await?;
        observer.end();
        survey.missing = answers.into_iter().flatten().collect();
        Ok(survey)
    }

    /// Sends what the survey says that the node lacks, pins the root and names it.
    ///
    /// # Errors
    /// [`Error::RootDiffers`], [`Error::Incomplete`]; those of requests and files.
    pub async fn send(
        &self,
        content: &Arc<Content>,
        survey: &Survey,
        observer: &dyn Observer,
    ) -> Result<Sent> {
        let mut sent = Sent::default();
        if !self.api.is_pinned(&content.root()).await? {
            self.files(content, &survey.missing, &mut sent, observer).await?;
            match self.api.import(content, Part::Directories).await {
                Err(Error::Incomplete { .. }) if survey.missing.len() < content.items().len() => {
                    observer.note(
                        "the node lacks blocks of files that it seemed to have; sending everything",
                    );
                    let all: Vec<usize> = (0..content.items().len()).collect();
                    self.files(content, &all, &mut sent, observer).await?;
                    self.api.import(content, Part::Directories).await?;
                }
                done => done?,
            }
            // What the node answered to the import, asked once more as anybody would.
            if !self.api.is_pinned(&content.root()).await? {
                return Err(Error::Incomplete {
                    place: self.place().to_owned(),
                    root: content.root(),
                    message: "it is not among its pins".into(),
                });
            }
        }
        if let Some(path) = &self.mfs {
            names::set(&self.api, path, &content.root(), survey.previous.as_deref()).await?;
        }
        Ok(sent)
    }

    async fn files(
        &self,
        content: &Arc<Content>,
        items: &[usize],
        sent: &mut Sent,
        observer: &dyn Observer,
    ) -> Result<()> {
        observer.begin("sending", content.bytes_of(items));
        let mut archives = stream::iter(portions(content, items))
            .map(|items| async move {
                self.api.import(content, Part::Files(items.clone())).await?;
                Ok::<_, Error>(items)
            })
            .buffer_unordered(ARCHIVES);
        while let Some(items) = archives.try_next().await? {
            let bytes = content.bytes_of(&items);
            sent.files += items.len();
            sent.bytes += bytes;
            observer.advance(bytes);
        }
        observer.end();
        Ok(())
    }

    async fn is_named(&self, content: &Content) -> Result<bool> {
        match &self.mfs {
            Some(path) => {
                Ok(names::get(&self.api, path).await?.as_deref()
                    == Some(&*content.root().to_string()))
            }
            None => Ok(true),
        }
    }

    /// Fetches a file by its path below the root, and compares it.
    ///
    /// # Errors
    /// [`Error::Differs`]; those of requests.
    pub async fn verify(&self, content: &Content, item: &Item) -> Result<()> {
        self.api.cat(&content.root(), item).await
    }
}

/// Items in portions of about [`ARCHIVE_BYTES`].
fn portions(content: &Content, items: &[usize]) -> Vec<Vec<usize>> {
    let mut portions: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    for at in items {
        let size = content.items().get(*at).map_or(0, Item::size);
        match portions.last_mut() {
            Some(last) if last.len() < ARCHIVE_FILES && bytes + size <= ARCHIVE_BYTES => {
                last.push(*at);
                bytes += size;
            }
            _ => {
                portions.push(vec![*at]);
                bytes = size;
            }
        }
    }
    portions
}
