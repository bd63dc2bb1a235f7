//! Files: chunks of 1 MiB as raw blocks under a balanced tree of nodes with at most 1,024 links, all chunks at the same
//! depth. A file of one chunk is that block itself; an empty file is one empty chunk.

use std::io::Read;

use crate::cid::{Cid, Codec};
use crate::dag_pb::{put_number, store, Link};
use crate::entry::Entry;
use crate::error::Error;
use crate::sink::Sink;

/// The bytes of a chunk; only the last may have fewer.
pub const CHUNK: usize = 1 << 20;

/// The most links that a node has.
pub const WIDTH: usize = 1024;

/// UnixFS: the type of a file, and the fields of its message.
const TYPE_FILE: u64 = 2;
const FIELD_TYPE: u8 = 1;
const FIELD_FILE_SIZE: u8 = 3;
const FIELD_BLOCK_SIZE: u8 = 4;

/// Makes a file of bytes that come in any portions. Holds at most one chunk and, for each level of the tree, 1,024
/// links: three levels are enough for a pebibyte.
#[derive(Clone, Debug, Default)]
pub struct FileBuilder {
    /// The bytes of the chunk that is not full yet.
    chunk: Vec<u8>,
    /// What waits for a parent, chunks first. A full level moves up only when one more entry comes: it may be the root.
    levels: Vec<Vec<Link>>,
}

impl FileBuilder {
    /// A file without bytes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends bytes to the file.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] from the sink.
    pub fn push(&mut self, mut bytes: &[u8], sink: &mut impl Sink) -> Result<(), Error> {
        while !bytes.is_empty() {
            if self.chunk.is_empty()
                && let Some((chunk, rest)) = bytes.split_at_checked(CHUNK)
            {
                self.leaf(chunk, sink)?;
                bytes = rest;
                continue;
            }
            let (taken, rest) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
            self.chunk.extend_from_slice(taken);
            bytes = rest;
            self.seal_full(sink)?;
        }
        Ok(())
    }

    /// Appends all bytes of the source to the file.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] from the source or the sink.
    pub fn read_from(&mut self, mut source: impl Read, sink: &mut impl Sink) -> Result<(), Error> {
        loop {
            let room = (CHUNK - self.chunk.len()) as u64;
            let read = source.by_ref().take(room).read_to_end(&mut self.chunk)?;
            self.seal_full(sink)?;
            if (read as u64) < room {
                return Ok(());
            }
        }
    }

    /// The file's entry. Its last block goes to the sink here.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] from the sink.
    pub fn finish(mut self, sink: &mut impl Sink) -> Result<Entry, Error> {
        if !self.chunk.is_empty() || self.levels.is_empty() {
            let chunk = std::mem::take(&mut self.chunk);
            self.leaf(&chunk, sink)?;
        }
        if let [level] = self.levels.as_slice()
            && let [only] = level.as_slice()
        {
            return Ok(only.entry);
        }
        // Every level has an entry at least, and the last level's node is the root.
        let mut level = 0;
        loop {
            let parent = node(&self.levels[level], sink)?;
            level += 1;
            if level == self.levels.len() {
                return Ok(parent);
            }
            self.add(level, parent, sink)?;
        }
    }

    /// Makes a block of the chunk if it is full.
    fn seal_full(&mut self, sink: &mut impl Sink) -> Result<(), Error> {
        if self.chunk.len() < CHUNK {
            return Ok(());
        }
        let mut chunk = std::mem::take(&mut self.chunk);
        self.leaf(&chunk, sink)?;
        chunk.clear();
        self.chunk = chunk;
        Ok(())
    }

    /// Adds a chunk's block.
    fn leaf(&mut self, chunk: &[u8], sink: &mut impl Sink) -> Result<(), Error> {
        let cid = Cid::of(Codec::Raw, chunk);
        sink.put(&cid, chunk)?;
        let bytes = chunk.len() as u64;
        self.add(0, Entry::new(cid, bytes, bytes), sink)
    }

    /// Adds an entry to a level; whatever is full on the way up becomes a node first.
    fn add(
        &mut self,
        mut level: usize,
        mut entry: Entry,
        sink: &mut impl Sink,
    ) -> Result<(), Error> {
        loop {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let links = &mut self.levels[level];
            let full = if links.len() < WIDTH { None } else { Some(node(links, sink)?) };
            if full.is_some() {
                links.clear();
            }
            links.push(Link { name: String::new(), entry });
            match full {
                None => return Ok(()),
                Some(parent) => entry = parent,
            }
            level += 1;
        }
    }
}

/// A node of a file: type, size of the file below it, and the size below each link.
fn node(links: &[Link], sink: &mut impl Sink) -> Result<Entry, Error> {
    let mut data = Vec::new();
    put_number(&mut data, FIELD_TYPE, TYPE_FILE);
    put_number(
        &mut data,
        FIELD_FILE_SIZE,
        crate::entry::total(links.iter().map(|link| link.entry.size()))?,
    );
    for link in links {
        put_number(&mut data, FIELD_BLOCK_SIZE, link.entry.size());
    }
    store(links, &data, sink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Discard;

    /// Files of up to a tebibyte, from chunks that are never made: trees of three levels, and what a level holds.
    #[test]
    fn trees_of_more_chunks_than_anyone_hashes() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../vectors/unixfs.json")).expect("JSON");
        let counts = vectors["leaves"].as_array().expect("vectors");
        assert!(counts
            .iter()
            .any(|vector| vector["count"].as_u64() > Some((WIDTH * WIDTH) as u64)));
        for vector in counts {
            let chunk = Entry::new(Cid::of(Codec::Raw, b"x"), CHUNK as u64, CHUNK as u64);
            let mut file = FileBuilder::new();
            for _ in 0..vector["count"].as_u64().expect("a count") {
                file.add(0, chunk, &mut Discard).expect("nothing can fail");
                assert!(
                    file.levels.len() <= 3 && file.levels.iter().all(|level| level.len() <= WIDTH)
                );
            }
            let root = file.finish(&mut Discard).expect("nothing can fail");
            assert_eq!(vector["cid"], root.cid().to_string(), "{vector}");
            assert_eq!(vector["size"], root.size(), "{vector}");
            assert_eq!(vector["cumulative"], root.cumulative(), "{vector}");
        }
    }

    #[test]
    fn the_unfinished_chunk_is_never_more_than_one() {
        let mut file = FileBuilder::new();
        for portion in [CHUNK - 1, 2, 3 * CHUNK, CHUNK] {
            file.push(&vec![1; portion], &mut Discard).expect("nothing can fail");
            assert!(file.chunk.len() < CHUNK && file.chunk.capacity() <= 2 * CHUNK);
        }
        file.read_from(std::io::repeat(1).take(5 * CHUNK as u64), &mut Discard)
            .expect("no failure");
        assert!(file.chunk.len() < CHUNK && file.chunk.capacity() <= 2 * CHUNK);
    }

    #[test]
    fn sizes_beyond_64_bits_are_refused() {
        let chunk = Entry::new(Cid::of(Codec::Raw, b"x"), u64::MAX, 1);
        let mut file = FileBuilder::new();
        file.add(0, chunk, &mut Discard).expect("room");
        file.add(0, chunk, &mut Discard).expect("room");
        assert!(matches!(file.finish(&mut Discard), Err(Error::TooLarge)));
    }
}
