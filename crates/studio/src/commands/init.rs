//! `colophon init`: a new project that works as it is.

use std::io::{BufRead, IsTerminal, Write};

use colophon_project::init::{self, Answers, Made};
use serde_json::json;

use super::generate::INKLING;
use crate::cli;
use crate::error::{Error, Result};
use crate::output::{Output, Report};

/// Asks what was not typed, if it may, and makes the project.
///
/// # Errors
/// [`crate::error::ProjectError`] when there is a project; [`Error::Usage`] when there is nobody to ask or an answer is unusable.
pub fn run(global: &cli::Global, args: &cli::Init, out: Output) -> Result<Report> {
    if std::fs::symlink_metadata(global.project.join(colophon_project::config::FILE)).is_err() {
        let complete = args.name.is_some() && args.symbol.is_some() && args.supply.is_some();
        let asks = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if !args.yes && !complete && (!asks || out.json) {
            return Err(Error::Usage(
                "there is no terminal to ask on; give --yes, and what should differ from the example with --name, --symbol and --supply".to_owned(),
            ));
        }
    }
    let answers = answers(args)?;
    let made = init::init(&global.project, &answers, INKLING)?;
    Ok(report(&made, &answers))
}

fn answers(args: &cli::Init) -> Result<Answers> {
    let example = Answers::default();
    let name = match (&args.name, args.yes) {
        (Some(name), _) => name.clone(),
        (None, true) => example.name,
        (None, false) => ask("Name of the collection", &example.name)?,
    };
    let symbol = match (&args.symbol, args.yes) {
        (Some(symbol), _) => symbol.clone(),
        (None, true) => example.symbol,
        (None, false) => ask("Symbol", &example.symbol)?,
    };
    let supply = match (args.supply, args.yes) {
        (Some(supply), _) => supply,
        (None, true) => example.supply,
        (None, false) => {
            let text = ask("How many pieces", &example.supply.to_string())?;
            text.parse().ok().filter(|supply| (1..=1_000_000).contains(supply)).ok_or_else(
                || {
                    Error::Usage(format!(
                        "{text:?} is no number of pieces; between 1 and 1000000 are possible"
                    ))
                },
            )?
        }
    };
    Ok(Answers { name, symbol, supply })
}

fn ask(what: &str, default: &str) -> Result<String> {
    let failed = |error: std::io::Error| Error::Other(format!("cannot ask: {error}"));
    let mut stderr = std::io::stderr();
    write!(stderr, "{what} [{default}]: ").and_then(|()| stderr.flush()).map_err(failed)?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(failed)?;
    let answer = line.trim();
    Ok(if answer.is_empty() { default.to_owned() } else { answer.to_owned() })
}

fn report(made: &Made, answers: &Answers) -> Report {
    let list = |paths: &[std::path::PathBuf]| -> Vec<String> {
        paths.iter().map(|path| path.display().to_string()).collect()
    };
    let (new, kept) = (list(&made.made), list(&made.kept));
    let mut text = format!("{} is begun: {} pieces.\n\n", answers.name, answers.supply);
    for (mark, paths) in [("made ", &new), ("left ", &kept)] {
        for path in paths {
            text.push_str(&format!("  {mark} {path}\n"));
        }
    }
    text.push_str("\nEdit colophon.toml, then:\n  colophon plan\n  colophon generate\n");
    Report::new(
        text,
        json!({ "name": answers.name, "symbol": answers.symbol, "supply": answers.supply, "made": new, "kept": kept }),
    )
}
