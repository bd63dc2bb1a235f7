//! `colophon.toml`: the one file that an artist edits. Every key is known, every value is checked, and whatever is
//! wrong is named with its line, all of it at once.

mod check;
mod places;
mod reader;
mod sale;
mod scarcity;
mod sections;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

pub use places::{Place, TokenSource};
pub use sale::{Curve, Price, Sale, Share, Work};
pub use scarcity::{Condition, Pattern, Quota, Rule, RuleKind, Trait, Value};

use crate::disk;
use crate::error::{Error, Result};

/// The file's name in the project folder.
pub const FILE: &str = "colophon.toml";

/// The whole file; every part is optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Network that is used without `--network`.
    pub network: Option<String>,
    /// Folder of what the generator wrote, relative to the project folder unless absolute.
    pub outputs: PathBuf,
    /// Address (0x and 40 hex digits) of the collection's owner; the key's own by default.
    pub owner: Option<String>,
    /// `[collection]`: its texts.
    pub collection: Collection,
    /// `[model]`: what draws.
    pub model: Model,
    /// `[prompt]`: what is asked of it.
    pub prompt: Prompt,
    /// `[generation]`: how it is asked.
    pub generation: Generation,
    /// `[plan]`: how many pieces, and how they are told apart.
    pub plan: Option<PlanSection>,
    /// `[[traits]]`, in the order of the file.
    pub traits: Vec<Trait>,
    /// `[[rules]]`, in the order of the file.
    pub rules: Vec<Rule>,
    /// `[sale.NAME]`: what is sold.
    pub sales: BTreeMap<String, Sale>,
    /// `[publish.NAME]`: places for files.
    pub publish: BTreeMap<String, Place>,
    /// `[networks.NAME]`; those with built-in names override them.
    pub networks: BTreeMap<String, Network>,
}

/// `[collection]`
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Name.
    pub name: Option<String>,
    /// Symbol.
    pub symbol: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Address of a picture.
    pub image: Option<String>,
    /// Web page.
    pub external_link: Option<String>,
}

/// `[model]`
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Model {
    /// Files to hash, the base model first, then adapters; relative to the project folder unless absolute.
    pub files: Vec<PathBuf>,
    /// Name, where no file is at hand.
    pub name: Option<String>,
}

/// `[prompt]`
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Text with `{trait}` where a piece's value goes; `{{` and `}}` are braces.
    pub template: Option<String>,
    /// The negative prompt, in the same form.
    pub negative: String,
    /// Whether prompts stand in the records; otherwise they are committed to.
    pub public: bool,
}

/// `[generation]`
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Size of the pictures.
    pub size: Option<Size>,
    /// Sampling steps.
    pub steps: Option<u32>,
    /// Sampler, as the tool names it.
    pub sampler: Option<String>,
    /// Scheduler, as the tool names it.
    pub scheduler: Option<String>,
    /// Guidance, a decimal number as it was written.
    pub cfg_scale: Option<String>,
    /// A ComfyUI workflow in API format, relative to the project folder unless absolute.
    pub comfyui_workflow: Option<PathBuf>,
}

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

/// `[plan]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSection {
    /// How many pieces.
    pub supply: u32,
    /// Whether no two pieces may share a combination.
    pub unique: bool,
    /// Seed of piece 0, the others count up; derived from the secret seed of the plan if absent.
    pub seed_start: Option<u32>,
    /// Name of a public random value of the future, for example `drand quicknet round 12345678`.
    pub beacon: Option<String>,
}

/// `[networks.NAME]`
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Network {
    /// Address of the node.
    pub rpc_url: Option<String>,
    /// Chain id that the node must serve.
    pub chain_id: Option<u64>,
    /// Descriptor to use on this chain.
    pub descriptor: Option<String>,
}

/// What is wrong in the file, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// At least one.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub text: String,
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not understood", self.path.display())?;
        match self.problems.as_slice() {
            [one] => write!(f, ", line {}: {}", one.line, one.text),
            many => {
                write!(f, " in {} places:", many.len())?;
                many.iter().try_for_each(|one| write!(f, "\n  line {}: {}", one.line, one.text))
            }
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            network: None,
            outputs: PathBuf::from("outputs"),
            owner: None,
            collection: Collection::default(),
            model: Model::default(),
            prompt: Prompt::default(),
            generation: Generation::default(),
            plan: None,
            traits: Vec::new(),
            rules: Vec::new(),
            sales: BTreeMap::new(),
            publish: BTreeMap::new(),
            networks: BTreeMap::new(),
        }
    }
}

impl Config {
    /// Reads the file in `project`; a project without one has an empty configuration.
    ///
    /// # Errors
    /// [`ConfigError`] with lines and reasons; [`Error::File`] when the file cannot be read.
    pub fn read(project: &Path) -> Result<Self> {
        let path = project.join(FILE);
        let Some(bytes) = disk::read(&path)? else { return Ok(Self::default()) };
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let text = "this is not UTF-8; save the file as UTF-8".to_owned();
            Error::from(ConfigError { path: path.clone(), problems: vec![Problem { line, text }] })
        })?;
        Ok(Self::parse(&text, &path)?)
    }

    /// Reads the text of the file; `path` is for messages.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let problems = reader::Problems::new(text);
        let config = match toml::de::DeTable::parse(text) {
            Ok(table) => sections::whole(&reader::Section::root(table.get_ref(), &problems)),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                problems.add(at, error.message().replace('\n', ", "));
                Self::default()
            }
        };
        let problems = problems.sorted();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError { path: path.to_owned(), problems })
        }
    }
}
