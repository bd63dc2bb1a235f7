//! The journal's bytes: a header that says whose chain this is, then entries with length and checksums. All numbers are
//! little-endian. Knows nothing of files.
//!
//! ```text
//! header   magic 16 · version u32 · flags u32 (bit 0: bare) · chain id u64 · ArbOS version u64 · CRC-32 of these 40 bytes u32
//! entry    length of the payload u64 · CRC-32 of the payload u32 · CRC-32 of these 12 bytes u32 · payload
//! payload  one change of the chain after the other, each in MessagePack
//! ```

use std::io;

use serde::Deserialize as _;
use stylus_chain::config::Config;
use stylus_chain::Change;

/// First bytes of every journal. The odd ones at the end show a file that was treated as text.
const MAGIC: [u8; 16] = *b"stylus-journal\x1a\n";
/// Version of the format; a change that older programs cannot read counts it up.
const VERSION: u32 = 1;
/// Length of the header.
pub(super) const HEADER: usize = 44;
/// Length of what precedes an entry's payload.
pub(super) const ENTRY: usize = 16;
/// What a disk writes at once: after a loss of power a part of this size may be zero, while those around it are there.
const SECTOR: u64 = 512;

/// Whose chain a journal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) chain_id: u64,
    pub(super) arbos: u64,
    pub(super) bare: bool,
}

impl Identity {
    pub(super) fn of(config: &Config) -> Self {
        Self { chain_id: config.chain_id, arbos: config.arbos, bare: config.bare }
    }

    /// The header of a journal of this chain.
    pub(super) fn header(self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..16].copy_from_slice(&MAGIC);
        bytes[16..20].copy_from_slice(&VERSION.to_le_bytes());
        bytes[20..24].copy_from_slice(&u32::from(self.bare).to_le_bytes());
        bytes[24..32].copy_from_slice(&self.chain_id.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.arbos.to_le_bytes());
        let sum = crc32fast::hash(&bytes[..40]);
        bytes[40..].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// Checks that a file's first bytes are the header of this chain's journal; otherwise what is wrong and what to do.
    pub(super) fn check(self, bytes: &[u8]) -> Result<(), String> {
        if bytes.first() == Some(&b'{') {
            return Err("it is JSON, not a journal: start a node on a new file and give it a dump with \
                 anvil_loadState; a file that an earlier version of this program kept needs that version"
                .to_owned());
        }
        if !bytes.starts_with(&MAGIC) {
            return Err("it is not a journal of a chain: give another file; it was left as it is"
                .to_owned());
        }
        let version = bytes.get(16..20).map_or(0, word);
        if version != VERSION {
            return Err(format!(
                "its format has version {version}, this program reads version {VERSION}: use the program that wrote it, \
                 or another file"
            ));
        }
        if bytes.len() < HEADER || crc32fast::hash(&bytes[..40]) != word(&bytes[40..HEADER]) {
            return Err(
                "its header is damaged (offset 0): restore the file from a copy, or start on another one"
                    .to_owned(),
            );
        }
        let have = Self {
            chain_id: long(&bytes[24..32]),
            arbos: long(&bytes[32..40]),
            bare: word(&bytes[20..24]) & 1 == 1,
        };
        self.compare(have)
    }

    fn compare(self, have: Self) -> Result<(), String> {
        let differs = |what: &str, have: u64, want: u64| {
            format!(
                "it is of {what} {have}, this node has {want}: start it with {what} {have}, or with another file"
            )
        };
        if have.chain_id != self.chain_id {
            return Err(differs("chain id", have.chain_id, self.chain_id));
        }
        if have.arbos != self.arbos {
            return Err(differs("ArbOS version", have.arbos, self.arbos));
        }
        match (have.bare, self.bare) {
            (true, false) => {
                Err("it is of a bare node: start this one with --bare, or with another file".to_owned())
            }
            (false, true) => Err(
                "it is of a node that is not bare: start this one without --bare, or with another file"
                    .to_owned(),
            ),
            _ => Ok(()),
        }
    }
}

fn word(bytes: &[u8]) -> u32 {
    bytes.try_into().map_or(0, u32::from_le_bytes)
}

fn long(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_le_bytes)
}

/// What precedes a payload.
pub(super) fn entry(payload: &[u8]) -> [u8; ENTRY] {
    let mut bytes = [0; ENTRY];
    bytes[..8].copy_from_slice(&(payload.len() as u64).to_le_bytes());
    bytes[8..12].copy_from_slice(&crc32fast::hash(payload).to_le_bytes());
    let sum = crc32fast::hash(&bytes[..12]);
    bytes[12..].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// Adds a change to a payload.
pub(super) fn encode(change: &Change, payload: &mut Vec<u8>) -> io::Result<()> {
    rmp_serde::encode::write_named(payload, change).map_err(io::Error::other)
}

/// The changes of a payload, each with its length; an error ends them.
pub(super) fn decode(mut payload: &[u8]) -> impl Iterator<Item = Result<(Change, u64), String>> {
    std::iter::from_fn(move || {
        if payload.is_empty() {
            return None;
        }
        let before = payload.len();
        let change = Change::deserialize(&mut rmp_serde::Deserializer::new(&mut payload));
        let length = (before - payload.len()) as u64;
        Some(match change {
            Ok(change) => Ok((change, length)),
            Err(error) => {
                payload = &[];
                Err(error.to_string())
            }
        })
    })
}

/// What a file has at an offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// A sound entry with this payload.
    Entry(&'a [u8]),
    /// The beginning of an entry that was never written to its end.
    Torn,
    /// Bytes that were once written and have changed since.
    Damaged(&'static str),
}

/// Looks at the rest of a journal from an entry on, which begins at this offset of the file. The rest is not empty.
///
/// An answered change is on the disk as a whole, so what is missing at the end was never answered. A process that is killed
/// leaves a prefix of its last entry; a loss of power may also leave whole sectors of it zero.
pub(super) fn look(rest: &[u8], offset: u64) -> Found<'_> {
    let (Some(head), false) = (rest.get(..ENTRY), rest.iter().all(|byte| *byte == 0)) else {
        return Found::Torn;
    };
    if crc32fast::hash(&head[..12]) != word(&head[12..]) {
        return Found::Damaged("its length does not have the checksum that was written with it");
    }
    let length = usize::try_from(long(&head[..8])).unwrap_or(usize::MAX);
    let Some(payload) = rest[ENTRY..].get(..length) else { return Found::Torn };
    if crc32fast::hash(payload) == word(&head[8..12]) {
        return Found::Entry(payload);
    }
    let last = rest.len() == ENTRY + length;
    if last && has_empty_sector(payload, offset + ENTRY as u64) {
        return Found::Torn;
    }
    Found::Damaged("its content does not have the checksum that was written with it")
}

/// True if one of the disk's sectors that begin in these bytes of the file, which start at this offset, holds nothing but
/// zeros of them. (The sector that the bytes begin in was written together with what precedes them.)
fn has_empty_sector(bytes: &[u8], offset: u64) -> bool {
    let first = usize::try_from(offset.next_multiple_of(SECTOR) - offset).unwrap_or(usize::MAX);
    let whole = bytes.get(first..).unwrap_or_default();
    whole.chunks(SECTOR as usize).any(|sector| sector.iter().all(|byte| *byte == 0))
}
