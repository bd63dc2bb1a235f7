//! The hashes of a model file, all in one pass: a block is read once and goes to three threads, because SHA-256 cannot
//! be split and has to run twice, over the whole file and over its tensors.

use std::io::Read;
use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, SyncSender};
use std::sync::{mpsc, Arc};
use std::thread;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::file::Observer;

/// Where the oldest short hash reads its 64 KiB.
const LEGACY: Range<u64> = 0x10_0000..0x11_0000;

/// Bytes of one block.
const BLOCK: usize = 1 << 20;

/// Blocks under way: with the one that is being filled, all the memory that a pass takes.
const BLOCKS: usize = 4;

/// What a model file is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hashes {
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the whole file (`autov2` shows its first 5 bytes).
    #[serde(with = "hex::serde")]
    pub sha256: [u8; 32],
    /// SHA-256 of everything after the safetensors header (`autov3` shows its first 6 bytes); absent for other
    /// containers.
    #[serde(with = "optional", default, skip_serializing_if = "Option::is_none")]
    pub tensor_sha256: Option<[u8; 32]>,
    /// BLAKE3 of the whole file.
    #[serde(with = "hex::serde")]
    pub blake3: [u8; 32],
    /// SHA-256 of the 64 KiB at offset 0x100000, or of as much as the file has of them (`autov1` shows its first 4
    /// bytes); absent when it has none.
    #[serde(with = "optional", default, skip_serializing_if = "Option::is_none")]
    pub legacy_sha256: Option<[u8; 32]>,
    /// CRC-32 (IEEE) of the whole file; absent where only the others are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crc32: Option<u32>,
}

