//! Hashes of PNG pictures that are too large to be held: row by row, in the memory of a few rows.

use super::decode::{expand, open};
use super::{Hasher, PixelHashes};
use crate::error::Damage;

/// Most pixels that are hashed at all: 20,000 × 20,000 and some more.
pub const MAX_STREAMED: u64 = 500_000_000;

/// Hashes a PNG row by row; `None` for interlaced pictures, whose rows do not come in order.
pub(super) fn hash_png(bytes: &[u8]) -> Result<Option<PixelHashes>, Damage> {
    let mut reader = open(bytes)?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    if info.interlaced {
        return Ok(None);
    }
    let (color, _) = reader.output_color_type();
    let mut hasher = Hasher::new(width, height, true);
    let mut rgba = Vec::new();
    while let Some(row) = reader.next_row().map_err(super::decode::broken)? {
        match color {
            png::ColorType::Rgba => hasher.row(row.data()),
            _ => {
                rgba.clear();
                expand(color, row.data(), &mut rgba)?;
                hasher.row(&rgba);
            }
        }
    }
    Ok(Some(hasher.finish()))
}
