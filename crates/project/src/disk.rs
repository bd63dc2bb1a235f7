//! Files of a project: each is written whole or not at all, and every error names its path.

use std::fs::Permissions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::error::{Error, Result};

/// Makes a folder and those above it.
///
/// # Errors
/// [`Error::File`].
pub fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|error| Error::file("make the folder", path, error))
}

/// Writes a file whole: into a temporary file beside it, to the disk, then over the old one.
///
/// # Errors
/// [`Error::File`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, bytes, 0o666, true)
}

/// Writes a file whole, with the content streamed by `fill`; if that fails, the old file is as it was.
///
/// # Errors
/// That of `fill`; [`Error::File`].
pub fn stream(path: &Path, fill: impl FnOnce(&mut std::fs::File) -> Result<()>) -> Result<()> {
    let failed = |error| Error::file("write", path, error);
    let folder = folder_of(path);
    make_folder(folder)?;
    let mut file = builder(0o666).tempfile_in(folder).map_err(failed)?;
    fill(file.as_file_mut())?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map(drop).map_err(|error| failed(error.error))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn builder(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    // Hidden: whoever lists the folder meanwhile must not take it for a picture or a job list.
    builder.prefix(".part-");
    if let Some(permissions) = permissions(mode) {
        builder.permissions(permissions);
    }
    builder
}

/// Writes a file that only its owner can read, unless there is one.
///
/// # Errors
/// [`Error::File`], also when the file is there.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, bytes, 0o600, false)
}

/// `mode` is what `open` would ask for: the user's mask takes its part away.
fn put(path: &Path, bytes: &[u8], mode: u32, over: bool) -> Result<()> {
    let folder = folder_of(path);
    make_folder(folder)?;
    let done = (|| {
        let mut file = builder(mode).tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        let put = if over { file.persist(path) } else { file.persist_noclobber(path) };
        put.map_err(|error| error.error)
    })();
    done.map(drop).map_err(|error: std::io::Error| Error::file("write", path, error))
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "the other platform has none")]
fn permissions(mode: u32) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permissions(_: u32) -> Option<Permissions> {
    None
}

/// Writes a value as readable JSON with a line break at the end.
///
/// # Errors
/// As [`write()`].
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Error::file("write", path, error.into()))?;
    text.push('\n');
    write(path, text.as_bytes())
}

/// Reads a file if it is there.
///
/// # Errors
/// [`Error::File`] when it is there and cannot be read.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file("read", path, error)),
    }
}

/// Reads JSON if the file is there.
///
/// # Errors
/// [`Error::Damaged`] when it is not understood.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| Error::Damaged { path: path.to_owned(), why: error.to_string() })
}
