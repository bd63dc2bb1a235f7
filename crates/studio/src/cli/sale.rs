//! `colophon sale` and `colophon allowlist`: what an artist does to sell pieces.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Network, Signing};

/// `colophon sale`
#[derive(Debug, Clone, Args)]
#[command(after_help = "A sale is a section of colophon.toml:
  [sale.public]
  price = \"0.08 ETH\"
  limit = 100

SALE is such a name, or the id that `sale show` prints.

Examples:
  colophon sale create public                says what it will do and cost
  colophon sale create public --broadcast
  colophon sale show public
  colophon sale pause public --broadcast
  colophon sale amend public --end 2027-02-07T18:00:00Z --broadcast
  colophon sale release public --broadcast   lets the payees withdraw what the sale has earned")]
pub struct Sale {
    /// What to do.
    #[command(subcommand)]
    pub action: SaleAction,
}

/// What can be done with a sale.
#[derive(Debug, Clone, Subcommand)]
pub enum SaleAction {
    /// Put a sale of colophon.toml on chain, and the Minter if the chain lacks it.
    Create(OnSale),
    /// Say what a sale sells, to whom, for how much, and what it has earned.
    Show(ShowSale),
    /// List the sales of the collection.
    List(ListSales),
    /// Stop buying for a while; withdrawing and refunds go on.
    Pause(OnSale),
    /// Go on after a pause.
    Resume(OnSale),
    /// End a sale for good.
    Close(OnSale),
    /// Change what may be changed: less, earlier, another list or signer.
    Amend(AmendSale),
    /// Open the seed of a blind sale.
    Reveal(OnSale),
    /// Credit the payees with what the sale has earned.
    Release(OnSale),
}

/// A sale and whose key.
#[derive(Debug, Clone, Default, Args)]
pub struct OnSale {
    /// Name in colophon.toml, or id.
    #[arg(value_name = "SALE")]
    pub sale: String,
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

/// Which Minter.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Network")]
pub struct AtMinter {
    /// Address of the Minter; the project's, or the one that all collections of the chain share, by default.
    #[arg(long, env = "COLOPHON_MINTER", value_name = "ADDRESS")]
    pub minter: Option<String>,
}

/// `colophon sale show`
#[derive(Debug, Clone, Default, Args)]
pub struct ShowSale {
    /// Name in colophon.toml, or id.
    #[arg(value_name = "SALE")]
    pub sale: String,
    /// Which Minter.
    #[command(flatten)]
    pub minter: AtMinter,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
}

/// `colophon sale list`
#[derive(Debug, Clone, Default, Args)]
pub struct ListSales {
    /// Which Minter.
    #[command(flatten)]
    pub minter: AtMinter,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
}

/// `colophon sale amend`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "What is not named stays as it is.

Examples:
  colophon sale amend public --limit 50 --broadcast
  colophon sale amend early --allowlist list.csv --broadcast")]
pub struct AmendSale {
    /// Name in colophon.toml, or id.
    #[arg(value_name = "SALE")]
    pub sale: String,
    /// Pieces of the sale: fewer than before, and no fewer than are sold.
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
    /// The second after the last: earlier than before. RFC 3339 or unix seconds.
    #[arg(long, value_name = "TIME")]
    pub end: Option<String>,
    /// Another list, for a sale that has one.
    #[arg(long, value_name = "LIST.csv")]
    pub allowlist: Option<PathBuf>,
    /// Another signer, for a sale that has one; vouchers of the old one become worthless.
    #[arg(long, value_name = "ADDRESS")]
    pub signer: Option<String>,
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

/// `colophon allowlist`
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  colophon allowlist build list.csv --sale early          writes list.proofs.json and prints the root
  colophon allowlist build list.csv --sale early --out site/proofs.json")]
pub struct Allowlist {
    /// What to do.
    #[command(subcommand)]
    pub action: AllowlistAction,
}

/// What can be done with an allow-list.
#[derive(Debug, Clone, Subcommand)]
pub enum AllowlistAction {
    /// Check a list, and write its root and the proof of every account.
    Build(BuildAllowlist),
}

/// `colophon allowlist build`
#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "The first line names the columns, in any order: account, quantity, and if wanted price, start, end.
  account,quantity,price,start,end
  0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E,2,0.05 ETH,2027-01-31T18:00:00Z,2027-02-01T18:00:00Z
  0x70997970C51812dc3A010C7d01b50e0d17dc79C8,1,,,

An empty price is that of the sale, an empty time that of the sale. Every bad line is named. The file of proofs holds for
one sale at one Minter on one chain, before the sale exists too.

Examples:
  colophon allowlist build list.csv --sale early
  colophon allowlist build list.csv --sale early --out site/proofs.json"
)]
pub struct BuildAllowlist {
    /// The list.
    #[arg(value_name = "LIST.csv")]
    pub list: PathBuf,
    /// Name of the sale in colophon.toml, or its id.
    #[arg(long, value_name = "SALE")]
    pub sale: String,
    /// Where the proofs go; beside the list by default, as LIST.proofs.json.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Which Minter.
    #[command(flatten)]
    pub minter: AtMinter,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
}
