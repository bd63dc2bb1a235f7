//! `.colophon/cache/readings.json`: what was read of each picture, so that unchanged ones are not read again. It can be
//! deleted at any time; a damaged one counts as absent.

use std::collections::HashMap;
use std::path::Path;

use colophon_provenance::record::Record;
use colophon_unixfs::{Cid, Codec, Entry};
use serde::{Deserialize, Serialize};

use super::{Reading, Stamp};
use crate::disk;
use crate::error::Result;
use crate::hex_bytes::Hash;

/// Raise the number when readers find more than before: what was cached is then read again. A build that validates C2PA
/// stores finds more than one that does not.
const SCHEMA: &str = if cfg!(feature = "c2pa") {
    concat!("colophon/readings/3 c2pa ", env!("CARGO_PKG_VERSION"))
} else {
    concat!("colophon/readings/3 ", env!("CARGO_PKG_VERSION"))
};

/// Readings by path.
#[derive(Debug, Default)]
pub struct Cache {
    readings: HashMap<String, Kept>,
}

#[derive(Serialize, Deserialize)]
struct File<T> {
    schema: String,
    readings: Vec<T>,
}

/// A reading as the file keeps it.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    file: String,
    stamp: Stamp,
    extension: String,
    codec: u8,
    digest: Hash,
    cumulative: u64,
    notes: Vec<String>,
    /// Canonical JSON of the public record.
    record: String,
}

impl Cache {
    /// Reads the cache at `path`; an empty one where there is none that can be used.
    #[must_use]
    pub fn load(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_default();
        let file: File<Kept> = match serde_json::from_slice(&bytes) {
            Ok(file) => file,
            Err(_) => return Self::default(),
        };
        if file.schema != SCHEMA {
            return Self::default();
        }
        let by_name = |kept: Kept| (kept.file.clone(), kept);
        Self { readings: file.readings.into_iter().map(by_name).collect() }
    }

    /// How many readings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.readings.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// The reading of a file that has not changed since.
    #[must_use]
    pub fn get(&self, outputs: &Path, path: &Path) -> Option<Reading> {
        let kept = self.readings.get(&super::portable(path).ok()?)?;
        let meta = std::fs::metadata(outputs.join(path)).ok()?;
        if !meta.is_file() || Stamp::of(&meta) != kept.stamp {
            return None;
        }
        let codec = if kept.codec == Codec::Raw as u8 { Codec::Raw } else { Codec::DagPb };
        let cid = Cid::from_digest(codec, kept.digest.0);
        Some(Reading {
            file: kept.file.clone(),
            stamp: kept.stamp,
            extension: kept.extension.clone(),
            entry: Entry::new(cid, kept.stamp.size, kept.cumulative),
            draft: Record::from_canonical(kept.record.as_bytes()).ok()?.into_draft(),
            notes: kept.notes.clone(),
            thumbnail: None,
        })
    }

    /// Keeps these readings and no others; those of files that changed a moment ago are left out.
    ///
    /// # Errors
    /// [`crate::error::Error::File`].
    pub fn save(path: &Path, readings: &[Reading]) -> Result<()> {
        let readings = readings.iter().filter(|reading| reading.stamp.is_settled());
        let file = File {
            schema: SCHEMA.to_owned(),
            readings: readings.filter_map(Kept::of).collect::<Vec<_>>(),
        };
        let bytes = serde_json::to_vec(&file)
            .map_err(|error| crate::error::Error::file("write", path, error.into()))?;
        disk::write(path, &bytes)
    }
}

impl Kept {
    fn of(reading: &Reading) -> Option<Self> {
        let record = Record::new(reading.draft.clone()).ok()?;
        let cid = reading.entry.cid();
        Some(Self {
            file: reading.file.clone(),
            stamp: reading.stamp,
            extension: reading.extension.clone(),
            codec: cid.codec() as u8,
            digest: Hash::from(*cid.digest()),
            cumulative: reading.entry.cumulative(),
            notes: reading.notes.clone(),
            record: String::from_utf8(record.canonical().to_vec()).ok()?,
        })
    }
}
