//! Tests of records, of model files, and of what was typed.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

/// Pictures to read.
mod craft;
/// What stands on chain for a model that nobody hashed.
mod model_words;
/// The order of names, and what a network or a key means.
mod plan;
/// Records: what goes in, what is held back, and the words that stand for a model.
mod record;
