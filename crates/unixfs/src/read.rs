//! Reading what others have stored, without trusting them: every block is compared with its id before it is understood,
//! and depth, number and size of blocks are bounded.

use std::str::FromStr;

use crate::cid::{Cid, Codec, BINARY_LEN};
use crate::hamt;

/// Most levels of a file's tree or a sharded directory.
const DEPTH: usize = 32;
/// Most blocks of one file.
const BLOCKS: usize = 1 << 17;

/// UnixFS: the types that can be read.
const TYPE_RAW: u64 = 0;
const TYPE_DIRECTORY: u64 = 1;
const TYPE_FILE: u64 = 2;
const TYPE_SHARD: u64 = 5;

/// Where blocks come from: a gateway, a folder, an archive.
pub trait Source {
    /// Why it has no block.
    type Error;

    /// The bytes that are said to be the block `cid`. They need not be right.
    ///
    /// # Errors
    /// Whatever keeps the source from answering.
    fn block(&mut self, cid: &Cid) -> Result<Vec<u8>, Self::Error>;
}

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError<E> {
    /// The source does not give a block.
    #[error("{0}")]
    Source(E),
    /// The bytes are not those of the block.
    #[error("the block {cid} was answered with other bytes than its own")]
    WrongBlock {
        /// The block that was asked for.
        cid: Cid,
    },
    /// A folder has no entry of this name.
    #[error("there is no {name:?} in {cid}")]
    NoEntry {
        /// The name.
        name: String,
        /// The folder.
        cid: Cid,
    },
    /// The block is not what it should be.
    #[error("the block {cid} {why}")]
    Malformed {
        /// The block.
        cid: Cid,
        /// What is wrong with it.
        why: &'static str,
    },
    /// More than may be read.
    #[error("{cid} has more than {limit} bytes")]
    TooLarge {
        /// The file.
        cid: Cid,
        /// The limit.
        limit: u64,
    },
}

/// The text is no id that can be read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no CIDv1 of a raw or dag-pb block in base32 with SHA-256")]
pub struct NotACid;

impl FromStr for Cid {
    type Err = NotACid;

    fn from_str(text: &str) -> Result<Self, NotACid> {
        let codec = if text.starts_with("bafkrei") {
            Codec::Raw
        } else if text.starts_with("bafybei") {
            Codec::DagPb
        } else {
            return Err(NotACid);
        };
        // Behind the prefix: the last two bits of the header, the hash, and two bits of padding.
        let mut digest = [0u8; 32];
        let (mut bits, mut count, mut at) = (0u32, 0u32, 0usize);
        for (number, digit) in text.bytes().skip(7).enumerate() {
            let value = match digit {
                b'a'..=b'z' => digit - b'a',
                b'2'..=b'7' => digit - b'2' + 26,
                _ => return Err(NotACid),
            };
            bits = ((bits << 5) | u32::from(value)) & 0xffff;
            count += if number == 0 { 3 } else { 5 };
            if count >= 8 {
                count -= 8;
                *digest.get_mut(at).ok_or(NotACid)? = (bits >> count) as u8;
                at += 1;
            }
        }
        let cid = Self::from_digest(codec, digest);
        if cid.to_string() == text {
            Ok(cid)
        } else {
            Err(NotACid)
        }
    }
}

/// A dag-pb block, taken apart.
struct Node {
    links: Vec<(String, Cid)>,
    kind: u64,
    data: Vec<u8>,
    hash: u64,
    fanout: u64,
}

/// The entry at `path` (names with `/` between them; empty for the root itself).
///
/// # Errors
/// [`ReadError`].
pub fn find<S: Source>(source: &mut S, root: Cid, path: &str) -> Result<Cid, ReadError<S::Error>> {
    let mut at = root;
    for name in path.split('/').filter(|name| !name.is_empty()) {
        at = entry(source, at, name)?;
    }
    Ok(at)
}

/// The bytes of a file, if it has at most `limit`.
///
/// # Errors
/// [`ReadError`].
pub fn cat<S: Source>(
    source: &mut S,
    file: Cid,
    limit: u64,
) -> Result<Vec<u8>, ReadError<S::Error>> {
    let mut bytes = Vec::new();
    let mut blocks = 0;
    // Depth first, the next block on top.
    let mut open = vec![(file, 0)];
    while let Some((cid, depth)) = open.pop() {
        blocks += 1;
        if blocks > BLOCKS || depth > DEPTH {
            return Err(ReadError::Malformed { cid, why: "belongs to a file of too many blocks" });
        }
        let block = fetch(source, &cid)?;
        let content = if cid.codec() == Codec::Raw {
            block
        } else {
            let node = node(&cid, &block)?;
            if !matches!(node.kind, TYPE_FILE | TYPE_RAW) {
                return Err(ReadError::Malformed { cid, why: "is no file" });
            }
            open.extend(node.links.iter().rev().map(|(_, child)| (*child, depth + 1)));
            node.data
        };
        if (bytes.len() + content.len()) as u64 > limit {
            return Err(ReadError::TooLarge { cid: file, limit });
        }
        bytes.extend_from_slice(&content);
    }
    Ok(bytes)
}

