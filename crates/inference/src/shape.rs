//! The sizes of `inkling/1` and the types of what flows between its layers. Maps are row by row, channels last.

/// Numbers in a latent.
pub const LATENT: usize = 64;

/// Side of the picture in cells.
pub const SIDE: usize = 32;

/// Colours of the palette, which is also the number of channels that the last layer gives. Index 0 is the background.
pub const COLOURS: usize = 15;

/// Multiplications of one picture drawn from one concept, taps outside the map not counted.
pub const MACS: usize =
    LATENT * BASE + taps(4) * 48 * 160 + taps(8) * 40 * 120 + taps(16) * 30 * 60;

/// Numbers in a map of 4 × 4 cells and 48 channels.
pub const BASE: usize = 4 * 4 * 48;

/// Numbers in a map of 8 × 8 cells and 40 channels.
pub const MIDDLE: usize = 8 * 8 * 40;

/// Numbers in a map of 16 × 16 cells and 30 channels.
pub const FINE: usize = 16 * 16 * 30;

/// What stands for a concept.
pub type Latent = [i8; LATENT];

/// What the dense layer gives: 4 × 4 × 48.
pub type BaseMap = [i8; BASE];

/// What the first convolution gives: 8 × 8 × 40.
pub type MiddleMap = [i8; MIDDLE];

/// What the second convolution gives: 16 × 16 × 30.
pub type FineMap = [i8; FINE];

/// What the last convolution gives, before the choice of a colour: 32 × 32 × 15.
pub type Logits = [i32; SIDE * SIDE * COLOURS];

/// The picture: one palette index a cell, 32 × 32.
pub type IndexMap = [u8; SIDE * SIDE];

/// Taps of a 3 × 3 window that lie inside a map of this side, over all its cells.
const fn taps(side: usize) -> usize {
    (3 * side - 2) * (3 * side - 2)
}
