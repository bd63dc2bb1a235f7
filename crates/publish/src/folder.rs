//! A plain folder, for example that of a web server: copies, or hard links where both are on one file system. Each file
//! appears whole or not at all, under a name of its own until it is on the disk.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::check::Check;
use crate::content::{Content, Item};
use crate::error::{Error, Result};
use crate::observe::Observer;
use crate::target::{Sent, Survey};

/// How many bytes are copied at once.
const PORTION: usize = 1 << 18;

/// `[publish.NAME]` of kind `folder`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The folder; made if it is not there.
    pub path: PathBuf,
    /// Hard links instead of copies, where the file system allows it. A file that is then changed in place is changed in
    /// both.
    pub link: bool,
    /// Address under which the world reads the folder.
    pub public_url: Option<String>,
}

/// A folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    link: bool,
    public_url: Option<String>,
    place: String,
}

impl Folder {
    /// A folder by its settings; it is not looked at yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let place = format!("the folder {}", settings.path.display());
        let public_url = settings.public_url.map(|url| url.trim_end_matches('/').to_owned());
        Self { path: settings.path, link: settings.link, public_url, place }
    }

    /// How messages call it.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    pub(crate) fn address(&self) -> Option<&str> {
        self.public_url.as_deref()
    }

    /// Names are checked when the content is made: none leads out of the folder.
    fn file(&self, item: &Item) -> PathBuf {
        self.path.join(&item.name)
    }

    /// Compares lengths, then bytes.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Unsuitable`] where a folder has the name of a file.
    pub async fn survey(&self, content: &Content, observer: &dyn Observer) -> Result<Survey> {
        let mut survey = Survey::new(self.place());
        observer.begin("comparing", content.items().len() as u64);
        for (at, item) in content.items().iter().enumerate() {
            match self.compare(item)? {
                None => survey.missing.push(at),
                Some(false) => survey.changed.push(at),
                Some(true) => {}
            }
            observer.advance(1);
            // Whoever waits for something else besides gets a turn.
            tokio::task::yield_now().await;
        }
        observer.end();
        survey.complete = survey.missing.is_empty() && survey.changed.is_empty();
        Ok(survey)
    }

    /// Whether the file is there, and the same.
    fn compare(&self, item: &Item) -> Result<Option<bool>> {
        let path = self.file(item);
        let meta = match fs::symlink_metadata(&path) {
            Ok(meta) => meta,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::file("look at", &path, error)),
        };
        if meta.is_dir() {
            return Err(Error::Unsuitable {
                path,
                why: "is a folder, and a file of this name is to be published; remove it".into(),
            });
        }
        if !meta.is_file() || meta.len() != item.size() {
            return Ok(Some(false));
        }
        let file = File::open(&path).map_err(|error| Error::file("read", &path, error))?;
        let sha256 =
            copy(file, &mut std::io::sink()).map_err(|error| Error::file("read", &path, error))?;
        Ok(Some(sha256 == item.sha256))
    }

    /// Copies or links what the survey says that the folder lacks.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Changed`].
    pub async fn send(
        &self,
        content: &Content,
        survey: &Survey,
        observer: &dyn Observer,
    ) -> Result<Sent> {
        let all: Vec<usize> = survey.missing.iter().chain(&survey.changed).copied().collect();
        observer.begin("copying", content.bytes_of(&all));
        let mut sent = Sent::default();
        let mut folders: Vec<PathBuf> = Vec::new();
        for at in all {
            let item = &content.items()[at];
            let path = self.file(item);
            let folder = path.parent().unwrap_or(&self.path).to_owned();
            if folders.last() != Some(&folder) {
                fs::create_dir_all(&folder)
                    .map_err(|error| Error::file("make the folder", &folder, error))?;
                folders.push(folder);
            }
            self.put(item, &path)?;
            sent.files += 1;
            sent.bytes += item.size();
            observer.advance(item.size());
            tokio::task::yield_now().await;
        }
        folders.sort();
        folders.dedup();
        for folder in folders {
            // The names are on the disk only with their folder. Some systems cannot do that; their files are there.
            let _ = File::open(&folder).and_then(|folder| folder.sync_all());
        }
        observer.end();
        Ok(sent)
    }

    fn put(&self, item: &Item, path: &Path) -> Result<()> {
        let failed = |error| Error::file("write", path, error);
        let part = part(path);
        // Of a run that was killed.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let linked = self.link && fs::hard_link(&item.path, &part).is_ok();
        let sha256 = if linked {
            File::open(&part).and_then(|file| copy(file, &mut std::io::sink())).map_err(failed)?
        } else {
            let source =
                File::open(&item.path).map_err(|error| Error::file("read", &item.path, error))?;
            let mut out = File::create(&part).map_err(failed)?;
            let sha256 = copy(source, &mut out).map_err(failed)?;
            out.sync_all().map_err(failed)?;
            sha256
        };
        if sha256 != item.sha256 {
            let _ = fs::remove_file(&part);
            return Err(Error::Changed { path: item.path.clone() });
        }
        fs::rename(&part, path).map_err(failed)?;
        // To rename one link of a file over another of the same file does nothing.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        }
    }

    /// Reads a file, and compares it.
    ///
    /// # Errors
    /// [`Error::Differs`], [`Error::File`].
    pub async fn verify(&self, item: &Item) -> Result<()> {
        let path = self.file(item);
        let failed = |error| Error::file("read", &path, error);
        let mut file = File::open(&path).map_err(failed)?;
        let mut check = Check::new();
        let mut portion = vec![0; PORTION];
        loop {
            match file.read(&mut portion).map_err(failed)? {
                0 => return check.finish(item, &self.place),
                read => check.push(&portion[..read])?,
            }
        }
    }
}

/// The name of a file that is not whole yet: hidden, and the same for every attempt.
fn part(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".colophon-part");
    path.with_file_name(name)
}

/// Copies everything, and hashes it.
fn copy(mut from: impl Read, to: &mut impl Write) -> std::io::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    let mut portion = vec![0; PORTION];
    loop {
        match from.read(&mut portion) {
            Ok(0) => return Ok(hash.finalize().into()),
            Ok(read) => {
                hash.update(&portion[..read]);
                to.write_all(&portion[..read])?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
