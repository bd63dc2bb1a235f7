//! The search on several threads, with the result of a loop on one.
//!
//! Threads take stretches of nonces in order. When one finds a nonce, those in earlier stretches finish theirs, so the lowest
//! wins. The difficulty may fall on the way, as that of a sale does: then the lowest hash so far may be good enough.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::scan::{limit, scan, Best, Word};

/// How many nonces a thread takes at a time: some milliseconds.
const STRETCH: u64 = 1 << 14;

/// What to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The challenge.
    pub challenge: Word,
    /// The difficulty to meet.
    pub difficulty: u64,
    /// The first nonce to look at; all before it were looked at.
    pub from: u64,
    /// The lowest hash of those.
    pub best: Option<Best>,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Hashes since it began.
    pub hashes: u64,
    /// All nonces before this one were looked at.
    pub from: u64,
    /// The lowest hash so far.
    pub best: Option<Best>,
}

/// What the one who watches wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on; the difficulty is now this.
    GoOn(u64),
    /// Stop: the challenge is another one, or it is enough.
    Stop,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// This meets the difficulty.
    Found(Best),
    /// It was stopped, or all nonces were looked at; [`Progress`] is where to go on.
    Stopped,
}

struct Shared {
    job: Job,
    /// The next stretch that nobody has, counted from `job.from`.
    next: AtomicU64,
    /// The stretch that each thread works on; `u64::MAX` when it is done.
    held: Vec<AtomicU64>,
    /// The stretch in which a nonce was found: later ones are of no interest.
    end: AtomicU64,
    difficulty: AtomicU64,
    stop: AtomicBool,
    hashes: AtomicU64,
    best: Mutex<Option<Best>>,
}

impl Shared {
    fn best(&self) -> Option<Best> {
        *self.best.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nonces that a plain loop would look at later do not take the place of one that meets the difficulty.
    fn offer(&self, found: Best, limit: u128) {
        let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        let better = |old: &Best| match (old.top <= limit, found.top <= limit) {
            (true, true) => found.nonce < old.nonce,
            (met, meets) if met != meets => meets,
            _ => found < *old,
        };
        if best.as_ref().is_none_or(better) {
            *best = Some(found);
        }
    }

    /// One thread: stretch after stretch until a nonce is found or it is stopped.
    fn work(&self, held: &AtomicU64) {
        loop {
            let stretch = self.next.fetch_add(1, Ordering::SeqCst);
            held.store(stretch, Ordering::SeqCst);
            let from =
                stretch.checked_mul(STRETCH).and_then(|ahead| ahead.checked_add(self.job.from));
            let Some(from) = from else { break };
            if self.stop.load(Ordering::SeqCst) || stretch > self.end.load(Ordering::SeqCst) {
                // Not looked at: the place to go on is here, unless another thread holds an earlier one.
                return;
            }
            let limit = limit(self.difficulty.load(Ordering::SeqCst));
            let Some(found) = scan(&self.job.challenge, from, STRETCH, limit) else { break };
            self.offer(found, limit);
            if found.top <= limit {
                self.hashes.fetch_add(found.nonce - from + 1, Ordering::SeqCst);
                self.end.fetch_min(stretch, Ordering::SeqCst);
                return;
            }
            self.hashes.fetch_add(STRETCH, Ordering::SeqCst);
        }
        held.store(u64::MAX, Ordering::SeqCst);
    }

    fn progress(&self) -> Progress {
        let next = self.next.load(Ordering::SeqCst);
        let held = self.held.iter().map(|held| held.load(Ordering::SeqCst)).min();
        let done = held.unwrap_or(0).min(next);
        Progress {
            hashes: self.hashes.load(Ordering::SeqCst),
            from: self.job.from.saturating_add(done.saturating_mul(STRETCH)),
            best: self.best(),
        }
    }
}

/// Searches on `threads` threads. `watch` is asked every `every`, on the thread of the caller, and once more at the end, when its
/// answer does not matter.
///
/// Without a change of the difficulty the nonce found is the first from `job.from` on that meets it, whatever the threads
/// (`job.best`, if it meets it).
pub fn search(
    job: &Job,
    threads: NonZeroUsize,
    every: Duration,
    watch: &mut dyn FnMut(&Progress) -> Verdict,
) -> End {
    let shared = Shared {
        job: *job,
        next: AtomicU64::new(0),
        held: (0..threads.get()).map(|_| AtomicU64::new(0)).collect(),
        end: AtomicU64::new(u64::MAX),
        difficulty: AtomicU64::new(job.difficulty),
        stop: AtomicBool::new(job.best.is_some_and(|best| best.meets(job.difficulty))),
        hashes: AtomicU64::new(0),
        best: Mutex::new(job.best),
    };
    std::thread::scope(|scope| {
        // Dropped by the last thread, which ends the waiting below.
        let (alive, ended) = mpsc::channel::<()>();
        for held in &shared.held {
            let (alive, shared) = (alive.clone(), &shared);
            scope.spawn(move || {
                shared.work(held);
                drop(alive);
            });
        }
        drop(alive);
        while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(every) {
            match watch(&shared.progress()) {
                Verdict::GoOn(difficulty) => {
                    shared.difficulty.store(difficulty, Ordering::SeqCst);
                    let good = shared.best().is_some_and(|best| best.meets(difficulty));
                    shared.stop.fetch_or(good, Ordering::SeqCst);
                }
                Verdict::Stop => shared.stop.store(true, Ordering::SeqCst),
            }
        }
    });
    watch(&shared.progress());
    let difficulty = shared.difficulty.load(Ordering::SeqCst);
    match shared.best() {
        Some(best) if best.meets(difficulty) => End::Found(best),
        _ => End::Stopped,
    }
}

#[cfg(test)]
mod tests;
