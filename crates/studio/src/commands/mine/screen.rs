//! The bar of a search: hash rate, and how long it takes on average.

use std::time::Duration;

use indicatif::ProgressBar;

use crate::output::{grouped, Output};

/// One search on a terminal.
pub(super) struct Screen {
    bar: ProgressBar,
    head: String,
    before: u64,
}

impl Screen {
    /// `before` hashes were done by an earlier run.
    pub(super) fn new(out: Output, piece: usize, pieces: usize, before: u64) -> Self {
        let head = format!("piece {piece} of {pieces}");
        let bar = out.bar(1, &head, "{wide_bar} {msg}");
        Self { bar, head, before }
    }

    /// The bar is full after as many hashes as the difficulty, which is what a solution takes on average.
    pub(super) fn show(&self, hashes: u64, difficulty: u64, time: Duration) {
        let rate = hashes as f64 / time.as_secs_f64().max(0.001);
        self.bar.set_length(difficulty.max(1));
        self.bar.set_position(hashes.saturating_add(self.before).min(difficulty));
        let expected = difficulty as f64 / rate.max(1.0);
        self.bar.set_message(format!(
            "{}  {} a second, difficulty {}, {} on average",
            self.head,
            self::rate(rate),
            grouped(difficulty.into()),
            span(expected)
        ));
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// A hash rate for people.
pub(super) fn rate(rate: f64) -> String {
    if rate >= 1e6 {
        format!("{:.2} million", rate / 1e6)
    } else {
        grouped(rate as u128)
    }
}

/// Seconds for people.
fn span(seconds: f64) -> String {
    match seconds {
        s if s < 100.0 => format!("{s:.1} s"),
        s if s < 6_000.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} h", s / 3_600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(rate(3_456_789.0), "3.46 million");
        assert_eq!(rate(65_536.4), "65,536");
        let spans = [0.02, 99.9, 300.0, 36_000.0, 864_000.0].map(span);
        assert_eq!(spans, ["0.0 s", "99.9 s", "5 min", "10.0 h", "10 days"]);
    }
}
