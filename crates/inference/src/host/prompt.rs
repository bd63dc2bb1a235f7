//! Prompts: the name of a concept, or of two with `over` between them.
//!
//! Words are separated by white space; those of one name may also be joined by hyphens; case does not matter. `Cat Face  over castle` and
//! `cat-face over castle` are one prompt, and are written the second way.

use std::{
    fmt,
    string::{String, ToString as _},
    vec::Vec,
};

use super::model::Model;

/// The longest prompt read, in bytes.
pub const MAX_BYTES: usize = 256;

/// How many names are suggested for an unknown one.
const SUGGESTIONS: usize = 3;

/// What to draw: places of concepts in a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The concept, or the upper one of two.
    pub top: usize,
    /// The lower one of two.
    pub bottom: Option<usize>,
    written: String,
}

impl fmt::Display for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// Why a text is not a prompt for a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PromptError {
    /// It is longer than [`MAX_BYTES`].
    #[error("the prompt has {0} bytes; at most {MAX_BYTES} are read")]
    TooLong(usize),
    /// There is no name, or none on one side of `over`.
    #[error("a concept is missing; write one (\"cat-face\") or two (\"cat-face over castle\")")]
    Missing,
    /// There is more than one `over`.
    #[error("at most two concepts fit into a picture; write \"A over B\"")]
    TooMany,
    /// The model has no concept of this name.
    #[error("the model has no concept {name:?}; near it are {}", nearest.join(", "))]
    Unknown {
        /// The name asked for.
        name: String,
        /// The nearest names it has.
        nearest: Vec<String>,
    },
}

impl Prompt {
    /// Reads a prompt for a model.
    ///
    /// # Errors
    /// [`PromptError`] says what to write instead.
    pub fn parse(model: &Model, text: &str) -> Result<Self, PromptError> {
        if text.len() > MAX_BYTES {
            return Err(PromptError::TooLong(text.len()));
        }
        let lower = text.to_lowercase();
        let words: Vec<_> = lower.split_whitespace().collect();
        let names: Vec<_> =
            words.split(|word| *word == "over").map(|name| name.join("-")).collect();
        let find = |name: &String| {
            model.concept(name).ok_or_else(|| PromptError::Unknown {
                name: name.clone(),
                nearest: nearest(model, name),
            })
        };
        match names.as_slice() {
            names if names.iter().any(String::is_empty) => Err(PromptError::Missing),
            [name] => Ok(Self { top: find(name)?, bottom: None, written: name.to_string() }),
            [top, bottom] => Ok(Self {
                top: find(top)?,
                bottom: Some(find(bottom)?),
                written: std::format!("{top} over {bottom}"),
            }),
            _ => Err(PromptError::TooMany),
        }
    }
}

/// The names that differ by a slip of the pen, then those that share a word, then the others; in each group those first that need fewer edits.
fn nearest(model: &Model, name: &str) -> Vec<String> {
    let shares = |known: &str| known.split('-').any(|word| name.split('-').any(|w| w == word));
    let mut all: Vec<_> = model
        .names()
        .iter()
        .map(|known| {
            let edits = strsim::osa_distance(known, name);
            (edits > 1, !shares(known), edits, known)
        })
        .collect();
    all.sort_unstable();
    all.into_iter().take(SUGGESTIONS).map(|(.., known)| known.clone()).collect()
}
