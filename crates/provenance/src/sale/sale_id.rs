//! Sale ids: `collection (160 bits) << 64 | series (32) << 32 | phase (32)`, the top 32 bits zero.
//!
//! An id says by itself what it sells, and only the collection's owner can make a sale of that id. So an allow-list can be
//! bound to a sale that does not exist yet, and nobody else can take its id.

use core::fmt;

use crate::hash::Word;

/// A sale: one phase of selling one series of one collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SaleId {
    collection: [u8; 20],
    series: u32,
    phase: u32,
}

/// Why a number is no sale id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaleIdError {
    /// One of the top 32 bits is set.
    TooLarge {
        /// The top 32 bits.
        top: u32,
    },
}

impl fmt::Display for SaleIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::TooLarge { top } = self;
        write!(f, "not a sale id: its top 32 bits must be zero and are 0x{top:08x}")
    }
}

impl core::error::Error for SaleIdError {}

impl SaleId {
    /// The id of a phase.
    #[must_use]
    pub const fn new(collection: [u8; 20], series: u32, phase: u32) -> Self {
        Self { collection, series, phase }
    }

    /// Splits an id, all of whose bits count.
    ///
    /// # Errors
    /// [`SaleIdError::TooLarge`] when one of the top 32 bits is set.
    pub fn from_word(id: &Word) -> Result<Self, SaleIdError> {
        let (mut top, mut collection) = ([0; 4], [0; 20]);
        let (mut series, mut phase) = ([0; 4], [0; 4]);
        let parts = top.iter_mut().chain(&mut collection).chain(&mut series).chain(&mut phase);
        for (to, from) in parts.zip(id) {
            *to = *from;
        }
        match u32::from_be_bytes(top) {
            0 => Ok(Self {
                collection,
                series: u32::from_be_bytes(series),
                phase: u32::from_be_bytes(phase),
            }),
            top => Err(SaleIdError::TooLarge { top }),
        }
    }

    /// The id as a big-endian word.
    #[must_use]
    pub fn to_word(self) -> Word {
        let mut word = [0; 32];
        let (series, phase) = (self.series.to_be_bytes(), self.phase.to_be_bytes());
        let parts = [0; 4].iter().chain(&self.collection).chain(&series).chain(&phase);
        for (to, from) in word.iter_mut().zip(parts) {
            *to = *from;
        }
        word
    }

    /// The address of the collection.
    #[must_use]
    pub const fn collection(&self) -> &[u8; 20] {
        &self.collection
    }

    /// The series, counted from 0.
    #[must_use]
    pub const fn series(&self) -> u32 {
        self.series
    }

    /// The phase: any number that the collection's owner has not used for this series yet.
    #[must_use]
    pub const fn phase(&self) -> u32 {
        self.phase
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_lie_where_they_are_said_to_lie() {
        let word = SaleId::new([0xcc; 20], 0x0102_0304, 0x0506_0708).to_word();
        assert_eq!(word[..4], [0; 4]);
        assert_eq!(word[4..24], [0xcc; 20]);
        assert_eq!(word[24..], [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn each_of_the_top_bits_counts() {
        let id = SaleId::new([0xff; 20], u32::MAX, u32::MAX);
        assert_eq!(SaleId::from_word(&id.to_word()), Ok(id));
        for bit in 0..32 {
            let mut word = id.to_word();
            word[bit / 8] |= 0x80 >> (bit % 8);
            let top = 0x8000_0000 >> bit;
            assert_eq!(SaleId::from_word(&word), Err(SaleIdError::TooLarge { top }));
        }
    }
}
