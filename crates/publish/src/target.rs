//! One place for files, in four kinds, and what it says about itself.

use std::sync::Arc;

use crate::content::{Content, Item};
use crate::error::Result;
use crate::folder::{self, Folder};
use crate::kubo::{self, Kubo};
use crate::observe::Observer;
use crate::pinning::{self, Pinning};
use crate::retry::Retry;
use crate::s3::{self, S3};

/// What `[publish.NAME]` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settings {
    /// `kind = "kubo"`
    Kubo(kubo::Settings),
    /// `kind = "pinning"`
    Pinning(pinning::Settings),
    /// `kind = "s3"`
    S3(s3::Settings),
    /// `kind = "folder"`
    Folder(folder::Settings),
}

/// A place.
#[derive(Debug)]
pub struct Target {
    name: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Kubo(Kubo),
    Pinning(Box<Pinning>),
    S3(S3),
    Folder(Folder),
}

/// What a place lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Where: a kind and an address, for people.
    pub place: String,
    /// Whether nothing is left to do.
    pub complete: bool,
    /// The items that are to be sent and are not there, by their number in the content.
    pub missing: Vec<usize>,
    /// The items that are there with other bytes, and would be replaced.
    pub changed: Vec<usize>,
    /// The root of the last publication to this place from here, if any: see [`crate::Publication::root`].
    pub previous: Option<String>,
    /// What else is worth knowing before sending.
    pub notes: Vec<String>,
    /// What a place needs to replace exactly what it saw: its own mark for each changed item.
    pub(crate) marks: Vec<Option<String>>,
}

impl Survey {
    pub(crate) fn new(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            complete: false,
            missing: Vec::new(),
            changed: Vec::new(),
            previous: None,
            notes: Vec::new(),
            marks: Vec::new(),
        }
    }

    pub(crate) fn note(&mut self, line: impl Into<String>) {
        self.notes.push(line.into());
    }
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// How many files.
    pub files: usize,
    /// How many bytes of files.
    pub bytes: u64,
}

impl Target {
    /// A place by its settings; it is not asked yet.
    ///
    /// # Errors
    /// [`crate::Error::Settings`], [`crate::Error::Credentials`].
    pub fn new(name: &str, settings: Settings, retry: Retry) -> Result<Self> {
        let kind = match settings {
            Settings::Kubo(settings) => Kind::Kubo(Kubo::new(name, settings, retry)?),
            Settings::Pinning(settings) => {
                Kind::Pinning(Box::new(Pinning::new(name, settings, retry)?))
            }
            Settings::S3(settings) => Kind::S3(S3::new(name, settings, retry)?),
            Settings::Folder(settings) => Kind::Folder(Folder::new(settings)),
        };
        Ok(Self { name: name.to_owned(), kind })
    }

    /// Its name in `colophon.toml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `kubo`, `pinning`, `s3` or `folder`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match &self.kind {
            Kind::Kubo(_) => "kubo",
            Kind::Pinning(_) => "pinning",
            Kind::S3(_) => "s3",
            Kind::Folder(_) => "folder",
        }
    }

    /// Kind and address, for people.
    #[must_use]
    pub fn place(&self) -> &str {
        match &self.kind {
            Kind::Kubo(kubo) => kubo.place(),
            Kind::Pinning(pinning) => pinning.place(),
            Kind::S3(s3) => s3.place(),
            Kind::Folder(folder) => folder.place(),
        }
    }

    /// Asks what the place lacks. Changes nothing there.
    ///
    /// # Errors
    /// Those of the place.
    pub async fn survey(&self, content: &Content, observer: &dyn Observer) -> Result<Survey> {
        match &self.kind {
            Kind::Kubo(kubo) => kubo.survey(content, observer).await,
            Kind::Pinning(pinning) => pinning.survey(content).await,
            Kind::S3(s3) => s3.survey(content, observer).await,
            Kind::Folder(folder) => folder.survey(content, observer).await,
        }
    }

    /// Sends what it lacks.
    ///
    /// # Errors
    /// Those of the place and of the files.
    pub async fn send(
        &self,
        content: &Arc<Content>,
        survey: &Survey,
        observer: &dyn Observer,
    ) -> Result<Sent> {
        match &self.kind {
            Kind::Kubo(kubo) => kubo.send(content, survey, observer).await,
            Kind::Pinning(pinning) => pinning.send(content, observer).await,
            Kind::S3(s3) => s3.send(content, survey, observer).await,
            Kind::Folder(folder) => folder.send(content, survey, observer).await,
        }
    }

    /// Why nothing can be fetched back from this place, if so.
    #[must_use]
    pub fn blind(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::Pinning(pinning) => pinning.blind(),
            _ => None,
        }
    }

    /// Fetches one file back and compares it.
    ///
    /// # Errors
    /// [`crate::Error::Differs`]; those of the place.
    pub async fn verify(&self, content: &Content, item: &Item) -> Result<()> {
        match &self.kind {
            Kind::Kubo(kubo) => kubo.verify(content, item).await,
            Kind::Pinning(pinning) => pinning.verify(content, item).await,
            Kind::S3(s3) => s3.verify(item).await,
            Kind::Folder(folder) => folder.verify(item).await,
        }
    }

    /// The address of a file or folder at the top of the collection, for metadata and for `mint --media-base`; folders
    /// end with a slash.
    #[must_use]
    pub fn address(&self, content: &Content, name: &str) -> Option<String> {
        let entry = content.top().get(name)?;
        let is_file = content.items().binary_search_by(|item| item.name.as_str().cmp(name)).is_ok();
        let end = if is_file { "" } else { "/" };
        match &self.kind {
            Kind::Kubo(_) | Kind::Pinning(_) => Some(format!("ipfs://{}{end}", entry.cid())),
            Kind::S3(s3) => Some(format!("{}/{name}{end}", s3.address())),
            Kind::Folder(folder) => Some(format!("{}/{name}{end}", folder.address()?)),
        }
    }
}
