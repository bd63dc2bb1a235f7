//! The outputs folder as it is: every picture read once, on all processors, with bounded memory; what was read before and has
//! not changed is taken from a cache. A file that cannot be used is named and does not stop the others.

pub mod cache;
pub mod stamp;
pub mod thumbnail;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use colophon_provenance::record::{Content, Draft, Prompt, Record};
use colophon_readers::error::ReadError;
use colophon_readers::pixels::{memory, MAX_PIXELS};
use colophon_readers::MAX_FILE;
use colophon_unixfs::Entry;

pub use cache::Cache;
pub use stamp::Stamp;
pub use thumbnail::Thumbnail;

use crate::duplicates::Looks;
use crate::error::Result;
use crate::observe::Observer;
use crate::outputs;
use crate::parallel::{self, Budget};
use crate::record;
use crate::refusal::Refusal;

/// Bytes that all pictures under way may take.
const MEMORY: u64 = 256 << 20;

/// What was read of a picture.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Where it lies, relative to the outputs folder, with `/`.
    pub file: String,
    /// Its state when it was read.
    pub stamp: Stamp,
    /// Usual extension of its kind, with the dot.
    pub extension: String,
    /// Id, size and structure of the file as IPFS stores it.
    pub entry: Entry,
    /// What it says, with the prompt in the clear.
    pub draft: Draft,
    /// What was left unread, and why.
    pub notes: Vec<String>,
    /// A small picture, if one was asked for, the file was read now, and it was decoded.
    pub thumbnail: Option<Thumbnail>,
}

impl Reading {
    /// What is known of the file itself.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.draft.content
    }

    /// Positive and negative prompt, if the file claims one.
    #[must_use]
    pub fn prompt(&self) -> Option<(&str, &str)> {
        match &self.draft.prompt {
            Prompt::Public { positive, negative } => {
                Some((positive, negative.as_deref().unwrap_or_default()))
            }
            _ => None,
        }
    }

    /// The seed that the file claims.
    #[must_use]
    pub fn seed(&self) -> Option<i128> {
        self.draft.params.as_ref()?.seed.map(|seed| seed.0)
    }

    /// What is compared to find duplicates.
    #[must_use]
    pub fn looks(&self) -> Looks {
        let content = self.content();
        Looks {
            same: content.pixel_sha256.unwrap_or(content.sha256),
            dhash: content.dhash64.map(u64::from_be_bytes),
        }
    }
}

/// A folder that was read.
#[derive(Debug, Default)]
pub struct Scan {
    /// Pictures, in natural order of their paths.
    pub readings: Vec<Reading>,
    /// Files that cannot be used.
    pub refused: Vec<Refusal>,
    /// Files that are no pictures.
    pub ignored: Vec<PathBuf>,
    /// How many pictures were read now; the others are as they were.
    pub fresh: usize,
}

/// Reads the pictures of `outputs`. `cache` is a file of this program, made if absent; with `thumbnails` every picture that
/// is read now gets one of that side.
///
/// # Errors
/// [`crate::error::Error::Refused`] for the folder itself; [`crate::error::Error::File`] for the cache.
pub fn scan(
    outputs: &Path,
    cache: &Path,
    thumbnails: Option<u32>,
    observer: &dyn Observer,
) -> Result<Scan> {
    let listing = outputs::list(outputs)?;
    let known = Cache::load(cache);
    let budget = budget();
    let count = listing.pictures.len();
    observer.begin("reading", count as u64);
    let results = parallel::map(count, |at| {
        let path = &listing.pictures[at];
        let result = match known.get(outputs, path) {
            Some(reading) => Ok((reading, false)),
            None => read(outputs, path, thumbnails, &budget).map(|reading| (reading, true)),
        };
        observer.advance(1);
        result
    });
    observer.end();
    let mut scan = Scan { refused: listing.refused, ignored: listing.ignored, ..Scan::default() };
    for result in results {
        match result {
            Ok((reading, fresh)) => {
                scan.readings.push(reading);
                scan.fresh += usize::from(fresh);
            }
            Err(refusal) => scan.refused.push(refusal),
        }
    }
    if scan.fresh > 0 || known.len() != scan.readings.len() {
        Cache::save(cache, &scan.readings)?;
    }
    Ok(scan)
}

