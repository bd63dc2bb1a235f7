//! `colophon init`: a new project that works as it is.

use std::io::{BufRead, IsTerminal, Write};

use colophon_project::config::Config;
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
    let answers = answers(args, std::io::stdin().lock(), std::io::stderr())?;
    let made = init::init(&global.project, &answers, INKLING)?;
    Ok(report(&made, &answers))
}

fn answers(args: &cli::Init, from: impl BufRead, to: impl Write) -> Result<Answers> {
    let mut terminal = Terminal { from, to };
    let mut answers = Answers::default();
    if let Some(name) = &args.name {
        answers.name.clone_from(name);
    } else if !args.yes {
        terminal.ask(
            "Name of the collection",
            &mut answers,
            |answers| answers.name.clone(),
            |answers, line| {
                line.clone_into(&mut answers.name);
                Ok(())
            },
        )?;
    }
    if let Some(symbol) = &args.symbol {
        answers.symbol.clone_from(symbol);
    } else if !args.yes {
        terminal.ask(
            "Symbol",
            &mut answers,
            |answers| answers.symbol.clone(),
            |answers, line| {
                line.clone_into(&mut answers.symbol);
                Ok(())
            },
        )?;
    }
    if let Some(supply) = args.supply {
        answers.supply = supply;
    } else if !args.yes {
        terminal.ask(
            "How many pieces",
            &mut answers,
            |answers| answers.supply.to_string(),
            |answers, line| {
                answers.supply =
                    line.parse().map_err(|_| format!("{line:?} is no whole number"))?;
                Ok(())
            },
        )?;
    }
    Ok(answers)
}

/// Where questions are put and answered.
struct Terminal<R, W> {
    from: R,
    to: W,
}

impl<R: BufRead, W: Write> Terminal<R, W> {
    /// Puts a question until the answer can stand in a project file; an empty line means what stands there already.
    fn ask(
        &mut self,
        what: &str,
        answers: &mut Answers,
        get: impl Fn(&Answers) -> String,
        take: impl Fn(&mut Answers, &str) -> std::result::Result<(), String>,
    ) -> Result<()> {
        let failed = |error: std::io::Error| Error::Other(format!("cannot ask: {error}"));
        let default = get(answers);
        loop {
            write!(self.to, "{what} [{default}]: ")
                .and_then(|()| self.to.flush())
                .map_err(failed)?;
            let mut line = String::new();
            if self.from.read_line(&mut line).map_err(failed)? == 0 {
                return Err(Error::Usage(format!("the input ended at {what:?}")));
            }
            let line = line.trim();
            if line.is_empty() {
                return Ok(());
            }
            let mut candidate = answers.clone();
            let usable = take(&mut candidate, line).and_then(|()| {
                let file = colophon_project::config::FILE;
                Config::parse(&init::text(&candidate), file.as_ref())
                    .map(|_| ())
                    .map_err(|error| error.to_string())
            });
            match usable {
                Ok(()) => {
                    *answers = candidate;
                    return Ok(());
                }
                Err(why) => writeln!(self.to, "  {why}").map_err(failed)?,
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lines: &str) -> (Result<Answers>, String) {
        let args = cli::Init { name: None, symbol: None, supply: None, yes: false };
        let mut screen = Vec::new();
        let answers = answers(&args, lines.as_bytes(), &mut screen);
        (answers, String::from_utf8(screen).expect("text"))
    }

    #[test]
    fn an_answer_that_cannot_be_is_asked_for_again() {
        let (answers, screen) = asked("Owls of Ink\n\nmany\n0\n2000000\n25\n");
        let wanted = Answers { name: "Owls of Ink".into(), symbol: "INK".into(), supply: 25 };
        assert_eq!(answers.expect("answers"), wanted);
        assert_eq!(screen.matches("How many pieces [100]: ").count(), 4, "{screen}");
        assert!(screen.contains("\"many\" is no whole number"), "{screen}");
    }

    #[test]
    fn empty_lines_mean_the_example() {
        assert_eq!(asked("\n\n\n").0.expect("answers"), Answers::default());
    }

    #[test]
    fn input_that_ends_makes_nothing() {
        let (answers, _) = asked("Owls\n");
        assert!(answers.expect_err("no symbol").to_string().contains("\"Symbol\""));
    }
}
