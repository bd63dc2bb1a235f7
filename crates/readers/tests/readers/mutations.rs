//! A bounded fuzz test of one seed file for every format: truncated at every offset, and mutated in thousands of ways that
//! are the same in every run. Nothing panics, a refusal names its reason, and what is read is bounded by what was there.

use std::path::Path;

use colophon_readers as readers;
use colophon_readers::claims::Claims;
use colophon_readers::container::bmff::boxes;

use crate::craft::{chunk, payloads as p, png_with, seeds, text_chunk};

/// Mutations of every file; `COLOPHON_FUZZ` multiplies them.
const ROUNDS: u64 = 500;

/// A small generator (xorshift64*), so that every run sees the same files.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

fn rounds() -> u64 {
    let factor = std::env::var("COLOPHON_FUZZ").ok().and_then(|text| text.parse().ok());
    ROUNDS * factor.unwrap_or(1)
}

fn weight(claims: &Claims) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let passes = std::iter::once(&claims.main).chain(&claims.more);
    let passes: usize = passes.map(|p| text(&p.positive) + text(&p.negative) + text(&p.seed)).sum();
    let adapters: usize =
        claims.adapters.iter().map(|a| text(&a.named.name) + text(&a.weight)).sum();
    let extra: usize = claims.extra.iter().map(|(key, value)| key.len() + value.len()).sum();
    passes + adapters + extra
}

/// Reads `bytes` and checks what every answer must keep to.
fn check(name: &str, bytes: &[u8]) {
    match readers::parse(Path::new("x"), bytes) {
        Ok(picture) => {
            assert!(picture.width > 0 && picture.height > 0, "{name}");
            assert!(picture.notes.len() <= 101, "{name}: {} notes", picture.notes.len());
            let notes: usize = picture.notes.iter().map(String::len).sum();
            // Hidden and packed texts are larger than the file; none of the seeds holds more than a few kilobytes.
            let room = 200_000 + 8 * bytes.len();
            let weight = picture.claims.as_ref().map_or(0, weight);
            assert!(
                notes + weight <= room,
                "{name}: {notes} and {weight} from {} bytes",
                bytes.len()
            );
        }
        Err(error) => {
            let text = error.to_string();
            assert!(text.starts_with("x is ") && text.len() > 20, "{name}: {text}");
        }
    }
}

/// One to eight edits: bytes, runs, insertions, removals, and numbers that lie.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..1 + random.below(8) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        match random.below(7) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            3 => {
                let length = random.below(16);
                let insert: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
                bytes.splice(at..at, insert);
            }
            4 => {
                let end = (at + random.below(32)).min(bytes.len());
                bytes.drain(at..end);
            }
            5 => {
                let number = [0u32, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff][random.below(5)];
                let end = (at + 4).min(bytes.len());
                bytes.splice(at..end, number.to_be_bytes());
            }
            _ => {
                let end = (at + random.below(64)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, copy);
            }
        }
    }
}

/// Makes the checksums of a PNG right again, as far as its lengths allow.
fn repair(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(end) = (at + 8).checked_add(length).filter(|end| end + 4 <= bytes.len()) else {
            return;
        };
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[at + 4..end]);
        let sum = crc.sum().to_be_bytes();
        bytes[end..end + 4].copy_from_slice(&sum);
        at = end + 4;
    }
}

#[test]
fn every_file_is_read_or_refused_at_every_length() {
    for (name, _, bytes) in seeds::all() {
        // Every length of small files; of large ones every length of the beginning, and then every seventh.
        let lengths = (0..bytes.len()).filter(|end| *end < 3_000 || end % 7 == 0);
        // An AVIF file that ends with a whole box is a whole file: nothing says that there was more.
        let whole: Vec<usize> = match name.contains("avif") {
            true => boxes(&bytes, 100).unwrap().iter().map(|one| one.end).collect(),
            false => Vec::new(),
        };
        let lengths = lengths.filter(|end| !whole.contains(end));
        for end in lengths {
            let refused = readers::parse(Path::new("x"), &bytes[..end]);
            let error = refused.err().map(|error| error.to_string());
            let error =
                error.unwrap_or_else(|| panic!("{name}: {end} of {} bytes are read", bytes.len()));
            assert!(error.starts_with("x is "), "{name}: {error}");
        }
    }
}

#[test]
fn mutated_files_are_read_or_refused() {
    let mut random = Random(0x1234_5678_9abc_def0);
    for (name, _, seed) in seeds::all() {
        for _ in 0..rounds() {
            let mut bytes = seed.clone();
            mutate(&mut bytes, &mut random);
            check(name, &bytes);
            if bytes.starts_with(&readers::container::png::SIGNATURE) {
                repair(&mut bytes);
                check(name, &bytes);
            }
        }
    }
}

#[test]
fn mutated_payloads_are_read_or_refused() {
    let comment = [text_chunk("Software", "NovelAI")];
    let xmp = p::draw_things_xmp();
    let payloads: [(&str, &str); 13] = [
        ("parameters", p::INFOTEXT),
        ("parameters", p::SWARM),
        ("parameters", p::FOOOCUS),
        ("prompt", p::GRAPH),
        ("invokeai_metadata", p::INVOKE_5),
        ("invokeai_metadata", p::INVOKE_3),
        ("sd-metadata", p::INVOKE_2),
        ("Dream", p::DREAM),
        ("Comment", p::NOVELAI),
        ("Comment", p::DRAW_THINGS),
        ("Comment", p::EASY),
        ("Description", p::MIDJOURNEY),
        ("XML:com.adobe.xmp", &xmp),
    ];
    let mut random = Random(0x0fed_cba9_8765_4321);
    for (keyword, text) in payloads {
        for round in 0..2 * rounds() {
            let mut payload = text.as_bytes().to_vec();
            mutate(&mut payload, &mut random);
            let data = [keyword.as_bytes(), b"\0\0\0\0\0", &payload].concat();
            // As UTF-8 where it still is, else as Latin-1.
            let kind = if round % 2 == 0 { b"iTXt" } else { b"tEXt" };
            let data =
                if kind == b"tEXt" { [keyword.as_bytes(), b"\0", &payload].concat() } else { data };
            let mut chunks = comment.to_vec();
            chunks.push(chunk(kind, &data));
            check(keyword, &png_with(&chunks));
        }
    }
}