/// A hash that may be absent, as hexadecimal digits.
mod optional {
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    struct Word(#[serde(with = "hex::serde")] [u8; 32]);

    pub(super) fn serialize<S: Serializer>(
        hash: &Option<[u8; 32]>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match hash {
            Some(hash) => hex::serde::serialize(hash, to),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<[u8; 32]>, D::Error> {
        Option::<Word>::deserialize(from).map(|word| word.map(|word| word.0))
    }
}

/// A part of the file and the offset where it begins.
struct Block {
    at: u64,
    bytes: Vec<u8>,
}

impl Block {
    /// What of it lies in `range` of the file.
    fn part(&self, range: &Range<u64>) -> &[u8] {
        let clamp =
            |offset: u64| offset.saturating_sub(self.at).min(self.bytes.len() as u64) as usize;
        &self.bytes[clamp(range.start)..clamp(range.end)]
    }
}

/// What one thread computes.
#[derive(Default)]
struct Whole {
    sha256: Sha256,
    legacy: Sha256,
}

/// Hashes what `start` holds already and then what `file` still gives; `tensors_at` is where the tensor part begins.
/// Fewer bytes than a file has may come: [`Hashes::bytes`] says how many did.
///
/// # Errors
/// Reading, and starting threads.
pub(crate) fn stream(
    start: Vec<u8>,
    file: &mut impl Read,
    tensors_at: Option<u64>,
    of: u64,
    observer: &mut dyn Observer,
) -> Result<Hashes, Failure> {
    let (back, free) = mpsc::channel();
    thread::scope(|scope| {
        let (to_whole, whole) = mpsc::sync_channel(BLOCKS);
        let (to_tensors, tensors) = mpsc::sync_channel(BLOCKS);
        let (to_blake3, blake3) = mpsc::sync_channel(BLOCKS);
        let start_thread = |name: &str| thread::Builder::new().name(name.to_owned());
        let (one, two, three) = (back.clone(), back.clone(), back);
        let whole = start_thread("sha256").spawn_scoped(scope, move || hash_whole(&whole, &one));
        let whole = whole.map_err(Failure::Thread)?;
        let tensors = start_thread("tensors")
            .spawn_scoped(scope, move || hash_tensors(&tensors, &two, tensors_at));
        let tensors = tensors.map_err(Failure::Thread)?;
        let blake3 =
            start_thread("blake3").spawn_scoped(scope, move || hash_blake3(&blake3, &three));
        let blake3 = blake3.map_err(Failure::Thread)?;
        let mut readers = vec![to_whole, to_blake3];
        if tensors_at.is_some() {
            readers.push(to_tensors);
        } else {
            drop(to_tensors);
        }
        let bytes = feed(start, file, &readers, &free, of, observer).map_err(Failure::Read)?;
        drop(readers);
        let ended = || Failure::Thread(std::io::Error::other("a thread ended early"));
        let whole = whole.join().map_err(|_| ended())?;
        let tensors = tensors.join().map_err(|_| ended())?;
        let (blake3, crc32) = blake3.join().map_err(|_| ended())?;
        Ok(Hashes {
            bytes,
            sha256: whole.sha256.finalize().into(),
            tensor_sha256: tensors_at.map(|_| tensors.finalize().into()),
            blake3: blake3.finalize().into(),
            legacy_sha256: (bytes > LEGACY.start).then(|| whole.legacy.finalize().into()),
            crc32: Some(crc32.finalize()),
        })
    })
}

/// Why a pass ended early.
pub(crate) enum Failure {
    Read(std::io::Error),
    Thread(std::io::Error),
}

/// Gives every block to every thread, and takes blocks that all have finished with for the next ones.
fn feed(
    start: Vec<u8>,
    file: &mut impl Read,
    readers: &[SyncSender<Arc<Block>>],
    free: &Receiver<Arc<Block>>,
    of: u64,
    observer: &mut dyn Observer,
) -> std::io::Result<u64> {
    let mut at = 0;
    let mut made = 0;
    let mut bytes = start;
    loop {
        if bytes.is_empty() && at > 0 {
            return Ok(at);
        }
        let length = bytes.len() as u64;
        let block = Arc::new(Block { at, bytes });
        for reader in readers {
            if reader.send(Arc::clone(&block)).is_err() {
                return Err(std::io::Error::other("a thread ended early"));
            }
        }
        drop(block);
        at += length;
        observer.hashed(at, of);
        let mut buffer = if made < BLOCKS {
            made += 1;
            Vec::with_capacity(BLOCK)
        } else {
            reuse(free)?
        };
        buffer.clear();
        file.by_ref().take(BLOCK as u64).read_to_end(&mut buffer)?;
        bytes = buffer;
    }
}

/// Waits for a block that no thread needs any more. Each thread returns its share; the last one frees the block.
fn reuse(free: &Receiver<Arc<Block>>) -> std::io::Result<Vec<u8>> {
    loop {
        match free.recv() {
            // The first block holds a header and may be large; it is not kept.
            Ok(block) => match Arc::try_unwrap(block) {
                Ok(block) if block.bytes.capacity() <= 2 * BLOCK => return Ok(block.bytes),
                Ok(_) => return Ok(Vec::with_capacity(BLOCK)),
                Err(_) => {}
            },
            Err(_) => return Err(std::io::Error::other("a thread ended early")),
        }
    }
}

fn hash_whole(blocks: &Receiver<Arc<Block>>, back: &Sender<Arc<Block>>) -> Whole {
    let mut whole = Whole::default();
    for block in blocks {
        whole.sha256.update(&block.bytes);
        whole.legacy.update(block.part(&LEGACY));
        // The receiver is gone only when the pass has ended.
        let _ = back.send(block);
    }
    whole
}

fn hash_tensors(
    blocks: &Receiver<Arc<Block>>,
    back: &Sender<Arc<Block>>,
    tensors_at: Option<u64>,
) -> Sha256 {
    let mut hash = Sha256::new();
    let range = tensors_at.unwrap_or_default()..u64::MAX;
    for block in blocks {
        hash.update(block.part(&range));
        let _ = back.send(block);
    }
    hash
}

fn hash_blake3(
    blocks: &Receiver<Arc<Block>>,
    back: &Sender<Arc<Block>>,
) -> (blake3::Hasher, crc32fast::Hasher) {
    let (mut hash, mut crc) = (blake3::Hasher::new(), crc32fast::Hasher::new());
    for block in blocks {
        hash.update(&block.bytes);
        crc.update(&block.bytes);
        let _ = back.send(block);
    }
    (hash, crc)
}
