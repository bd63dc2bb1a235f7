//! `colophon status`: where the project stands, from its files and, if a node answers, from the chain; and what the
//! next command is. Nothing is written; a file that is damaged is named and the rest is shown.

mod chain;
mod files;
mod flights;
mod next;

use std::fmt::Write;
use std::path::Path;

use console::style;
use serde_json::json;

use crate::cli;
use crate::error::Result;
use crate::output::{grouped, short, table, visible, Report};
use chain::Seen;
use files::{Deployed, Files};

/// Looks at everything.
///
/// # Errors
/// None of the project's files, which are named in the report; the command line's.
pub fn run(global: &cli::Global, args: &cli::Status) -> Result<Report> {
    let folder = std::path::absolute(&global.project).unwrap_or_else(|_| global.project.clone());
    let files = Files::read(&folder);
    let seen = chain::look(&files, args)?;
    let next = next::command(&files, &seen);
    let mut text = String::new();
    lines(&mut text, &folder, &files, &seen);
    for note in &files.notes {
        let _ = writeln!(text, "  {:<12} {}", style("note").yellow(), visible(note));
    }
    let _ = writeln!(text, "\n  {:<12} {}  {}", "next", style(&next.command).bold(), next.why);
    let json = json!({
        "project": { "folder": folder.display().to_string(), "has_config": files.has_config },
        "plan": files.plan,
        "outputs": { "folder": files.outputs.display().to_string(), "pictures": files.pictures },
        "build": files.build,
        "published": files.published,
        "deployments": files.deployments,
        "in_flight": files.flights,
        "node": seen,
        "notes": files.notes,
        "next": next,
    });
    Ok(Report::new(text, json))
}

fn lines(text: &mut String, folder: &Path, files: &Files, seen: &Seen) {
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<12} {value}");
    };
    let config = if files.has_config { "" } else { " (without colophon.toml)" };
    line("project", &format!("{}{config}", visible(&folder.display().to_string())));
    match &files.plan {
        Some(plan) if plan.pieces < plan.supply => line(
            "plan",
            &format!("{} pieces; who gets what awaits the beacon", grouped(plan.supply.into())),
        ),
        Some(plan) => line(
            "plan",
            &format!(
                "{} pieces, {} traits, commitment {}",
                grouped(plan.supply.into()),
                plan.traits,
                short(&plan.commitment)
            ),
        ),
        None => line("plan", "none"),
    }
    match files.pictures {
        Some(count) => line("outputs", &format!("{} pictures", grouped(count as u128))),
        None => line("outputs", "none"),
    }
    match &files.build {
        Some(build) => {
            let stale = if build.follows_plan { "" } else { "; the plan is another one since" };
            let pieces = grouped(build.pieces as u128);
            let (root, collection) = (short(&build.root), &build.collection);
            line("build", &format!("{pieces} pieces for {collection}, root {root}{stale}"));
        }
        None => line("build", "none"),
    }
    for place in &files.published {
        let (target, at) = (visible(&place.target), visible(&place.published_at));
        let old = if place.current { "" } else { "; the build is another one since" };
        line("published", &format!("{target}: {} on {at}{old}", visible(&place.root)));
    }
    line("node", &seen.sentence());
    for flight in &files.flights {
        line("in flight", &flight.sentence());
    }
    if files.deployments.is_empty() {
        line("deployed", "nowhere");
    } else {
        let _ = write!(text, "\n{}", deployments(&files.deployments, seen));
    }
}

/// One row for each collection, or for each of its series.
fn deployments(deployed: &[Deployed], seen: &Seen) -> String {
    let mut rows = Vec::new();
    for one in deployed {
        let at = one.collection.clone().unwrap_or_else(|| "not known yet".into());
        let chain = format!("{} ({})", visible(&one.network), one.chain_id);
        let row = |rest: [String; 3]| {
            let mut row = vec![chain.clone(), visible(&one.name), at.clone()];
            row.extend(rest);
            row
        };
        if one.series.is_empty() {
            rows.push(row([one.state.clone(), String::new(), String::new()]));
        }
        for series in &one.series {
            let on_chain = seen.minted(one, series.number);
            let minted = match on_chain {
                Some((minted, supply)) => {
                    format!("{} of {}", grouped(minted.into()), grouped(supply.into()))
                }
                None => "not asked".into(),
            };
            let planned = format!("{} ({})", grouped(series.pieces as u128), series.state);
            rows.push(row([format!("series {}", series.number), planned, minted]));
        }
    }
    table(&["chain", "name", "collection", "state", "here", "on chain"], &rows, &[4, 5])
}
