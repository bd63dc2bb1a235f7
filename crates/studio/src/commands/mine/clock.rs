//! What time the next block will have. Blocks come only with transactions on a quiet chain, so the last one may be old.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A chain's clock, from its last block and this machine's clock.
#[derive(Debug)]
pub(super) struct Clock {
    /// The time of the last block, and when it was seen first.
    head: Option<(u64, Instant)>,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self { head: None }
    }

    /// The last block has this time.
    pub(super) fn see(&mut self, head: u64) {
        if self.head.is_none_or(|(old, _)| head > old) {
            self.head = Some((head, Instant::now()));
        }
    }

    /// The second in which a transaction would be in a block now: that of the last block and what has passed since, or this
    /// machine's, less one in case it is ahead.
    pub(super) fn now(&self) -> u64 {
        let own = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let own = own.as_secs().saturating_sub(1);
        let chain = self.head.map_or(0, |(head, seen)| head + seen.elapsed().as_secs());
        own.max(chain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_whose_time_was_set_forward_is_believed_and_one_that_sleeps_is_not() {
        let mut clock = Clock::new();
        let own = clock.now();
        assert!(own > 1_700_000_000);
        clock.see(own - 3_600);
        assert!(clock.now() >= own);
        clock.see(own + 3_600);
        clock.see(own);
        assert!(clock.now() >= own + 3_600, "time does not go back");
    }
}
