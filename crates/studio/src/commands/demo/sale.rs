//! The sale of the demo: one piece is left for it, a collector buys that piece, and the split is withdrawn.

use serde_json::Value;

use super::Scene;
use crate::cli::{self, SaleAction};
use crate::commands::{buy, sale, withdraw};
use crate::error::Result;
use crate::output::Output;

/// Name of the sale.
const NAME: &str = "last";

/// What the commands answered.
pub(super) struct Sold {
    pub(super) created: Value,
    pub(super) bought: Value,
    pub(super) withdrawn: Value,
}

impl Scene<'_> {
    /// Sells the last piece.
    ///
    /// # Errors
    /// Those of the commands.
    pub(super) fn sell(&self) -> Result<Sold> {
        let quiet = Output { json: false, quiet: true };
        let text = format!(
            "[sale.{NAME}]\nprice = \"0.08 ETH\"\nsplit = [{{ account = \"{}\", share = \"90 %\" }}, {{ account = \"{}\", share = \"10 %\" }}]\n",
            self.artist, self.curator
        );
        crate::store::write(&self.folder.join("colophon.toml"), text.as_bytes())?;
        let on_sale = cli::OnSale {
            sale: NAME.into(),
            network: self.network.clone(),
            signing: self.signing.clone(),
            ..cli::OnSale::default()
        };
        let action = SaleAction::Create(on_sale);
        let created = sale::run(&self.global, &cli::Sale { action }, quiet)?.json;
        let args = cli::Buy {
            sale: NAME.into(),
            quantity: 1,
            network: self.network.clone(),
            signing: self.buying.clone(),
            ..cli::Buy::default()
        };
        let bought = buy::run(&self.global, &args, quiet)?.json;
        let args = cli::Withdraw {
            sales: vec![NAME.into()],
            network: self.network.clone(),
            signing: self.signing.clone(),
            ..cli::Withdraw::default()
        };
        let withdrawn = withdraw::run(&self.global, &args, quiet)?.json;
        Ok(Sold { created, bought, withdrawn })
    }
}

impl Sold {
    /// Names of steps and of what they are in the table.
    pub(super) const ROWS: [(&'static str, &'static str); 6] = [
        ("create Minter", "deploy and activate the Minter"),
        ("give the role 1", "setRoles, the Minter's role"),
        ("create sale", "createSale, two payees"),
        ("buy 1", "buy one piece of the sale"),
        ("release", "release the earnings of the sale"),
        ("withdraw", "withdraw a share"),
    ];
}
