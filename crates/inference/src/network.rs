//! The network: each layer as a function of what the one before gave, and all of them as [`draw`].

use crate::{
    layers::{accumulate, activate, convolve},
    shape::{
        BaseMap, FineMap, IndexMap, Latent, Logits, MiddleMap, BASE, COLOURS, FINE, LATENT, MIDDLE,
        SIDE,
    },
    weights::Weights,
};

/// Draws one latent, or one over another: the upper half of the first, the lower half of the second.
#[must_use]
pub fn draw(weights: &Weights<'_>, top: &Latent, bottom: Option<&Latent>) -> IndexMap {
    let mut x = base(weights, top);
    if let Some(bottom) = bottom {
        x = splice(&x, &base(weights, bottom));
    }
    paint(weights, &fine(weights, &middle(weights, &x)))
}

/// The dense layer: a latent to 4 × 4 × 48.
#[must_use]
pub fn base(weights: &Weights<'_>, latent: &Latent) -> BaseMap {
    let mut sums = *weights.fc_bias;
    accumulate::<16, LATENT, BASE>(&mut sums, latent, weights.fc_weight.as_chunks::<BASE>().0);
    sums.map(|sum| activate(sum, weights.shifts[0]))
}

/// Rows 0 and 1 of one base map, rows 2 and 3 of another.
#[must_use]
pub fn splice(top: &BaseMap, bottom: &BaseMap) -> BaseMap {
    let mut spliced = *bottom;
    for (to, from) in spliced.iter_mut().zip(top).take(BASE / 2) {
        *to = *from;
    }
    spliced
}

/// The first convolution: 4 × 4 × 48 to 8 × 8 × 40.
#[must_use]
pub fn middle(weights: &Weights<'_>, map: &BaseMap) -> MiddleMap {
    let mut out = [0; MIDDLE];
    convolve::<48, 160>(map, 4, weights.c1_weight, weights.c1_bias, |cell, sums| {
        store(&mut out, cell, sums, weights.shifts[1]);
    });
    out
}

/// The second convolution: 8 × 8 × 40 to 16 × 16 × 30.
#[must_use]
pub fn fine(weights: &Weights<'_>, map: &MiddleMap) -> FineMap {
    let mut out = [0; FINE];
    convolve::<40, 120>(map, 8, weights.c2_weight, weights.c2_bias, |cell, sums| {
        store(&mut out, cell, sums, weights.shifts[2]);
    });
    out
}

/// The last convolution: 16 × 16 × 30 to one number for each colour of each cell. [`paint`] does the same without keeping them.
#[must_use]
pub fn logits(weights: &Weights<'_>, map: &FineMap) -> Logits {
    let mut out = [0; SIDE * SIDE * COLOURS];
    convolve::<30, 60>(map, 16, weights.c3_weight, weights.c3_bias, |cell, sums| {
        for (to, sum) in out.iter_mut().skip(cell * COLOURS).zip(sums) {
            *to = *sum;
        }
    });
    out
}

/// The last convolution and the choice of the strongest colour in each cell.
#[must_use]
pub fn paint(weights: &Weights<'_>, map: &FineMap) -> IndexMap {
    let mut out = [0; SIDE * SIDE];
    convolve::<30, 60>(map, 16, weights.c3_weight, weights.c3_bias, |cell, sums| {
        if let Some(to) = out.get_mut(cell) {
            *to = strongest(sums);
        }
    });
    out
}

/// The place of the largest number; the first of them where several are equal.
fn strongest(sums: &[i32]) -> u8 {
    let mut best = (0, i32::MIN);
    for (place, &sum) in (0u8..).zip(sums) {
        if sum > best.1 {
            best = (place, sum);
        }
    }
    best.0
}

/// Writes the activations of one cell to its place in the map.
fn store(out: &mut [i8], cell: usize, sums: &[i32], shift: u32) {
    for (to, sum) in out.iter_mut().skip(cell * sums.len()).zip(sums) {
        *to = activate(*sum, shift);
    }
}
