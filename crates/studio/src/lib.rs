//! The `colophon` command as a library: what was typed (`cli`), what it means (`plan`), what is done (`commands`).

#![forbid(unsafe_code)]

pub mod error;
pub mod readers;
