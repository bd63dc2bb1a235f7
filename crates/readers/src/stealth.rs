//! Text hidden in the lowest bits of pixels ("stealth pnginfo"): a magic word, the length in bits, the text, bit by
//! bit down the columns, either in alpha or in red, green, blue; plain or as gzip.

use std::io::Read;

use crate::claims::Place;
use crate::pixels::Rgba;

/// Most bytes of hidden text, packed or not.
const MAX_TEXT: usize = 16 << 20;

/// Length of the magic words in bytes.
const MAGIC: usize = 15;

/// A hidden text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Which bits it was in.
    pub place: Place,
    /// The bytes as hidden, before they are unpacked.
    pub raw: Vec<u8>,
    /// The text.
    pub text: String,
}

/// Looks for a hidden text; `None` where no magic word is.
#[must_use]
pub fn find(picture: &Rgba) -> Option<Result<Hidden, String>> {
    [Place::StealthAlpha, Place::StealthRgb].into_iter().find_map(|place| {
        let mut bits = Bits { picture, rgb: place == Place::StealthRgb, next: 0 };
        let packed =
            match (bits.bytes(MAGIC)?.as_slice(), place) {
                (b"stealth_pnginfo", Place::StealthAlpha)
                | (b"stealth_rgbinfo", Place::StealthRgb) => false,
                (b"stealth_pngcomp", Place::StealthAlpha)
                | (b"stealth_rgbcomp", Place::StealthRgb) => true,
                _ => return None,
            };
        Some(
            read(&mut bits, place, packed).map_err(|why| {
                format!("a text hidden in the {} was not read: {why}", place.name())
            }),
        )
    })
}

fn read(bits: &mut Bits<'_>, place: Place, packed: bool) -> Result<Hidden, &'static str> {
    let length = bits.bytes(4).ok_or("the picture ends before its length")?;
    let length = length.iter().fold(0usize, |n, byte| n << 8 | usize::from(*byte));
    if !length.is_multiple_of(8) {
        return Err("its length is no whole number of bytes");
    }
    if length / 8 > MAX_TEXT {
        return Err("it is larger than 16 MiB");
    }
    let raw = bits.bytes(length / 8).ok_or("it announces more bits than the picture has")?;
    let bytes = if packed { gunzip(&raw)? } else { raw.clone() };
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    Ok(Hidden { place, raw, text })
}

fn gunzip(packed: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(packed)
        .take(MAX_TEXT as u64 + 1)
        .read_to_end(&mut out)
        .map_err(|_| "its compressed data is broken")?;
    if out.len() > MAX_TEXT {
        return Err("it is larger than 16 MiB");
    }
    Ok(out)
}

/// Lowest bits in the order of hiding: down each column; of a pixel alpha, or red, green and blue.
struct Bits<'a> {
    picture: &'a Rgba,
    rgb: bool,
    next: u64,
}

impl Bits<'_> {
    fn bit(&mut self) -> Option<u8> {
        let (pixel, channel) =
            if self.rgb { (self.next / 3, self.next % 3) } else { (self.next, 3) };
        let (width, height) = (u64::from(self.picture.width), u64::from(self.picture.height));
        let (x, y) = (pixel / height, pixel % height);
        if x >= width {
            return None;
        }
        self.next += 1;
        let at = usize::try_from((y * width + x) * 4 + channel).ok()?;
        Some(self.picture.bytes.get(at)? & 1)
    }

    fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        let channels = if self.rgb { 3 } else { 1 };
        let all = u64::from(self.picture.width) * u64::from(self.picture.height) * channels;
        if all.checked_sub(self.next)? < count as u64 * 8 {
            return None;
        }
        (0..count).map(|_| (0..8).try_fold(0u8, |byte, _| Some(byte << 1 | self.bit()?))).collect()
    }
}
