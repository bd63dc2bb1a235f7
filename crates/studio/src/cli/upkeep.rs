//! What can be typed after `colophon status`, `doctor`, `completions` and `man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::{Network, Signing};

/// `colophon status`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon status                                where the project stands, and the next command
  colophon status --network arbitrum-sepolia     the same, with what this chain holds
  colophon status --offline --json               files alone, for scripts

A node that does not answer is no error: the part that it would tell is left out.")]
pub struct Status {
    /// Ask no node.
    #[arg(long)]
    pub offline: bool,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
}

/// `colophon doctor`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon doctor
  colophon doctor --network arbitrum-one --keystore key.json
  colophon doctor --json | jq '.checks[] | select(.verdict == \"problem\")'

Each line is ok, a warning, or a problem with what to do. The exit code is 0 without problems, otherwise that of the
first problem. Nothing is changed and nothing is sent.")]
pub struct Doctor {
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub signing: Signing,
}

/// `colophon completions`
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  colophon completions bash > ~/.local/share/bash-completion/completions/colophon
  colophon completions zsh  > ~/.zfunc/_colophon                  with ~/.zfunc in fpath
  colophon completions fish > ~/.config/fish/completions/colophon.fish
  colophon completions powershell >> $PROFILE")]
pub struct Completions {
    /// Shell to write for.
    pub shell: Shell,
}

/// `colophon man`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:
  colophon man > colophon.1                      the page of the command itself
  colophon man ~/.local/share/man/man1           one page for each verb too")]
pub struct Man {
    /// Folder for the pages; without it the page of the command itself is printed.
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
