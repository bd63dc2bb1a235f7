//! Small builders for containers.

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

/// A JPEG skeleton (7×5) with an APP1 segment.
pub(crate) fn jpeg_with(exif: &[u8]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    let mut segment = |marker: u8, data: &[u8]| {
        out.extend([0xff, marker]);
        out.extend((data.len() as u16 + 2).to_be_bytes());
        out.extend(data);
    };
    segment(0xe1, &[b"Exif\0\0", exif].concat());
    segment(0xc0, &[8, 0, 5, 0, 7, 1, 1, 0x11, 0]);
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    out.extend([0x12, 0x34, 0xff, 0xd9]);
    out
}

/// The pieces that are part of the repository.
pub(crate) fn pieces() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/inkling/pieces")
}
