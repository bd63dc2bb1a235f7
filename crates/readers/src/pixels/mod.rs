//! Hashes of what is seen rather than of the file: the pixel hash and the difference hash of `ap/1`.

mod decode;
mod rows;

pub use decode::decode;
pub use rows::MAX_STREAMED;

use sha2::{Digest, Sha256};

use crate::Kind;

/// Most pixels that are decoded at once: 50 million need 200 MB as RGBA.
pub const MAX_PIXELS: u64 = 50_000_000;

/// About how many bytes decoding takes, as the first 33 bytes of a file of `size` bytes tell.
#[must_use]
pub fn memory(head: &[u8], size: u64) -> u64 {
    let number = |at: usize, width| {
        let digits = head.get(at..at + width).unwrap_or_default();
        digits.iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte))
    };
    let swapped = |at| u64::from((number(at, 4) as u32).swap_bytes());
    let (pixels, each) = match Kind::sniff(head) {
        Some(Kind::Png) => (swapped(16).saturating_mul(swapped(20)), 6),
        Some(Kind::Gif) => (number(6, 2) * number(8, 2), 10),
        Some(Kind::WebP) => match head.get(12..16) {
            Some(b"VP8X") => ((number(24, 3) + 1) * (number(27, 3) + 1), 12),
            Some(b"VP8L") => {
                let bits = number(21, 4);
                (((bits & 0x3fff) + 1) * ((bits >> 14 & 0x3fff) + 1), 12)
            }
            _ => ((number(26, 2) & 0x3fff) * (number(28, 2) & 0x3fff), 12),
        },
        // The frame header is further in; a JPEG is seldom smaller than a thirtieth of its pixels.
        Some(Kind::Jpeg) => (size.saturating_mul(5).min(MAX_PIXELS), 6),
        Some(Kind::Avif) | None => (0, 0),
    };
    if pixels > MAX_PIXELS {
        // It is hashed row by row, or not at all.
        return 1 << 20;
    }
    pixels * each
}

/// Hashes over decoded pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelHashes {
    /// SHA-256 of `"ap/px/1" ‖ 0x00 ‖ width ‖ height ‖ 4 ‖ 8 ‖ RGBA rows`; survives re-compression. Absent for lossy
    /// pictures, whose decoders may differ by a bit.
    pub pixel_sha256: Option<[u8; 32]>,
    /// 8×8 comparison of neighbouring box averages: near-duplicate search only, never proof.
    pub dhash64: u64,
}

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rgba {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Four bytes a pixel, rows from the top.
    pub bytes: Vec<u8>,
}

impl Rgba {
    /// The hashes of these pixels; the pixel hash for lossless pictures only.
    #[must_use]
    pub fn hash(&self, lossless: bool) -> PixelHashes {
        let mut hasher = Hasher::new(self.width, self.height, lossless);
        let stride = 4 * (self.width as usize).max(1);
        self.bytes.chunks_exact(stride).for_each(|row| hasher.row(row));
        hasher.finish()
    }
}

/// Hashes a picture row by row.
pub(crate) struct Hasher {
    sha: Option<Sha256>,
    luma: Luma,
}

impl Hasher {
    pub(crate) fn new(width: u32, height: u32, lossless: bool) -> Self {
        let sha = lossless.then(|| {
            let mut sha = Sha256::new();
            sha.update(b"ap/px/1\0");
            sha.update(width.to_be_bytes());
            sha.update(height.to_be_bytes());
            sha.update([4, 8]);
            sha
        });
        Self { sha, luma: Luma::new(width as usize, height as usize) }
    }

    /// Takes the next row, RGBA.
    pub(crate) fn row(&mut self, rgba: &[u8]) {
        if let Some(sha) = &mut self.sha {
            sha.update(rgba);
        }
        self.luma.row(rgba);
    }

    pub(crate) fn finish(self) -> PixelHashes {
        PixelHashes {
            pixel_sha256: self.sha.map(|sha| sha.finalize().into()),
            dhash64: self.luma.difference(),
        }
    }
}

/// Sums of luma = (77R + 150G + 29B) >> 8 over 9×8 boxes. A box of a picture with fewer pixels than boxes is one pixel.
struct Luma {
    width: usize,
    height: usize,
    row: usize,
    columns: [(usize, usize); 9],
    sums: [[u64; 9]; 8],
}

/// First pixel of box `index` of `parts`, and the one behind its last.
fn span(index: usize, parts: usize, size: usize) -> (usize, usize) {
    let start = (index * size / parts).min(size.saturating_sub(1));
    (start, ((index + 1) * size / parts).max(start + 1))
}

impl Luma {
    fn new(width: usize, height: usize) -> Self {
        let columns = std::array::from_fn(|index| span(index, 9, width));
        Self { width, height, row: 0, columns, sums: [[0; 9]; 8] }
    }

    fn row(&mut self, rgba: &[u8]) {
        let y = self.row;
        self.row += 1;
        if self.width == 0 {
            return;
        }
        let mut sums = [0; 9];
        for (sum, (start, end)) in sums.iter_mut().zip(self.columns) {
            let pixels = rgba.get(4 * start..4 * end).unwrap_or_default();
            let luma = |p: &[u8]| {
                (77 * u32::from(p[0]) + 150 * u32::from(p[1]) + 29 * u32::from(p[2])) >> 8
            };
            *sum = pixels.chunks_exact(4).map(|pixel| u64::from(luma(pixel))).sum();
        }
        for (index, totals) in self.sums.iter_mut().enumerate() {
            let (top, bottom) = span(index, 8, self.height);
            if (top..bottom).contains(&y) {
                totals.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
            }
        }
    }

    /// Bit = left > right; the first comparison is the highest bit.
    fn difference(&self) -> u64 {
        let mut bits = 0u64;
        for (row, sums) in self.sums.iter().enumerate() {
            let (top, bottom) = span(row, 8, self.height);
            let average = |column: usize| {
                let (start, end) = self.columns[column];
                sums[column] / ((bottom - top) * (end - start)) as u64
            };
            for column in 1..9 {
                bits = bits << 1 | u64::from(average(column - 1) > average(column));
            }
        }
        bits
    }
}
