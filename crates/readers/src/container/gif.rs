//! GIF container: dimensions, comments, XMP and C2PA application extensions, number of pictures.

use std::borrow::Cow;

use super::Found;
use crate::error::Damage;

/// Most bytes that the comments of a file may hold together.
const MAX_COMMENTS: usize = 16 << 20;

/// Length of the trailer that makes a reader of sub-blocks find the end of an XMP packet.
const XMP_TRAILER: usize = 257;

/// Walks the blocks of a GIF file.
///
/// # Errors
/// [`Damage`] with the byte offset when a block does not fit, is unknown, or the trailer is missing.
pub fn walk(bytes: &[u8]) -> Result<Found<'_>, Damage> {
    let head = bytes.get(6..13).ok_or_else(|| truncated(bytes.len()))?;
    let mut found = Found {
        width: u32::from(u16::from_le_bytes([head[0], head[1]])),
        height: u32::from(u16::from_le_bytes([head[2], head[3]])),
        lossless: true,
        ..Found::default()
    };
    if found.width == 0 || found.height == 0 {
        return Err(Damage::at(6, "the screen descriptor gives no dimensions"));
    }
    let mut walker = Walker { bytes, at: 13 + table(head[4]), comments: 0 };
    let mut pictures = 0u32;
    loop {
        match walker.byte()? {
            0x3b => break,
            // A stray end of sub-blocks, as XMP trailers can leave.
            0x00 => {}
            0x2c => {
                pictures = pictures.saturating_add(1);
                walker.picture()?;
            }
            0x21 => walker.extension(&mut found)?,
            other => {
                return Err(Damage::at(walker.at - 1, format!("an unknown block ({other:#04x})")))
            }
        }
    }
    if pictures == 0 {
        return Err(Damage::at(walker.at, "there is no picture before the trailer"));
    }
    found.animated = pictures > 1;
    Ok(found)
}

fn truncated(at: usize) -> Damage {
    Damage::at(at, "the file is truncated: it ends before the GIF trailer")
}

/// Bytes of the colour table that `flags` announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

struct Walker<'a> {
    bytes: &'a [u8],
    at: usize,
    comments: usize,
}

impl<'a> Walker<'a> {
    fn byte(&mut self) -> Result<u8, Damage> {
        let byte = *self.bytes.get(self.at).ok_or_else(|| truncated(self.bytes.len()))?;
        self.at += 1;
        Ok(byte)
    }

    /// Steps over a picture: descriptor, colour table, code size, data.
    fn picture(&mut self) -> Result<(), Damage> {
        let flags = *self.bytes.get(self.at + 8).ok_or_else(|| truncated(self.bytes.len()))?;
        self.at += 9 + table(flags) + 1;
        self.blocks(|_| {})
    }

    /// Hands each sub-block to `each`, up to the empty one.
    fn blocks(&mut self, mut each: impl FnMut(&'a [u8])) -> Result<(), Damage> {
        loop {
            let length = usize::from(self.byte()?);
            if length == 0 {
                return Ok(());
            }
            let block = self.bytes.get(self.at..self.at + length);
            each(block.ok_or_else(|| truncated(self.bytes.len()))?);
            self.at += length;
        }
    }

    fn extension(&mut self, found: &mut Found<'a>) -> Result<(), Damage> {
        match self.byte()? {
            0xfe => self.comment(found),
            0xff => self.application(found),
            _ => self.blocks(|_| {}),
        }
    }

    fn comment(&mut self, found: &mut Found<'a>) -> Result<(), Damage> {
        let mut text = Vec::new();
        let room = MAX_COMMENTS - self.comments;
        let mut full = false;
        self.blocks(|block| {
            full |= text.len() + block.len() > room;
            if !full {
                text.extend_from_slice(block);
            }
        })?;
        if full {
            found.notes.push("the comments are larger than 16 MiB: the rest was not read".into());
        } else {
            self.comments += text.len();
            found.comments.push(Cow::Owned(text));
        }
        Ok(())
    }

    fn application(&mut self, found: &mut Found<'a>) -> Result<(), Damage> {
        let name = self.bytes.get(self.at..self.at + 12).unwrap_or_default();
        match name {
            b"\x0bXMP DataXMP" => {
                self.at += 12;
                let start = self.at;
                self.blocks(|_| {})?;
                // The packet is not cut into sub-blocks; its trailer leads any reader to the empty one.
                let end = (self.at - 1).saturating_sub(XMP_TRAILER).max(start);
                found.xmp.get_or_insert(Cow::Borrowed(&self.bytes[start..end]));
                Ok(())
            }
            b"\x0bC2PA_GIF\x01\0\0" => {
                self.at += 12;
                let mut store = Vec::new();
                self.blocks(|block| store.extend_from_slice(block))?;
                found.c2pa.get_or_insert(Cow::Owned(store));
                Ok(())
            }
            _ => self.blocks(|_| {}),
        }
    }
}
