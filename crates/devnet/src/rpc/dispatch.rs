//! From a method's name to the function that answers it.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::OnceLock;

use alloy_primitives::Address;
use serde_json::Value;

use super::error::RpcError;
use super::params::Params;
use super::service::Service;
use super::watch::Session;
use super::{
    block, clock, dev, execute, identity, keep, logs, mine, pool, profile, proof, send, state,
    trace, transaction,
};

/// What a method works with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) service: &'a Service,
    /// The connection; none over plain HTTP.
    pub(crate) session: Option<&'a Session>,
    /// There while the rest of a batch is still to be answered. A transaction whose nonce leaves a gap then leaves
    /// its sender and nonce and is refused, to be tried again, instead of waiting: what it waits for may be in the same
    /// batch.
    pub(crate) gap: Option<&'a Cell<Option<Gap>>>,
}

/// Sender and nonce of a transaction that follows ones that are not there yet.
pub(crate) type Gap = (Address, u64);

/// A method's answer.
pub(crate) type Answer = Result<Value, RpcError>;

/// A method: name, most arguments that it takes, function.
pub(crate) type Method = (&'static str, usize, fn(Context<'_>, &Params) -> Answer);

/// One table for each family of methods.
const FAMILIES: [&[Method]; 15] = [
    identity::METHODS,
    state::METHODS,
    proof::METHODS,
    block::METHODS,
    transaction::METHODS,
    execute::METHODS,
    send::METHODS,
    logs::METHODS,
    dev::METHODS,
    clock::METHODS,
    mine::METHODS,
    pool::METHODS,
    keep::METHODS,
    trace::METHODS,
    profile::METHODS,
];

fn table() -> &'static HashMap<&'static str, &'static Method> {
    static TABLE: OnceLock<HashMap<&'static str, &'static Method>> = OnceLock::new();
    TABLE.get_or_init(|| FAMILIES.into_iter().flatten().map(|method| (method.0, method)).collect())
}

/// Answers one request.
pub(crate) fn dispatch(context: Context<'_>, method: &str, params: &Params) -> Answer {
    let Some((_, most, run)) = table().get(method) else {
        return Err(RpcError::unknown_method(method));
    };
    params.at_most(*most)?;
    let answer = run(context, params)?;
    // What is not on disk must not look as if it were.
    match context.service.sync() {
        Some(reason) => Err(RpcError::refused(reason)),
        None => Ok(answer),
    }
}
