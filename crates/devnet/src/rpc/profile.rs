//! Where gas goes: profiles of transactions and calls, and the report over many. The methods carry no product's name, so that
//! any tool may use them.

use alloy_primitives::B256;
use serde_json::{json, Value};
use stylus_chain::block::BlockId;
use stylus_chain::profile::{Detail, Profile, REPORT_SCHEMA};
use stylus_chain::trace::TraceError;

use super::blocks_ref::ByAny;
use super::dispatch::{Answer, Context, Method};
use super::error::RpcError;
use super::params::Params;
use super::requests::{BlockChanges, Call, Overrides};

pub(crate) const METHODS: &[Method] = &[
    ("stylus_profileTransaction", 1, transaction),
    ("stylus_profileCall", 4, call),
    ("stylus_gasReport", 0, gas_report),
];

fn answer(profile: Result<Profile, TraceError>) -> Answer {
    let profile = profile.map_err(RpcError::from_chain)?;
    serde_json::to_value(profile).map_err(|_| RpcError::internal())
}

fn transaction(context: Context<'_>, params: &Params) -> Answer {
    let hash: B256 = params.required(0)?;
    answer(context.service.view().profile_transaction(hash, Detail::Functions))
}

fn call(context: Context<'_>, params: &Params) -> Answer {
    let Call { request, .. } = params.required(0)?;
    let at: Option<ByAny> = params.optional(1)?;
    let at = context.service.settle(at.map_or(BlockId::Latest, |ByAny(at)| at));
    let Overrides(accounts) = params.optional(2)?.unwrap_or_default();
    let BlockChanges(header) = params.optional(3)?.unwrap_or_default();
    let chain = context.service.view();
    answer(chain.profile_call(&request, at, &accounts, &header, Detail::Functions))
}

fn gas_report(context: Context<'_>, _: &Params) -> Answer {
    let report = context.service.gas_report();
    let rows: Vec<Value> =
        report.rows().iter().filter_map(|row| serde_json::to_value(row).ok()).collect();
    Ok(json!({ "schema": REPORT_SCHEMA, "transactions": report.transactions(), "rows": rows }))
}