fn fetch<S: Source>(source: &mut S, cid: &Cid) -> Result<Vec<u8>, ReadError<S::Error>> {
    let block = source.block(cid).map_err(ReadError::Source)?;
    if Cid::of(cid.codec(), &block) == *cid {
        Ok(block)
    } else {
        Err(ReadError::WrongBlock { cid: *cid })
    }
}

fn entry<S: Source>(source: &mut S, folder: Cid, name: &str) -> Result<Cid, ReadError<S::Error>> {
    let missing = || ReadError::NoEntry { name: name.to_owned(), cid: folder };
    let hash = hamt::hash(name);
    let mut at = folder;
    for place in hash.iter().take(DEPTH) {
        if at.codec() == Codec::Raw {
            return Err(ReadError::Malformed { cid: at, why: "is no folder" });
        }
        let block = fetch(source, &at)?;
        let node = node(&at, &block)?;
        match node.kind {
            TYPE_DIRECTORY => {
                let found = node.links.iter().find(|(link, _)| link == name);
                return found.map(|(_, cid)| *cid).ok_or_else(missing);
            }
            TYPE_SHARD
                if node.hash == hamt::MURMUR3_X64_64 && node.fanout == hamt::FANOUT as u64 =>
            {
                let prefix = format!("{place:02X}");
                let found = node.links.iter().find(|(link, _)| link.starts_with(&prefix));
                let (link, cid) = found.ok_or_else(missing)?;
                match link.get(2..) {
                    Some("") => at = *cid,
                    Some(rest) if rest == name => return Ok(*cid),
                    _ => return Err(missing()),
                }
            }
            TYPE_SHARD => {
                return Err(ReadError::Malformed { cid: at, why: "is sharded in another way" });
            }
            _ => return Err(ReadError::Malformed { cid: at, why: "is no folder" }),
        }
    }
    Err(missing())
}

fn node<E>(cid: &Cid, block: &[u8]) -> Result<Node, ReadError<E>> {
    parse(block).ok_or(ReadError::Malformed { cid: *cid, why: "is no dag-pb block of UnixFS" })
}

fn parse(block: &[u8]) -> Option<Node> {
    let mut node = Node { links: Vec::new(), kind: u64::MAX, data: Vec::new(), hash: 0, fanout: 0 };
    let mut message = None;
    for field in Fields(block) {
        match field? {
            (1, Value::Bytes(bytes)) => message = Some(bytes),
            (2, Value::Bytes(bytes)) => node.links.push(link(bytes)?),
            _ => {}
        }
    }
    for field in Fields(message?) {
        match field? {
            (1, Value::Number(kind)) => node.kind = kind,
            (2, Value::Bytes(bytes)) => node.data = bytes.to_vec(),
            (5, Value::Number(hash)) => node.hash = hash,
            (6, Value::Number(fanout)) => node.fanout = fanout,
            _ => {}
        }
    }
    // What a shard holds as data is its bit field.
    if node.kind == TYPE_SHARD {
        node.data.clear();
    }
    Some(node)
}

fn link(bytes: &[u8]) -> Option<(String, Cid)> {
    let (mut name, mut cid) = (String::new(), None);
    for field in Fields(bytes) {
        match field? {
            (1, Value::Bytes(id)) => cid = Some(binary(id)?),
            (2, Value::Bytes(text)) => name = String::from_utf8(text.to_vec()).ok()?,
            _ => {}
        }
    }
    Some((name, cid?))
}

fn binary(bytes: &[u8]) -> Option<Cid> {
    let bytes: &[u8; BINARY_LEN] = bytes.try_into().ok()?;
    let (head, digest) = bytes.split_first_chunk::<4>()?;
    let codec = match head {
        [1, 0x55, 0x12, 0x20] => Codec::Raw,
        [1, 0x70, 0x12, 0x20] => Codec::DagPb,
        _ => return None,
    };
    Some(Cid::from_digest(codec, digest.try_into().ok()?))
}

/// The value of a field of Protocol Buffers.
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Other,
}

/// The fields of a message, each with its number; `None` where the bytes make no field, which ends them.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, Value<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let tag = self.number()?;
        let value = match tag & 7 {
            0 => Value::Number(self.number()?),
            1 => self.take(8).map(|_| Value::Other)?,
            2 => {
                let length = usize::try_from(self.number()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Other)?,
            _ => return None,
        };
        Some((tag >> 3, value))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.take(1)? else { return None };
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}
