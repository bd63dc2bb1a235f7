//! From a project folder to a collection, without a chain and without a terminal.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`config`] | `colophon.toml`, whole and typed: `Config::read(folder)`, `Config::parse(text, path)` |
//! | [`plan`] | `plan/plan.json` (schema `colophon/plan/1`): `Plan::load(folder)`, `plan.save(folder)`, `PlannedPiece`; `plan::make` makes one, `plan::jobs` writes the lists for generators, `plan::stranger` recomputes one |
//! | [`generate`] | planned pieces drawn by `inkling/1` into the outputs folder |
//! | [`init`] | a new project: `colophon.toml` with comments, folders, `.gitignore` |
//! | [`outputs`], [`reading`] | the files of the outputs folder, each read once: `reading::scan` |
//! | [`validate`] | outputs against the plan, by what is inside the files: `validate::validate`, `Validation` |
//! | [`duplicates`] | the same picture twice, and pictures that look alike |
//! | [`record`] | from a picture to its record `ap/1` |
//! | [`build`](mod@build) | everything of a collection but the chain: `build::build`, and archives `build::car::export` |
//! | [`manifest`] | `build/manifest.json` (schema `colophon/manifest/1`): `Manifest::load(build)` |
//! | [`refusal`], [`parallel`], [`hex_bytes`] | why a file is left out; all processors with bounded memory; bytes as `0x…` |
//! | [`amount`], [`moment`] | money, times and spans as people write them |
//! | [`disk`] | files that appear whole or not at all |
//! | [`observe`] | how a long run tells what it does: the trait `Observer`, `Silent` |
//! | [`error`] | everything that can go wrong, as sentences |
//!
//! Nothing here prints, asks or talks to a node: the command `colophon` does.

#![forbid(unsafe_code)]

pub mod amount;
pub mod build;
pub mod config;
pub mod disk;
pub mod duplicates;
pub mod error;
pub mod generate;
pub mod hex_bytes;
pub mod init;
pub mod manifest;
pub mod moment;
pub mod observe;
pub mod outputs;
pub mod parallel;
pub mod plan;
pub mod reading;
pub mod record;
pub mod refusal;
pub mod validate;
