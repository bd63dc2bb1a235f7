//! `colophon man`: manual pages in section 1, from the same definition that parses the command line.

use std::fmt::Write;

use clap::CommandFactory;
use clap_mangen::roff::{roman, Roff};
use clap_mangen::Man;
use serde_json::json;

use crate::cli::{self, Cli};
use crate::error::{Error, Result};
use crate::output::Report;
use crate::store;

/// Prints the page of the command, or writes that and one for each verb into a folder.
///
/// # Errors
/// The disk.
pub fn run(args: &cli::Man) -> Result<Report> {
    let mut command = Cli::command();
    // Gives every verb the options of all commands and its full name.
    command.build();
    let Some(folder) = &args.folder else {
        let page = page(&command)?;
        return Ok(Report::new(page.clone(), json!({ "page": page })));
    };
    let mut written = Vec::new();
    let verbs = command.get_subcommands().filter(|verb| verb.get_name() != "help");
    for page_of in std::iter::once(&command).chain(verbs) {
        let name = page_of.get_display_name().unwrap_or_else(|| page_of.get_name());
        let path = folder.join(format!("{name}.1"));
        store::write(&path, page(page_of)?.as_bytes())?;
        written.push(path.display().to_string());
    }
    let mut text = String::new();
    for path in &written {
        let _ = writeln!(text, "{path}");
    }
    Ok(Report::new(text, json!({ "pages": written })))
}

/// One page in roff.
fn page(command: &clap::Command) -> Result<String> {
    let mut page = Vec::new();
    sections(command, &mut page).map_err(|error| Error::Other(error.to_string()))?;
    String::from_utf8(page).map_err(|error| Error::Other(error.to_string()))
}

/// The sections in their usual order. Examples keep their lines, which the library would fill.
fn sections(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let man = Man::new(command.clone()).manual("Colophon").source(version());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    if let Some(examples) = command.get_after_help() {
        let mut roff = Roff::new();
        roff.control("SH", ["EXAMPLES"]).control("nf", []);
        let text = examples.to_string();
        for line in text.lines().filter(|line| *line != "Examples:") {
            roff.text([roman(line)]);
        }
        roff.control("fi", []).to_writer(page)?;
    }
    man.render_version_section(page)
}

fn version() -> String {
    format!("colophon {}", env!("CARGO_PKG_VERSION"))
}
