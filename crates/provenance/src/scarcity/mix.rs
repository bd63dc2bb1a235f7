//! A fast sequence of numbers for the search: it needs no secrecy, only the same sequence everywhere. Who gets what does not
//! depend on it ([`super::assignment`]).

use alloc::vec::Vec;

/// The generator SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(super) struct Mix(u64);

impl Mix {
    pub(super) const fn new(start: u64) -> Self {
        Self(start)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.0)
    }

    /// A number below `bound`; 0 if that is 0. The bias of a bound below 2^32 is below 2^-32, which a search does not notice.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()).saturating_mul(bound as u128) >> 64;
        usize::try_from(wide).unwrap_or(0)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last.saturating_add(1));
            items.swap(last, other.min(last));
        }
    }

    /// Values, each as often as its count says, in random order.
    pub(super) fn column(&mut self, counts: &[u32]) -> Vec<u32> {
        let mut column: Vec<u32> = Vec::new();
        for (value, count) in (0_u32..).zip(counts) {
            column.extend(core::iter::repeat_n(value, usize::try_from(*count).unwrap_or(0)));
        }
        self.shuffle(&mut column);
        column
    }
}

/// The output function of SplitMix64: a bijection whose bits all depend on all bits.
pub(super) const fn scramble(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
