//! The `colophon` command as a library: what was typed (`cli`), what it means (`plan`), what is done (`commands`).

#![forbid(unsafe_code)]

pub mod chain;
pub mod cli;
pub mod commands;
pub mod error;
pub mod folder;
pub mod metadata;
pub mod model;
pub mod opening;
pub mod output;
pub mod plan;
pub mod sale;
pub mod store;

use std::ffi::OsString;

use clap::Parser;
pub use colophon_project::record;
pub use colophon_readers as readers;
use error::exit;
use output::Output;

/// Runs the command that `args` spell (program name first) and returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let typed = match cli::Cli::try_parse_from(args) {
        Ok(typed) => typed,
        Err(error) => {
            // Help and version are results; everything else is a mistake on the command line.
            let code = if error.use_stderr() { exit::USAGE } else { exit::OK };
            let _ = error.print();
            return code;
        }
    };
    let out = Output { json: typed.global.json, quiet: typed.global.quiet };
    let verb = typed.command.name();
    match commands::run(typed, out) {
        Ok(report) => {
            out.print(verb, &report);
            report.failure.map_or(exit::OK, |error| {
                out.error(&error, true);
                error.exit_code()
            })
        }
        Err(error) => {
            out.error(&error, false);
            error.exit_code()
        }
    }
}
