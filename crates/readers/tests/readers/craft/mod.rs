//! Small builders for containers: files of every kind with known contents, byte by byte.

pub(crate) mod avif;
pub(crate) mod jpeg;
pub(crate) mod payloads;
pub(crate) mod seeds;

use std::io::Write;
use std::path::{Path, PathBuf};

use colophon_readers::container::png::SIGNATURE;

/// A chunk with its checksum.
pub(crate) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let mut out = (data.len() as u32).to_be_bytes().to_vec();
    out.extend(kind);
    out.extend(data);
    out.extend(crc.sum().to_be_bytes());
    out
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A 2×1 RGB picture (red, green) with `chunks` before its pixels.
pub(crate) fn png_with(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut out = SIGNATURE.to_vec();
    out.extend(chunk(b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0]));
    chunks.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(b"IDAT", &deflate(&[0, 255, 0, 0, 0, 255, 0])));
    out.extend(chunk(b"IEND", b""));
    out
}

pub(crate) fn text_chunk(keyword: &str, text: &str) -> Vec<u8> {
    chunk(b"tEXt", &[keyword.as_bytes(), b"\0", text.as_bytes()].concat())
}

/// A TIFF structure with one ASCII or UNDEFINED entry in the first IFD, or in the Exif IFD.
pub(crate) fn tiff(tag: u16, in_exif_ifd: bool, value: &[u8], little: bool) -> Vec<u8> {
    let n16 = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let n32 = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let mut out = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    out.extend(n32(8));
    let entry = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        out.extend(n16(1));
        out.extend(n16(tag));
        out.extend(n16(kind));
        out.extend(n32(count));
        out.extend(n32(value));
        out.extend(n32(0));
    };
    if in_exif_ifd {
        entry(&mut out, 0x8769, 4, 1, 26);
        entry(&mut out, tag, 7, value.len() as u32, 44);
    } else {
        entry(&mut out, tag, 2, value.len() as u32, 26);
    }
    out.extend(value);
    out
}

/// A lossless-header WebP of 3×2 pixels with an EXIF chunk.
pub(crate) fn webp_with(exif: &[u8]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    let bits: u32 = 2 | 1 << 14;
    let picture = [&[0x2f][..], &bits.to_le_bytes()].concat();
    for (kind, data) in [(b"VP8L", &picture[..]), (b"EXIF", exif)] {
        body.extend(kind);
        body.extend((data.len() as u32).to_le_bytes());
        body.extend(data);
        body.extend(std::iter::repeat_n(0, data.len() & 1));
    }
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

/// A TIFF structure (big-endian) with fields in the first IFD and in the Exif IFD, each an UNDEFINED value.
pub(crate) fn tiff_of(first: &[(u16, &[u8])], exif: &[(u16, &[u8])]) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08".to_vec();
    let first_size = 2 + 12 * (first.len() + 1) + 4;
    let exif_at = 8 + first_size;
    let mut data_at = exif_at + 2 + 12 * exif.len() + 4;
    let mut data = Vec::new();
    for (fields, pointer) in [(first, true), (exif, false)] {
        out.extend(((fields.len() + usize::from(pointer)) as u16).to_be_bytes());
        for (tag, value) in fields {
            out.extend(tag.to_be_bytes());
            out.extend([0, 7]);
            out.extend((value.len() as u32).to_be_bytes());
            if value.len() <= 4 {
                out.extend(value.iter().chain(&[0; 4]).take(4));
            } else {
                out.extend((data_at as u32).to_be_bytes());
                data_at += value.len();
                data.extend_from_slice(value);
            }
        }
        if pointer {
            out.extend([0x87, 0x69, 0, 4, 0, 0, 0, 1]);
            out.extend((exif_at as u32).to_be_bytes());
        }
        out.extend([0; 4]);
    }
    out.extend(data);
    out
}

/// A `UserComment` as piexif writes it: prefix, then big-endian UTF-16.
pub(crate) fn unicode(text: &str) -> Vec<u8> {
    let mut out = b"UNICODE\0".to_vec();
    out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    out
}

/// Text as an uncompressed `iTXt` chunk.
pub(crate) fn itxt_chunk(keyword: &str, text: &str) -> Vec<u8> {
    chunk(b"iTXt", &[keyword.as_bytes(), b"\0\0\0\0\0", text.as_bytes()].concat())
}

