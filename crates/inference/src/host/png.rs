//! A picture as a PNG file: 512 × 512 pixels with a palette, 4 bits a pixel, and what made it in a `parameters` text chunk.
//!
//! Chunks, filters and compression are those of Pillow's optimised PNG, so that the same picture is the same file wherever it is written.

use std::vec::Vec;

use super::{model::Palette, zlib};
use crate::shape::{IndexMap, SIDE};

/// Width and height of the file's picture in pixels.
pub const PIXELS: usize = 512;

/// Bytes of a row of pixels: two in each byte.
const ROW: usize = PIXELS / 2;
/// Pixels along the side of a cell.
const CELL: usize = PIXELS / SIDE;

/// Writes a picture. `parameters` is text in Latin-1, in the grammar of A1111's infotext.
#[must_use]
pub fn encode(picture: &IndexMap, palette: &Palette, parameters: &[u8]) -> Vec<u8> {
    let [_, _, a, b] = (PIXELS as u32).to_be_bytes();
    // Width, height, 4 bits a pixel, palette, and three zeros: DEFLATE, adaptive filters, not interlaced.
    let header = [0, 0, a, b, 0, 0, a, b, 4, 3, 0, 0, 0];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, b"IHDR", &header);
    chunk(&mut file, b"tEXt", &[b"parameters\0", parameters].concat());
    chunk(&mut file, b"PLTE", palette.as_flattened());
    chunk(&mut file, b"IDAT", &zlib::compress(&filtered(picture)));
    chunk(&mut file, b"IEND", &[]);
    file
}

/// Appends a chunk: length, name, content, and the CRC of the last two.
fn chunk(file: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    file.extend((content.len() as u32).to_be_bytes());
    let begin = file.len();
    file.extend(name);
    file.extend(content);
    let crc = crc32fast::hash(file.get(begin..).unwrap_or_default());
    file.extend(crc.to_be_bytes());
}

/// All rows, each filtered in the way that leaves the smallest numbers, after a byte that names the way.
#[must_use]
pub fn filtered(picture: &IndexMap) -> Vec<u8> {
    let mut out = Vec::with_capacity(PIXELS * (1 + ROW));
    let mut above = [0; ROW];
    for cells in picture.as_chunks::<SIDE>().0 {
        let mut row = [0; ROW];
        for (pair, cell) in row.chunks_exact_mut(CELL / 2).zip(cells) {
            pair.fill(cell << 4 | cell & 15);
        }
        // The first row of a cell differs from the one above it, the others do not.
        out.extend(filter(&row, &above));
        let repeated = filter(&row, &row);
        for _ in 1..CELL {
            out.extend(repeated);
        }
        above = row;
    }
    out
}

/// A row after the byte that names its filter: the first, in the order none, up, sub, average, Paeth, whose bytes are nearest to zero when read as signed numbers.
fn filter(row: &[u8; ROW], above: &[u8; ROW]) -> [u8; 1 + ROW] {
    type Predict = fn(u8, u8, u8) -> u8;
    const FILTERS: [(u8, Predict); 4] = [
        (2, |_, up, _| up),
        (1, |left, _, _| left),
        (3, |left, up, _| left.midpoint(up)),
        (4, paeth),
    ];
    let distance = |bytes: &[u8; ROW]| -> u32 {
        bytes.iter().map(|byte| u32::from(byte.cast_signed().unsigned_abs())).sum()
    };
    let mut best = (0, *row);
    let mut least = distance(row);
    for (name, predict) in FILTERS {
        if least == 0 {
            break;
        }
        let mut bytes = *row;
        let (mut left, mut corner) = (0, 0);
        for ((byte, now), up) in bytes.iter_mut().zip(row).zip(above) {
            *byte = now.wrapping_sub(predict(left, *up, corner));
            (left, corner) = (*now, *up);
        }
        let here = distance(&bytes);
        if here < least {
            (least, best) = (here, (name, bytes));
        }
    }
    let (name, bytes) = best;
    let mut filtered = [name; 1 + ROW];
    for (to, from) in filtered.iter_mut().skip(1).zip(bytes) {
        *to = from;
    }
    filtered
}

/// The neighbour that is nearest to `left + up - corner`; of equally near ones in that order.
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let (to_left, to_up, to_corner) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}
