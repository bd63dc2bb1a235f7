//! One file per verb: `run(typed, out) -> Result<Report>`.

pub mod inspect;

use crate::cli::{Cli, Command};
use crate::error::Result;
use crate::output::{Output, Report};

/// Runs the command that was typed.
///
/// # Errors
/// Those of the command.
pub fn run(typed: Cli, out: Output) -> Result<Report> {
    match &typed.command {
        Command::Inspect(args) => inspect::run(args, out),
        _ => Err(crate::error::Error::Usage("not yet".into())),
    }
}

/// The value of a variable, if it is set to something.
#[must_use]
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
