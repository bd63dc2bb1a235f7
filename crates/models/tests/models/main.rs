//! Tests of model files: hashes, headers, lineage, claims, the cache, and files that nobody meant to be models.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

/// The cache of hashes.
mod cache;
/// Claimed hashes, and what files say about them.
mod claims;
/// Builds safetensors files byte by byte.
mod craft;
/// Files that are refused, and files that change.
mod files;
/// Hashes of every kind, in one pass.
mod hashes;
/// Headers: sound ones, and ones that lie.
mod headers;
/// ModelSpec and kohya entries.
mod lineage;
