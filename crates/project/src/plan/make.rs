//! From the project file, the seed and the beacon to a plan. A function of these three alone: same inputs, same bytes.

use std::collections::HashMap;

use colophon_provenance::hash::{Software, Word};
use colophon_provenance::scarcity::assignment::{
    commitment, generation_seeds, permutation, promise, randomness,
};
use colophon_provenance::scarcity::{build, Roster};

use super::template::Template;
use super::{why, Assignment, Beacon, Plan, PlannedPiece, Tables, Traits, SCHEMA};
use crate::config::{Config, PlanSection, Size};
use crate::error::{Error, Result};

/// What the sizes of beacons may be, in bytes: shorter ones could be guessed.
const BEACON_BYTES: std::ops::RangeInclusive<usize> = 16..=64;

/// Makes the plan of a project. With a beacon named and no value for it yet, the plan has a roster and no pieces.
///
/// # Errors
/// [`Error::Project`] when the file lacks something that a plan needs, when the tables cannot be kept, or when the beacon makes
/// no sense; each as a sentence with what to do.
pub fn make(config: &Config, seed: &Word, beacon: Option<&[u8]>) -> Result<Plan> {
    let section = config.plan.as_ref().ok_or_else(|| {
        missing("[plan] with the number of pieces; write for example\n  [plan]\n  supply = 100")
    })?;
    let beacon = check_beacon(section, beacon)?;
    let asked = Asked::new(config)?;
    let tables = Tables::of_config(config, section)?;
    let table_hash = tables.hash();
    let table = tables.places();
    let roster = build(&table, start(&table_hash))
        .map_err(|refusal| Error::Project(why::sentence(&refusal, &tables, config)))?;
    let roster_hash = Tables::roster_hash(&roster);
    let promised = promise(&Software, &table_hash, &roster_hash);
    let awaited = section.beacon.is_some() && beacon.is_none();
    let mut plan = Plan {
        schema: SCHEMA.to_owned(),
        supply: section.supply,
        unique: section.unique,
        assignment: Assignment {
            tables: word(&table_hash),
            roster: word(&roster_hash),
            commitment: word(&commitment(&Software, seed, &promised)),
            beacon: section.beacon.clone().map(|name| Beacon { name, value: beacon.map(text) }),
            seed: None,
        },
        seed_start: section.seed_start,
        traits: tables.traits.clone(),
        rules: tables.rules.clone(),
        roster: Vec::new(),
        pieces: Vec::new(),
    };
    if awaited {
        plan.roster = roster.rows;
    } else {
        plan.pieces = asked.pieces(&tables, &roster, seed, beacon.unwrap_or_default(), section);
    }
    Ok(plan)
}

/// Where the search begins: with the tables, so that a roster follows from them alone.
fn start(tables: &Word) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *tables;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

fn check_beacon<'b>(section: &PlanSection, beacon: Option<&'b [u8]>) -> Result<Option<&'b [u8]>> {
    let Some(bytes) = beacon else { return Ok(None) };
    if section.beacon.is_none() {
        let text = "a beacon must be named before its value is known, or nobody can tell that it was not chosen; write beacon = \"…\" under [plan], publish the commitment, and give the value when it is out";
        return Err(Error::Project(text.to_owned()));
    }
    if !BEACON_BYTES.contains(&bytes.len()) {
        return Err(Error::Project(format!(
            "the beacon has {} bytes; between {} and {} are expected, for example a block hash of 32",
            bytes.len(),
            BEACON_BYTES.start(),
            BEACON_BYTES.end()
        )));
    }
    Ok(Some(bytes))
}

fn missing(what: &str) -> Error {
    Error::Project(format!("colophon.toml lacks {what}"))
}

pub(super) fn word(word: &Word) -> String {
    text(word)
}

pub(super) fn text(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// What the generator is asked for every piece.
struct Asked<'c> {
    template: Template,
    negative: Template,
    size: Size,
    model: Option<String>,
    /// What stands for a value in prompts, where it is not the value itself.
    words: HashMap<(&'c str, &'c str), &'c str>,
}

impl<'c> Asked<'c> {
    fn new(config: &'c Config) -> Result<Self> {
        let read = |key: &str, text: &str| {
            Template::parse(text)
                .map_err(|error| Error::Project(format!("[prompt] {key}: {error}")))
        };
        let template = config.prompt.template.as_deref().ok_or_else(|| {
            missing(
                "a prompt; write template = \"…\" under [prompt], with {trait} where a value goes",
            )
        })?;
        let size = config.generation.size.ok_or_else(|| {
            missing("the size of the pictures; write size = \"512x512\" under [generation]")
        })?;
        let stem =
            |path: &std::path::PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
        let words = config.traits.iter().flat_map(|one| {
            one.values.iter().filter_map(|value| {
                Some(((one.name.as_str(), value.value.as_str()), value.prompt.as_deref()?))
            })
        });
        Ok(Self {
            template: read("template", template)?,
            negative: read("negative", &config.prompt.negative)?,
            size,
            model: config.model.name.clone().or_else(|| config.model.files.first().and_then(stem)),
            words: words.collect(),
        })
    }

    fn pieces(
        &self,
        tables: &Tables,
        roster: &Roster,
        seed: &Word,
        beacon: &[u8],
        section: &PlanSection,
    ) -> Vec<PlannedPiece> {
        let places = permutation(&Software, &randomness(&Software, seed, beacon), section.supply);
        let seeds = match section.seed_start {
            Some(first) => (0..section.supply).map(|index| first.wrapping_add(index)).collect(),
            None => generation_seeds(&Software, seed, section.supply),
        };
        (0_u32..)
            .zip(places.iter().zip(seeds))
            .map(|(index, (place, seed))| {
                let row = roster.rows.get(*place as usize).map_or(&[][..], Vec::as_slice);
                self.piece(index, tables, row, seed)
            })
            .collect()
    }

    fn piece(&self, index: u32, tables: &Tables, row: &[u32], seed: u32) -> PlannedPiece {
        let named = tables.traits.iter().zip(row).filter_map(|(known, value)| {
            Some((known.name.clone(), known.values.get(*value as usize)?.value.clone()))
        });
        let traits = Traits(named.collect());
        let words = |name: &str| {
            let (name, value) = traits.iter().find(|(known, _)| *known == name)?;
            Some(self.words.get(&(name, value)).copied().unwrap_or(value))
        };
        let (prompt, negative) = (self.template.fill(words), self.negative.fill(words));
        let Size { width, height } = self.size;
        PlannedPiece {
            index,
            traits,
            prompt,
            negative,
            seed,
            width,
            height,
            model: self.model.clone(),
        }
    }
}
