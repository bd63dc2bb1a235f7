//! The question whether to send.

use std::io::{BufRead, IsTerminal, Write};

use crate::error::{Error, Result};
use crate::output::Output;

/// Whether to send: `--broadcast` says yes; on a terminal a question is asked; otherwise nothing is sent, and the costs
/// are the result.
///
/// # Errors
/// [`Error::Declined`] when the answer is no.
pub fn confirm(broadcast: bool, out: Output, costs: &str, question: &str) -> Result<bool> {
    if broadcast {
        out.log(costs);
        return Ok(true);
    }
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !terminal || out.json {
        return Ok(false);
    }
    let mut stderr = std::io::stderr();
    let _ = write!(stderr, "{costs}\n{question} [y/N] ").and_then(|()| stderr.flush());
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Error::Other(format!("cannot read the answer: {error}")))?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        Ok(true)
    } else {
        Err(Error::Declined)
    }
}
