//! Whether the outputs folder holds what was planned: every file is matched to the plan by the prompt and the seed inside it,
//! never by its name; what is missing, surplus, off the plan, different, unusable or there twice is listed.

mod compare;
mod matching;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::disk;
use crate::duplicates::{self, Looks, Pairs};
use crate::error::{Error, Result};
use crate::hex_bytes::Hash;
use crate::observe::Observer;
use crate::plan::Plan;
use crate::reading::{self, Reading, Scan};
use crate::refusal::Refusal;
pub use compare::Difference;
pub use matching::{Missing, OffPlan, Surplus};

/// Where the match is written, in the folder of the plan.
pub const MATCH: &str = "match.json";

/// Where what was read is kept, relative to the project folder.
pub const CACHE: &str = ".colophon/cache/readings.json";

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Bits in which the difference hashes of near duplicates may differ; `None` looks for none.
    pub near: Option<u32>,
    /// Side of the small pictures that are made on the way; none by default.
    pub thumbnails: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self { near: Some(duplicates::DEFAULT_DISTANCE), thumbnails: None }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub struct Validation {
    /// The pictures that were read, in natural order of their paths.
    pub readings: Vec<Reading>,
    /// How many of them were read now.
    pub fresh: usize,
    /// How many pieces were planned; `None` without a plan.
    pub planned: Option<usize>,
    /// For each planned piece that has one, its picture: index and position in `readings`. Without a plan, all of them.
    pub matched: Vec<(u32, usize)>,
    /// Planned pieces without a picture.
    pub missing: Vec<Missing>,
    /// Further pictures of a planned piece.
    pub surplus: Vec<Surplus>,
    /// Pictures that no piece was planned for.
    pub off_plan: Vec<OffPlan>,
    /// Pictures that are not quite what was planned.
    pub differing: Vec<Difference>,
    /// Files that cannot be used.
    pub refused: Vec<Refusal>,
    /// Files that are no pictures.
    pub ignored: Vec<PathBuf>,
    /// The same picture twice.
    pub exact: Pairs,
    /// Pictures that look alike; not wrong by themselves.
    pub near: Pairs,
}

/// Reads the outputs of a project and compares them with its plan, if it has one.
///
/// # Errors
/// A plan without pieces; the outputs folder cannot be read; the disk. Whatever is wrong with single files is in the result.
pub fn validate(
    project: &Path,
    outputs: &Path,
    plan: Option<&Plan>,
    options: Options,
    observer: &dyn Observer,
) -> Result<Validation> {
    check_plan(plan)?;
    let scan = reading::scan(outputs, &project.join(CACHE), options.thumbnails, observer)?;
    Ok(Validation::of(scan, plan, options.near))
}

/// A plan that awaits its beacon says nothing about pieces yet.
///
/// # Errors
/// [`Error::Project`].
pub(crate) fn check_plan(plan: Option<&Plan>) -> Result<()> {
    if plan.is_some_and(|plan| plan.pieces.is_empty()) {
        return Err(Error::Project(
            "the plan has no pieces yet, because it awaits its beacon; run `colophon plan` when the beacon is known".into(),
        ));
    }
    Ok(())
}

impl Validation {
    /// Compares what was read with the plan.
    #[must_use]
    pub fn of(scan: Scan, plan: Option<&Plan>, near: Option<u32>) -> Self {
        let looks: Vec<Looks> = scan.readings.iter().map(Reading::looks).collect();
        let mut found = Self {
            fresh: scan.fresh,
            refused: scan.refused,
            ignored: scan.ignored,
            exact: duplicates::exact(&looks),
            near: near.map(|distance| duplicates::near(&looks, distance)).unwrap_or_default(),
            readings: scan.readings,
            ..Self::default()
        };
        match plan {
            Some(plan) => matching::match_up(plan, &mut found),
            None => found.matched = (0..).zip(0..found.readings.len()).collect(),
        }
        found
    }

    /// How many things are wrong. Near duplicates are not counted: they are for the artist to judge.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.missing.len()
            + self.surplus.len()
            + self.off_plan.len()
            + self.differing.len()
            + self.refused.len()
            + usize::try_from(self.exact.count).unwrap_or(usize::MAX)
    }

    /// Name of the picture at this position.
    #[must_use]
    pub fn file(&self, position: usize) -> &str {
        self.readings.get(position).map_or("", |reading| reading.file.as_str())
    }

    /// Writes which picture belongs to which planned piece into the folder of the plan (`colophon/match/1`).
    ///
    /// # Errors
    /// The disk.
    pub fn save_match(&self, project: &Path) -> Result<()> {
        #[derive(Serialize)]
        struct File<'a> {
            schema: &'static str,
            matches: Vec<Match<'a>>,
        }
        #[derive(Serialize)]
        struct Match<'a> {
            index: u32,
            file: &'a str,
            sha256: Hash,
        }
        let matches = self.matched.iter().map(|(index, position)| {
            let reading = &self.readings[*position];
            Match { index: *index, file: &reading.file, sha256: reading.content().sha256.into() }
        });
        let file = File { schema: "colophon/match/1", matches: matches.collect() };
        disk::write_json(&project.join(crate::plan::FOLDER).join(MATCH), &file)
    }
}
