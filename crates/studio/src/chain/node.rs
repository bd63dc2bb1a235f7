//! A node behind JSON-RPC: the handful of questions that the commands ask, with errors that say what to do.

use std::cell::Cell;
use std::time::Duration;

use alloy_json_rpc::{RpcError, RpcRecv};
use alloy_primitives::{Address, Bytes, B256, U256, U64};
use alloy_rpc_client::RpcClient;
use alloy_sol_types::SolCall;
use alloy_transport::{TransportError, TransportErrorKind};
use serde::Deserialize;
use serde_json::{json, Value};

use crate::error::{ChainError, Error, NetworkError, Result};
use crate::plan::network::Network;

/// A connected node.
#[derive(Debug)]
pub struct Node {
    client: RpcClient,
    runtime: tokio::runtime::Runtime,
    /// Address of the node.
    pub url: String,
    /// Its chain id.
    pub chain_id: u64,
    answered: Cell<bool>,
    as_of: Cell<Option<u64>>,
}

/// A receipt, as far as it is used.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Hash of the transaction.
    pub transaction_hash: B256,
    /// 1 for success.
    pub status: U64,
    /// Its block.
    #[serde(default)]
    pub block_number: Option<U64>,
    /// Gas used, L1 part included.
    pub gas_used: U64,
    /// Price of the gas in wei.
    #[serde(default)]
    pub effective_gas_price: Option<U256>,
    /// Address of the contract that was created.
    #[serde(default)]
    pub contract_address: Option<Address>,
    /// Logs.
    pub logs: Vec<Log>,
}

impl Receipt {
    /// Whether the transaction succeeded.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.status == U64::from(1)
    }

    /// Number of its block.
    #[must_use]
    pub fn block(&self) -> Option<u64> {
        self.block_number.map(|number| number.to())
    }

    /// Gas used as a number.
    #[must_use]
    pub fn gas(&self) -> u64 {
        self.gas_used.to()
    }
}

/// A log of a receipt.
#[derive(Debug, Clone, Deserialize)]
pub struct Log {
    /// Who logged.
    pub address: Address,
    /// Topics.
    pub topics: Vec<B256>,
    /// Data.
    pub data: Bytes,
}

impl Log {
    /// Decodes the log as the event `E`.
    #[must_use]
    pub fn decode<E: alloy_sol_types::SolEvent>(&self) -> Option<E> {
        E::decode_raw_log(self.topics.iter().copied(), &self.data).ok()
    }
}

/// Why a call gave no answer.
#[derive(Debug)]
pub enum CallError {
    /// The contract refused, with this data.
    Revert {
        /// Revert data; empty when the node gave none.
        data: Bytes,
        /// The node's own words.
        message: String,
    },
    /// The node itself did not answer.
    Node(NetworkError),
}

impl CallError {
    /// The error of a command that was `doing` something.
    pub fn while_doing(self, doing: impl Into<String>) -> Error {
        match self {
            Self::Revert { data, message } => {
                let reason = super::reason::explain(&data, &message);
                ChainError::WouldRevert { doing: doing.into(), reason }.into()
            }
            Self::Node(error) => error.into(),
        }
    }
}

