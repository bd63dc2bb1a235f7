//! `colophon allowlist`: the root of a list of buyers, and a proof for each of them. No node is needed when the network is
//! known by name.

use serde_json::json;

use crate::cli::{self, AllowlistAction};
use crate::error::Result;
use crate::output::{Output, Report};
use crate::plan::config::Config;
use crate::sale::named::chain_id;
use crate::sale::{allowlist, list, Ground};

/// Builds an allow-list.
///
/// # Errors
/// Usage, input, the disk.
pub fn run(global: &cli::Global, args: &cli::Allowlist, out: Output) -> Result<Report> {
    let AllowlistAction::Build(args) = &args.action;
    let config = Config::read(&global.project)?;
    let chain = chain_id(&args.network, &config)?;
    let ground = Ground::new(&config, &global.project, chain, (&args.network, &args.minter));
    let sale = ground.sale(&args.sale)?;
    // Of a sale that colophon.toml does not know, nobody knows the currency.
    let coin = sale.config.as_ref().is_none_or(|sale| sale.currency.is_none());
    let rows = list::read(&args.list, coin)?;
    let settles = sale.config.as_ref().is_some_and(|sale| sale.settles);
    let own = rows.iter().filter(|(_, allowance)| {
        allowance.price != colophon_provenance::sale::allowance::SALE_PRICE
    });
    if settles && own.count() > 0 {
        out.warn(
            "everybody pays the last price in this sale: who has a price of their own cannot buy",
        );
    }
    let file = allowlist::build(&sale, &rows)?;
    let path = args.out.clone().unwrap_or_else(|| allowlist::beside(&args.list));
    file.save(&path)?;
    let pieces: u64 = rows.iter().map(|(_, allowance)| u64::from(allowance.quantity)).sum();
    let text = format!(
        "{} accounts may buy {pieces} pieces of {}\n  root    {}\n  minter  {} on chain {chain}\n  proofs  {}\n",
        file.entries.len(),
        sale.called(),
        file.root,
        file.minter,
        path.display()
    );
    let json = json!({
        "chain_id": file.chain_id,
        "minter": file.minter.to_string(),
        "sale": file.sale,
        "root": file.root,
        "accounts": file.entries.len(),
        "pieces": pieces,
        "proofs": path.display().to_string(),
    });
    Ok(Report::new(text, json))
}
