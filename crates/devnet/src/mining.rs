//! When blocks are made: at once, by a clock, or on demand; and the clock that makes them.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{interval_at, Instant, MissedTickBehavior};

use crate::rpc::Service;

/// When a node makes blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mining {
    /// Each transaction in a block of its own, before its request is answered. The default, and closest to Nitro.
    #[default]
    Auto,
    /// When a request asks for it (`evm_mine`). Transactions wait in a pool until then.
    Manual,
    /// A block whenever this much time has passed, with what waits, empty if nothing does. Zero counts as
    /// [`Mining::Manual`].
    Interval(Duration),
}

impl Mining {
    /// The time between two blocks, if a clock makes them.
    #[must_use]
    pub fn interval(self) -> Option<Duration> {
        match self {
            Self::Interval(time) if !time.is_zero() => Some(time),
            _ => None,
        }
    }

    /// The mode's name: `auto`, `manual` or `interval`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match (self, self.interval()) {
            (Self::Auto, _) => "auto",
            (_, Some(_)) => "interval",
            (_, None) => "manual",
        }
    }
}

/// Makes blocks as long as the node runs and its mode asks for a clock.
pub(crate) async fn run(service: Arc<Service>) {
    let mut mode = service.watch_mining();
    loop {
        let Some(time) = mode.borrow_and_update().interval() else {
            if mode.changed().await.is_err() {
                return;
            }
            continue;
        };
        let mut ticks = interval_at(Instant::now() + time, time);
        // A late block does not bring others that follow it at once.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                changed = mode.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
                _ = ticks.tick() => {
                    let service = Arc::clone(&service);
                    let _ = spawn_blocking(move || service.tick()).await;
                }
            }
        }
    }
}
