//! Tests of what turns pictures into a collection: duplicates, matching, builds, archives.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

/// Files of adapters in records.
mod adapters;
/// Archives: every block there, the root as promised.
mod archive;
/// Bad files: each a sentence, the others go on.
mod bad;
/// Builds: golden, reproducible, incremental.
mod builds;
/// Pictures and projects to work on.
mod craft;
/// Duplicates, against the slow way.
mod duplicates;
/// Builds that are killed.
mod killed;
/// Outputs against the plan.
mod matching;
/// Parallel work, budgets, small pictures, hex, manifests.
mod parts;
