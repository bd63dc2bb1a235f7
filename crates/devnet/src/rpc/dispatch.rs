//! From a method's name to the function that answers it.

use serde_json::{json, Value};

use super::envelope::Transport;
use super::error::RpcError;
use super::params::Params;
use super::service::{client_version, Service};

/// Answers one request.
pub(crate) fn dispatch(
    service: &Service,
    _transport: Transport,
    method: &str,
    params: Params,
) -> Result<Value, RpcError> {
    match method {
        "web3_clientVersion" => params.at_most(0).map(|()| json!(client_version())),
        "net_version" => params.at_most(0).map(|()| json!(service.chain_id().to_string())),
        "eth_chainId" => params.at_most(0).map(|()| json!(format!("{:#x}", service.chain_id()))),
        "eth_accounts" => {
            params.at_most(0)?;
            Ok(service.unlocked().iter().map(|account| json!(account.address)).collect())
        }
        _ => Err(RpcError::unknown_method(method)),
    }
}
