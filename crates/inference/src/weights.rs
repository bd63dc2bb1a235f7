//! A checked view of the weights: exact lengths, and values for which 32-bit sums are exact.

use core::fmt;

use crate::shape::{Latent, BASE, LATENT};

/// The largest magnitude of a bias. The products of any layer sum to less than 2^23, so with it no sum leaves 32 bits.
pub const MAX_BIAS: i32 = 1 << 30;

/// The largest right shift: that of a 32-bit number.
pub const MAX_SHIFT: u8 = 31;

/// The tensors of a network as they come, before anything is known about them. Row-major, the last dimension is the output channel.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts<'a> {
    /// `fc.weight`, 64 × 768.
    pub fc_weight: &'a [i8],
    /// `fc.bias`, 768.
    pub fc_bias: &'a [i32],
    /// `c1.weight`, 3 × 3 × 48 × 160.
    pub c1_weight: &'a [i8],
    /// `c1.bias`, 160.
    pub c1_bias: &'a [i32],
    /// `c2.weight`, 3 × 3 × 40 × 120.
    pub c2_weight: &'a [i8],
    /// `c2.bias`, 120.
    pub c2_bias: &'a [i32],
    /// `c3.weight`, 3 × 3 × 30 × 60.
    pub c3_weight: &'a [i8],
    /// `c3.bias`, 60.
    pub c3_bias: &'a [i32],
    /// `shifts`, 4: of the dense layer, of the first and second convolution; the fourth is not used by `inkling/1`.
    pub shifts: &'a [u8],
}

/// The weights of a network, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Weights<'a> {
    pub(crate) fc_weight: &'a [i8; LATENT * BASE],
    pub(crate) fc_bias: &'a [i32; BASE],
    pub(crate) c1_weight: &'a [i8; 9 * 48 * 160],
    pub(crate) c1_bias: &'a [i32; 160],
    pub(crate) c2_weight: &'a [i8; 9 * 40 * 120],
    pub(crate) c2_bias: &'a [i32; 120],
    pub(crate) c3_weight: &'a [i8; 9 * 30 * 60],
    pub(crate) c3_bias: &'a [i32; 60],
    pub(crate) shifts: [u32; 3],
}

impl<'a> Weights<'a> {
    /// Checks every length, every bias and every shift.
    ///
    /// # Errors
    /// [`WeightsError`] names the first tensor that is wrong.
    pub fn new(parts: &Parts<'a>) -> Result<Self, WeightsError> {
        Ok(Self {
            fc_weight: exact("fc.weight", parts.fc_weight)?,
            fc_bias: bias("fc.bias", parts.fc_bias)?,
            c1_weight: exact("c1.weight", parts.c1_weight)?,
            c1_bias: bias("c1.bias", parts.c1_bias)?,
            c2_weight: exact("c2.weight", parts.c2_weight)?,
            c2_bias: bias("c2.bias", parts.c2_bias)?,
            c3_weight: exact("c3.weight", parts.c3_weight)?,
            c3_bias: bias("c3.bias", parts.c3_bias)?,
            shifts: shifts(parts.shifts)?,
        })
    }
}

/// The latents of all concepts, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Latents<'a>(&'a [Latent]);

impl<'a> Latents<'a> {
    /// Latents that lie one behind the other.
    ///
    /// # Errors
    /// [`WeightsError::Length`] if they end inside one.
    pub fn new(numbers: &'a [i8]) -> Result<Self, WeightsError> {
        match numbers.as_chunks() {
            (latents, []) => Ok(Self(latents)),
            (latents, _) => Err(WeightsError::Length {
                tensor: "latents",
                wanted: (latents.len() + 1) * LATENT,
                found: numbers.len(),
            }),
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The latent of the concept at this place, if there is one.
    #[must_use]
    pub fn get(&self, concept: usize) -> Option<&'a Latent> {
        self.0.get(concept)
    }
}

/// Why tensors are not the weights of an `inkling/1` network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightsError {
    /// A tensor has the wrong number of elements.
    Length {
        /// Its name.
        tensor: &'static str,
        /// Elements it must have.
        wanted: usize,
        /// Elements it has.
        found: usize,
    },
    /// A bias is larger than [`MAX_BIAS`], so that sums might not be exact.
    Bias {
        /// Its tensor.
        tensor: &'static str,
        /// Its place.
        at: usize,
        /// Its value.
        value: i32,
    },
    /// A shift is larger than [`MAX_SHIFT`].
    Shift {
        /// Its place.
        at: usize,
        /// Its value.
        value: u8,
    },
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { tensor, wanted, found } => {
                write!(f, "{tensor} has {found} elements where inkling/1 has {wanted}")
            }
            Self::Bias { tensor, at, value } => {
                write!(
                    f,
                    "{tensor}[{at}] is {value}; biases lie between -{MAX_BIAS} and {MAX_BIAS}"
                )
            }
            Self::Shift { at, value } => {
                write!(f, "shifts[{at}] is {value}; the most is {MAX_SHIFT}")
            }
        }
    }
}

impl core::error::Error for WeightsError {}

fn exact<'a, T, const N: usize>(
    tensor: &'static str,
    found: &'a [T],
) -> Result<&'a [T; N], WeightsError> {
    found.try_into().map_err(|_| WeightsError::Length { tensor, wanted: N, found: found.len() })
}

fn bias<'a, const N: usize>(
    tensor: &'static str,
    found: &'a [i32],
) -> Result<&'a [i32; N], WeightsError> {
    let all = exact(tensor, found)?;
    match all.iter().enumerate().find(|(_, b)| b.unsigned_abs() > MAX_BIAS.unsigned_abs()) {
        Some((at, &value)) => Err(WeightsError::Bias { tensor, at, value }),
        None => Ok(all),
    }
}

fn shifts(found: &[u8]) -> Result<[u32; 3], WeightsError> {
    let all: &[u8; 4] = exact("shifts", found)?;
    if let Some((at, &value)) = all.iter().enumerate().find(|(_, s)| **s > MAX_SHIFT) {
        return Err(WeightsError::Shift { at, value });
    }
    let [dense, first, second, _] = *all;
    Ok([dense.into(), first.into(), second.into()])
}
