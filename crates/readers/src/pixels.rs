//! Hashes of what is seen rather than of the file: the pixel hash and the difference hash of `ap/1`.

use sha2::{Digest, Sha256};

use crate::Damage;

/// Most pixels that are decoded: 50 million need 200 MB as RGBA.
pub const MAX_PIXELS: u64 = 50_000_000;

/// Hashes over decoded pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelHashes {
    /// SHA-256 of `"ap/px/1" ‖ 0x00 ‖ width ‖ height ‖ 4 ‖ 8 ‖ RGBA rows`; survives re-compression.
    pub pixel_sha256: [u8; 32],
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
    /// The hashes of these pixels.
    #[must_use]
    pub fn hash(&self) -> PixelHashes {
        hash_rgba(self.width, self.height, &self.bytes)
    }
}

/// Decodes an 8-bit (or smaller) PNG and hashes its pixels; `None` where [`decode_png`] gives none.
///
/// # Errors
/// As [`decode_png`].
pub fn hash_png(bytes: &[u8]) -> Result<Option<PixelHashes>, Damage> {
    Ok(decode_png(bytes)?.map(|picture| picture.hash()))
}

/// Decodes an 8-bit (or smaller) PNG; `None` for 16-bit pictures and for more than [`MAX_PIXELS`], where `ap/1` defines
/// no pixel hash.
///
/// # Errors
/// [`Damage`] when the compressed pixels are broken.
pub fn decode_png(bytes: &[u8]) -> Result<Option<Rgba>, Damage> {
    let mut decoder = png::Decoder::new_with_limits(
        std::io::Cursor::new(bytes),
        png::Limits { bytes: 4 * MAX_PIXELS as usize },
    );
    decoder.ignore_checksums(false);
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let broken = |why: png::DecodingError| {
        Damage::somewhere(format!(
            "its pixels cannot be decoded ({})",
            lower_first(&why.to_string())
        ))
    };
    let info = decoder.read_header_info().map_err(broken)?;
    let (width, height) = (info.width, info.height);
    let sixteen = info.bit_depth == png::BitDepth::Sixteen;
    if sixteen || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Ok(None);
    }
    let mut reader = decoder.read_info().map_err(broken)?;
    let size = reader
        .output_buffer_size()
        .ok_or_else(|| Damage::somewhere("its dimensions overflow the memory of this machine"))?;
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).map_err(broken)?;
    buffer.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => buffer,
        png::ColorType::GrayscaleAlpha => {
            buffer.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect()
        }
        other => return Err(Damage::somewhere(format!("its decoder answered {other:?} pixels"))),
    };
    Ok(Some(Rgba { width, height, bytes: rgba }))
}

/// Hashes `rgba` (four bytes a pixel, rows from the top).
#[must_use]
pub fn hash_rgba(width: u32, height: u32, rgba: &[u8]) -> PixelHashes {
    let mut hasher = Sha256::new();
    hasher.update(b"ap/px/1\0");
    hasher.update(width.to_be_bytes());
    hasher.update(height.to_be_bytes());
    hasher.update([4, 8]);
    hasher.update(rgba);
    PixelHashes { pixel_sha256: hasher.finalize().into(), dhash64: difference(width, height, rgba) }
}

/// 9×8 box averages of luma = (77R + 150G + 29B) >> 8; bit = left > right; the first comparison is the highest bit.
fn difference(width: u32, height: u32, rgba: &[u8]) -> u64 {
    let (width, height) = (width as usize, height as usize);
    let span = |index: usize, parts: usize, size: usize| {
        let start = (index * size / parts).min(size - 1);
        (start, ((index + 1) * size / parts).max(start + 1))
    };
    let mut bits = 0u64;
    for row in 0..8 {
        let (top, bottom) = span(row, 8, height);
        let mut left = None;
        for column in 0..9 {
            let (start, end) = span(column, 9, width);
            let mut sum = 0u64;
            for y in top..bottom {
                for pixel in rgba[4 * (y * width + start)..4 * (y * width + end)].chunks_exact(4) {
                    let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u64::from);
                    sum += (77 * r + 150 * g + 29 * b) >> 8;
                }
            }
            let average = sum / ((bottom - top) * (end - start)) as u64;
            if let Some(left) = left {
                bits = bits << 1 | u64::from(left > average);
            }
            left = Some(average);
        }
    }
    bits
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
