//! What can be typed after `colophon publish`.

use std::path::PathBuf;

use clap::Args;

/// `colophon publish`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon publish                               what the one place of colophon.toml lacks; sends nothing
  colophon publish home --broadcast              sends it, and checks a sample of what arrived
  colophon publish store --sample 200 --yes
  colophon publish disk --from build/metadata    a folder as it is, instead of the build

A place in colophon.toml:
  [publish.home]
  kind = \"kubo\"                                  # or \"pinning\", \"s3\", \"folder\": docs/publish.md
  api = \"http://127.0.0.1:5001\"")]
pub struct Publish {
    /// Name of the place: [publish.NAME] in colophon.toml. May be left out if there is one only.
    #[arg(value_name = "NAME")]
    pub target: Option<String>,
    /// Publish this folder as it is, instead of what was built.
    #[arg(long, value_name = "FOLDER")]
    pub from: Option<PathBuf>,
    /// The folder with the pictures, where the build was not made from that of colophon.toml.
    #[arg(long, value_name = "FOLDER", conflicts_with = "from")]
    pub outputs: Option<PathBuf>,
    /// How many files, chosen at random, are fetched back and compared.
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub sample: usize,
    /// Send without asking; without it the place is asked what it lacks and, on a terminal, a question is asked.
    #[arg(long, visible_alias = "yes")]
    pub broadcast: bool,
}
