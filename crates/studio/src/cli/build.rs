//! What can be typed for `validate` and `build`.

use std::path::PathBuf;

use clap::Args;

use super::Network;

/// `colophon validate`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon validate                     outputs/ against plan/plan.json
  colophon validate --near 6            look further for pictures that look alike
  colophon validate ~/ComfyUI/output --no-plan
  colophon validate --json | jq .missing

Files are matched by the prompt and the seed inside them; their names do not matter. Exit code 3 when anything is missing,
surplus, off the plan, different, unreadable or there twice. Pictures that merely look alike are listed and are not wrong.")]
pub struct Validate {
    /// Folder with the pictures; `outputs` of colophon.toml by default.
    pub folder: Option<PathBuf>,
    /// Show pictures as near duplicates whose 64-bit difference hashes differ in at most N bits.
    #[arg(long, value_name = "N", default_value_t = colophon_project::duplicates::DEFAULT_DISTANCE,
          value_parser = clap::value_parser!(u32).range(0..=i64::from(colophon_project::duplicates::MAX_DISTANCE)))]
    pub near: u32,
    /// Do not compare with the plan: every picture is a piece.
    #[arg(long)]
    pub no_plan: bool,
}

/// `colophon build`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon build                                    writes build/
  colophon build --car collection.car               and an archive of everything, for any IPFS node
  colophon build --network arbitrum-one --owner 0x…
  colophon build --json | jq -r .root

Works without a node. The prompt commitments are bound to the address that the collection will have: that of the deployment,
or one that is reserved now and used by `colophon deploy`. Run again, it does only what has changed.")]
pub struct Build {
    /// Folder with the pictures; `outputs` of colophon.toml by default.
    pub folder: Option<PathBuf>,
    /// Number of the series that the pieces become.
    #[arg(long, value_name = "N")]
    pub series: Option<u32>,
    /// Who will own the collection; `owner` of colophon.toml, then the address of the key by default.
    #[arg(long, value_name = "ADDRESS")]
    pub owner: Option<String>,
    /// Also write everything into this archive (CAR v1).
    #[arg(long, value_name = "FILE")]
    pub car: Option<PathBuf>,
    /// Build without the plan: every picture is a piece, in natural order of the names.
    #[arg(long)]
    pub no_plan: bool,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
}
