//! Requests that are answered on the thread that read them, and how the other connections are served meanwhile.
//!
//! Most answers take less time than waking a thread for them. But a thread of the runtime that runs for long may be the one
//! that waits for the network on behalf of all: nobody else does while it is busy, unless somebody is woken. So a watcher looks
//! every millisecond, while there are requests at all, whether one is still running and none has ended; if so it gives the
//! runtime an empty task, for which an idle thread wakes up, and that one goes on to wait for the network.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::thread::{self, Thread};
use std::time::Duration;
use std::{fmt, io};

use tokio::runtime::Handle;

/// Threads of the runtime.
pub(crate) const WORKERS: usize = 4;
/// Most requests that are answered on them at once: one thread stays for the connections.
const MOST: usize = WORKERS - 1;
/// How long a request may hold up other connections before one more thread is woken.
const TICK: Duration = Duration::from_millis(1);
/// After so many ticks without a request the watcher sleeps until there is one.
const IDLE_TICKS: u32 = 100;

/// Who answers on a thread of the runtime right now.
#[derive(Default)]
pub(crate) struct Turns {
    running: AtomicUsize,
    /// Counts answers.
    ended: AtomicU64,
    /// The watcher does not look.
    asleep: AtomicBool,
    watcher: OnceLock<Thread>,
}

/// Leave to answer on this thread; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a>(&'a Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Turns {
    /// Leave to answer on this thread, unless so many do already that the connections would wait, or nobody watches.
    pub(crate) fn take(&self) -> Option<Turn<'_>> {
        let watcher = self.watcher.get()?;
        let turn = Turn(self);
        if self.running.fetch_add(1, Ordering::SeqCst) >= MOST {
            return None;
        }
        if self.asleep.load(Ordering::SeqCst) && self.asleep.swap(false, Ordering::SeqCst) {
            watcher.unpark();
        }
        Some(turn)
    }

    /// Starts the watcher; it ends with these turns.
    ///
    /// # Errors
    /// The system has no thread for it.
    pub(crate) fn watch(self: &Arc<Self>, runtime: Handle) -> io::Result<()> {
        let turns = Arc::downgrade(self);
        let watcher = thread::Builder::new()
            .name("stylus-devnet-watch".to_owned())
            .spawn(move || watch(&turns, &runtime))?;
        let _ = self.watcher.set(watcher.thread().clone());
        Ok(())
    }

    /// Falls asleep; false if a request has come meanwhile.
    fn falls_asleep(&self) -> bool {
        self.asleep.store(true, Ordering::SeqCst);
        self.running.load(Ordering::SeqCst) == 0 || !self.asleep.swap(false, Ordering::SeqCst)
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        if let Some(watcher) = self.watcher.get() {
            watcher.unpark();
        }
    }
}

impl fmt::Debug for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turns").field("running", &self.running).finish_non_exhaustive()
    }
}

/// Looks after the connections as long as there are turns.
fn watch(turns: &Weak<Turns>, runtime: &Handle) {
    let (mut before, mut idle) = (0, 0);
    while let Some(turns) = turns.upgrade() {
        let ended = turns.ended.load(Ordering::Relaxed);
        let running = turns.running.load(Ordering::SeqCst) > 0;
        let still = ended == before;
        before = ended;
        if running && still {
            runtime.spawn(async {});
        }
        idle = if running || !still { 0 } else { idle + 1 };
        let sleeps = idle >= IDLE_TICKS && turns.falls_asleep();
        drop(turns);
        if sleeps {
            idle = 0;
            thread::park();
        } else {
            thread::sleep(TICK);
        }
    }
}
