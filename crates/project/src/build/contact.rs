//! `contact.png`: all pieces at a glance, in rows by index. Bounded in size; cells of pieces that have not changed are
//! taken from the sheet that is there.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::reading::Thumbnail;

/// The file's name in the build folder.
pub(super) const FILE: &str = "contact.png";

/// Longest side in pixels.
const SIDE: u32 = 4096;

/// Largest cell in pixels.
const CELL: u32 = 128;

/// Where the pieces are on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grid {
    /// Pieces in a row.
    pub(super) columns: u32,
    /// Rows.
    pub(super) rows: u32,
    /// Side of a piece in pixels.
    pub(super) cell: u32,
}

impl Grid {
    /// The grid for so many pieces: as square as can be.
    #[must_use]
    pub(super) fn of(count: u32) -> Self {
        let count = count.max(1);
        let floor = count.isqrt();
        let columns = if floor * floor == count { floor } else { floor + 1 };
        Self { columns, rows: count.div_ceil(columns), cell: (SIDE / columns).clamp(1, CELL) }
    }

    fn width(self) -> usize {
        (self.columns * self.cell) as usize
    }

    /// Rows of pixels of the cell `index`, as ranges of bytes of the sheet.
    fn lines(self, index: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
        let (cell, width) = (self.cell as usize, self.width());
        let (row, column) = (index / self.columns as usize, index % self.columns as usize);
        let first = 3 * (row * cell * width + column * cell);
        (0..cell).map(move |line| {
            let start = first + line * 3 * width;
            start..start + 3 * cell
        })
    }
}

/// A sheet of RGB pixels.
#[derive(Debug)]
pub(super) struct Sheet {
    grid: Grid,
    rgb: Vec<u8>,
}

impl Sheet {
    /// A white sheet for so many pieces.
    #[must_use]
    pub(super) fn new(grid: Grid) -> Self {
        let bytes = 3 * grid.width() * (grid.rows * grid.cell) as usize;
        Self { grid, rgb: vec![255; bytes] }
    }

    /// The sheet in a file of an earlier build, if it is the one with this hash and has this grid.
    #[must_use]
    pub(super) fn load(path: &Path, sha256: &[u8; 32], grid: Grid) -> Option<Self> {
        let bytes = std::fs::read(path).ok()?;
        if Sha256::digest(&bytes).as_slice() != sha256 {
            return None;
        }
        let mut sheet = Self::new(grid);
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().ok()?;
        if reader.output_buffer_size() != Some(sheet.rgb.len())
            || reader.info().width as usize != grid.width()
        {
            return None;
        }
        reader.next_frame(&mut sheet.rgb).ok()?;
        Some(sheet)
    }

    /// Puts a piece on the sheet. A thumbnail of another size is left out.
    pub(super) fn put(&mut self, index: usize, thumbnail: &Thumbnail) {
        if thumbnail.side != self.grid.cell {
            return;
        }
        let line = 3 * thumbnail.side as usize;
        for (range, pixels) in self.grid.lines(index).zip(thumbnail.rgb.chunks_exact(line)) {
            if let Some(to) = self.rgb.get_mut(range) {
                to.copy_from_slice(pixels);
            }
        }
    }

    /// Copies a piece from another sheet of the same grid's cells.
    pub(super) fn copy(&mut self, index: usize, from: &Self, its_index: usize) {
        for (to, from_range) in self.grid.lines(index).zip(from.grid.lines(its_index)) {
            if let (Some(to), Some(pixels)) = (self.rgb.get_mut(to), from.rgb.get(from_range)) {
                to.copy_from_slice(pixels);
            }
        }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// What the encoder says.
    pub(super) fn encode(&self) -> Result<Vec<u8>, png::EncodingError> {
        let mut bytes = Vec::new();
        let (width, height) = (self.grid.columns * self.grid.cell, self.grid.rows * self.grid.cell);
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb)?;
        writer.finish()?;
        Ok(bytes)
    }
}
