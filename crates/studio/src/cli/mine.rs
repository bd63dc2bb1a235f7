//! What can be typed after `colophon mine`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::sale::AtMinter;
use super::{Network, Signing};

/// `colophon mine`
#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "For a sale with proof of work: searches on all processors for the nonce that lets you mint, sends the mint, and goes on with
the next piece. When somebody else is faster the search begins anew with the new challenge. A search that was killed goes
on where it stopped.

Examples:
  colophon mine dig                       searches, then shows what minting costs
  colophon mine dig --broadcast
  colophon mine dig --pieces 20 --threads 2 --broadcast"
)]
pub struct Mine {
    /// Name in colophon.toml, or id.
    #[arg(value_name = "SALE")]
    pub sale: String,
    /// How many pieces; each needs a solution of its own.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub pieces: u32,
    /// How many threads search; as many as there are processors by default.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Who gets the pieces; the key's account by default. A solution is good for this account only.
    #[arg(long = "for", value_name = "ADDRESS")]
    pub recipient: Option<String>,
    /// A voucher for the recipient, for a sale that wants one too; it is good for one piece.
    #[arg(long, value_name = "FILE")]
    pub voucher: Option<PathBuf>,
    /// The proofs of the sale's allow-list, for a sale that has one too.
    #[arg(long, value_name = "FILE")]
    pub allowlist: Option<PathBuf>,
    /// The most for one piece: 0.2 ETH, or in the smallest unit; the price at the first piece by default.
    #[arg(long, value_name = "AMOUNT")]
    pub max_price: Option<String>,
    /// The nonce to begin with, for a second machine that searches for the same account.
    #[arg(long, value_name = "NONCE", default_value_t = 0)]
    pub first_nonce: u64,
    /// Which Minter.
    #[command(flatten)]
    pub minter: AtMinter,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub signing: Signing,
}
