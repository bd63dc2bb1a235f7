//! The plan: which combination of traits each piece gets, and what to ask the generator for. `plan/plan.json`, schema
//! `colophon/plan/1`.

pub mod change;
pub mod jobs;
pub mod make;
pub mod piece;
pub mod seed;
pub mod stranger;
pub mod table;
pub mod template;
pub mod why;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use piece::{PlannedPiece, Traits};
pub use table::Tables;

use crate::config::Pattern;
use crate::disk;
use crate::error::{Error, Result};

/// The schema of the file; a change of meaning raises its number.
pub const SCHEMA: &str = "colophon/plan/1";

/// The folder of plans in a project.
pub const FOLDER: &str = "plan";

/// The file in it.
pub const FILE: &str = "plan.json";

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// [`SCHEMA`].
    pub schema: String,
    /// How many pieces.
    pub supply: u32,
    /// Whether no two pieces share a combination.
    pub unique: bool,
    /// What binds the assignment.
    pub assignment: Assignment,
    /// Seed of piece 0, if the generation seeds count up from one; otherwise they follow from the secret seed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seed_start: Option<u32>,
    /// The tables, with exact counts.
    pub traits: Vec<PlannedTrait>,
    /// The rules.
    pub rules: Vec<PlannedRule>,
    /// Every combination of the collection, as places of values, sorted; each piece has one of them. Only while the
    /// beacon is awaited: afterwards the pieces say it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub roster: Vec<Vec<u32>>,
    /// The pieces in order of their indices; none while the beacon is awaited.
    pub pieces: Vec<PlannedPiece>,
}

/// What binds who gets what; `docs/scarcity.md` says how each value is computed. All hashes are 0x and 64 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Hash of supply, tables, rules and the beacon's name.
    pub tables: String,
    /// Hash of all combinations.
    pub roster: String,
    /// Hash of the secret seed and of both: publish it before anything else.
    pub commitment: String,
    /// The public random value, if one was named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub beacon: Option<Beacon>,
    /// The seed, once it is no secret any more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seed: Option<String>,
}

/// A public random value that nobody knew when it was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beacon {
    /// What was named.
    pub name: String,
    /// Its bytes, as 0x and hex digits, once they are known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
}

impl Beacon {
    /// Its bytes, if they are known and written in digits.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let text = self.value.as_ref()?;
        hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok()
    }
}

/// A trait with exact counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTrait {
    /// Name.
    pub name: String,
    /// Values, in the order of the project file.
    pub values: Vec<PlannedValue>,
}

/// A value with its exact count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedValue {
    /// Value.
    pub value: String,
    /// How many pieces have it.
    pub count: u32,
}

/// A rule, as in the project file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum PlannedRule {
    /// What fits `if` must fit `then`.
    Requires {
        /// Which pieces.
        #[serde(rename = "if")]
        when: Pattern,
        /// What they must have.
        then: Pattern,
    },
    /// What fits `if` has none of the values of `then`.
    Excludes {
        /// Which pieces.
        #[serde(rename = "if")]
        when: Pattern,
        /// What they must not have.
        then: Pattern,
    },
    /// At most `limit` pieces fit `of`.
    AtMost {
        /// How many.
        limit: u32,
        /// What they fit.
        of: Pattern,
    },
}

/// Where the plan of a project is.
#[must_use]
pub fn path(project: &Path) -> PathBuf {
    project.join(FOLDER).join(FILE)
}

impl Plan {
    /// The plan of a project, if it has one.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the file is no plan of this schema; [`Error::File`].
    pub fn load(project: &Path) -> Result<Option<Self>> {
        let path = path(project);
        disk::read(&path)?.map(|bytes| Self::parse(&bytes, &path)).transpose()
    }

    /// Reads the bytes of a plan; `path` is for messages.
    ///
    /// # Errors
    /// [`Error::Damaged`] when they are no plan of this schema, or the pieces are not numbered 0, 1, 2, ….
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self> {
        let damaged = |why: String| Error::Damaged { path: path.to_owned(), why };
        let plan: Self =
            serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
        if plan.schema != SCHEMA {
            return Err(damaged(format!(
                "its schema is {:?}, and {SCHEMA:?} is expected",
                plan.schema
            )));
        }
        let awaited = plan.pieces.is_empty();
        let listed = if awaited { plan.roster.len() } else { plan.pieces.len() };
        if listed != plan.supply as usize {
            return Err(damaged(format!(
                "it lists {listed} pieces, and its supply is {}",
                plan.supply
            )));
        }
        if let Some((at, _)) = (0..).zip(&plan.pieces).find(|(at, piece)| piece.index != *at) {
            return Err(damaged(format!("piece {at} has another index")));
        }
        Ok(plan)
    }

    /// The bytes of the file: readable, one line for each piece.
    ///
    /// # Errors
    /// [`Error::Project`] if a value does not go into JSON; cannot happen.
    pub fn to_json(&self) -> Result<Vec<u8>> {
        let no = |error: serde_json::Error| {
            Error::Project(format!("the plan has no JSON form: {error}"))
        };
        let mut head = serde_json::to_value(self).map_err(no)?;
        let fields =
            head.as_object_mut().ok_or_else(|| Error::Project("the plan is no object".into()))?;
        let (roster, pieces) = (fields.shift_remove("roster"), fields.shift_remove("pieces"));
        let mut text = serde_json::to_string_pretty(&head).map_err(no)?;
        text.truncate(text.trim_end_matches(['\n', '}']).len());
        for (key, list) in [("roster", roster), ("pieces", pieces)] {
            let Some(serde_json::Value::Array(items)) = list else { continue };
            let lines: Vec<_> = items.iter().map(|item| format!("    {item}")).collect();
            let close = if lines.is_empty() { "" } else { "\n  " };
            let open = if lines.is_empty() { "" } else { "\n" };
            text.push_str(&format!(",\n  \"{key}\": [{open}{}{close}]", lines.join(",\n")));
        }
        text.push_str("\n}\n");
        Ok(text.into_bytes())
    }

    /// Whether the plan waits for its beacon.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Writes the plan of a project, whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn save(&self, project: &Path) -> Result<()> {
        disk::write(&path(project), &self.to_json()?)
    }
}
