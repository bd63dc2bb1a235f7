//! `colophon doctor`: checks what a run will need. Each check is a line: ok, a warning, or a problem with what to do.
//! Nothing is changed and nothing is sent.

mod chain;
mod folder;
mod places;

use std::fmt::Write;

use console::style;
use serde_json::json;

use crate::cli;
use crate::commands::env;
use crate::error::{Error, Result};
use crate::output::{visible, Output, Report};
use crate::plan::network;

/// What a check found.
#[derive(Debug)]
pub(super) enum Finding {
    /// As it should be.
    Ok(String),
    /// A run may go well and may not.
    Warning(String),
    /// A run will fail, with this error.
    Problem(Error),
}

/// One line.
#[derive(Debug)]
pub(super) struct Check {
    name: &'static str,
    finding: Finding,
}

/// The lines so far.
#[derive(Debug, Default)]
pub(super) struct Checks(Vec<Check>);

impl Checks {
    fn add(&mut self, name: &'static str, finding: Finding) {
        self.0.push(Check { name, finding });
    }

    fn ok(&mut self, name: &'static str, what: impl Into<String>) {
        self.add(name, Finding::Ok(what.into()));
    }

    fn warn(&mut self, name: &'static str, what: impl Into<String>) {
        self.add(name, Finding::Warning(what.into()));
    }

    /// A check that asks something; what goes wrong is its problem.
    fn run(&mut self, name: &'static str, check: impl FnOnce() -> Result<Finding>) {
        self.add(name, check().unwrap_or_else(Finding::Problem));
    }

    fn problem(&mut self, name: &'static str, error: impl Into<Error>) {
        self.add(name, Finding::Problem(error.into()));
    }
}

impl Finding {
    fn word(&self) -> &'static str {
        match self {
            Self::Ok(_) => "ok",
            Self::Warning(_) => "warning",
            Self::Problem(_) => "problem",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Ok(what) | Self::Warning(what) => what.clone(),
            Self::Problem(error) => error.to_string(),
        }
    }
}

/// Runs every check.
///
/// # Errors
/// None: what is found is in the report, and its failure is that of the first problem.
pub fn run(global: &cli::Global, args: &cli::Doctor, out: Output) -> Result<Report> {
    let mut checks = Checks::default();
    let folder = std::path::absolute(&global.project).unwrap_or_else(|_| global.project.clone());
    let config = folder::config(&mut checks, &folder);
    folder::secrets(&mut checks, &folder, &args.signing);
    folder::disk(&mut checks, &folder);
    match network::resolve(&args.network, &config, env) {
        Ok(network) => chain::checks(&mut checks, &folder, &network, args, out),
        Err(error) => checks.problem("node", error),
    }
    places::checks(&mut checks, &folder, &config);
    Ok(report(checks))
}

fn report(checks: Checks) -> Report {
    let mut text = String::new();
    let mut lines = Vec::new();
    let (mut warnings, mut problems) = (0, 0);
    for check in &checks.0 {
        let (word, sentence) = (check.finding.word(), check.finding.sentence());
        let mark = match check.finding {
            Finding::Ok(_) => style("✓").green(),
            Finding::Warning(_) => style("!").yellow(),
            Finding::Problem(_) => style("✗").red(),
        };
        warnings += usize::from(word == "warning");
        problems += usize::from(word == "problem");
        let _ = writeln!(text, "  {mark} {:<12} {}", check.name, visible(&sentence));
        lines.push(json!({ "check": check.name, "verdict": word, "what": sentence }));
    }
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let _ = writeln!(text, "\n  {}, {}", count(problems, "problem"), count(warnings, "warning"));
    let json = json!({ "checks": lines, "problems": problems, "warnings": warnings });
    let mut report = Report::new(text, json);
    let first = checks.0.into_iter().find_map(|check| match check.finding {
        Finding::Problem(error) => Some(error),
        _ => None,
    });
    report.failure = first.map(|first| Error::Unfit { first: Box::new(first), count: problems });
    report
}
