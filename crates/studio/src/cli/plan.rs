//! What can be typed for the verbs that begin a collection: `init`, `plan`, `generate`.

use std::path::PathBuf;

use clap::Args;

/// `colophon init`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon init                                   asks for name, symbol and supply
  colophon init --yes && colophon plan && colophon generate
  colophon init --yes --name Owls --symbol OWL --supply 1000 --project owls")]
pub struct Init {
    /// Name of the collection.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Symbol of the collection.
    #[arg(long, value_name = "SYMBOL")]
    pub symbol: Option<String>,
    /// How many pieces.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub supply: Option<u32>,
    /// Ask nothing; what is not given is taken from the example.
    #[arg(long, short)]
    pub yes: bool,
}

/// `colophon plan`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon plan                                   who gets what, and the jobs for a generator
  colophon plan --beacon 0x5b6f…                  the public random value that colophon.toml named is out
  colophon plan --reveal                          writes the secret seed into plan.json, for everyone to check
  colophon plan --check plan.json                 recomputes a published plan (needs no project)
  colophon plan --check plan.json --seed 0x77a1… --beacon 0x5b6f…")]
pub struct Plan {
    /// Value of the public random beacon, 16 to 64 bytes, once it is known.
    #[arg(long, value_name = "HEX")]
    pub beacon: Option<String>,
    /// Replace a plan from which pictures were made or that is built.
    #[arg(long, conflicts_with = "check")]
    pub replace: bool,
    /// Write the secret seed into plan.json. It cannot be made secret again.
    #[arg(long, conflicts_with = "check")]
    pub reveal: bool,
    /// Write a copy for publishing: without prompts.
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    pub export: Option<PathBuf>,
    /// Recompute this published plan instead of making one.
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
    /// The revealed seed, where the published plan does not hold it.
    #[arg(long, value_name = "HEX", requires = "check")]
    pub seed: Option<String>,
}

/// `colophon generate`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon generate                               draws what is missing
  colophon generate --first 10                    a first look
  colophon generate --model inkling-1.safetensors --redraw")]
pub struct Generate {
    /// inkling, or an inkling/1 weights file.
    #[arg(long, value_name = "inkling|FILE", default_value = "inkling")]
    pub model: String,
    /// Replace files in the outputs folder that are not what the plan asks for.
    #[arg(long)]
    pub replace: bool,
    /// Draw pieces that are there again too, and compare every byte.
    #[arg(long)]
    pub redraw: bool,
    /// Only the first N pieces.
    #[arg(long, value_name = "N")]
    pub first: Option<u32>,
}
