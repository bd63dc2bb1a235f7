//! `colophon completions`: what a shell needs to complete the command line, from the same definition that parses it.

use clap::CommandFactory;
use serde_json::json;

use crate::cli::{Cli, Completions};
use crate::error::{Error, Result};
use crate::output::Report;

/// Writes the script for a shell.
///
/// # Errors
/// None in practice: the script is text.
pub fn run(args: &Completions) -> Result<Report> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "colophon", &mut script);
    let script = String::from_utf8(script).map_err(|error| Error::Other(error.to_string()))?;
    let json = json!({ "shell": args.shell.to_string(), "script": script });
    Ok(Report::new(script, json))
}
