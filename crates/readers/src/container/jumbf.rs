//! C2PA manifest stores: put together from the APP11 segments of JPEG, and told apart from other JUMBF boxes.
//! A store is found and hashed here; what it says is not validated.

use std::collections::BTreeMap;

use super::bmff::Boxed;

/// Most bytes of a store.
const MAX_STORE: usize = 64 << 20;

/// Most JUMBF boxes in one file.
const MAX_BOXES: usize = 64;

/// The UUID of the description box of a C2PA store.
const C2PA: [u8; 16] = *b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71";

/// JUMBF segments of a JPEG file: by box instance, then by place in the sequence.
#[derive(Debug, Default)]
pub struct Segments<'a> {
    boxes: BTreeMap<u16, BTreeMap<u32, &'a [u8]>>,
    repeated: bool,
    bytes: usize,
}

impl<'a> Segments<'a> {
    /// Takes the data of an APP11 segment; what is no JUMBF is left alone.
    pub fn add(&mut self, data: &'a [u8]) {
        let Some(rest) = data.strip_prefix(b"JP") else { return };
        let (Some(instance), Some(place), Some(piece)) =
            (super::big_endian(rest, 0, 2), super::big_endian(rest, 2, 4), rest.get(6..))
        else {
            return;
        };
        self.bytes += piece.len();
        if self.bytes > MAX_STORE || self.boxes.len() > MAX_BOXES {
            return;
        }
        let pieces = self.boxes.entry(instance as u16).or_default();
        self.repeated |= pieces.insert(place as u32, piece).is_some();
    }

    /// The C2PA store, if one is there.
    ///
    /// # Errors
    /// Why the segments do not make one.
    pub fn store(&self) -> Result<Option<Vec<u8>>, &'static str> {
        if self.bytes > MAX_STORE {
            return Err("its segments are larger than 64 MiB");
        }
        if self.boxes.len() > MAX_BOXES {
            return Err("there are more than 64 JUMBF boxes");
        }
        for pieces in self.boxes.values() {
            let Some(first) = pieces.values().next() else { continue };
            if !is_store(first) {
                continue;
            }
            if self.repeated || !pieces.keys().zip(1u32..).all(|(place, want)| *place == want) {
                return Err("a segment is missing or there twice");
            }
            return join(pieces.values()).map(Some);
        }
        Ok(None)
    }
}

/// Every piece repeats the header of the box; the first keeps it.
fn join<'a>(pieces: impl Iterator<Item = &'a &'a [u8]>) -> Result<Vec<u8>, &'static str> {
    let mut store = Vec::new();
    for piece in pieces {
        let header = if piece.get(..4) == Some(&[0, 0, 0, 1]) { 16 } else { 8 };
        let skip = if store.is_empty() { 0 } else { header };
        store.extend_from_slice(piece.get(skip..).ok_or("a segment is too short")?);
    }
    match Boxed::read(&store, 0) {
        Ok(whole) if whole.end == store.len() => Ok(store),
        Ok(_) => Err("its segments hold more than its length"),
        Err(_) => Err("its segments hold less than its length"),
    }
}

/// What the address of every digital source type of IPTC begins with.
const SOURCE_TYPE: &[u8] = b"http://cv.iptc.org/newscodes/digitalsourcetype/";

/// The digital source type that a store names (the last part of its address), unless it names several: then nobody who has
/// not validated the store can say which of its manifests counts.
#[must_use]
pub fn source_type(store: &[u8]) -> Option<String> {
    let mut found: Option<&[u8]> = None;
    let mut rest = store;
    while let Some(at) = rest.windows(SOURCE_TYPE.len()).position(|part| part == SOURCE_TYPE) {
        rest = &rest[at + SOURCE_TYPE.len()..];
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
        let tail = &rest[..end.unwrap_or(rest.len())];
        // Texts are followed by the head of the next value, which may be a letter: the vocabulary is known.
        let tail =
            SOURCE_TYPES.iter().map(|word| word.as_bytes()).filter(|word| tail.starts_with(word));
        let tail = tail.max_by_key(|word| word.len())?;
        if found.is_some_and(|found| found != tail) {
            return None;
        }
        found = Some(tail);
    }
    found.map(|tail| String::from_utf8_lossy(tail).into_owned())
}

/// The vocabulary of IPTC.
const SOURCE_TYPES: [&str; 21] = [
    "algorithmicMedia",
    "algorithmicallyEnhanced",
    "composite",
    "compositeCapture",
    "compositeSynthetic",
    "compositeWithTrainedAlgorithmicMedia",
    "computationalCapture",
    "dataDrivenMedia",
    "digitalArt",
    "digitalCapture",
    "digitalCreation",
    "humanEdits",
    "minorHumanEdits",
    "multiFrameComputationalCapture",
    "negativeFilm",
    "positiveFilm",
    "print",
    "screenCapture",
    "softwareImage",
    "trainedAlgorithmicMedia",
    "virtualRecording",
];

/// Whether `bytes` begin with a JUMBF box whose description has the type or the label of C2PA.
#[must_use]
pub fn is_store(bytes: &[u8]) -> bool {
    let header = if bytes.get(..4) == Some(&[0, 0, 0, 1]) { 16 } else { 8 };
    let description = bytes.get(header + 8..).unwrap_or_default();
    bytes.get(4..8) == Some(b"jumb")
        && bytes.get(header + 4..header + 8) == Some(b"jumd")
        && (description.starts_with(&C2PA) || description.get(17..22) == Some(b"c2pa\0"))
}
