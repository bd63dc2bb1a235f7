//! What tells that a file is still the one that was read: size, times and inode. Not part of anything that is published.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A change within this time of the last one might leave the times as they are, so a file this young is not trusted.
const TICK: Duration = Duration::from_millis(20);

/// The state of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    pub size: u64,
    /// Last change of the content, in nanoseconds since 1970.
    pub modified: i64,
    /// Last change of content or attributes; 0 where the system has none.
    pub changed: i64,
    /// Number of the file on its volume; 0 where the system has none.
    pub inode: u64,
}

impl Stamp {
    /// The stamp of a file.
    #[must_use]
    pub fn of(meta: &Metadata) -> Self {
        let modified = meta.modified().unwrap_or(UNIX_EPOCH);
        let (changed, inode) = unix(meta);
        Self { size: meta.len(), modified: nanoseconds(modified), changed, inode }
    }

    /// Whether a later change would surely show.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let latest = self.modified.max(self.changed);
        nanoseconds(SystemTime::now()) - latest > TICK.as_nanos() as i64
    }
}

fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
    }
}

#[cfg(unix)]
fn unix(meta: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (meta.ctime().saturating_mul(1_000_000_000).saturating_add(meta.ctime_nsec()), meta.ino())
}

#[cfg(not(unix))]
fn unix(_: &Metadata) -> (i64, u64) {
    (0, 0)
}
