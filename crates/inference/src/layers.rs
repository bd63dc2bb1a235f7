//! The arithmetic of the layers: activation, dense layer, 3 × 3 convolution, depth to space.
//!
//! Sums are 32-bit and exact: [`crate::weights::Weights`] admits no weights for which they could overflow. The wrapping operations below
//! say so to the compiler, which would otherwise put a check into the innermost loop.

/// The activation: a leaky ramp, scaled down by a shift and cut to 8 bits.
pub(crate) const fn activate(sum: i32, shift: u32) -> i8 {
    let leaky = if sum > sum >> 3 { sum } else { sum >> 3 };
    let scaled = leaky.wrapping_shr(shift);
    if scaled < -128 {
        -128
    } else if scaled > 127 {
        127
    } else {
        scaled as i8
    }
}

/// Adds to `sums` the product of a row of inputs with a matrix of as many rows.
///
/// `TILE` sums at a time, so that they stay in registers, and two rows at a time: a pair of 16-bit products and their sum is one instruction
/// on most machines.
pub(crate) fn accumulate<const TILE: usize, const IN: usize, const OUT: usize>(
    sums: &mut [i32; OUT],
    inputs: &[i8; IN],
    rows: &[[i8; OUT]],
) {
    const { assert!(OUT.is_multiple_of(TILE) && IN.is_multiple_of(2), "whole tiles, whole pairs") };
    let (pairs, row_pairs) = (inputs.as_chunks::<2>().0, rows.as_chunks::<2>().0);
    for (tile, sums) in sums.as_chunks_mut::<TILE>().0.iter_mut().enumerate() {
        let mut held = *sums;
        for ([a, b], [wa, wb]) in pairs.iter().zip(row_pairs) {
            let (a, b) = (i32::from(*a), i32::from(*b));
            let (wa, wb) = (wa.as_chunks::<TILE>().0, wb.as_chunks::<TILE>().0);
            let (Some(wa), Some(wb)) = (wa.get(tile), wb.get(tile)) else { continue };
            for ((sum, wa), wb) in held.iter_mut().zip(wa).zip(wb) {
                let products = (a * i32::from(*wa)).wrapping_add(b * i32::from(*wb));
                *sum = sum.wrapping_add(products);
            }
        }
        *sums = held;
    }
}

/// A 3 × 3 convolution with a border of zeros over a square map, then depth to space by 2.
///
/// Calls `put(cell, sums)` once for each cell of the map of twice the side, with that cell's `OUT / 4` channels.
pub(crate) fn convolve<const IN: usize, const OUT: usize>(
    map: &[i8],
    side: usize,
    weight: &[i8],
    bias: &[i32; OUT],
    mut put: impl FnMut(usize, &[i32]),
) {
    let cells = map.as_chunks::<IN>().0;
    let taps = weight.as_chunks::<OUT>().0;
    for y in 0..side {
        for x in 0..side {
            let mut sums = *bias;
            for (tap, rows) in taps.chunks_exact(IN).enumerate() {
                if let Some(inputs) = neighbour(cells, side, (y, x), tap) {
                    accumulate::<20, IN, OUT>(&mut sums, inputs, rows);
                }
            }
            for (quarter, channels) in sums.chunks_exact(OUT / 4).enumerate() {
                put((2 * y + quarter / 2) * 2 * side + 2 * x + quarter % 2, channels);
            }
        }
    }
}

/// The cell that tap `0..9` of the window around `(y, x)` covers, if it lies inside the map.
fn neighbour<const IN: usize>(
    cells: &[[i8; IN]],
    side: usize,
    (y, x): (usize, usize),
    tap: usize,
) -> Option<&[i8; IN]> {
    let y = (y + tap / 3).checked_sub(1).filter(|y| *y < side)?;
    let x = (x + tap % 3).checked_sub(1).filter(|x| *x < side)?;
    cells.get(y * side + x)
}
