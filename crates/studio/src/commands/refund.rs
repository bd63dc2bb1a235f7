//! `colophon refund`: pays back what a buyer paid above the last price, or everything of a blind sale that failed.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use serde_json::json;

use crate::chain::bindings::Minter;
use crate::cli;
use crate::commands::sale::change::Scene;
use crate::commands::sale::show::money;
use crate::error::Result;
use crate::output::{Output, Report};
use crate::plan::address;

/// Refunds, or says what would be paid back.
///
/// # Errors
/// Usage, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Refund, out: Output) -> Result<Report> {
    let places = (&args.minter, &args.network);
    let scene = Scene::open(global, &args.sale, places, &args.signing, out)?;
    let account: Address = match &args.account {
        Some(text) => address("--account", text)?,
        None => scene.signer.address(),
    };
    let sale_id = scene.named.number();
    let due = scene
        .session
        .node
        .view(scene.named.minter(), &Minter::refundableCall { saleId: sale_id, account })
        .map_err(|error| error.while_doing("asking what is to be paid back"))?;
    let call = Minter::refundCall { saleId: sale_id, account };
    let action = format!("refund/{account}");
    let purpose = format!("paying {account} back from");
    let idle = (due == 0).then(|| format!("nothing is to be paid back to {account} now"));
    let done = scene.act((&action, &purpose), call.abi_encode(), idle.as_deref())?;
    let currency = scene.found.terms.currency;
    let mut json = json!({
        "chain_id": scene.session.node.chain_id,
        "minter": scene.named.minter().to_string(),
        "sale": scene.named.hex(),
        "account": account.to_string(),
        "currency": currency.to_string(),
        "amount": due.to_string(),
    });
    for key in ["sent", "costs", "transactions"] {
        if let Some(value) = done.json.get(key) {
            json[key] = value.clone();
        }
    }
    let head = if due == 0 {
        String::new()
    } else {
        let verb = if json["sent"] == json!(true) { "was paid back" } else { "is to be paid back" };
        format!("{} {verb} to {account}\n", money(due, currency))
    };
    Ok(Report::new(head + &done.text, json))
}
