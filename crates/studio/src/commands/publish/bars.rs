//! Progress of a publication on the terminal.

use std::sync::{Mutex, PoisonError};

use colophon_publish::Observer;
use indicatif::ProgressBar;

use crate::output::Output;

/// One bar at a time.
pub(super) struct Bars {
    out: Output,
    bar: Mutex<Option<ProgressBar>>,
}

impl Bars {
    pub(super) fn new(out: Output) -> Self {
        Self { out, bar: Mutex::new(None) }
    }

    fn replace(&self, bar: Option<ProgressBar>) {
        let old =
            std::mem::replace(&mut *self.bar.lock().unwrap_or_else(PoisonError::into_inner), bar);
        if let Some(old) = old {
            old.finish_and_clear();
        }
    }
}

impl Observer for Bars {
    fn begin(&self, what: &str, total: u64) {
        let template = match what {
            "sending" | "copying" => {
                "{msg:<10} {bar:32} {bytes}/{total_bytes} {bytes_per_sec} {eta}"
            }
            _ if total == 0 => "{msg} {elapsed}",
            _ => "{msg:<10} {bar:32} {human_pos}/{human_len} {eta}",
        };
        self.replace(Some(self.out.bar(total, what, template)));
    }

    fn advance(&self, steps: u64) {
        if let Some(bar) = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.inc(steps);
        }
    }

    fn end(&self) {
        self.replace(None);
    }

    fn note(&self, line: &str) {
        self.out.log(format!("note: {line}"));
    }
}
