//! How often and after which pauses something is tried again.

use std::time::Duration;

/// Pauses double from the first to the longest; each is shortened by up to a half at random, so that many who were
/// turned away together do not come back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often something is tried at all; 1 at least.
    pub attempts: u32,
    /// The pause after the first failure.
    pub first: Duration,
    /// No pause is longer, even if the place asks for one.
    pub longest: Duration,
}

impl Default for Retry {
    /// Six attempts within about ten seconds, or longer if the place asks for it.
    fn default() -> Self {
        Self { attempts: 6, first: Duration::from_millis(400), longest: Duration::from_secs(30) }
    }
}

impl Retry {
    /// The pause after failure number `failure`, from 1. `asked` is what the place asked for (`Retry-After`).
    #[must_use]
    pub fn pause(&self, failure: u32, asked: Option<Duration>) -> Duration {
        let doubled = self.first.saturating_mul(1 << failure.saturating_sub(1).min(16));
        let full = doubled.min(self.longest);
        // Without random bytes all pauses are full, which is as correct.
        let random = getrandom::u32().unwrap_or(0);
        let shortened = full.mul_f64(1.0 - f64::from(random) / f64::from(u32::MAX) / 2.0);
        shortened.max(asked.unwrap_or_default().min(self.longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let retry = Retry {
            attempts: 9,
            first: Duration::from_millis(100),
            longest: Duration::from_millis(450),
        };
        for (failure, full) in [(1, 100), (2, 200), (3, 400), (4, 450), (40, 450)] {
            for _ in 0..50 {
                let pause = retry.pause(failure, None).as_millis();
                assert!((full / 2..=full).contains(&pause), "{failure}: {pause}");
            }
        }
        assert_eq!(retry.pause(1, Some(Duration::from_millis(300))).as_millis(), 300);
        assert_eq!(retry.pause(1, Some(Duration::from_secs(900))).as_millis(), 450);
    }
}
