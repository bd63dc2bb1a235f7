//! `generate`: the planned pieces, drawn by the network `inkling/1` into the outputs folder. Files appear whole; a run that was
//! interrupted goes on where it stopped; a file that is right is left alone.

mod existing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use colophon_inference::host::generator::{DrawError, Generator};
use colophon_inference::host::png::PIXELS;
use colophon_inference::host::prompt::{Prompt, PromptError};

use crate::config::Config;
use crate::disk;
use crate::error::{Error, Result};
use crate::observe::Observer;
use crate::parallel;
use crate::plan::{Plan, PlannedPiece};

/// How many prompts a refusal lists.
const LISTED: usize = 5;

/// What to do with what is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Manner {
    /// Replace files that are not what the plan asks for.
    pub replace: bool,
    /// Draw every piece again and compare all bytes, instead of trusting checksums and the text inside the file.
    pub redraw: bool,
    /// Only the first so many pieces.
    pub first: Option<u32>,
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Pieces drawn into new files.
    pub drawn: u32,
    /// Files that were right already.
    pub kept: u32,
    /// Files that were replaced.
    pub replaced: u32,
}

/// What happened to one piece.
enum Outcome {
    Drawn,
    Kept,
    Replaced,
    /// A file is there that is not this piece.
    Other(PathBuf),
    /// Another piece failed.
    Stopped,
}

/// The file of a piece: its index with leading zeros, so that every tool lists pieces in order.
#[must_use]
pub fn file_name(index: u32, supply: u32) -> String {
    let digits = supply.saturating_sub(1).to_string().len().max(4);
    format!("{index:0digits$}.png")
}

/// Draws the pieces of a plan on all processors.
///
/// # Errors
/// [`Error::Project`] before anything is drawn when the plan waits for its beacon, asks for what the network cannot draw, or when
/// files are in the way; [`Error::File`] when a file cannot be read or written.
pub fn generate(
    project: &Path,
    config: &Config,
    plan: &Plan,
    generator: &Generator,
    manner: Manner,
    observer: &dyn Observer,
) -> Result<Drawn> {
    if plan.is_waiting() {
        let name =
            plan.assignment.beacon.as_ref().map_or("its beacon", |beacon| beacon.name.as_str());
        return Err(Error::Project(format!(
            "the plan waits for {name}; when its value is out, run colophon plan --beacon 0x…"
        )));
    }
    let count = manner.first.unwrap_or(plan.supply).min(plan.supply);
    let pieces = plan.pieces.get(..count as usize).unwrap_or(&plan.pieces);
    let prompts = check(plan, pieces, generator)?;
    let folder = project.join(&config.outputs);
    disk::make_folder(&folder)?;
    observer.begin("drawing", pieces.len() as u64);
    let stop = AtomicBool::new(false);
    let results = parallel::map(pieces.len(), |at| {
        let (Some(piece), Some(prompt)) = (pieces.get(at), prompts.get(at)) else {
            return Ok(Outcome::Stopped);
        };
        if stop.load(Ordering::Relaxed) {
            return Ok(Outcome::Stopped);
        }
        let path = folder.join(file_name(piece.index, plan.supply));
        let outcome = one(&path, piece, prompt, generator, manner);
        if !matches!(
            outcome,
            Ok(Outcome::Drawn | Outcome::Kept | Outcome::Replaced | Outcome::Other(_))
        ) {
            stop.store(true, Ordering::Relaxed);
        }
        observer.advance(1);
        outcome
    });
    observer.end();
    sum(results)
}

fn sum(results: Vec<Result<Outcome>>) -> Result<Drawn> {
    let (mut done, mut other) = (Drawn::default(), Vec::new());
    for result in results {
        match result? {
            Outcome::Drawn => done.drawn += 1,
            Outcome::Kept => done.kept += 1,
            Outcome::Replaced => done.replaced += 1,
            Outcome::Other(path) => other.push(path),
            Outcome::Stopped => {}
        }
    }
    let Some(first) = other.first() else { return Ok(done) };
    Err(Error::Project(format!(
        "{} in the outputs folder {} not what the plan asks for, the first is {}; move {} away, or replace {} with --replace. All other pieces are drawn",
        if other.len() == 1 { "1 file".to_owned() } else { format!("{} files", other.len()) },
        if other.len() == 1 { "is" } else { "are" },
        first.display(),
        if other.len() == 1 { "it" } else { "them" },
        if other.len() == 1 { "it" } else { "them" },
    )))
}

/// Reads every prompt, and names all that the network cannot draw.
fn check(plan: &Plan, pieces: &[PlannedPiece], generator: &Generator) -> Result<Vec<Prompt>> {
    let side = u32::try_from(PIXELS).unwrap_or(u32::MAX);
    if let Some(piece) = pieces.iter().find(|piece| (piece.width, piece.height) != (side, side)) {
        return Err(Error::Project(format!(
            "inkling draws {side}x{side} and the plan asks for {}x{}; write size = \"{side}x{side}\" under [generation] and plan again",
            piece.width, piece.height
        )));
    }
    if let Some(piece) = pieces.iter().find(|piece| !piece.negative.is_empty()) {
        return Err(Error::Project(format!(
            "inkling takes no negative prompt, and piece {} has {:?}; write negative = \"\" under [prompt] and plan again",
            piece.index, piece.negative
        )));
    }
    let mut read: BTreeMap<&str, Result<Prompt, PromptError>> = BTreeMap::new();
    for piece in pieces {
        read.entry(&piece.prompt)
            .or_insert_with(|| Prompt::parse(generator.model(), &piece.prompt));
    }
    let bad: Vec<String> = read
        .iter()
        .filter_map(|(text, prompt)| Some(format!("{text:?}: {}", prompt.as_ref().err()?)))
        .collect();
    if !bad.is_empty() {
        let more = if bad.len() > LISTED {
            format!("; and {} more", bad.len() - LISTED)
        } else {
            String::new()
        };
        let shown = bad.get(..LISTED.min(bad.len())).unwrap_or(&bad).join("; ");
        return Err(Error::Project(format!(
            "inkling cannot draw {} of the {} prompts of {} pieces, so nothing was drawn: {shown}{more}. Change the values, give them a prompt of their own, or change the template",
            bad.len(),
            read.len(),
            plan.supply
        )));
    }
    Ok(pieces
        .iter()
        .filter_map(|piece| read.get(piece.prompt.as_str())?.as_ref().ok().cloned())
        .collect())
}

fn one(
    path: &Path,
    piece: &PlannedPiece,
    prompt: &Prompt,
    generator: &Generator,
    manner: Manner,
) -> Result<Outcome> {
    let seed = u64::from(piece.seed);
    let draw = || {
        generator
            .draw(&piece.prompt, seed)
            .map(|piece| piece.png)
            .map_err(|error| failed(piece, &error))
    };
    let there = disk::read(path)?;
    let png = match &there {
        Some(bytes) if manner.redraw => {
            let png = draw()?;
            if *bytes == png {
                return Ok(Outcome::Kept);
            }
            Some(png)
        }
        Some(bytes) if existing::is_whole(bytes, &generator.parameters(prompt, seed)) => {
            return Ok(Outcome::Kept);
        }
        _ => None,
    };
    if there.is_some() && !manner.replace {
        return Ok(Outcome::Other(path.to_owned()));
    }
    disk::write(path, &png.map_or_else(draw, Ok)?)?;
    Ok(if there.is_some() { Outcome::Replaced } else { Outcome::Drawn })
}

fn failed(piece: &PlannedPiece, error: &DrawError) -> Error {
    Error::Project(format!("piece {} cannot be drawn: {error}", piece.index))
}
