//! What a piece costs, as a function of the seconds since a sale began: fixed, falling along a line, or halving.
//!
//! A price never rises, starts at the start price and never leaves the range between floor and start.

use core::fmt;

use super::amount;

/// How a price falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Curve {
    /// Not at all.
    Fixed = 0,
    /// `start − floor((start − floor) × elapsed / period)`, the floor from `period` on.
    Linear = 1,
    /// The larger of the floor and [`halve`]`(start, elapsed, period)`.
    Exponential = 2,
}

/// Why a price was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceError {
    /// There is no curve of this number.
    Curve {
        /// The number that was given: 0, 1 or 2 are possible.
        curve: u8,
    },
    /// The floor is above the start, or a fixed price has a floor of its own.
    Range {
        /// The price at the start.
        start: u128,
        /// The lowest price.
        floor: u128,
    },
    /// A falling price needs a period, a fixed one has none.
    Period {
        /// The seconds that were given.
        period: u32,
    },
}

impl fmt::Display for PriceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Curve { curve } => {
                write!(f, "no curve {curve}: 0 is fixed, 1 linear, 2 exponential")
            }
            Self::Range { start, floor } => write!(
                f,
                "a price from {start} down to {floor}: the floor must not be above the start, and is the same where the price is fixed"
            ),
            Self::Period { period } => {
                write!(f, "a period of {period} s: a falling price needs one, a fixed one has 0")
            }
        }
    }
}

impl core::error::Error for PriceError {}

/// A price over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// How it falls.
    pub curve: Curve,
    /// The price in the first second.
    pub start: u128,
    /// The lowest price.
    pub floor: u128,
    /// Linear: seconds from start to floor. Exponential: seconds in which it halves. Fixed: 0.
    pub period: u32,
}

/// The next second in which a price differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Seconds since the sale began.
    pub elapsed: u64,
    /// The price from then on.
    pub price: u128,
}

impl Price {
    /// Checks the terms of a price.
    ///
    /// # Errors
    /// [`PriceError`]: an unknown curve, a floor above the start, a period too much or too little.
    pub const fn new(curve: u8, start: u128, floor: u128, period: u32) -> Result<Self, PriceError> {
        let curve = match curve {
            0 => Curve::Fixed,
            1 => Curve::Linear,
            2 => Curve::Exponential,
            _ => return Err(PriceError::Curve { curve }),
        };
        let fixed = matches!(curve, Curve::Fixed);
        if floor > start || (fixed && floor != start) {
            return Err(PriceError::Range { start, floor });
        }
        if fixed != (period == 0) {
            return Err(PriceError::Period { period });
        }
        Ok(Self { curve, start, floor, period })
    }

    /// The price `elapsed` seconds after the sale began.
    #[must_use]
    pub fn at(&self, elapsed: u64) -> u128 {
        match self.curve {
            Curve::Fixed => self.start,
            Curve::Linear => {
                let part = u32::try_from(elapsed).unwrap_or(u32::MAX);
                let range = self.start.saturating_sub(self.floor);
                self.start.saturating_sub(amount::portion(range, part, self.period))
            }
            Curve::Exponential => halve(self.start, elapsed, self.period).max(self.floor),
        }
    }

    /// The first second after `elapsed` in which the price is another one, or nothing when it stays as it is for good.
    #[must_use]
    pub fn next_change(&self, elapsed: u64) -> Option<Change> {
        // From here on the price is the floor: 128 halvings leave nothing of any amount.
        let mut same = elapsed;
        let mut other = match self.curve {
            Curve::Fixed => 0,
            Curve::Linear => u64::from(self.period),
            Curve::Exponential => u64::from(self.period) << 7,
        };
        let (price, floor) = (self.at(same), self.at(other));
        if other <= same || price == floor {
            return None;
        }
        // The price never rises, so the place where it changes can be halved in.
        while other.wrapping_sub(same) > 1 {
            let middle = same.wrapping_add(other.wrapping_sub(same) >> 1);
            if self.at(middle) == price {
                same = middle;
            } else {
                other = middle;
            }
        }
        Some(Change { elapsed: other, price: self.at(other) })
    }
}

