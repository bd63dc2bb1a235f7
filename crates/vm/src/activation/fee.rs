//! The data fee: the price of keeping native code rises with what was activated lately and falls with time.

use alloy_primitives::U256;

/// When chain time starts, in seconds.
pub const ARBITRUM_START_TIME: u64 = 1_421_388_000;

const BIPS: u64 = 10_000;
const TERMS: u64 = 12;

/// State of the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataPricer {
    /// Bytes not yet drained.
    pub demand: u32,
    /// Bytes drained per second.
    pub bytes_per_second: u32,
    /// Time of the last activation in seconds.
    pub last_update_time: u64,
    /// Lowest price in wei per byte.
    pub min_price: u32,
    /// Bytes of demand that raise the price e-fold.
    pub inertia: u32,
}

impl Default for DataPricer {
    fn default() -> Self {
        Self {
            demand: 0,
            bytes_per_second: 34_865,
            last_update_time: ARBITRUM_START_TIME,
            min_price: 82_928_201,
            inertia: 21_360_419,
        }
    }
}

impl DataPricer {
    /// Adds `bytes` at `time` (seconds) and gives their fee in wei.
    pub fn charge(&mut self, bytes: u32, time: u64) -> U256 {
        let passed = u32::try_from(time.saturating_sub(self.last_update_time)).unwrap_or(u32::MAX);
        let drained = self.bytes_per_second.saturating_mul(passed);
        self.demand = self.demand.saturating_sub(drained).saturating_add(bytes);
        self.last_update_time = time;
        let exponent = BIPS * u64::from(self.demand) / u64::from(self.inertia.max(1));
        let price = u64::from(self.min_price).saturating_mul(exponential(exponent)) / BIPS;
        U256::from(price) * U256::from(bytes)
    }
}

/// 10,000 · e^(x / 10,000) by twelve terms of its series, in integers, saturating.
fn exponential(x: u64) -> u64 {
    (1..TERMS).rev().fold(BIPS.saturating_add(x / TERMS), |value, term| {
        BIPS.saturating_add(value.saturating_mul(x) / (term * BIPS))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fee_on_an_idle_chain() {
        let mut pricer = DataPricer::default();
        let fee = pricer.charge(934_537, ARBITRUM_START_TIME + 1_000);
        // x = 437: 10,000·e^0.0437 = 10,446 in integers.
        assert_eq!(exponential(437), 10_446);
        assert_eq!(fee, U256::from(82_928_201_u64 * 10_446 / 10_000 * 934_537));
        assert_eq!(pricer.demand, 934_537);
    }

    #[test]
    fn demand_drains_with_time_and_adds_up_within_a_second() {
        let mut pricer = DataPricer::default();
        pricer.charge(500_000, ARBITRUM_START_TIME);
        pricer.charge(500_000, ARBITRUM_START_TIME);
        assert_eq!(pricer.demand, 1_000_000);
        pricer.charge(0, ARBITRUM_START_TIME + 10);
        assert_eq!(pricer.demand, 1_000_000 - 348_650);
        pricer.charge(7, ARBITRUM_START_TIME + 1_000_000_000);
        assert_eq!(pricer.demand, 7);
    }

    #[test]
    fn tiny_activations_raise_the_price_by_two_and_a_half_percent_each() {
        let mut pricer = DataPricer::default();
        let mut sum = U256::ZERO;
        for _ in 0..220 {
            sum = pricer.charge(513_000, ARBITRUM_START_TIME + 5);
        }
        assert!(sum > U256::from(8_000_000_000_000_000_u64), "{sum}");
        assert!(sum < U256::from(12_000_000_000_000_000_u64), "{sum}");
    }

    #[test]
    fn hostile_state_saturates() {
        let mut pricer = DataPricer { demand: u32::MAX, inertia: 0, ..DataPricer::default() };
        assert!(pricer.charge(u32::MAX, u64::MAX) > U256::ZERO);
        assert!(pricer.charge(u32::MAX, 0) > U256::ZERO);
    }
}
