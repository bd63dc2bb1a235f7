//! `colophon profile`.

use std::path::PathBuf;

use clap::Args;

/// `colophon profile`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon profile 0x5c50…                                     a transaction on the devnet
  colophon profile 0x5c50… --names target/names/collection.wasm --abi abi/collection.json
  colophon profile --to 0x11b5… --data 0x18160ddd              a call that is not sent
  colophon profile 0x5c50… --folded | inferno-flamegraph > gas.svg")]
pub struct Profile {
    /// Hash of the transaction.
    #[arg(value_name = "TX", required_unless_present = "to")]
    pub transaction: Option<String>,
    /// Profile a call of this contract instead, without sending it.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "transaction")]
    pub to: Option<String>,
    /// Call data.
    #[arg(long, value_name = "HEX", default_value = "0x", conflicts_with = "transaction")]
    pub data: String,
    /// Who calls; the zero address by default.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "transaction")]
    pub from: Option<String>,
    /// Wei sent along.
    #[arg(long, value_name = "WEI", conflicts_with = "transaction")]
    pub value: Option<u128>,
    /// Build of a program with the names of its functions; may be repeated. It must be the code that ran, but for the names.
    #[arg(long, visible_alias = "wasm", value_name = "FILE")]
    pub names: Vec<PathBuf>,
    /// JSON ABI that names the functions behind selectors; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub abi: Vec<PathBuf>,
    /// Folded stacks, in ink, for flame graphs.
    #[arg(long)]
    pub folded: bool,
    /// devnet (default), or a name from colophon.toml; the node must be a Colophon devnet.
    #[arg(long, env = "COLOPHON_NETWORK", value_name = "NAME", help_heading = "Network")]
    pub network: Option<String>,
    /// Address of the node; wins over the network's own.
    #[arg(long, visible_alias = "rpc", value_name = "URL", help_heading = "Network")]
    pub rpc_url: Option<String>,
}