impl Node {
    /// Connects to the node of `network` and checks that it serves the expected chain.
    ///
    /// # Errors
    /// [`NetworkError`] when nobody answers or the chain is another one.
    pub fn connect(network: &Network) -> Result<Self> {
        let url: reqwest::Url = network.rpc_url.parse().map_err(|_| {
            Error::Usage(format!("the node address {:?} is not understood", network.rpc_url))
        })?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Other(format!("cannot start the network runtime: {error}")))?;
        let client = RpcClient::new_http_with_client(http_client(&url)?, url);
        let mut node = Self {
            client,
            runtime,
            url: network.rpc_url.clone(),
            chain_id: 0,
            answered: Cell::new(false),
            as_of: Cell::new(None),
        };
        node.chain_id = node.ask::<U64>("asking for the chain id", "eth_chainId", json!([]))?.to();
        match network.chain_id {
            Some(want) if want != node.chain_id => Err(NetworkError::WrongChain {
                url: node.url,
                got: node.chain_id,
                want,
                why: format!("network {}", network.name),
            }
            .into()),
            _ => Ok(node),
        }
    }

    /// Whether this is a local development chain.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.chain_id == crate::plan::network::LOCAL_CHAIN
    }

    pub(super) fn client(&self) -> &RpcClient {
        &self.client
    }

    /// Runs a request to its end; its success says that somebody answers.
    pub(super) fn block_on<T>(
        &self,
        request: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let answer = self.runtime.block_on(request);
        self.answered.set(self.answered.get() || answer.is_ok());
        answer
    }

    pub(super) fn request<T: RpcRecv>(
        &self,
        method: &'static str,
        params: Value,
    ) -> Result<T, TransportError> {
        let answer = self.runtime.block_on(self.client.request::<Value, T>(method, params));
        if !matches!(answer, Err(RpcError::Transport(_) | RpcError::DeserError { .. })) {
            self.answered.set(true);
        }
        answer
    }

    /// Asks a question whose refusal is an error of the node.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn ask<T: RpcRecv>(
        &self,
        doing: &str,
        method: &'static str,
        params: Value,
    ) -> Result<T, NetworkError> {
        self.request(method, params).map_err(|error| self.failure(doing, &error))
    }

    pub(super) fn failure(&self, doing: &str, error: &TransportError) -> NetworkError {
        let url = self.url.clone();
        let refused = |message: String| NetworkError::Refused {
            url: url.clone(),
            doing: doing.into(),
            message,
        };
        match error {
            RpcError::ErrorResp(payload) => refused(payload.message.to_string()),
            // What a gateway says says nothing about the node behind it.
            RpcError::Transport(_) | RpcError::DeserError { .. } if self.answered.get() => {
                NetworkError::Died { url, doing: doing.into() }
            }
            RpcError::Transport(TransportErrorKind::Custom(error)) => {
                NetworkError::NoNode { url, why: root_cause(error.as_ref()) }
            }
            RpcError::Transport(TransportErrorKind::HttpError(http)) => {
                refused(format!("HTTP status {}", http.status))
            }
            RpcError::DeserError { .. } => {
                refused("the answer is no JSON-RPC; is this the address of a node?".into())
            }
            other => refused(other.to_string()),
        }
    }

    pub(super) fn call_error(&self, doing: &str, error: &TransportError) -> CallError {
        match error {
            RpcError::ErrorResp(payload) => {
                let data = payload.as_revert_data();
                let message = payload.message.to_string();
                match data {
                    Some(data) => CallError::Revert { data, message },
                    None if payload.code == 3 || message.contains("revert") => {
                        CallError::Revert { data: Bytes::new(), message }
                    }
                    None => CallError::Node(self.failure(doing, error)),
                }
            }
            _ => CallError::Node(self.failure(doing, error)),
        }
    }

    /// From now on calls and estimates are those of a block at this second (a quiet chain's last block may be old); `None`:
    /// of the last block.
    pub fn as_of(&self, second: Option<u64>) {
        self.as_of.set(second);
    }

    /// The arguments of a call or an estimate.
    pub(super) fn params(&self, call: Value, overrides: Option<Value>) -> Value {
        match (self.as_of.get(), overrides) {
            (None, None) => json!([call, "latest"]),
            (None, Some(accounts)) => json!([call, "latest", accounts]),
            (Some(second), accounts) => {
                let time = json!({ "time": format!("0x{second:x}") });
                json!([call, "latest", accounts.unwrap_or_else(|| json!({})), time])
            }
        }
    }

    /// Executes a call without a transaction; `overrides` are state overrides.
    ///
    /// # Errors
    /// [`CallError`].
    pub fn call_raw(&self, call: Value, overrides: Option<Value>) -> Result<Bytes, CallError> {
        self.request("eth_call", self.params(call, overrides))
            .map_err(|error| self.call_error("calling a contract", &error))
    }

    /// Reads from the contract at `to`.
    ///
    /// # Errors
    /// [`CallError`]; an answer that cannot be decoded counts as a refusal without data.
    pub fn view<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, CallError> {
        self.call_as(None, to, call)
    }

    /// Executes `call` as `from` would send it, without sending it.
    ///
    /// # Errors
    /// As [`Node::view`].
    pub fn call_as<C: SolCall>(
        &self,
        from: Option<Address>,
        to: Address,
        call: &C,
    ) -> Result<C::Return, CallError> {
        let mut object = json!({ "to": to, "data": Bytes::from(call.abi_encode()) });
        if let Some(from) = from {
            object["from"] = json!(from);
        }
        let answer = self.call_raw(object, None)?;
        C::abi_decode_returns(&answer).map_err(|_| CallError::Revert {
            data: Bytes::new(),
            message: format!(
                "the contract at {to} gave an answer that does not fit {}",
                C::SIGNATURE
            ),
        })
    }

    /// Gas that a transaction needs; with a revert as error when it would fail.
    ///
    /// # Errors
    /// [`CallError`].
    pub fn estimate(&self, call: Value, overrides: Option<Value>) -> Result<u64, CallError> {
        self.request::<U64>("eth_estimateGas", self.params(call, overrides))
            .map(|gas| gas.to())
            .map_err(|error| self.call_error("estimating gas", &error))
    }

    /// Code at an address.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn code(&self, address: Address) -> Result<Bytes> {
        Ok(self.ask("asking for code", "eth_getCode", json!([address, "latest"]))?)
    }

    /// Balance in wei.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn balance(&self, address: Address) -> Result<U256> {
        Ok(self.ask("asking for a balance", "eth_getBalance", json!([address, "latest"]))?)
    }

    /// The next nonce of an account.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn nonce(&self, address: Address) -> Result<u64> {
        Ok(self
            .ask::<U64>(
                "asking for a nonce",
                "eth_getTransactionCount",
                json!([address, "pending"]),
            )?
            .to())
    }

    /// The base fee in wei; on Arbitrum `eth_gasPrice` is just that.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn gas_price(&self) -> Result<u128> {
        Ok(self.ask::<U256>("asking for the gas price", "eth_gasPrice", json!([]))?.saturating_to())
    }

    /// The receipt of a transaction, if it is in a block.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn receipt(&self, hash: B256) -> Result<Option<Receipt>> {
        Ok(self.ask("asking for a receipt", "eth_getTransactionReceipt", json!([hash]))?)
    }

    /// Hands a signed transaction to the node.
    ///
    /// # Errors
    /// [`NetworkError::Died`] when nobody answers, and [`NetworkError::Refused`] with the node's reason.
    pub fn send(&self, raw: &Bytes) -> Result<B256, NetworkError> {
        self.ask("sending a transaction", "eth_sendRawTransaction", json!([raw]))
    }

    /// Waits.
    pub fn pause(&self, duration: Duration) {
        // The timer needs the runtime when it is made, too.
        self.runtime.block_on(async { tokio::time::sleep(duration).await });
    }
}

/// The innermost reason of an error, without the system's number for it.
pub(crate) fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// A client with TLS by ring; proxies of the environment are not asked for loopback addresses.
pub(crate) fn http_client(url: &reqwest::Url) -> Result<reqwest::Client> {
    // Fails only if a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(120))
        .user_agent(concat!("colophon/", env!("CARGO_PKG_VERSION")));
    if matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| Error::Other(format!("cannot prepare the connection: {error}")))
}
