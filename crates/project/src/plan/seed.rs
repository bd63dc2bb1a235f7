//! The secret seed of the assignment: `.colophon/seed`, for its owner alone until it is revealed.

use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::{Error, Result};

/// The hidden folder of a project.
pub const HIDDEN: &str = ".colophon";

/// Where the seed is.
#[must_use]
pub fn path(project: &Path) -> PathBuf {
    project.join(HIDDEN).join("seed")
}

/// The seed, if there is one.
///
/// # Errors
/// [`Error::Damaged`] when the file holds something else; [`Error::File`].
pub fn load(project: &Path) -> Result<Option<[u8; 32]>> {
    let path = path(project);
    let Some(bytes) = disk::read(&path)? else { return Ok(None) };
    let text = String::from_utf8(bytes).unwrap_or_default();
    match parse(&text) {
        Some(seed) => Ok(Some(seed)),
        None => Err(Error::Damaged { path, why: "64 hex digits are expected".into() }),
    }
}

/// The seed; where there is none, `fresh` becomes it.
///
/// # Errors
/// As [`load`].
pub fn load_or_create(
    project: &Path,
    fresh: impl FnOnce() -> Result<[u8; 32]>,
) -> Result<[u8; 32]> {
    if let Some(seed) = load(project)? {
        return Ok(seed);
    }
    let ignore = project.join(HIDDEN).join(".gitignore");
    if disk::read(&ignore)?.is_none() {
        // The seed must not reach a repository by accident.
        disk::write(&ignore, b"*\n")?;
    }
    let seed = fresh()?;
    disk::write_secret(&path(project), format!("{}\n", hex::encode(seed)).as_bytes())?;
    Ok(seed)
}

/// 32 bytes from 64 hex digits, with or without 0x.
#[must_use]
pub fn parse(text: &str) -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    let digits = text.trim();
    hex::decode_to_slice(digits.strip_prefix("0x").unwrap_or(digits), &mut seed).ok()?;
    Some(seed)
}
