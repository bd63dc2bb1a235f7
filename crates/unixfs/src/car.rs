//! CAR v1 archives: a header that names the root, then blocks, each behind its length and id. Each block is written
//! once, in the order of its first coming, so the same content gives the same bytes.

use std::collections::HashSet;
use std::io::{self, Seek, SeekFrom, Write};

use crate::cid::{Cid, Codec, BINARY_LEN};
use crate::dag_pb::put_varint;
use crate::error::Error;
use crate::sink::Sink;

/// dag-cbor `{"roots": [id], "version": 1}` up to the id: a map of two, the text `roots`, a list of one, tag 42 (a
/// link), 37 bytes, and the zero before a binary id.
const BEFORE_ROOT: &[u8] = b"\xa2\x65roots\x81\xd8\x2a\x58\x25\x00";
/// The rest of the header: the text `version`, 1.
const AFTER_ROOT: &[u8] = b"\x67version\x01";

/// Writes an archive, block by block, as a [`Sink`]. It holds no block, but the hash of each (32 bytes for up to 1 MiB
/// of content), to write none twice. It writes small pieces: give it a `BufWriter`.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    /// Where the archive begins, if the header still waits for its root.
    start: Option<u64>,
    root: Option<Cid>,
    written: HashSet<Cid>,
}

impl<W: Write> Writer<W> {
    /// An archive whose root is known. Needs no seeking: good for pipes.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the header cannot be written.
    pub fn with_root(mut out: W, root: Cid) -> Result<Self, Error> {
        out.write_all(&header(&root))?;
        Ok(Self { out, start: None, root: Some(root), written: HashSet::new() })
    }

    /// The number of different blocks so far.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.written.len()
    }

    /// Ends an archive made by [`Self::with_root`] and gives the output back, flushed.
    ///
    /// # Errors
    ///
    /// [`Error::RootMissing`] if the block of the root never came; [`Error::Io`].
    pub fn finish(mut self) -> Result<W, Error> {
        let root = self.root.unwrap_or(PLACEHOLDER);
        if !self.written.contains(&root) {
            return Err(Error::RootMissing(root));
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write + Seek> Writer<W> {
    /// An archive whose root is known only at the end, as it is when content is read once: finish it with
    /// [`Self::finish_with_root`]. Until then its header names the empty block.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the header cannot be written.
    pub fn new(mut out: W) -> Result<Self, Error> {
        let start = out.stream_position()?;
        out.write_all(&header(&PLACEHOLDER))?;
        Ok(Self { out, start: Some(start), root: None, written: HashSet::new() })
    }

    /// Names the root in the header, and gives the output back, flushed and at its end.
    ///
    /// # Errors
    ///
    /// [`Error::RootMissing`] if the block of the root never came, or is not the one promised; [`Error::Io`].
    pub fn finish_with_root(mut self, root: Cid) -> Result<W, Error> {
        if self.root.is_some_and(|promised| promised != root) {
            return Err(Error::RootMissing(root));
        }
        if let Some(start) = self.start.take() {
            let end = self.out.stream_position()?;
            self.out.seek(SeekFrom::Start(start))?;
            self.out.write_all(&header(&root))?;
            self.out.seek(SeekFrom::Start(end))?;
        }
        self.root = Some(root);
        self.finish()
    }
}

impl<W: Write> Sink for Writer<W> {
    fn put(&mut self, cid: &Cid, block: &[u8]) -> io::Result<()> {
        if !self.written.insert(*cid) {
            return Ok(());
        }
        let mut head = Vec::with_capacity(10 + BINARY_LEN);
        put_varint(&mut head, (BINARY_LEN + block.len()) as u64);
        head.extend_from_slice(&cid.to_bytes());
        self.out.write_all(&head)?;
        self.out.write_all(block)
    }
}

/// The id of the empty raw block, which holds the root's place in a header.
const PLACEHOLDER: Cid = Cid::from_digest(
    Codec::Raw,
    [
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
        0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
        0xb8, 0x55,
    ],
);

/// The header with its length.
fn header(root: &Cid) -> Vec<u8> {
    let mut out = Vec::new();
    put_varint(&mut out, (BEFORE_ROOT.len() + BINARY_LEN + AFTER_ROOT.len()) as u64);
    out.extend_from_slice(BEFORE_ROOT);
    out.extend_from_slice(&root.to_bytes());
    out.extend_from_slice(AFTER_ROOT);
    out
}
