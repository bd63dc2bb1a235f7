//! WebP container: dimensions, EXIF, XMP and C2PA chunks, and whether the pixels are lossless.

use std::borrow::Cow;

use super::Found;
use crate::error::Damage;

/// Walks the chunks of a WebP file.
///
/// # Errors
/// [`Damage`] with the byte offset when a length does not fit or the picture chunk is missing.
pub fn walk(bytes: &[u8]) -> Result<Found<'_>, Damage> {
    let size = le32(bytes, 4).ok_or_else(|| truncated(bytes.len()))? as usize;
    let end = size.checked_add(8).filter(|end| *end <= bytes.len());
    let end = end.ok_or_else(|| {
        Damage::at(
            4,
            format!(
                "the file is truncated: its header announces {size} bytes, {} are left",
                bytes.len().saturating_sub(8)
            ),
        )
    })?;
    let mut webp = Found::default();
    let mut pictures = 0u32;
    let mut offset = 12;
    while offset < end {
        let head = bytes.get(offset..offset + 4).ok_or_else(|| truncated(offset))?;
        let length = le32(bytes, offset + 4).ok_or_else(|| truncated(offset))? as usize;
        let data = (offset + 8).checked_add(length).filter(|stop| *stop <= end);
        let data = data.and_then(|stop| bytes.get(offset + 8..stop)).ok_or_else(|| {
            let name = String::from_utf8_lossy(head).into_owned();
            Damage::at(
                offset,
                format!("the file is truncated: chunk {name:?} announces {length} bytes"),
            )
        })?;
        pictures = pictures.saturating_add(u32::from(head == b"ANMF"));
        webp.lossless |= head == b"VP8L";
        match head {
            b"VP8X" => {
                (webp.width, webp.height) = extended(data).ok_or_else(|| truncated(offset))?
            }
            b"VP8 " if webp.width == 0 => {
                (webp.width, webp.height) = lossy(data)
                    .ok_or_else(|| Damage::at(offset, "the VP8 frame header is broken"))?;
            }
            b"VP8L" if webp.width == 0 => {
                (webp.width, webp.height) = lossless(data)
                    .ok_or_else(|| Damage::at(offset, "the VP8L header is broken"))?;
            }
            b"EXIF" if webp.exif.is_none() => webp.exif = Some(data),
            b"XMP " if webp.xmp.is_none() => webp.xmp = Some(Cow::Borrowed(data)),
            b"C2PA" if webp.c2pa.is_none() => webp.c2pa = Some(Cow::Borrowed(data)),
            _ => {}
        }
        offset += 8 + length + (length & 1);
    }
    if webp.width == 0 || webp.height == 0 {
        return Err(Damage::at(12, "there is no picture chunk (VP8, VP8L or VP8X)"));
    }
    webp.animated = pictures > 1;
    Ok(webp)
}

fn truncated(offset: usize) -> Damage {
    Damage::at(offset, "the file is truncated")
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// Canvas size: two 24-bit little-endian numbers, each one less than the size.
fn extended(data: &[u8]) -> Option<(u32, u32)> {
    let d = data.get(4..10)?;
    let size = |at: usize| u32::from_le_bytes([d[at], d[at + 1], d[at + 2], 0]) + 1;
    Some((size(0), size(3)))
}

/// Key frame header: three bytes, the start code 9d 01 2a, then two 14-bit sizes.
fn lossy(data: &[u8]) -> Option<(u32, u32)> {
    let d = data.get(3..10).filter(|d| d.starts_with(&[0x9d, 0x01, 0x2a]))?;
    let size = |at: usize| u32::from(u16::from_le_bytes([d[at], d[at + 1]]) & 0x3fff);
    Some((size(3), size(5)))
}

/// Signature byte 2f, then two 14-bit sizes, each one less.
fn lossless(data: &[u8]) -> Option<(u32, u32)> {
    let d = data.get(..5).filter(|d| d[0] == 0x2f)?;
    let bits = u32::from_le_bytes([d[1], d[2], d[3], d[4]]);
    Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
}
