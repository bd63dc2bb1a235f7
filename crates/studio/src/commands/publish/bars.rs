//! Progress of a publication on the terminal.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use colophon_publish::Observer;
use indicatif::ProgressBar;

use crate::output::Output;

/// A stretch that takes less shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// One bar at a time.
pub(super) struct Bars {
    out: Output,
    stretch: Mutex<Option<Stretch>>,
}

struct Stretch {
    what: String,
    total: u64,
    done: u64,
    since: Instant,
    bar: Option<ProgressBar>,
}

impl Bars {
    pub(super) fn new(out: Output) -> Self {
        Self { out, stretch: Mutex::new(None) }
    }

    fn with(&self, change: impl FnOnce(&mut Option<Stretch>)) {
        change(&mut self.stretch.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Observer for Bars {
    fn begin(&self, what: &str, total: u64) {
        let what = what.to_owned();
        let stretch = Stretch { what, total, done: 0, since: Instant::now(), bar: None };
        self.with(|slot| *slot = Some(stretch));
    }

    fn advance(&self, steps: u64) {
        self.with(|slot| {
            let Some(stretch) = slot else { return };
            stretch.done += steps;
            if stretch.bar.is_none() && stretch.since.elapsed() > PATIENCE {
                let template = match stretch.what.as_str() {
                    "sending" | "copying" => "{msg} {wide_bar} {bytes}/{total_bytes} {eta}",
                    _ => "{msg} {wide_bar} {human_pos}/{human_len}",
                };
                stretch.bar = Some(self.out.bar(stretch.total, &stretch.what, template));
            }
            if let Some(bar) = &stretch.bar {
                bar.set_position(stretch.done);
            }
        });
    }

    fn end(&self) {
        self.with(|slot| {
            if let Some(bar) = slot.take().and_then(|stretch| stretch.bar) {
                bar.finish_and_clear();
            }
        });
    }

    fn note(&self, line: &str) {
        self.out.log(format!("note: {line}"));
    }
}
