//! Unit tests of the Descriptor, one module per rule group.
#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

/// A contract that answers as it is told, in place of a collection.
mod scripted;
/// Accounts, texts and words that the tests share, and readers of what the contract wrote.
mod world;

/// Announcements (ERC-4906) and what a collection can do with the call.
mod announcements;
/// Metadata of collections.
mod collections;
/// Where the storage puts things.
mod layout;
/// Whose word counts.
mod ownership;
/// Metadata of pieces.
mod pieces;
/// What may be said, and in which bytes it comes out.
mod texts;
/// `string` arguments and results on the wire.
mod wire;
