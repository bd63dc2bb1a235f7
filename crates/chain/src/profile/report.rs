//! Many executions together: what each function of each contract cost.

use std::collections::BTreeMap;

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

use super::{text, Frame, Machine, Profile, Selector};

/// Version of the report's JSON form.
pub const REPORT_SCHEMA: &str = "stylus-gas-report/1";

/// A report that grows with every profile.
#[derive(Clone, Debug, Default)]
pub struct GasReport {
    transactions: u64,
    rows: BTreeMap<Key, Sums>,
}

/// Contract, function, machine; a creation has no function.
type Key = (Address, Option<Selector>, Machine, bool);

#[derive(Clone, Debug, Default)]
struct Sums {
    gas: Vec<u64>,
    failures: u64,
    entry: u64,
    /// In ink, so that nothing is lost by rounding.
    code: u128,
    host: u128,
    storage: u128,
    ink_of_gas: u128,
    sub_calls: u64,
}

/// Smallest, mean (rounded down), middle and largest of some numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spread {
    /// Smallest.
    pub min: u64,
    /// Mean, rounded down.
    pub average: u64,
    /// Middle; of an even number of them, the lower of the two in the middle.
    pub median: u64,
    /// Largest.
    pub max: u64,
}

impl Spread {
    fn of(numbers: &[u64]) -> Self {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        let (Some(min), Some(max)) = (sorted.first(), sorted.last()) else {
            return Self::default();
        };
        let sum: u128 = sorted.iter().map(|number| u128::from(*number)).sum();
        let average = u64::try_from(sum / sorted.len() as u128).unwrap_or(u64::MAX);
        let median = sorted.get((sorted.len() - 1) / 2).copied().unwrap_or_default();
        Self { min: *min, average, median, max: *max }
    }
}

/// One function of one contract. Gas is that of its frames, sub-calls included, without what a transaction costs before it runs.
/// The percentages are of that gas; what is missing to 100 is the EVM's own, rounding and what was lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Contract whose code ran.
    pub contract: Address,
    /// What ran.
    pub machine: Machine,
    /// True for the code that created it.
    pub creation: bool,
    /// Function; none for less than four bytes of call data.
    pub selector: Option<Selector>,
    /// Frames.
    pub calls: u64,
    /// Those that failed.
    pub failures: u64,
    /// Gas of a frame.
    pub gas: Spread,
    /// Percentage for entering the program, its memory included.
    pub entry_percent: f64,
    /// Percentage of the program's own instructions.
    pub code_percent: f64,
    /// Percentage of host calls, those about storage not counted.
    pub host_percent: f64,
    /// Percentage of host calls about storage.
    pub storage_percent: f64,
    /// Percentage of sub-calls.
    pub sub_call_percent: f64,
}

impl GasReport {
    /// Adds all frames of an execution.
    pub fn add(&mut self, profile: &Profile) {
        self.transactions += 1;
        for frame in profile.frames() {
            if frame.machine != Machine::Nothing {
                self.frame(frame, profile.ink_price);
            }
        }
    }

    fn frame(&mut self, frame: &Frame, ink_price: u32) {
        let creation = frame.kind.starts_with("CREATE");
        let key = (frame.to, frame.selector, frame.machine, creation);
        let sums = self.rows.entry(key).or_default();
        sums.gas.push(frame.gas_used);
        sums.failures += u64::from(frame.failure.is_some());
        sums.sub_calls += frame.calls.iter().map(|call| call.gas_used).sum::<u64>();
        let price = frame.program.as_ref().map_or(ink_price, |program| program.ink_price);
        sums.ink_of_gas += u128::from(frame.gas_used) * u128::from(price);
        if let Some(program) = &frame.program {
            let storage = program.storage_ink();
            sums.entry += program.entry.init_gas + program.entry.memory_gas;
            sums.code += u128::from(program.code_ink());
            sums.storage += u128::from(storage);
            sums.host += u128::from(program.host_ink().saturating_sub(storage));
        }
    }

    /// Transactions that were added.
    pub fn transactions(&self) -> u64 {
        self.transactions
    }

    /// The lines of the report by contract and function.
    pub fn rows(&self) -> Vec<Row> {
        let row = |(key, sums): (&Key, &Sums)| {
            let &(contract, selector, machine, creation) = key;
            let all: u64 = sums.gas.iter().sum();
            let gas = |part: u64| percent(part.into(), all.into());
            let ink = |part: u128| percent(part, sums.ink_of_gas);
            Row {
                contract,
                machine,
                creation,
                selector,
                calls: sums.gas.len() as u64,
                failures: sums.failures,
                gas: Spread::of(&sums.gas),
                entry_percent: gas(sums.entry),
                code_percent: ink(sums.code),
                host_percent: ink(sums.host),
                storage_percent: ink(sums.storage),
                sub_call_percent: gas(sums.sub_calls),
            }
        };
        self.rows.iter().map(row).collect()
    }

    /// The report as a table. `name` gives a selector's name.
    pub fn table(&self, name: impl Fn(Selector) -> Option<String>) -> String {
        text::report(&self.rows(), self.transactions, &name)
    }
}

/// A share in percent with two decimals.
#[expect(clippy::cast_precision_loss, reason = "shares of 10,000 are exact")]
fn percent(part: u128, whole: u128) -> f64 {
    let share = part.saturating_mul(10_000).checked_div(whole).unwrap_or(0);
    u64::try_from(share).unwrap_or(u64::MAX) as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads() {
        let spread = |numbers: &[u64]| {
            let Spread { min, average, median, max } = Spread::of(numbers);
            (min, average, median, max)
        };
        assert_eq!(spread(&[]), (0, 0, 0, 0));
        assert_eq!(spread(&[9, 1, 4]), (1, 4, 4, 9));
        assert_eq!(spread(&[1, 2, 4, 8]), (1, 3, 2, 8));
        assert_eq!(spread(&[u64::MAX, u64::MAX]).1, u64::MAX);
    }

    #[test]
    fn shares_have_two_decimals() {
        assert_eq!((percent(1, 3), percent(0, 0), percent(7, 7)), (33.33, 0.0, 100.0));
    }
}
