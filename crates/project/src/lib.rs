//! From a project folder to a collection, without a chain and without a terminal.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`config`] | `colophon.toml`, whole and typed: `Config::read(folder)`, `Config::parse(text, path)` |
//! | [`plan`] | `plan/plan.json` (schema `colophon/plan/1`): `Plan::load(folder)`, `plan.save(folder)`, `PlannedPiece` |
//! | [`disk`] | files that appear whole or not at all |
//! | [`observe`] | how a long run tells what it does: the trait `Observer`, `Silent` |
//! | [`error`] | everything that can go wrong, as sentences |
//!
//! Nothing here prints, asks or talks to a node: the command `colophon` does.

#![forbid(unsafe_code)]

pub mod config;
pub mod disk;
pub mod error;
pub mod observe;
pub mod plan;
