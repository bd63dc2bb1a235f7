//! The `colophon` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(colophon_cli::run(std::env::args_os()))
}
