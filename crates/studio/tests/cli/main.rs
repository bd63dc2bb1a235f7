//! Tests of the command as a person meets it: whole outputs, exit codes, interrupted runs.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

/// `validate` and `build`.
mod build;
/// What `build/` holds, minted, and verified by a stranger.
mod built;
/// The node in the foreground.
mod devnet;
/// Checks before a run.
mod doctor;
/// Nonces, fees, funds, re-orgs, resets: how a sending ends.
mod faults;
/// Completions and manual pages.
mod generated;
/// Pieces that are given away, and prompts that are opened.
mod gifts;
/// What the journal makes of damage, of older journals, and of being lost.
mod journal;
/// Model files: hashes, lineage, claims.
mod models;
/// From nothing to drawn pieces: init, plan, generate.
mod planning;
/// Where gas goes, of one transaction and of many.
mod profile;
/// A node between the command and the real one, which can die.
mod proxy;
/// Everything that is refused: sentence and exit code.
mod refusals;
/// Killed runs and dying nodes: nothing twice, nothing lost.
mod resume;
/// Sales: nothing twice, results as documented.
mod sales;
/// The documented schemas against source and results.
mod schemas;
/// Whole outputs, compared with files.
mod snapshots;
/// Runs the command in a project folder against a node of its own.
mod stage;
/// Where a project stands, and what is next.
mod status;
/// From deploy to verify, with the words checked on the way.
mod story;
