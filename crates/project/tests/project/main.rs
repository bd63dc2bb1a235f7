//! Tests of the project's files, from the outside.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

/// Records made again.
mod again;
/// What files claim, as records.
mod claims;
/// `colophon.toml`: everything that is read, everything that is refused.
mod config;
/// Files that appear whole.
mod disk;
/// `generate` and `init`.
mod drawing;
/// The lists for generators.
mod jobs;
/// The form of `plan/plan.json`.
mod plan_file;
/// From the file to a plan.
mod plans;
/// `[sale.NAME]`: everything that is read, everything that is refused.
mod sales;
