//! One line of the journal: a JSON object whose last member, `check`, is over the line itself and the `check` of the
//! line before: the first 8 bytes of SHA-256, in hex. A line that was changed, lost or moved is found by it.

use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Entry;
use crate::error::{Error, ProjectError, Result};

/// What a line ends with: the member, 16 digits, the closing of string and object.
const BEFORE: &str = ",\"check\":\"";
const DIGITS: usize = 16;
const AFTER: &str = "\"}";

/// The check of the line before the next one; zeros before the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seal([u8; DIGITS / 2]);

impl Seal {
    fn over(self, body: &[u8]) -> Self {
        let hash = Sha256::new().chain_update(self.0).chain_update(body).finalize();
        let mut seal = [0; DIGITS / 2];
        seal.copy_from_slice(&hash[..DIGITS / 2]);
        Self(seal)
    }

    /// The line of an entry, with its end, and the check that the next one builds on.
    ///
    /// # Errors
    /// None that an [`Entry`] can cause.
    pub(super) fn line(self, entry: &impl Serialize) -> Result<(Vec<u8>, Self)> {
        let mut text =
            serde_json::to_string(entry).map_err(|error| Error::Other(error.to_string()))?;
        text.pop();
        let seal = self.over(text.as_bytes());
        text.push_str(&format!("{BEFORE}{}{AFTER}\n", hex::encode(seal.0)));
        Ok((text.into_bytes(), seal))
    }

    /// The entry of a line without its end.
    fn open(self, line: &[u8]) -> Result<(Entry, Self), String> {
        let tail = BEFORE.len() + DIGITS + AFTER.len();
        let split = line.len().checked_sub(tail).ok_or("it is too short")?;
        let (body, end) = line.split_at(split);
        let digits = end
            .strip_prefix(BEFORE.as_bytes())
            .and_then(|end| end.strip_suffix(AFTER.as_bytes()))
            .ok_or("it has no checksum")?;
        let seal = self.over(body);
        if hex::encode(seal.0).as_bytes() != digits {
            return Err("its checksum does not fit".into());
        }
        let entry = serde_json::from_slice(&[body, b"}"].concat())
            .map_err(|error| format!("it is not understood ({error})"))?;
        Ok((entry, seal))
    }
}

/// A journal as it was found.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The entries of its lines.
    pub(super) entries: Vec<Entry>,
    /// What the next line builds on.
    pub(super) seal: Seal,
    /// Bytes up to the end of the last good line.
    pub(super) whole: usize,
    /// Bytes of a torn last line.
    pub(super) torn: usize,
    /// Whether the last good line lacks its end.
    pub(super) unended: bool,
}

/// Reads a whole journal. Only what stands behind the last end of a line may be torn: such a line was never on the disk
/// as a whole, so nothing was sent for it.
///
/// # Errors
/// [`ProjectError::Journal`] with the number of the first damaged line.
pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Read> {
    let mut read = Read::default();
    let mut rest = bytes;
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let line = &rest[..end.unwrap_or(rest.len())];
        match (read.seal.open(line), end) {
            (Ok((entry, seal)), end) => {
                read.entries.push(entry);
                read.seal = seal;
                read.whole += line.len() + usize::from(end.is_some());
                read.unended = end.is_none();
            }
            (Err(_), None) => read.torn = line.len(),
            (Err(why), Some(_)) => {
                return Err(
                    ProjectError::Journal { path: path.to_owned(), line: number, why }.into()
                );
            }
        }
        rest = &rest[end.map_or(rest.len(), |end| end + 1)..];
    }
    Ok(read)
}
