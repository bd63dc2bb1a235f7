//! When an execution must end although it has gas left. Only calls that leave nothing behind have such a moment; a transaction
//! ends by its gas alone, because every node must agree on its outcome.

use std::time::{Duration, Instant};

/// EVM code looks at the clock after about this much gas.
const STRIDE: u64 = 20_000;

/// The moment at which an execution is given up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deadline {
    limit: Option<Limit>,
    /// Gas that was left when the clock was read last.
    mark: u64,
    passed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Limit {
    end: Instant,
    length: Duration,
}

impl Deadline {
    /// From now on; none lasts for ever.
    pub(crate) fn after(length: Option<Duration>) -> Self {
        let limit = length.and_then(|length| {
            let end = Instant::now().checked_add(length)?;
            Some(Limit { end, length })
        });
        Self { limit, ..Self::default() }
    }

    /// Reads the clock. Once true it stays true.
    pub(crate) fn passed(&mut self) -> bool {
        self.passed = self.passed || self.limit.is_some_and(|limit| Instant::now() >= limit.end);
        self.passed
    }

    /// As [`Self::passed`], but reads the clock only when the gas differs from what it was then.
    pub(crate) fn passed_at(&mut self, gas_left: u64) -> bool {
        if gas_left.abs_diff(self.mark) < STRIDE {
            return self.passed;
        }
        self.mark = gas_left;
        self.passed()
    }

    /// How long the execution was allowed to take, if it took longer and its outcome is none.
    pub(crate) fn missed(&self) -> Option<Duration> {
        self.limit.filter(|_| self.passed).map(|limit| limit.length)
    }
}

/// A length of time as Go writes it: `5s`, `1m30s`, `1h0m0s`, `250ms`.
pub(crate) fn go_duration(length: Duration) -> String {
    let seconds = length.as_secs();
    if seconds == 0 {
        return format!("{}ms", length.as_millis());
    }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let rest = (length - Duration::from_secs(seconds - seconds % 60)).as_secs_f64();
    match (hours, minutes) {
        (0, 0) => format!("{rest}s"),
        (0, minutes) => format!("{minutes}m{rest}s"),
        (hours, minutes) => format!("{hours}h{minutes}m{rest}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_read_only_after_a_stride() {
        let mut deadline = Deadline::after(Some(Duration::ZERO));
        assert!(!deadline.passed_at(STRIDE - 1));
        assert_eq!(deadline.missed(), None);
        assert!(deadline.passed_at(STRIDE));
        assert!(deadline.passed_at(STRIDE));
        assert_eq!(deadline.missed(), Some(Duration::ZERO));
    }

    #[test]
    fn without_a_limit_it_never_passes() {
        let mut deadline = Deadline::after(None);
        assert!(!deadline.passed());
        assert_eq!(deadline.missed(), None);
    }
}
