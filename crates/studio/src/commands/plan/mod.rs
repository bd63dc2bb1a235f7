//! `colophon plan`: who gets what, and one job for each piece; or a published plan, recomputed.

mod check;
mod table;

use std::path::Path;

use colophon_project::config::Config;
use colophon_project::disk;
use colophon_project::plan::{change, jobs, make, path, seed, Plan};
use serde_json::json;

use crate::cli;
use crate::error::{Error, ProjectError, Result};
use crate::output::{visible, Output, Report};
use crate::store::{self, secret};

/// How many changes a refusal lists.
const LISTED: usize = 20;

/// Makes the plan of the project, or checks a published one.
///
/// # Errors
/// Those of the project file and its tables; [`ProjectError::Conflict`] when a plan that is in use would change.
pub fn run(global: &cli::Global, args: &cli::Plan, out: Output) -> Result<Report> {
    let beacon = args.beacon.as_deref().map(hexadecimal).transpose()?;
    match &args.check {
        Some(file) => check::run(file, args.seed.as_deref(), beacon.as_deref()),
        None => make_plan(&global.project, args, beacon, out),
    }
}

fn hexadecimal(text: &str) -> Result<Vec<u8>> {
    let digits = text.trim();
    hex::decode(digits.strip_prefix("0x").unwrap_or(digits)).map_err(|_| {
        Error::Usage(format!(
            "--beacon {text:?} is no hexadecimal number; write 0x and an even number of digits"
        ))
    })
}

/// What became of `plan/plan.json`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Unchanged,
    Changed,
}

fn make_plan(
    project: &Path,
    args: &cli::Plan,
    beacon: Option<Vec<u8>>,
    out: Output,
) -> Result<Report> {
    let config = Config::read(project)?;
    if config == Config::default() && !project.join(colophon_project::config::FILE).exists() {
        let folder = project.display();
        return Err(ProjectError::Conflict(format!(
            "{folder} has no colophon.toml; run colophon init first"
        ))
        .into());
    }
    let _lock = store::Project::open(project)?;
    let old = Plan::load(project)?;
    let seed = seed::load_or_create(project, || {
        secret::random().map_err(|error| colophon_project::error::Error::Project(error.to_string()))
    })?;
    let known = beacon.or_else(|| known_beacon(old.as_ref(), &config));
    let mut new = make::make(&config, &seed, known.as_deref())?;
    let hidden = format!("0x{}", hex::encode(seed));
    let was_shown =
        old.as_ref().and_then(|old| old.assignment.seed.clone()) == Some(hidden.clone());
    if args.reveal && new.is_waiting() {
        let text = "the seed may not be revealed before the beacon is out: who knows both could not have been kept from choosing; run colophon plan --beacon 0x… first";
        return Err(ProjectError::Conflict(text.to_owned()).into());
    }
    new.assignment.seed = (args.reveal || was_shown).then_some(hidden);
    let lists = jobs::jobs(project, &config, &new)?;
    let (state, changes) = compare(project, &config, old.as_ref(), &new, args.replace)?;
    if state != State::Unchanged {
        new.save(project)?;
    }
    jobs::save(project, &lists)?;
    if let Some(file) = &args.export {
        disk::write(file, &public(&new).to_json()?)?;
    }
    changes.iter().for_each(|line| out.log(format!("  {}", visible(line))));
    Ok(report(project, &new, state, &changes))
}

/// The value that the plan has for the same beacon already.
fn known_beacon(old: Option<&Plan>, config: &Config) -> Option<Vec<u8>> {
    let beacon = old?.assignment.beacon.as_ref()?;
    let named = config.plan.as_ref()?.beacon.as_ref()?;
    (beacon.name == *named).then(|| beacon.bytes()).flatten()
}

/// Whether the plan may be written, and what it changes.
fn compare(
    project: &Path,
    config: &Config,
    old: Option<&Plan>,
    new: &Plan,
    replace: bool,
) -> Result<(State, Vec<String>)> {
    let Some(old) = old else { return Ok((State::New, Vec::new())) };
    if old == new {
        return Ok((State::Unchanged, Vec::new()));
    }
    let changes = change::changes(old, new);
    // The beacon of a plan that waited for it, and a seed that is revealed, change no promise.
    let same = old.assignment.commitment == new.assignment.commitment;
    let kept = same && (old.is_waiting() || old.pieces == new.pieces);
    if let Some(why) = change::used(project, config).filter(|_| !kept && !replace) {
        let mut text = format!("the plan would change, and {why}; give --replace if it should all the same, or take the change back in colophon.toml. It would change:");
        for line in changes.iter().take(LISTED) {
            text.push_str(&format!("\n  {line}"));
        }
        if changes.len() > LISTED {
            text.push_str(&format!("\n  and {} more", changes.len() - LISTED));
        }
        return Err(ProjectError::Conflict(text).into());
    }
    Ok((State::Changed, changes))
}

/// The plan without what may be secret until it is revealed.
fn public(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    for piece in &mut plan.pieces {
        piece.prompt.clear();
        piece.negative.clear();
    }
    plan
}

fn report(project: &Path, plan: &Plan, state: State, changes: &[String]) -> Report {
    let word = match state {
        State::New => "new",
        State::Unchanged => "unchanged",
        State::Changed => "changed",
    };
    let rows = table::rows(plan);
    let text = table::text(plan, &rows, &path(project), word);
    let values: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "trait": row.name, "value": row.value, "promised": row.promised, "planned": row.planned,
                "share": row.share(plan.supply),
            })
        })
        .collect();
    let json = json!({
        "state": word, "waiting": plan.is_waiting(), "supply": plan.supply, "unique": plan.unique,
        "combinations": table::combinations(plan), "values": values, "assignment": plan.assignment,
        "changes": changes, "plan": path(project).display().to_string(),
    });
    Report::new(text, json)
}