/// `value` halved once every `half_life` seconds, on a straight line in between: with `v = value >> (elapsed / half_life)`,
/// `v − floor(v × (elapsed % half_life) / half_life / 2)`. A half-life of 0 counts as 1.
#[must_use]
pub fn halve(value: u128, elapsed: u64, half_life: u32) -> u128 {
    let every = u64::from(half_life.max(1));
    let halvings = elapsed.checked_div(every).unwrap_or(0);
    let rest = elapsed.checked_rem(every).unwrap_or(0) as u32;
    let value = u32::try_from(halvings).ok().and_then(|by| value.checked_shr(by)).unwrap_or(0);
    value.wrapping_sub(amount::portion(value, rest, half_life.max(1)) >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(curve: u8, start: u128, floor: u128, period: u32) -> Price {
        Price::new(curve, start, floor, period).expect("sound terms")
    }

    #[test]
    fn terms_that_make_no_sense_are_refused() {
        assert_eq!(Price::new(3, 1, 1, 0), Err(PriceError::Curve { curve: 3 }));
        assert_eq!(Price::new(0, 2, 1, 0), Err(PriceError::Range { start: 2, floor: 1 }));
        assert_eq!(Price::new(1, 1, 2, 9), Err(PriceError::Range { start: 1, floor: 2 }));
        assert_eq!(Price::new(2, 1, 2, 9), Err(PriceError::Range { start: 1, floor: 2 }));
        assert_eq!(Price::new(0, 2, 2, 1), Err(PriceError::Period { period: 1 }));
        assert_eq!(Price::new(1, 2, 1, 0), Err(PriceError::Period { period: 0 }));
        assert_eq!(Price::new(2, 2, 1, 0), Err(PriceError::Period { period: 0 }));
    }

    #[test]
    fn a_line() {
        let price = price(1, 100, 10, 30);
        let found = [0, 1, 2, 10, 29, 30, 31, u64::MAX].map(|elapsed| price.at(elapsed));
        assert_eq!(found, [100, 97, 94, 70, 13, 10, 10, 10]);
        assert_eq!(price.next_change(0), Some(Change { elapsed: 1, price: 97 }));
        assert_eq!(price.next_change(29), Some(Change { elapsed: 30, price: 10 }));
        assert_eq!(price.next_change(30), None);
        assert_eq!(price.next_change(u64::MAX), None);
    }

    #[test]
    fn a_slow_line_changes_seldom() {
        let price = price(1, 3, 1, 1_000);
        assert_eq!(price.next_change(0), Some(Change { elapsed: 500, price: 2 }));
        assert_eq!(price.next_change(500), Some(Change { elapsed: 1_000, price: 1 }));
    }

    #[test]
    fn halves() {
        let price = price(2, 800, 90, 10);
        let found = [0, 1, 5, 10, 15, 20, 30, 31, 32, u64::MAX].map(|elapsed| price.at(elapsed));
        assert_eq!(found, [800, 760, 600, 400, 300, 200, 100, 95, 90, 90]);
        assert_eq!(price.next_change(31), Some(Change { elapsed: 32, price: 90 }));
        assert_eq!(price.next_change(32), None);
        assert_eq!(halve(u128::MAX, u64::from(u32::MAX) * 127, u32::MAX), 1);
        assert_eq!(halve(u128::MAX, u64::MAX, u32::MAX), 0);
        assert_eq!(halve(5, 1, 0), 2, "a half-life of 0 counts as 1");
    }

    #[test]
    fn a_fixed_price_never_changes() {
        let price = price(0, 5, 5, 0);
        assert_eq!((price.at(0), price.at(u64::MAX)), (5, 5));
        assert_eq!(price.next_change(0), None);
    }
}
