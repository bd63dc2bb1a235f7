//! JPEG container: dimensions, EXIF and whether a C2PA store is present. Pixels are not decoded.

use crate::Damage;

/// What the walker found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Jpeg {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The TIFF structure of the first EXIF segment.
    pub exif: Option<Vec<u8>>,
    /// Whether a segment of a C2PA store (APP11, JUMBF) is there.
    pub has_c2pa: bool,
}

/// Walks the segments of a JPEG file up to the first scan, then looks for the end marker.
///
/// # Errors
/// [`Damage`] with the byte offset when a segment does not fit, the frame header is missing or the file ends early.
pub fn walk(bytes: &[u8]) -> Result<Jpeg, Damage> {
    let mut jpeg = Jpeg::default();
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
            0xe1 if jpeg.exif.is_none() => {
                jpeg.exif = data.strip_prefix(b"Exif\0\0").map(<[u8]>::to_vec)
            }
            0xeb if data.starts_with(b"JP") => jpeg.has_c2pa = true,
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
    Ok(jpeg)
}

fn frame(jpeg: &mut Jpeg, data: &[u8], offset: usize) -> Result<(), Damage> {
    let sizes =
        data.get(1..5).ok_or_else(|| Damage::at(offset, "the frame header is too short"))?;
    jpeg.height = u32::from(u16::from_be_bytes([sizes[0], sizes[1]]));
    jpeg.width = u32::from(u16::from_be_bytes([sizes[2], sizes[3]]));
    if jpeg.width == 0 || jpeg.height == 0 {
        return Err(Damage::at(offset, "the frame header gives no dimensions"));
    }
    Ok(())
}
