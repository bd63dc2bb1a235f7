//! Everything that can go wrong while publishing, as one clear sentence with what to do.

use std::path::{Path, PathBuf};

use colophon_unixfs::Cid;

/// Result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of every function here. The command line gives each kind its exit code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The settings of a place make no sense.
    #[error("[publish.{target}] {why}")]
    Settings {
        /// Name of the place.
        target: String,
        /// What is wrong and what to do.
        why: String,
    },
    /// A token or key is missing or cannot be used.
    #[error("{0}")]
    Credentials(String),
    /// A file operation failed.
    #[error("cannot {doing} {}: {source}; {}", path.display(), advice(source))]
    File {
        /// What was tried, for example `read`.
        doing: &'static str,
        /// Path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// A file that cannot be published.
    #[error("{} {why}", path.display())]
    Unsuitable {
        /// Path.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// A name that cannot be that of a published file.
    #[error("{name:?} cannot be the name of a published file: {why}")]
    Name {
        /// The name.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// A file was changed between hashing and sending.
    #[error("{} was changed while it was being published; run the same command again when nothing writes to it", path.display())]
    Changed {
        /// Path.
        path: PathBuf,
    },
    /// Nothing to publish.
    #[error("there are no files to publish")]
    Empty,
    /// The ids cannot be computed.
    #[error(transparent)]
    Ids(#[from] colophon_unixfs::Error),
    /// Nobody answers.
    #[error("{place} does not answer ({why}); check that it runs and that the address in colophon.toml is right, then run the same command again: it continues where it stopped")]
    Unreachable {
        /// The place.
        place: String,
        /// The innermost reason.
        why: String,
    },
    /// It kept asking for patience.
    #[error("{place} was too busy {attempts} times in a row while {doing} ({message}); run the same command again later: it continues where it stopped")]
    Busy {
        /// The place.
        place: String,
        /// What was being done.
        doing: String,
        /// How many attempts.
        attempts: u32,
        /// Its last answer.
        message: String,
    },
    /// The place does not know the token or key, or it does not suffice.
    #[error("{place} denies access while {doing} ({message}); check the token or key and what it is allowed to do")]
    Denied {
        /// The place.
        place: String,
        /// What was being done.
        doing: String,
        /// Its answer.
        message: String,
    },
    /// The place refused.
    #[error("{place} refused while {doing}: {message}")]
    Refused {
        /// The place.
        place: String,
        /// What was being done.
        doing: String,
        /// Its answer, and what to do where that is known.
        message: String,
    },
    /// The answer is none that the protocol knows.
    #[error("{place} gave an answer that is not understood while {doing}: {why}; check that the address is that of the right kind of service")]
    NotUnderstood {
        /// The place.
        place: String,
        /// What was being done.
        doing: String,
        /// What is wrong with it.
        why: String,
    },
    /// The place computed another root.
    #[error("{place} computed the root {theirs}, and {ours} was sent; nothing was pinned under our name, so do not hand out its address")]
    RootDiffers {
        /// The place.
        place: String,
        /// What was sent.
        ours: Cid,
        /// What it says.
        theirs: String,
    },
    /// The place lacks blocks although all were sent.
    #[error("{place} did not pin {root}: {message}; run the same command again")]
    Incomplete {
        /// The place.
        place: String,
        /// The root.
        root: Cid,
        /// Its answer.
        message: String,
    },
    /// What was fetched back is not what was sent.
    #[error("{name} came back from {place} with other bytes ({why}); the place is not to be trusted with this collection until that is explained")]
    Differs {
        /// The place.
        place: String,
        /// Name of the file.
        name: String,
        /// How it differs.
        why: String,
    },
    /// Somebody else wrote there meanwhile.
    #[error("{name} at {place} was changed by somebody else since it was looked at; make sure that nobody else publishes there, then run the same command again")]
    Overwritten {
        /// The place.
        place: String,
        /// Name of the file.
        name: String,
    },
    /// The service has not finished.
    #[error("{place} has not finished after {seconds} s (request {request} is {status}); run the same command again later: it asks again and sends nothing twice")]
    Unfinished {
        /// The place.
        place: String,
        /// Id of the request.
        request: String,
        /// Its status.
        status: String,
        /// How long it was waited for, in seconds.
        seconds: u64,
    },
}

impl Error {
    /// A failed file operation.
    #[must_use]
    pub fn file(doing: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }
}

/// What to do about the system's answer.
fn advice(source: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match source.kind() {
        ErrorKind::NotFound => "check the path",
        ErrorKind::PermissionDenied => "check the permissions",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room, then run the same command again: it continues where it stopped"
        }
        _ => "check the disk",
    }
}

/// The innermost reason of an error, without the system's number for it.
pub(crate) fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// A foreign text fit for a message: one line, no control characters, at most 300 characters.
pub(crate) fn quoted(text: &str) -> String {
    let line: String =
        text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    if line.is_empty() {
        "no reason given".into()
    } else {
        line
    }
}
