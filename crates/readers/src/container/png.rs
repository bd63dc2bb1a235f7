//! PNG container: a bounded chunk walker that finds dimensions, text chunks and provenance stores.
//! Pixels are decoded elsewhere (`pixels`); the walker is ours because the `png` crate hides private chunks.

use std::borrow::Cow;
use std::io::Read;

use super::{Found, Text};
use crate::error::Damage;

/// The eight bytes that every PNG file starts with.
pub const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];

/// Most text chunks that are kept; more is noise or an attack.
const MAX_TEXTS: usize = 256;

/// Most bytes that one text chunk may hold once decompressed.
pub const MAX_TEXT: usize = 16 << 20;

/// Most bytes that all texts of a file may hold together.
const MAX_ALL: usize = 32 << 20;

/// Keyword of the chunk that holds XMP.
const XMP: &str = "XML:com.adobe.xmp";

/// Walks all chunks of `bytes`, checks lengths and checksums, and collects what provenance needs.
///
/// # Errors
/// [`Damage`] with the byte offset when the structure is broken or the file ends early.
pub fn walk(bytes: &[u8]) -> Result<Found<'_>, Damage> {
    if !bytes.starts_with(&SIGNATURE) {
        return Err(Damage::at(0, "the PNG signature is missing"));
    }
    let mut png = Found { lossless: true, ..Found::default() };
    let mut room = MAX_ALL;
    let mut offset = SIGNATURE.len();
    let mut seen_data = false;
    loop {
        let chunk = Chunk::read(bytes, offset)?;
        if offset == SIGNATURE.len() && chunk.kind != *b"IHDR" {
            return Err(Damage::at(offset, "the first chunk is not IHDR"));
        }
        match &chunk.kind {
            b"IHDR" if offset == SIGNATURE.len() => header(&mut png, &chunk)?,
            b"IHDR" => return Err(Damage::at(offset, "a second IHDR chunk")),
            b"IDAT" => seen_data = true,
            b"IEND" => break,
            b"tEXt" | b"zTXt" | b"iTXt" | b"comf" => keep_text(&mut png, &chunk, &mut room),
            b"eXIf" if png.exif.is_none() => png.exif = Some(chunk.data),
            b"caBX" if png.c2pa.is_none() => png.c2pa = Some(Cow::Borrowed(chunk.data)),
            b"acTL" => png.animated = true,
            _ => {}
        }
        offset = chunk.end;
    }
    if !seen_data {
        return Err(Damage::at(offset, "there is no IDAT chunk, so there are no pixels"));
    }
    let rest = bytes.len() - (offset + 12);
    if rest > 0 {
        png.notes.push(format!(
            "{rest} bytes after the end of the picture are covered by the file hash only"
        ));
    }
    Ok(png)
}

/// One chunk in place.
struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Chunk<'a> {
    fn read(bytes: &'a [u8], start: usize) -> Result<Self, Damage> {
        let head = bytes.get(start..start + 8).ok_or_else(|| {
            Damage::at(bytes.len(), "the file is truncated: it ends before the IEND chunk")
        })?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let kind = [head[4], head[5], head[6], head[7]];
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(Damage::at(start, "a chunk type that is not four letters"));
        }
        let name = String::from_utf8_lossy(&kind).into_owned();
        let data_start = start + 8;
        let end = data_start.checked_add(length).and_then(|end| end.checked_add(4));
        let (data, crc) = match end.and_then(|end| bytes.get(data_start..end)) {
            Some(body) => body.split_at(length),
            None => {
                let left = bytes.len() - data_start;
                return Err(Damage::at(
                    start,
                    format!("the file is truncated: chunk {name} announces {length} bytes and a checksum, {left} bytes are left"),
                ));
            }
        };
        let mut hasher = flate2::Crc::new();
        hasher.update(&kind);
        hasher.update(data);
        if hasher.sum().to_be_bytes() != crc {
            return Err(Damage::at(start, format!("the checksum of chunk {name} is wrong")));
        }
        Ok(Self { kind, data, start, end: data_start + length + 4 })
    }
}

fn header(png: &mut Found<'_>, chunk: &Chunk<'_>) -> Result<(), Damage> {
    let Ok(data) = <&[u8; 13]>::try_from(chunk.data) else {
        return Err(Damage::at(chunk.start, "IHDR is not 13 bytes long"));
    };
    png.width = u32::from_be_bytes([data[0], data[1], data[2], data[3]]);
    png.height = u32::from_be_bytes([data[4], data[5], data[6], data[7]]);
    let valid = 1..=0x7fff_ffff;
    if !valid.contains(&png.width) || !valid.contains(&png.height) {
        return Err(Damage::at(
            chunk.start,
            format!("IHDR gives impossible dimensions: {}×{}", png.width, png.height),
        ));
    }
    Ok(())
}

fn keep_text<'a>(png: &mut Found<'a>, chunk: &Chunk<'a>, room: &mut usize) {
    if png.texts.len() + png.comf.len() >= MAX_TEXTS {
        let note = format!("more than {MAX_TEXTS} text chunks: the rest was not read");
        if png.notes.last() != Some(&note) {
            png.notes.push(note);
        }
        return;
    }
    match decode_text(chunk, *room) {
        Ok(text) => {
            *room -= text.text.len().min(*room);
            if text.keyword == XMP && png.xmp.is_none() {
                png.xmp = Some(Cow::Owned(text.text.into_bytes()));
            } else if chunk.kind == *b"comf" {
                png.comf.push(text);
            } else {
                png.texts.push(text);
            }
        }
        Err(why) => {
            let kind = String::from_utf8_lossy(&chunk.kind).into_owned();
            png.notes.push(format!("{kind} chunk at byte {} was not read: {why}", chunk.start));
        }
    }
}

fn decode_text<'a>(chunk: &Chunk<'a>, room: usize) -> Result<Text<'a>, &'static str> {
    let (keyword, rest) = split_nul(chunk.data).ok_or("it has no keyword")?;
    if keyword.is_empty() || keyword.len() > 79 {
        return Err("its keyword is empty or longer than 79 bytes");
    }
    let text = match &chunk.kind {
        b"tEXt" | b"comf" => latin1(bounded(rest)?),
        b"zTXt" => match rest.split_first() {
            Some((0, packed)) => latin1(&inflate(packed)?),
            _ => return Err("its compression method is unknown"),
        },
        _ => international(rest)?,
    };
    if text.len() > room {
        return Err("the texts of the file are larger than 32 MiB together");
    }
    Ok(Text { keyword: latin1(keyword), text, raw: chunk.data })
}

/// The part of an `iTXt` chunk after the keyword: flag, method, language, translated keyword, text (UTF-8).
fn international(rest: &[u8]) -> Result<String, &'static str> {
    let [compressed, method, rest @ ..] = rest else { return Err("it ends early") };
    let (_language, rest) = split_nul(rest).ok_or("it ends early")?;
    let (_translated, rest) = split_nul(rest).ok_or("it ends early")?;
    let bytes = match (compressed, method) {
        (0, _) => bounded(rest)?.to_vec(),
        (1, 0) => inflate(rest)?,
        _ => return Err("its compression method is unknown"),
    };
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8")
}

fn bounded(bytes: &[u8]) -> Result<&[u8], &'static str> {
    if bytes.len() > MAX_TEXT {
        Err("it is larger than 16 MiB")
    } else {
        Ok(bytes)
    }
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(packed)
        .take(MAX_TEXT as u64 + 1)
        .read_to_end(&mut out)
        .map_err(|_| "its compressed data is broken")?;
    bounded(&out)?;
    Ok(out)
}

fn split_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
