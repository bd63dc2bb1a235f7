//! `colophon verify`, for the artist and for a stranger.

use std::path::PathBuf;

use clap::Args;

use super::Network;

/// `colophon verify`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon verify 3 --file outputs/03.png                      in the project folder
  colophon verify --all outputs                                every piece of a folder
  colophon verify 3 --rpc-url URL --collection 0x… --gateway http://127.0.0.1:8080
                                                               anywhere: everything from chain and gateway
  colophon verify 3 --rpc-url URL --collection 0x… --file 3.png --record 3.json --proof proofs.json
  colophon verify 3 --rpc-url URL --collection 0x… --opening opening-3.json

A word agrees, differs, or cannot be told because something is missing; its standing says how well it is founded.
A gateway is not trusted: every block is compared with its id.
Exit code: 0 nothing differs, 9 something differs, 10 nothing could be compared.")]
pub struct Verify {
    /// Token id.
    #[arg(required_unless_present = "all")]
    pub token: Option<u64>,
    /// The file to check against the token.
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub file: Option<PathBuf>,
    /// Check every piece of this folder, which was minted from it.
    #[arg(long, value_name = "FOLDER", conflicts_with = "token")]
    pub all: Option<PathBuf>,
    /// Hash this model file and compare it with the series.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Ask this IPFS gateway for the picture, its record, metadata and proof, as far as they are not given.
    #[arg(long, value_name = "URL", env = "COLOPHON_GATEWAY", conflicts_with = "all")]
    pub gateway: Option<String>,
    /// The record of the piece (ap/1).
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub record: Option<PathBuf>,
    /// The metadata of the piece.
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub metadata: Option<PathBuf>,
    /// The proof of the piece under the root of its series: proofs.json, or a file with its proof alone.
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub proof: Option<PathBuf>,
    /// The opening of its prompt, as `colophon reveal` writes it.
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub opening: Option<PathBuf>,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
}
