//! JSON-RPC errors with the codes and words of a Nitro node.

use alloy_primitives::{Bytes, B256};
use serde::Serialize;
use stylus_chain::error::RpcFault;

/// An `error` object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct RpcError {
    pub(crate) code: i64,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<Bytes>,
}

impl RpcError {
    fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    /// The body is no JSON.
    pub(crate) fn parse() -> Self {
        Self::new(-32700, "parse error")
    }

    /// The body is JSON, but no request.
    pub(crate) fn invalid_request(message: &str) -> Self {
        Self::new(-32600, message)
    }

    /// No such method.
    pub(crate) fn unknown_method(method: &str) -> Self {
        // A name of any length comes back cut: it is only there for the reader.
        let shown: String = method.chars().take(100).collect();
        Self::new(-32601, format!("the method {shown} does not exist/is not available"))
    }

    /// Subscriptions need a connection that stays.
    pub(crate) fn no_notifications() -> Self {
        Self::new(-32601, "notifications not supported")
    }

    /// Nothing of this name can be subscribed to.
    pub(crate) fn unknown_subscription(kind: &str) -> Self {
        let shown: String = kind.chars().take(100).collect();
        Self::new(-32601, format!("no \"{shown}\" subscription in eth namespace"))
    }

    /// Wrong arguments.
    pub(crate) fn params(message: impl Into<String>) -> Self {
        Self::new(-32602, message)
    }

    /// The node's own fault.
    pub(crate) fn internal() -> Self {
        Self::new(-32603, "method handler crashed")
    }

    /// A batch has taken too long.
    pub(crate) fn timed_out() -> Self {
        Self::new(-32002, "request timed out")
    }

    /// The answers of a batch have become too long.
    pub(crate) fn response_too_large() -> Self {
        Self::new(-32003, "response too large")
    }

    /// The request was understood and refused.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(-32000, message)
    }

    /// EIP-7966: the transaction waits on, its hash is the data.
    pub(crate) fn not_in_time(hash: B256) -> Self {
        let message = "the transaction was added to the pool but was not mined in time";
        Self { code: 4, message: message.to_owned(), data: Some(hash.to_vec().into()) }
    }

    /// What the chain refused; a revert keeps its data.
    pub(crate) fn from_chain(error: impl Into<RpcFault>) -> Self {
        let RpcFault { code, message, data } = error.into();
        Self { code, message, data }
    }
}
