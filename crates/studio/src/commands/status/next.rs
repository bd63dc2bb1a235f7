//! What to type next: the first step of the way from a folder to a collection that is not done.

use serde::Serialize;

use super::chain::Seen;
use super::files::Files;
use crate::output::grouped;

/// A command and why.
#[derive(Debug, Serialize)]
pub(super) struct Next {
    pub(super) command: String,
    pub(super) why: String,
}

fn next(command: impl Into<String>, why: impl Into<String>) -> Next {
    Next { command: command.into(), why: why.into() }
}

/// Finds the step.
pub(super) fn command(files: &Files, seen: &Seen) -> Next {
    if !files.notes.is_empty() {
        return next("colophon doctor", "a file of the project is damaged, see the note");
    }
    here(files).unwrap_or_else(|| on_chain(files, seen))
}

/// What is left to do without a chain.
fn here(files: &Files) -> Option<Next> {
    if !files.has_config && files.deployments.is_empty() {
        return Some(next("colophon init", "there is no colophon.toml"));
    }
    let config = files.config.as_ref()?;
    let Some(plan) = &files.plan else {
        return config.plan.as_ref().map(|_| {
            next("colophon plan", "colophon.toml has a [plan], and it has not been made")
        });
    };
    if plan.pieces < plan.supply {
        return Some(next("colophon plan --beacon HEX", "who gets what awaits its value"));
    }
    let pictures = files.pictures.unwrap_or_default();
    if pictures < plan.pieces as usize {
        let why = format!(
            "{} of {} planned pieces have no picture",
            grouped(u128::from(plan.pieces) - pictures as u128),
            grouped(plan.pieces.into())
        );
        return Some(next("colophon generate", why));
    }
    match &files.build {
        None => Some(next("colophon validate && colophon build", "the pieces are not built")),
        Some(build) if !build.follows_plan => {
            Some(next("colophon build", "the plan changed after the build"))
        }
        Some(_) if config.publish.is_empty() => None,
        Some(_) if files.published.iter().any(|place| place.current) => None,
        Some(_) => Some(next("colophon publish", "no place of [publish] holds the build")),
    }
}

/// What is left to do on the chain that was asked, or that is configured.
fn on_chain(files: &Files, seen: &Seen) -> Next {
    let there = |chain: u64| seen.chain_id.is_none_or(|asked| asked == chain);
    let network = &seen.typed;
    let deployed = files.deployments.iter().find(|one| {
        (seen.chain_id.is_some() && there(one.chain_id)) || one.network == seen.network
    });
    let flights = files.flights.iter().filter(|flight| there(flight.chain_id)).count();
    let Some(deployed) = deployed.filter(|one| one.state == "configured") else {
        let why = if flights > 0 {
            "the deployment was interrupted; the same command continues it"
        } else {
            "the collection is not on this chain"
        };
        return next(format!("colophon deploy{network}"), why);
    };
    if seen.has_collection == Some(false) {
        let why = "the chain has no contract at the collection's address: it was reset";
        return next(format!("colophon deploy{network}"), why);
    }
    let folder = if files.build.is_some() { "" } else { " FOLDER" };
    if flights > 0 {
        let why = format!("{flights} transactions are under way; the same command finds them");
        return next(format!("colophon mint{folder}{network}"), why);
    }
    let open = deployed.series.iter().find(|series| series.state != "minted");
    if let Some(series) = open {
        let why = format!("series {} is not minted to its end", series.number);
        return next(format!("colophon mint{folder}{network}"), why);
    }
    if deployed.series.is_empty() {
        return next(format!("colophon mint{folder}{network}"), "nothing is minted");
    }
    let configured = files.config.as_ref().filter(|_| files.pictures.is_some());
    let outputs = configured.map_or("FOLDER".into(), |c| c.outputs.display().to_string());
    let all = format!("colophon verify --all {outputs}{network}");
    next(all, "everything is minted; anyone can check it")
}
