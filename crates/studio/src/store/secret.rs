//! The project's secret, from which the salts of all prompt commitments follow. It never leaves its file.

use std::io::Write;

use super::Project;
use crate::error::{Error, ProjectError, Result};

const FILE: &str = "secret";

/// The secret, if the project has one.
///
/// # Errors
/// [`ProjectError::Damaged`] when the file holds no secret.
pub fn load(project: &Project) -> Result<Option<[u8; 32]>> {
    let path = project.path(FILE);
    let Some(bytes) = super::read(&path)? else { return Ok(None) };
    let mut secret = [0; 32];
    let text = String::from_utf8(bytes).unwrap_or_default();
    hex::decode_to_slice(text.trim(), &mut secret)
        .map_err(|_| ProjectError::Damaged { path, why: "64 hex digits are expected".into() })?;
    Ok(Some(secret))
}

/// The secret; made when the project has none. Readable by its owner alone.
///
/// # Errors
/// As [`load`]; [`Error::Other`] when the system gives no random bytes or no file.
pub fn load_or_create(project: &Project) -> Result<[u8; 32]> {
    if let Some(secret) = load(project)? {
        return Ok(secret);
    }
    let secret = random()?;
    let path = project.path(FILE);
    let done = (|| {
        // A temporary file is made with mode 0600, which it keeps under its final name.
        let mut file = tempfile::NamedTempFile::new_in(project.path(""))?;
        writeln!(file, "{}", hex::encode(secret))?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&path).map_err(|error| error.error)
    })();
    done.map_err(|error: std::io::Error| Error::file("write", &path, &error))?;
    Ok(secret)
}

/// 32 bytes from the operating system.
///
/// # Errors
/// [`Error::Other`] when it gives none.
pub fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Other(format!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}
