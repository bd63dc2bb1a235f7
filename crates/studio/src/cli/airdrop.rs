//! `colophon airdrop` and `colophon reveal`: what is done with pieces once they are minted.

use std::path::PathBuf;

use clap::Args;

use super::{Network, Signing};

/// `colophon airdrop`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "The list is a CSV file whose first line names its columns:
  token,address      moves each token to its address
  address,count      moves so many pieces to each address: those of --series that the key holds, lowest ids first

Everything is checked before anything is sent, and every bad line is named. Run it again to finish it: what an address
has received is not sent twice.

Examples:
  colophon airdrop winners.csv                 checks the list and shows the costs
  colophon airdrop winners.csv --broadcast
  colophon airdrop holders.csv --series 1 --broadcast")]
pub struct Airdrop {
    /// The list.
    #[arg(value_name = "LIST.csv")]
    pub list: PathBuf,
    /// Where the pieces of an address,count list are taken from.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub series: u32,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub signing: Signing,
}

/// `colophon reveal`
#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "An opening holds a prompt with the salt of its commitment. Who has it can check the prompt against the chain with
`colophon verify TOKEN --opening FILE`. A prompt that was published cannot be taken back.

Examples:
  colophon reveal 3 7                        says what would be opened
  colophon reveal 3 7 --broadcast            writes openings/3.json and openings/7.json, tells marketplaces to look again
  colophon reveal --all --out site/openings --broadcast"
)]
pub struct Reveal {
    /// Token ids.
    #[arg(required_unless_present = "all", value_name = "TOKEN")]
    pub tokens: Vec<u64>,
    /// All tokens of the project's series with a committed prompt.
    #[arg(long, conflicts_with = "tokens")]
    pub all: bool,
    /// Folder with the pictures, which carry the prompts; by default that of colophon.toml.
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// Folder for the openings.
    #[arg(long, value_name = "FOLDER", default_value = "openings")]
    pub out: PathBuf,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub signing: Signing,
}
