//! JPEG container: dimensions, EXIF, XMP, comments and the C2PA store, which is put together from its segments.

use std::borrow::Cow;

use super::jumbf::Segments;
use super::Found;
use crate::error::Damage;

/// What an XMP segment begins with.
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// Most comments that are kept.
const MAX_COMMENTS: usize = 64;

/// Walks the segments of a JPEG file up to the first scan, then looks for the end marker.
///
/// # Errors
/// [`Damage`] with the byte offset when a segment does not fit, the frame header is missing or the file ends early.
pub fn walk(bytes: &[u8]) -> Result<Found<'_>, Damage> {
    let mut jpeg = Found::default();
    let mut segments = Segments::default();
    let mut offset = 2;
    loop {
        let marker = match bytes.get(offset..offset + 2) {
            Some([0xff, 0xff]) => {
                offset += 1;
                continue;
            }
            Some([0xff, marker]) => *marker,
            Some(_) => return Err(Damage::at(offset, "a segment does not start with 0xff")),
            None => {
                return Err(Damage::at(
                    bytes.len(),
                    "the file is truncated: it ends before the picture",
                ))
            }
        };
        if marker == 0xd9 {
            return Err(Damage::at(offset, "the file ends before the picture"));
        }
        let length = bytes
            .get(offset + 2..offset + 4)
            .map(|l| usize::from(u16::from_be_bytes([l[0], l[1]])));
        let data = length.and_then(|length| bytes.get(offset + 4..offset + 2 + length));
        let data =
            data.ok_or_else(|| Damage::at(offset, "the file is truncated inside a segment"))?;
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                frame(&mut jpeg, data, offset)?
            }
            0xe1 => application(&mut jpeg, data),
            0xeb => segments.add(data),
            0xfe if jpeg.comments.len() < MAX_COMMENTS => jpeg.comments.push(Cow::Borrowed(data)),
            0xda => break,
            _ => {}
        }
        offset += 4 + data.len();
    }
    if jpeg.width == 0 {
        return Err(Damage::at(offset, "the scan comes before the frame header"));
    }
    if !bytes[offset..].windows(2).any(|pair| pair == [0xff, 0xd9]) {
        return Err(Damage::at(
            bytes.len(),
            "the file is truncated: the end-of-image marker is missing",
        ));
    }
    match segments.store() {
        Ok(store) => jpeg.c2pa = store.map(Cow::Owned),
        Err(why) => jpeg.notes.push(format!("the C2PA store was not read: {why}")),
    }
    Ok(jpeg)
}

/// EXIF or XMP; the first of each counts.
fn application<'a>(jpeg: &mut Found<'a>, data: &'a [u8]) {
    if let Some(tiff) = data.strip_prefix(b"Exif\0\0") {
        jpeg.exif.get_or_insert(tiff);
    } else if let Some(packet) = data.strip_prefix(XMP) {
        jpeg.xmp.get_or_insert(Cow::Borrowed(packet));
    }
}

fn frame(jpeg: &mut Found<'_>, data: &[u8], offset: usize) -> Result<(), Damage> {
    let sizes =
        data.get(1..5).ok_or_else(|| Damage::at(offset, "the frame header is too short"))?;
    jpeg.height = u32::from(u16::from_be_bytes([sizes[0], sizes[1]]));
    jpeg.width = u32::from(u16::from_be_bytes([sizes[2], sizes[3]]));
    if jpeg.width == 0 || jpeg.height == 0 {
        return Err(Damage::at(offset, "the frame header gives no dimensions"));
    }
    Ok(())
}
