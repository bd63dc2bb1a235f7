//! `colophon plan --check`: a published plan, recomputed without the project.

use std::path::Path;

use colophon_project::plan::stranger::{findings, Finding, Verdict};
use colophon_project::plan::{seed, Plan};
use serde_json::json;

use crate::error::{Error, InputError, Result};
use crate::output::{table, visible, Report};

/// Recomputes everything in the file.
///
/// # Errors
/// [`Error::Usage`] when the seed is none; [`InputError`] when the file cannot be read. What differs is in the report.
pub(super) fn run(file: &Path, typed: Option<&str>, beacon: Option<&[u8]>) -> Result<Report> {
    let secret = typed
        .map(|text| {
            seed::parse(text).ok_or_else(|| {
                Error::Usage("--seed is no seed: 64 hex digits are expected".to_owned())
            })
        })
        .transpose()?;
    let unreadable = |source| InputError::Unreadable { path: file.to_owned(), source };
    let plan = Plan::parse(&std::fs::read(file).map_err(unreadable)?, file)?;
    let found = findings(&plan, secret, beacon);
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|one| {
            vec![one.what.to_owned(), one.verdict.word().to_owned(), visible(one.verdict.detail())]
        })
        .collect();
    let mut text = table(&["what", "verdict", ""], &rows, &[]);
    if plan.assignment.beacon.is_none() {
        text.push_str("\nThe plan names no beacon: the artist could have chosen the seed.\n");
    }
    let items: Vec<_> = found
        .iter()
        .map(|one| json!({ "what": one.what, "verdict": one.verdict.word(), "detail": one.verdict.detail() }))
        .collect();
    let mut report = Report::new(
        text,
        json!({ "check": file.display().to_string(), "beacon": plan.assignment.beacon, "findings": items }),
    );
    report.failure = differing(&found).map(|names| {
        Error::Differs(format!(
            "{} of the plan {} not what follows from it",
            names.join(", "),
            if names.len() == 1 { "is" } else { "are" }
        ))
    });
    Ok(report)
}

fn differing(found: &[Finding]) -> Option<Vec<&'static str>> {
    let names: Vec<_> = found
        .iter()
        .filter(|one| matches!(one.verdict, Verdict::Differs(_)))
        .map(|one| one.what)
        .collect();
    (!names.is_empty()).then_some(names)
}
