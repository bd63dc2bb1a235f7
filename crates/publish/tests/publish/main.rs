//! What the crate promises without a network; `tests/js/publish` holds it against real counterparts.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

mod content;
mod folder;
mod settings;
