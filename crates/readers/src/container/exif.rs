//! The handful of EXIF fields that image tools write to. A bounded reader over borrowed bytes: an entry can make
//! neither this reader nor its caller copy more than the file holds.

/// Tag of the first IFD that ComfyUI fills with `workflow:{…}` (and the tags below it).
pub const MAKE: u16 = 0x010f;
/// Tag of the first IFD that ComfyUI fills with `prompt:{…}`.
pub const MODEL: u16 = 0x0110;
/// Tag of the Exif IFD that holds the infotext of A1111 and Forge.
pub const USER_COMMENT: u16 = 0x9286;

/// Tag of the first IFD that holds a description.
pub const DESCRIPTION: u16 = 0x010e;
/// Tag of the first IFD that names software; NovelAI names its model there.
pub const SOFTWARE: u16 = 0x0131;

const EXIF_IFD: u16 = 0x8769;

/// The raw value of `tag`, looked for in the first IFD and in the Exif IFD; `None` if it is absent or damaged.
#[must_use]
pub fn field(tiff: &[u8], tag: u16) -> Option<&[u8]> {
    let tiff = tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff);
    let little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let tiff = Tiff { bytes: tiff, little };
    let first = tiff.u32(4)? as usize;
    tiff.value(first, tag).or_else(|| {
        let pointer = tiff.entry(first, EXIF_IFD)?;
        tiff.value(tiff.u32(pointer + 8)? as usize, tag)
    })
}

/// The text of `tag`, if it is UTF-8 and not empty.
#[must_use]
pub fn text(tiff: &[u8], tag: u16) -> Option<String> {
    let text = std::str::from_utf8(field(tiff, tag)?).ok()?.trim_end_matches('\0');
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// Decodes a `UserComment`: 8-byte prefix, or UTF-16 of either order, or UTF-8.
#[must_use]
pub fn user_comment(raw: &[u8]) -> Option<String> {
    if let Some(text) = raw.strip_prefix(b"ASCII\0\0\0") {
        return utf8(text);
    }
    let wide = raw.strip_prefix(b"UNICODE\0");
    let text = wide.or_else(|| raw.strip_prefix(&[0; 8])).unwrap_or(raw);
    // Zeros at the end fill up fields and say nothing about the encoding.
    let filled = text.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let zeros = |parity: usize| {
        text[..filled].iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count()
    };
    match (text, zeros(0), zeros(1)) {
        ([0xfe, 0xff, rest @ ..], ..) => utf16(rest, false),
        ([0xff, 0xfe, rest @ ..], ..) => utf16(rest, true),
        (_, 0, 0) if wide.is_none() => utf8(text),
        (_, 0, 0) => utf8(text).filter(|text| text.is_ascii()).or_else(|| utf16(text, false)),
        (_, even, odd) => utf16(text, odd > even),
    }
}

fn utf8(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(|text| text.trim_end_matches('\0').to_owned())
}

fn utf16(bytes: &[u8], little: bool) -> Option<String> {
    let unit = |pair: &[u8]| {
        if little {
            u16::from_le_bytes([pair[0], pair[1]])
        } else {
            u16::from_be_bytes([pair[0], pair[1]])
        }
    };
    let units = bytes.chunks_exact(2).map(unit);
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    Some(text.trim_end_matches('\0').to_owned())
}

struct Tiff<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl<'a> Tiff<'a> {
    fn u16(&self, at: usize) -> Option<u16> {
        let b: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(b) } else { u16::from_be_bytes(b) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let b: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) })
    }

    /// Offset of the 12-byte entry of `tag`.
    fn entry(&self, ifd: usize, tag: u16) -> Option<usize> {
        let count = usize::from(self.u16(ifd)?);
        (0..count).map(|index| ifd + 2 + 12 * index).find(|at| self.u16(*at) == Some(tag))
    }

    /// Value bytes of `tag` when its type is byte-sized (BYTE, ASCII, UNDEFINED, UTF-8).
    fn value(&self, ifd: usize, tag: u16) -> Option<&'a [u8]> {
        let at = self.entry(ifd, tag)?;
        if !matches!(self.u16(at + 2)?, 1 | 2 | 7 | 129) {
            return None;
        }
        let length = self.u32(at + 4)? as usize;
        let start = if length <= 4 { at + 8 } else { self.u32(at + 8)? as usize };
        self.bytes.get(start..start.checked_add(length)?)
    }
}
