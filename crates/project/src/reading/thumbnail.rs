//! Small pictures for the contact sheet: box averages on white, in integers, so that every machine makes the same.

use colophon_readers::pixels::Rgba;

/// What is behind transparent parts and beside narrow pictures.
const BACKGROUND: u8 = 255;

/// A square of RGB bytes, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// Side in pixels.
    pub side: u32,
    /// Three bytes a pixel.
    pub rgb: Box<[u8]>,
}

impl Thumbnail {
    /// An empty one.
    #[must_use]
    pub fn blank(side: u32) -> Self {
        Self { side, rgb: vec![BACKGROUND; 3 * (side * side) as usize].into() }
    }

    /// Fits `picture` into a square, in the middle; small pictures are enlarged.
    #[must_use]
    pub fn of(picture: &Rgba, side: u32) -> Self {
        let mut thumbnail = Self::blank(side);
        let longest = u64::from(picture.width.max(picture.height).max(1));
        let fit = |length: u32| ((u64::from(length) * u64::from(side) / longest) as u32).max(1);
        let (width, height) = (fit(picture.width), fit(picture.height));
        let (left, top) = ((side - width) / 2, (side - height) / 2);
        for y in 0..height {
            for x in 0..width {
                let color = average(
                    picture,
                    span(x, width, picture.width),
                    span(y, height, picture.height),
                );
                let at = 3 * ((top + y) * side + left + x) as usize;
                thumbnail.rgb[at..at + 3].copy_from_slice(&color);
            }
        }
        thumbnail
    }
}

/// Which of `size` pixels the part `index` of `parts` covers; at least one.
fn span(index: u32, parts: u32, size: u32) -> std::ops::Range<usize> {
    let at = |index: u32| (u64::from(index) * u64::from(size) / u64::from(parts)) as usize;
    let start = at(index).min(size.saturating_sub(1) as usize);
    start..at(index + 1).max(start + 1)
}

fn average(
    picture: &Rgba,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> [u8; 3] {
    let mut sums = [0u64; 3];
    let count = (columns.len() * rows.len()) as u64;
    for y in rows {
        let row = 4 * y * picture.width as usize;
        let part = &picture.bytes[row + 4 * columns.start..row + 4 * columns.end];
        for pixel in part.chunks_exact(4) {
            let alpha = u64::from(pixel[3]);
            for (sum, channel) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(*channel) * alpha + u64::from(BACKGROUND) * (255 - alpha);
            }
        }
    }
    sums.map(|sum| (sum / (255 * count.max(1))) as u8)
}
