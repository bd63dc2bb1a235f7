//! Why a file is left out: its name and a sentence with what to do. A refused file never stops the others.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A refused file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file, relative to the outputs folder.
    pub path: PathBuf,
    /// What is wrong and what to do, as the rest of a sentence that begins with the name.
    pub why: String,
}

impl Refusal {
    /// A refusal of `path`.
    #[must_use]
    pub fn new(path: &Path, why: impl Into<String>) -> Self {
        Self { path: path.to_owned(), why: why.into() }
    }

    /// The system does not let it be read.
    #[must_use]
    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::new(
            path,
            format!("cannot be read ({error}); check that it is there and its permissions"),
        )
    }

    /// A link that leads nowhere, or in a circle.
    #[must_use]
    pub fn link(path: &Path, error: &io::Error) -> Self {
        Self::new(
            path,
            format!("is a link that cannot be followed ({error}); remove it, or link to a file"),
        )
    }
}

/// Names may hold anything: what would break a line, or reorder it, is escaped.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", visible(&self.path.to_string_lossy()), visible(&self.why))
    }
}

/// Text safe for a terminal: control and reordering characters are shown as escapes, so that a name or a prompt can neither
/// colour nor clear the screen; line breaks become a visible mark.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('⏎'),
            '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{061c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}' => out.extend(c.escape_unicode()),
            c if c.is_control() => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

impl std::error::Error for Refusal {}
