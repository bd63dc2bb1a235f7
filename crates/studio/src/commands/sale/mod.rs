//! `colophon sale`: one file for what each group of its actions does.

pub(crate) mod act;
pub(crate) mod change;
mod create;
pub(crate) mod show;
mod steps;

use serde_json::{json, Value};

use crate::cli::{self, SaleAction};
use crate::error::Result;
use crate::output::{Output, Report};
use crate::sale::Named;

/// Does what was asked for.
///
/// # Errors
/// Those of the action.
pub fn run(global: &cli::Global, args: &cli::Sale, out: Output) -> Result<Report> {
    match &args.action {
        SaleAction::Create(args) => create::run(global, args, out),
        SaleAction::Show(args) => show::run(global, args),
        SaleAction::List(args) => show::list(global, args),
        SaleAction::Pause(args) => change::pause(global, args, true, out),
        SaleAction::Resume(args) => change::pause(global, args, false, out),
        SaleAction::Close(args) => change::close(global, args, out),
        SaleAction::Amend(args) => change::amend(global, args, out),
        SaleAction::Reveal(args) => change::reveal(global, args, out),
        SaleAction::Release(args) => change::release(global, args, out),
    }
}

/// What every result says of its sale.
pub(crate) fn head(named: &Named, action: &str) -> Value {
    json!({
        "action": action,
        "sale": named.hex(),
        "name": named.name,
        "chain_id": named.place.chain_id,
        "minter": named.minter().to_string(),
        "collection": named.collection().to_string(),
        "series": named.id.series(),
        "phase": named.id.phase(),
    })
}
