//! Access tokens. They come from a variable or a file, never from `colophon.toml` or the command line, and no message
//! shows one.

use std::fmt;
use std::path::Path;

use reqwest::header::HeaderValue;

use crate::error::{Error, Result};

/// The longest file that is taken for a token, in bytes.
const LONGEST: u64 = 64 << 10;

/// A bearer token.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// The text as a token; white space around it is left out. `origin` is named when it is none.
    ///
    /// # Errors
    /// [`Error::Credentials`] for a text that is empty or that no request can carry.
    pub fn new(text: &str, origin: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::Credentials(format!(
                "{origin} is empty; put the access token there"
            )));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::Credentials(format!(
                "{origin} holds no access token: one word of ASCII characters is expected"
            )));
        }
        Ok(Self(text.to_owned()))
    }

    /// The token in this variable.
    ///
    /// # Errors
    /// [`Error::Credentials`] when it is not set, or holds no token.
    pub fn from_env(variable: &str) -> Result<Self> {
        let value = std::env::var(variable).map_err(|_| {
            Error::Credentials(format!(
                "the variable {variable} is not set; put the access token there"
            ))
        })?;
        Self::new(&value, &format!("the variable {variable}"))
    }

    /// The token in this file.
    ///
    /// # Errors
    /// [`Error::Credentials`] when it cannot be read, or holds no token.
    pub fn from_file(path: &Path) -> Result<Self> {
        let unreadable = |error: std::io::Error| {
            Error::Credentials(format!(
                "cannot read the access token from {}: {error}; check the path and the permissions",
                path.display()
            ))
        };
        if std::fs::metadata(path).map_err(unreadable)?.len() > LONGEST {
            return Err(Error::Credentials(format!(
                "{} is too long for an access token",
                path.display()
            )));
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        Self::new(&text, &path.display().to_string())
    }

    /// `Authorization: Bearer …`, marked so that no log shows it.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.0)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}
