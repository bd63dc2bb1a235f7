//! Execution that leaves nothing behind: calls, estimates, access lists.

use serde_json::json;
use stylus_chain::block::BlockId;

use super::blocks_ref::ByAny;
use super::dispatch::{Answer, Context, Method};
use super::encode::{access_list, data, quantity};
use super::error::RpcError;
use super::params::Params;
use super::requests::{BlockChanges, Call, Overrides};

pub(crate) const METHODS: &[Method] = &[
    ("eth_call", 4, call),
    ("eth_estimateGas", 4, estimate),
    ("eth_createAccessList", 3, create_access_list),
];

/// The block at argument 1, or the default of the method.
fn block(params: &Params, default: BlockId) -> Result<BlockId, RpcError> {
    let given: Option<ByAny> = params.optional(1)?;
    Ok(given.map_or(default, |ByAny(id)| id))
}

fn call(context: Context<'_>, params: &Params) -> Answer {
    let Call { request, .. } = params.required(0)?;
    let at = block(params, BlockId::Latest)?;
    let Overrides(accounts) = params.optional(2)?.unwrap_or_default();
    let BlockChanges(header) = params.optional(3)?.unwrap_or_default();
    let (chain, at) = context.service.at(at);
    let outcome = chain.call(&request, at, &accounts, &header).map_err(RpcError::from_chain)?;
    outcome.into_result().map(|output| data(&output)).map_err(RpcError::from_chain)
}

fn estimate(context: Context<'_>, params: &Params) -> Answer {
    let Call { request, .. } = params.required(0)?;
    let at = block(params, BlockId::Pending)?;
    let Overrides(accounts) = params.optional(2)?.unwrap_or_default();
    let BlockChanges(header) = params.optional(3)?.unwrap_or_default();
    let (chain, at) = context.service.at(at);
    let gas = chain.estimate_gas(&request, at, &accounts, &header);
    gas.map(quantity).map_err(RpcError::from_chain)
}

fn create_access_list(context: Context<'_>, params: &Params) -> Answer {
    let Call { request, .. } = params.required(0)?;
    let at = block(params, BlockId::Latest)?;
    let Overrides(accounts) = params.optional(2)?.unwrap_or_default();
    let (chain, at) = context.service.at(at);
    let outcome = chain.access_list(&request, at, &accounts).map_err(RpcError::from_chain)?;
    let mut answer = json!({
        "accessList": access_list(&outcome.access_list),
        "gasUsed": quantity(outcome.gas_used),
    });
    if let Some(error) = outcome.error {
        answer["error"] = json!(error);
    }
    Ok(answer)
}
