//! A small random number generator (SplitMix64), started anew for each case.

pub(crate) struct Random(u64);

impl Random {
    /// The generator of one case.
    pub(crate) fn of_case(seed: u64, index: u64) -> Self {
        let mut base = Self(seed);
        Self(base.next() ^ Self(index).next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 for the bound 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of the items.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// A number that is likely to lie at some edge.
    pub(crate) fn edge(&mut self) -> i64 {
        let edges =
            [0, 1, 2, 4, 31, 32, 64, 255, 4_096, 65_535, 65_536, 131_072, i64::from(i32::MAX)];
        match self.below(6) {
            0 => -self.pick(&edges) - 1,
            1 => self.pick(&[i64::MIN, i64::MAX, -1, i64::from(i32::MIN), 0xffff_ffff]),
            2 => self.next().cast_signed(),
            _ => self.pick(&edges),
        }
    }

    /// The same as text for an `i32.const`.
    pub(crate) fn edge32(&mut self) -> i32 {
        self.edge() as i32
    }
}