/// A PNG of `rgba` pixels (colour type 6) with `chunks` before its pixels and `after` behind them.
pub(crate) fn png_rgba(width: u32, rgba: &[u8], chunks: &[Vec<u8>], after: &[Vec<u8>]) -> Vec<u8> {
    let rows: Vec<u8> =
        rgba.chunks(4 * width as usize).flat_map(|row| [&[0], row].concat()).collect();
    let height = (rgba.len() / 4) as u32 / width;
    let mut out = SIGNATURE.to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    out.extend(chunk(b"IHDR", &header));
    chunks.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(b"IDAT", &deflate(&rows)));
    after.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(b"IEND", b""));
    out
}

/// `width` × `height` pixels of a deterministic pattern, opaque.
pub(crate) fn pattern(width: u32, height: u32) -> Vec<u8> {
    (0..width * height).flat_map(|n| [n as u8, (n * 7) as u8, (n * 13 / 8) as u8, 255]).collect()
}

/// A lossless WebP of opaque pixels with real content, EXIF and further chunks.
pub(crate) fn webp_of(
    width: u32,
    rgba: &[u8],
    exif: &[u8],
    chunks: &[(&[u8; 4], &[u8])],
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut out);
    if !exif.is_empty() {
        encoder.set_exif_metadata(exif.to_vec());
    }
    let height = (rgba.len() / 4) as u32 / width;
    encoder.encode(rgba, width, height, image_webp::ColorType::Rgba8).unwrap();
    for (kind, data) in chunks {
        out.extend(*kind);
        out.extend((data.len() as u32).to_le_bytes());
        out.extend(*data);
        out.extend(std::iter::repeat_n(0, data.len() & 1));
    }
    let size = (out.len() as u32 - 8).to_le_bytes();
    out[4..8].copy_from_slice(&size);
    out
}

/// A GIF of 18 × 8 pixels in two colours (left half white, right half black) with `extensions` before its picture.
pub(crate) fn gif_with(extensions: &[Vec<u8>], pictures: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let palette = [255, 255, 255, 0, 0, 0];
    let mut encoder = gif::Encoder::new(&mut out, 18, 8, &palette).unwrap();
    let pixels: Vec<u8> = (0..18 * 8).map(|n| u8::from(n % 18 >= 9)).collect();
    for _ in 0..pictures {
        encoder.write_frame(&gif::Frame::from_indexed_pixels(18, 8, pixels.clone(), None)).unwrap();
    }
    drop(encoder);
    // Header, screen descriptor, colour table of two entries.
    let place = 6 + 7 + 6;
    let tail = out.split_off(place);
    extensions.iter().for_each(|extension| out.extend(extension));
    out.extend(tail);
    out
}

/// A GIF extension: its head, then `data` in sub-blocks.
pub(crate) fn gif_extension(head: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = [&[0x21], head].concat();
    for block in data.chunks(255) {
        out.push(block.len() as u8);
        out.extend(block);
    }
    out.push(0);
    out
}

/// Hides `text` in the lowest bits: alpha or colours, plain or as gzip.
pub(crate) fn hide(width: u32, rgba: &mut [u8], text: &[u8], rgb: bool, packed: bool) {
    let magic = format!(
        "stealth_{}{}",
        if rgb { "rgb" } else { "png" },
        if packed { "comp" } else { "info" }
    );
    let body = if packed {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    } else {
        text.to_vec()
    };
    let all = [magic.as_bytes(), &(body.len() as u32 * 8).to_be_bytes(), &body].concat();
    let bits = all.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let height = rgba.len() / 4 / width as usize;
    for (at, bit) in bits.enumerate() {
        let (pixel, channel) = if rgb { (at / 3, at % 3) } else { (at, 3) };
        let (x, y) = (pixel / height, pixel % height);
        let place = 4 * (y * width as usize + x) + channel;
        rgba[place] = rgba[place] & 0xfe | bit;
    }
}

pub(crate) use jpeg::jpeg_with;

/// The pieces that are part of the repository.
pub(crate) fn pieces() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/inkling/pieces")
}
