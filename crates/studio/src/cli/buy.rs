//! `colophon voucher`, `buy`, `withdraw` and `refund`: what curators, buyers and payees do.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::sale::AtMinter;
use super::{Network, Signing};

/// `colophon voucher`
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  colophon voucher sign --sale curated --buyer 0x7099… --piece 4 --price \"0.2 ETH\" --keystore curator.json --out for-ada.json
  colophon voucher sign --sale curated --buyer 0x7099… --quantity 3
  colophon voucher revoke --sale curated 0x51c0… --broadcast
  colophon voucher revoke --sale curated --all --broadcast")]
pub struct Voucher {
    /// What to do.
    #[command(subcommand)]
    pub action: VoucherAction,
}

/// What can be done with vouchers.
#[derive(Debug, Clone, Subcommand)]
pub enum VoucherAction {
    /// Sign a voucher; no node is needed when the network is named.
    Sign(SignVoucher),
    /// Make vouchers worthless: one by its nonce, or all that were signed so far.
    Revoke(RevokeVoucher),
}

/// `colophon voucher sign`
#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "A voucher is good for one purchase. Without --buyer anybody may use it: whoever sees it first can take it.
The words of a piece are bound to its token id, so vouchers for pieces are best used in the order of the pieces.

Examples:
  colophon voucher sign --sale curated --buyer 0x7099… --piece 4 --keystore curator.json --out for-ada.json
  colophon voucher sign --sale curated --buyer 0x7099… --quantity 3 --expires 48h"
)]
pub struct SignVoucher {
    /// Name of the sale in colophon.toml, or its id.
    #[arg(long, value_name = "SALE")]
    pub sale: String,
    /// Who may use it; anybody by default.
    #[arg(long, value_name = "ADDRESS")]
    pub buyer: Option<String>,
    /// The most pieces that it buys.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub quantity: u32,
    /// What a piece costs: 0.05 ETH, or in the smallest unit; the price of the sale by default.
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// The piece of the build with this index; any piece of the series by default.
    #[arg(long, value_name = "INDEX")]
    pub piece: Option<u32>,
    /// The last second in which it is good: a time, or a span from now.
    #[arg(long, value_name = "TIME|SPAN", default_value = "7d")]
    pub expires: String,
    /// Epoch of the vouchers, as `sale show` prints it; it grows with every `revoke --all`.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub epoch: u32,
    /// Nonce; a random one by default.
    #[arg(long, value_name = "NONCE")]
    pub nonce: Option<String>,
    /// Where the voucher goes; otherwise it is printed.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Which Minter.
    #[command(flatten)]
    pub minter: AtMinter,
    /// Which chain.
    #[command(flatten)]
    pub network: Network,
    /// Whose key.
    #[command(flatten)]
    pub key: super::Key,
}

/// `colophon voucher revoke`
#[derive(Debug, Clone, Default, Args)]
pub struct RevokeVoucher {
    /// Nonce of the voucher.
    #[arg(value_name = "NONCE", required_unless_present = "all")]
    pub nonce: Option<String>,
    /// All vouchers that were signed so far.
    #[arg(long, conflicts_with = "nonce")]
    pub all: bool,
    /// Name of the sale in colophon.toml, or its id.
    #[arg(long, value_name = "SALE")]
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

/// `colophon buy`
#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "The price and what the sale asks for are shown first; without --broadcast nothing is sent. Value above the price comes
back in the same transaction. Tokens are approved exactly, in a transaction of its own.

Examples:
  colophon buy public                                 shows the price, or why it would be refused
  colophon buy public --quantity 2 --max-price \"0.2 ETH\" --broadcast
  colophon buy early --allowlist list.proofs.json --broadcast
  colophon buy curated --voucher for-ada.json --for 0x7099… --broadcast"
)]
pub struct Buy {
    /// Name in colophon.toml, or id.
    #[arg(value_name = "SALE")]
    pub sale: String,
    /// How many pieces.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub quantity: u32,
    /// Who gets the pieces; the key's account by default.
    #[arg(long = "for", value_name = "ADDRESS")]
    pub recipient: Option<String>,
    /// A voucher for the recipient.
    #[arg(long, value_name = "FILE")]
    pub voucher: Option<PathBuf>,
    /// The proofs of the sale's allow-list.
    #[arg(long, value_name = "FILE")]
    pub allowlist: Option<PathBuf>,
    /// The most for all pieces together: 0.2 ETH, or in the smallest unit; what is shown by default.
    #[arg(long, value_name = "AMOUNT")]
    pub max_price: Option<String>,
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

/// `colophon withdraw`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Anyone may send this: the money goes to the account that it is owed to.

Examples:
  colophon withdraw public                            what would be released and withdrawn
  colophon withdraw public early --broadcast
  colophon withdraw public --account 0x7099… --broadcast
  colophon withdraw --currency 0xaf88… --broadcast    what is owed in a token, without releasing anything")]
pub struct Withdraw {
    /// Sales whose earnings are released first: names in colophon.toml, or ids.
    #[arg(value_name = "SALE")]
    pub sales: Vec<String>,
    /// Whose money; that of the key's account by default.
    #[arg(long, value_name = "ADDRESS")]
    pub account: Option<String>,
    /// Address of a token; by default the currencies of the sales, or the chain's coin.
    #[arg(long, value_name = "ADDRESS")]
    pub currency: Option<String>,
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

/// `colophon refund`
#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "Pays back what a buyer paid above the last price of a sale that settles, or all that was paid in a blind sale whose
seed was not opened in time. Anyone may send this: the money goes to the buyer.

Examples:
  colophon refund auction                             what would be paid back
  colophon refund auction --account 0x7099… --broadcast"
)]
pub struct Refund {
    /// Name in colophon.toml, or id.
    #[arg(value_name = "SALE")]
    pub sale: String,
    /// Who paid; the key's account by default.
    #[arg(long, value_name = "ADDRESS")]
    pub account: Option<String>,
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
