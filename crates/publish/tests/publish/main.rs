//! What the crate promises without a network; `tests/js/publish` holds it against real counterparts.

mod content;
mod folder;
mod settings;
