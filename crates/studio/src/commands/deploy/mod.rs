//! `colophon deploy`: Descriptor (one per chain, shared), Collection, and its texts.

pub(crate) mod cache;
mod plan;
pub mod reserve;
mod texts;

use std::fmt::Write;

use alloy_primitives::Address;
use serde_json::json;

use crate::chain::create::Way;
use crate::chain::send::{confirm, require_funds, Limits};
use crate::cli;
use crate::commands::session::Session;
use crate::error::{ChainError, Result};
use crate::output::{Output, Report};
use crate::store::deployment::{Deployment, State};
use crate::store::Project;
use plan::Plan;
pub(crate) use texts::check_text;
use texts::Texts;

/// Deploys, or shows what it would cost.
///
/// # Errors
/// Usage, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Deploy, out: Output) -> Result<Report> {
    let session = Session::open(global, &args.network)?;
    let limits = Limits::resolve(&args.signing)?;
    let signer = session.signer(&args.signing, out)?;
    let known = Deployment::load(&Project::view(&session.folder), session.node.chain_id)?;
    let known = match known {
        Some(found) if gone(&session, &found)? => {
            out.log(format!(
                "chain {} was reset: its collection is no longer there",
                session.node.chain_id
            ));
            None
        }
        known => known,
    };
    if let Some(found) = known.as_ref().filter(|found| found.state == State::Configured) {
        return Ok(report(found, &[], "already deployed"));
    }
    let texts = Texts::resolve(args, &session)?;
    let way = Way::choose(&session.node)?;
    let plan = Plan::make(&session, args, &signer, known.as_ref(), way)?;
    plan.check_reserved(&texts.name, way)?;
    let costs = plan.costs(&session, &texts, way)?;
    let question = format!("Send from {} on chain {}?", signer.address(), session.node.chain_id);
    if !confirm(args.signing.broadcast, out, &costs.text, &question)? {
        let text = format!("{}\nnothing was sent: add --broadcast to send\n", costs.text);
        return Ok(Report::new(text, json!({ "sent": false, "costs": costs.json })));
    }
    require_funds(signer.address(), session.node.balance(signer.address())?, costs.total)?;
    let project = Project::open(&session.folder)?;
    plan.send(&session, &project, &signer, (&texts, way), limits, out)
}

/// Whether a deployment's collection is no longer on its chain. Only a local chain may be reset.
fn gone(session: &Session, found: &Deployment) -> Result<bool> {
    let Some(collection) = found.collection.filter(|_| found.state > State::Planned) else {
        return Ok(false);
    };
    if !session.node.code(collection)?.is_empty() {
        return Ok(false);
    }
    if session.node.is_local() {
        return Ok(true);
    }
    let advice = "the node may serve another chain; check --rpc-url".to_owned();
    Err(ChainError::NoCode {
        address: collection.to_string(),
        chain: session.node.chain_id,
        advice,
    }
    .into())
}

fn report(found: &Deployment, spent: &[crate::chain::send::Spent], verdict: &str) -> Report {
    let show =
        |address: Option<Address>| address.map(|address| address.to_string()).unwrap_or_default();
    let mut text =
        format!("{} ({}) is {verdict} on chain {}\n", found.name, found.symbol, found.chain_id);
    let _ = writeln!(
        text,
        "  collection  {}\n  descriptor  {}\n  owner       {}",
        show(found.collection),
        show(found.descriptor),
        found.owner
    );
    if !spent.is_empty() {
        text.push_str(&crate::commands::costs::spent_table(spent));
    }
    Report::new(
        text,
        json!({
            "sent": !spent.is_empty(),
            "chain_id": found.chain_id,
            "network": found.network,
            "collection": show(found.collection),
            "descriptor": show(found.descriptor),
            "owner": found.owner.to_string(),
            "name": found.name,
            "symbol": found.symbol,
            "transactions": crate::commands::costs::spent_json(spent),
        }),
    )
}
