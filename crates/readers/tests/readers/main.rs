//! Tests of the readers: real pieces, handcrafted bytes, and bytes that nobody meant to be read.

#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says why")]

/// ComfyUI graphs: crafted ones, and the real files where they are present.
mod comfyui;
/// Content ids.
mod content_ids;
/// Builds containers byte by byte.
mod craft;
/// Signed C2PA stores.
#[cfg(feature = "c2pa")]
mod credentials;
/// EXIF in JPEG and WebP.
mod exif;
/// Every format in every place.
mod formats;
/// Random and mutated bytes never panic.
mod fuzz;
/// Files that were made to do harm.
mod hostile;
/// The infotext grammar and its traps.
mod infotext;
/// A bounded fuzz test of every format.
mod mutations;
/// The signature of NovelAI.
mod novelai;
/// Pixels of every container.
mod pixels;
/// PNG structure, text chunks and pixel hashes.
mod png;
/// The real files, where they are present.
mod samples;
