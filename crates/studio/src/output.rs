//! What is printed where: stdout carries the result and nothing else, stderr everything else.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{json, Value};

pub use colophon_project::refusal::visible;

use crate::error::Error;

/// The result of a command, in both forms.
#[derive(Debug, Default)]
pub struct Report {
    /// For people; printed as it is.
    pub text: String,
    /// For programs; one object, to which `schema` is added.
    pub json: Value,
    /// A verdict that is a result and a failure at once, for example a word that differs.
    pub failure: Option<Error>,
}

impl Report {
    /// A report that is a success.
    #[must_use]
    pub fn new(text: String, json: Value) -> Self {
        Self { text, json, failure: None }
    }
}

/// The two channels, and how much goes through them.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// One JSON object instead of text.
    pub json: bool,
    /// No log and no progress on stderr; errors stay.
    pub quiet: bool,
}

impl Output {
    /// Writes a line of the log.
    pub fn log(&self, line: impl std::fmt::Display) {
        if !self.quiet {
            // A closed stderr is no reason to stop.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// Writes a warning; quiet does not silence it.
    pub fn warn(&self, line: impl std::fmt::Display) {
        let mark = console::style("warning:").yellow().bold().for_stderr();
        let _ = writeln!(std::io::stderr(), "{mark} {}", lines(line));
    }

    /// A progress bar of `total` steps; hidden when stderr is no terminal or the output is quiet.
    #[must_use]
    pub fn bar(&self, total: u64, what: &str, template: &str) -> ProgressBar {
        let bar =
            ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
        if self.quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.set_message(what.to_owned());
        bar
    }

    /// Prints the result of the command `verb`.
    pub fn print(&self, verb: &str, report: &Report) {
        if self.json {
            let mut object = json!({ "schema": format!("colophon/{verb}/1") });
            if let (Some(object), Some(fields)) = (object.as_object_mut(), report.json.as_object())
            {
                object.extend(fields.clone());
            }
            self.result(&object.to_string());
        } else if !report.text.is_empty() {
            self.result(report.text.trim_end());
        }
    }

    /// Writes a line of the result at once, for commands that go on running.
    pub fn result(&self, line: &str) {
        let mut stdout = std::io::stdout();
        // A closed pipe (`colophon … | head`) ends the output, not the command.
        let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    }

    /// Prints an error: a sentence on stderr, and with `--json` an object on stdout if no report was printed.
    pub fn error(&self, error: &Error, reported: bool) {
        let mark = console::style("error:").red().bold().for_stderr();
        let _ = writeln!(std::io::stderr(), "{mark} {}", lines(error));
        if self.json && !reported {
            let object = json!({
                "schema": "colophon/error/1",
                "kind": error.kind(),
                "message": error.to_string(),
                "exit_code": error.exit_code(),
            });
            self.result(&object.to_string());
        }
    }
}

/// A duration for people.
#[must_use]
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// A number with thousands separated.
#[must_use]
pub fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Wei as ether, without trailing zeros and without rounding.
#[must_use]
pub fn ether(wei: u128) -> String {
    let whole = wei / 1_000_000_000_000_000_000;
    let rest = format!("{:018}", wei % 1_000_000_000_000_000_000);
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() {
        format!("{whole} ETH")
    } else {
        format!("{whole}.{rest} ETH")
    }
}

/// A 32-byte word short enough for a table: its first and last four bytes. Anything else stays as it is.
#[must_use]
pub fn short(word: &str) -> String {
    if word.len() == 66 && word.starts_with("0x") && word.is_ascii() {
        format!("{}…{}", &word[..10], &word[58..])
    } else {
        word.to_owned()
    }
}

/// A table without lines but the one under its head; the columns in `right` are aligned to the right. Cells may be
/// coloured.
#[must_use]
pub fn table(head: &[&str], rows: &[Vec<String>], right: &[usize]) -> String {
    let width = |text: &str| console::measure_text_width(text);
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
            cells.chain([width(head[column])]).max().unwrap_or_default()
        })
        .collect();
    let line = |cells: &[String]| {
        let mut line = String::new();
        for (column, (cell, wide)) in cells.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(wide - width(cell));
            let (before, after) =
                if right.contains(&column) { (gap.as_str(), "") } else { ("", gap.as_str()) };
            line.push_str(&format!("  {before}{cell}{after}"));
        }
        line.trim_end().to_owned() + "\n"
    };
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule: Vec<String> = widths.iter().map(|wide| "─".repeat(*wide)).collect();
    [&head, &rule].into_iter().chain(rows).map(|cells| line(cells)).collect()
}

/// Each line made visible: names inside a message can hold anything, and some messages have several lines.
fn lines(message: impl std::fmt::Display) -> String {
    message.to_string().split('\n').map(visible).collect::<Vec<_>>().join("\n")
}
