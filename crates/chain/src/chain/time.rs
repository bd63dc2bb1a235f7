//! The chain's clock, which a test can move, and empty blocks.

use super::Chain;
use crate::error::TimeError;

impl Chain {
    /// Moves time forward by some seconds; the answer is the sum of all moves, below zero if time was set back.
    ///
    /// # Errors
    /// [`TimeError::Overflow`] beyond 2^63 seconds.
    pub fn increase_time(&mut self, seconds: u64) -> Result<i64, TimeError> {
        let offset = self.time_offset.checked_add_unsigned(seconds).ok_or(TimeError::Overflow)?;
        self.config.clock.now().checked_add_signed(offset).ok_or(TimeError::Overflow)?;
        self.time_offset = offset;
        Ok(offset)
    }

    /// It is this time now, and time goes on from there. The answer is by how many seconds that moves time forward, 0 if
    /// it goes back.
    ///
    /// # Errors
    /// [`TimeError::Past`] if it is before the head's timestamp, [`TimeError::Overflow`] beyond 2^63 seconds.
    pub fn set_time(&mut self, timestamp: u64) -> Result<u64, TimeError> {
        self.check_timestamp(timestamp)?;
        let before = self.now();
        self.time_offset = self.offset_of(timestamp);
        Ok(timestamp.saturating_sub(before))
    }

    /// The next block has this timestamp, and time goes on from there.
    ///
    /// # Errors
    /// As [`Chain::set_time`].
    pub fn set_next_timestamp(&mut self, timestamp: u64) -> Result<(), TimeError> {
        self.check_timestamp(timestamp)?;
        self.next_timestamp = Some(timestamp);
        Ok(())
    }

    fn check_timestamp(&self, timestamp: u64) -> Result<(), TimeError> {
        let head = self.head().header.timestamp;
        if timestamp < head {
            return Err(TimeError::Past { wanted: timestamp, head });
        }
        i64::try_from(timestamp).map(|_| ()).map_err(|_| TimeError::Overflow)
    }

    /// From now on each block is this many seconds after the one before, whatever the clock says; none goes back to the
    /// clock. A timestamp set for the next block alone comes first.
    pub fn set_timestamp_interval(&mut self, seconds: Option<u64>) {
        self.timestamp_interval = seconds;
    }

    /// Seconds between two blocks, if [`Chain::set_timestamp_interval`] set them.
    pub const fn timestamp_interval(&self) -> Option<u64> {
        self.timestamp_interval
    }

    /// Timestamp that a block mined now would have.
    pub fn pending_timestamp(&self) -> u64 {
        let head = self.head().header.timestamp;
        let spaced = self.timestamp_interval.map(|seconds| head.saturating_add(seconds));
        self.next_timestamp.or(spaced).unwrap_or_else(|| self.now()).max(head)
    }

    /// Seconds since 1970, as far as this chain is concerned.
    fn now(&self) -> u64 {
        self.config.clock.now().saturating_add_signed(self.time_offset)
    }

    /// How far time must be moved to be this.
    pub(super) fn offset_of(&self, timestamp: u64) -> i64 {
        let seconds = |time: u64| i64::try_from(time).unwrap_or(i64::MAX);
        seconds(timestamp).saturating_sub(seconds(self.config.clock.now()))
    }

    /// Mines that many empty blocks, each a little work: who lets strangers choose the number limits it. What waits goes
    /// on waiting; [`Chain::mine_block`] takes it.
    pub fn mine(&mut self, count: u64) {
        for _ in 0..count {
            let draft = self.draft();
            self.seal(draft);
        }
    }
}
