//! Events: `eth_getLogs`, filters that are asked, subscriptions that tell.

use serde_json::{json, Value};
use stylus_chain::block::{BlockId, LogFilter, LogRange};
use stylus_chain::{Chain, LogError};

use super::dispatch::{Answer, Context, Method};
use super::encode;
use super::error::RpcError;
use super::params::Params;
use super::requests::Filter;
use super::service::Service;
use super::watch::{Session, Subject};

pub(crate) const METHODS: &[Method] = &[
    ("eth_getLogs", 1, get_logs),
    ("eth_newFilter", 1, |context, params| {
        let Filter(filter) = params.required(0)?;
        check_watched(context.service, &filter)?;
        watch(context, Subject::Logs(filter))
    }),
    ("eth_newBlockFilter", 0, |context, _| watch(context, Subject::BlockHashes)),
    ("eth_newPendingTransactionFilter", 1, |context, params| {
        let full = params.optional(0)?.unwrap_or_default();
        watch(context, Subject::Transactions { full })
    }),
    ("eth_getFilterChanges", 1, changes),
    ("eth_getFilterLogs", 1, filter_logs),
    ("eth_uninstallFilter", 1, uninstall),
    ("eth_subscribe", 2, subscribe),
    ("eth_unsubscribe", 1, unsubscribe),
];

fn get_logs(context: Context<'_>, params: &Params) -> Answer {
    let Filter(filter) = params.required(0)?;
    search(context.service, &context.service.view(), filter)
}

fn search(service: &Service, chain: &Chain, mut filter: LogFilter) -> Answer {
    if let LogRange::Blocks(from, to) = filter.range {
        filter.range = LogRange::Blocks(service.settle_range(from), service.settle_range(to));
    }
    let found = chain.logs(&filter).map_err(RpcError::from_chain)?;
    Ok(found.iter().map(encode::log).collect())
}

/// Which ranges can be watched: from a block or the newest to a later one or the newest.
fn check_watched(service: &Service, filter: &LogFilter) -> Result<(), RpcError> {
    let LogRange::Blocks(from, to) = filter.range else { return Ok(()) };
    match (service.settle_range(from), service.settle_range(to)) {
        (BlockId::Pending, _) | (_, BlockId::Pending) => {
            Err(RpcError::from_chain(LogError::Pending))
        }
        (BlockId::Latest | BlockId::Earliest | BlockId::Number(_), BlockId::Latest)
        | (BlockId::Earliest, BlockId::Earliest | BlockId::Number(_)) => Ok(()),
        (BlockId::Number(from), BlockId::Number(to)) if from <= to => Ok(()),
        _ => Err(RpcError::from_chain(LogError::Range)),
    }
}

fn watch(context: Context<'_>, subject: Subject) -> Answer {
    context.service.with_watches(|watches, chain| {
        watches.filter(subject, chain.head().number()).map(encode::quantity)
    })
}

/// A filter's name; anything else names no filter.
fn name(params: &Params) -> Result<u64, RpcError> {
    let text: String = params.required(0)?;
    let digits = text.strip_prefix("0x").unwrap_or_default();
    Ok(u64::from_str_radix(digits, 16).unwrap_or_default())
}

fn changes(context: Context<'_>, params: &Params) -> Answer {
    let id = name(params)?;
    let news = context.service.with_watches(|watches, chain| watches.changes(id, chain))?;
    Ok(Value::Array(news))
}

fn filter_logs(context: Context<'_>, params: &Params) -> Answer {
    let id = name(params)?;
    let (filter, chain) = context.service.with_watches(|watches, chain| {
        watches.log_filter(id).map(|filter| (filter, chain.clone()))
    })?;
    search(context.service, &chain, filter)
}

fn uninstall(context: Context<'_>, params: &Params) -> Answer {
    let id = name(params)?;
    Ok(json!(context.service.with_watches(|watches, _| watches.remove_filter(id))))
}

fn session(context: Context<'_>) -> Result<&Session, RpcError> {
    context.session.ok_or_else(RpcError::no_notifications)
}

fn subscribe(context: Context<'_>, params: &Params) -> Answer {
    let session = session(context)?;
    let kind: String = params.required(0)?;
    let subject = match kind.as_str() {
        "newHeads" => Subject::Heads,
        "newPendingTransactions" => {
            Subject::Transactions { full: params.optional(1)?.unwrap_or_default() }
        }
        "logs" => {
            let Filter(filter) = params.optional(1)?.unwrap_or_default();
            check_watched(context.service, &filter)?;
            Subject::Logs(filter)
        }
        _ => return Err(RpcError::unknown_subscription(&kind)),
    };
    let id = context
        .service
        .with_watches(|watches, chain| watches.subscription(subject, chain.head().number()))?;
    session.add(id);
    Ok(encode::quantity(id))
}

fn unsubscribe(context: Context<'_>, params: &Params) -> Answer {
    let session = session(context)?;
    let id = name(params)?;
    if !session.remove(id) {
        return Err(RpcError::refused("subscription not found"));
    }
    context.service.with_watches(|watches, _| watches.remove(id));
    Ok(json!(true))
}