/// Reads one picture.
fn read(
    outputs: &Path,
    path: &Path,
    thumbnails: Option<u32>,
    budget: &Budget,
) -> Result<Reading, Refusal> {
    let name = portable(path)?;
    let unreadable = |error: std::io::Error| Refusal::unreadable(path, &error);
    let mut file = File::open(outputs.join(path)).map_err(unreadable)?;
    let before = Stamp::of(&file.metadata().map_err(unreadable)?);
    if before.size > MAX_FILE {
        let why = format!(
            "has {} bytes, more than the limit of {MAX_FILE}; export a smaller picture",
            before.size
        );
        return Err(Refusal::new(path, why));
    }
    let mut bytes = Vec::new();
    file.by_ref().take(33).read_to_end(&mut bytes).map_err(unreadable)?;
    let _share = budget.take(before.size + memory(&bytes, before.size));
    bytes.reserve_exact(before.size as usize);
    file.by_ref().take(MAX_FILE).read_to_end(&mut bytes).map_err(unreadable)?;
    let after = Stamp::of(&file.metadata().map_err(unreadable)?);
    if after != before || bytes.len() as u64 != before.size {
        return Err(Refusal::new(
            path,
            "changed while it was read; run the command again when nothing writes to it",
        ));
    }
    let mut thumbnail = None;
    let picture = colophon_readers::parse_with(path, &bytes, &mut |decoded| {
        thumbnail = thumbnails.map(|side| Thumbnail::of(decoded, side));
    })
    .map_err(|error| refuse(path, &error))?;
    let draft = record::observe(&picture)
        .and_then(|draft| Record::new(draft).map_err(|error| error.to_string()))
        .map_err(|why| Refusal::new(path, format!("gives no valid record: {why}")))?
        .into_draft();
    let extension = picture.kind.extension().to_owned();
    Ok(Reading {
        file: name,
        stamp: before,
        extension,
        entry: picture.entry,
        draft,
        notes: picture.notes,
        thumbnail,
    })
}

/// A budget for the pictures that are decoded at the same time.
#[must_use]
pub fn budget() -> Budget {
    Budget::new(MEMORY)
}

/// The small picture of a file that was read before, decoded again; a blank one where that cannot be done.
#[must_use]
pub fn thumbnail(outputs: &Path, reading: &Reading, side: u32, budget: &Budget) -> Thumbnail {
    let mut thumbnail = None;
    let content = reading.content();
    let side_of = |length: Option<std::num::NonZeroU32>| length.map_or(0, |n| u64::from(n.get()));
    let _share = budget
        .take(reading.stamp.size + decoded_bytes(side_of(content.width) * side_of(content.height)));
    if let Ok(bytes) = std::fs::read(outputs.join(&reading.file)) {
        let seen = &mut |decoded: &_| thumbnail = Some(Thumbnail::of(decoded, side));
        // A file that has changed since is found by those who need to know.
        let _ = colophon_readers::parse_with(Path::new(&reading.file), &bytes, seen);
    }
    thumbnail.unwrap_or_else(|| Thumbnail::blank(side))
}

/// A path as records and archives name it.
fn portable(path: &Path) -> Result<String, Refusal> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts
        .map(|parts| parts.join("/"))
        .ok_or_else(|| Refusal::new(path, "has a name that is not UTF-8; rename it"))
}

/// Larger pictures are not held.
fn decoded_bytes(pixels: u64) -> u64 {
    if pixels > MAX_PIXELS {
        0
    } else {
        6 * pixels
    }
}

/// A reader's error as the rest of a sentence that begins with the name.
fn refuse(path: &Path, error: &ReadError) -> Refusal {
    let text = error.to_string();
    let name = format!("{} ", path.display());
    match text.strip_prefix(&name) {
        Some(why) => Refusal::new(path, why),
        None => Refusal::new(path, format!("is refused: {text}")),
    }
}
