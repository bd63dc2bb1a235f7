//! What can go wrong while content ids are computed.

use std::io;
use std::path::PathBuf;

/// Why there is no content id.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An empty name, `.` or `..`, or a name with a slash or a zero byte.
    #[error("{0:?} cannot be the name of a directory's entry: it must not be empty, \".\" or \"..\", nor hold \"/\" or a zero byte")]
    Name(String),
    /// The directory has an entry of this name.
    #[error("the directory has an entry {0:?} already; names must be unique")]
    Duplicate(String),
    /// Two names with the same 64 bits of MurmurHash3: no sharded directory can hold both.
    #[error("the names {first:?} and {second:?} have the same hash, so a directory this large cannot hold both; rename one, or move it to a directory of its own")]
    Collision {
        /// The name that sorts first.
        first: String,
        /// The other.
        second: String,
    },
    /// The sizes add up to more than 64 bits.
    #[error("the sizes of the entries add up to more than 2^64 - 1 bytes")]
    TooLarge,
    /// The root that an archive was promised is not among its blocks.
    #[error("the archive names the root {0}, but the block was never written to it")]
    RootMissing(crate::Cid),
    /// A name of the file system that is not UTF-8, which UnixFS requires.
    #[error("{}: the name, or the target of the symbolic link, is not UTF-8; rename it", .0.display())]
    NotUtf8(PathBuf),
    /// Neither a file nor a directory nor a symbolic link.
    #[error("{}: neither a file nor a directory nor a symbolic link; remove it from the folder", .0.display())]
    Special(PathBuf),
    /// A path of the file system that cannot be read.
    #[error("{}: {source}", path.display())]
    Path {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The source of a file's bytes, or the sink of the blocks, failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}
