//! Content ids of files and directories under the profile `unixfs-v1-2025` (IPIP-499), and CAR archives of them:
//! computed offline, the same bytes on every machine, in constant memory for a file of any size.
//!
//! The profile: CIDv1, SHA-256, chunks of exactly 1 MiB, raw leaves, a balanced tree of at most 1,024 links a node; a
//! directory whose one block would exceed 256 KiB is sharded (HAMT, fanout 256, MurmurHash3). No modes, no times.
//!
//! | module | what is in it |
//! | --- | --- |
//! | [`cid`] | [`Cid`], [`Codec`]: binary and text form |
//! | [`file`](mod@file) | [`FileBuilder`]: bytes in any portions to the entry of a file |
//! | [`directory`] | [`DirectoryBuilder`]: names and entries to the entry of a directory, sharded where it must be; `symlink` |
//! | [`car`] | [`car::Writer`]: CAR v1, each block once |
//! | [`sink`] | [`Sink`]: where blocks go; [`Discard`] when only ids are wanted |
//! | [`tree`] | [`tree::add`]: a path of the file system; the only module that opens files |
//!
//! Each builder gives its [`Sink`] a block only after all blocks it links to, and returns an [`Entry`]: the id, the bytes
//! of content, and the bytes of content and structure together, which is what a directory stores of its children.
//!
//! ```
//! use colophon_unixfs::{DirectoryBuilder, Discard, FileBuilder};
//!
//! let mut file = FileBuilder::new();
//! file.read_from(&b"hello world"[..], &mut Discard)?;
//! let hello = file.finish(&mut Discard)?;
//! assert_eq!(hello.cid().to_string(), "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e");
//!
//! let mut directory = DirectoryBuilder::new();
//! directory.insert("hello.txt", hello)?;
//! let root = directory.finish(&mut Discard)?;
//! assert_eq!((root.size(), root.cumulative()), (11, 68));
//! # Ok::<(), colophon_unixfs::Error>(())
//! ```

#![forbid(unsafe_code)]

pub mod car;
pub mod cid;
mod dag_pb;
pub mod directory;
mod entry;
mod error;
pub mod file;
mod hamt;
pub mod read;
pub mod sink;
pub mod tree;

pub use cid::{Cid, Codec};
pub use directory::DirectoryBuilder;
pub use entry::Entry;
pub use error::Error;
pub use file::FileBuilder;
pub use sink::{Discard, Sink};
