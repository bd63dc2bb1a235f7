//! Several questions in one request.

use alloy_json_rpc::{RpcError, RpcRecv};
use alloy_primitives::{Address, B256, U64};
use alloy_transport::TransportError;
use serde_json::{json, Value};

use super::bindings::{ArbGasInfo, ARB_GAS_INFO};
use super::node::{CallError, Node, Receipt};
use crate::error::{NetworkError, Result};

/// Most questions of one request: providers refuse long ones.
const MOST: usize = 100;

impl Node {
    /// Asks `method` once for each set of parameters, in as few requests as may be.
    ///
    /// # Errors
    /// The transport; what the node says to a single question is in the list.
    fn ask_many<T: RpcRecv>(
        &self,
        doing: &str,
        method: &'static str,
        params: &[Value],
    ) -> Result<Vec<Result<T, TransportError>>, NetworkError> {
        if let [only] = params {
            return Ok(vec![self.request(method, only.clone())]);
        }
        let mut answers = Vec::with_capacity(params.len());
        for chunk in params.chunks(MOST) {
            let mut batch = self.client().new_batch();
            let waiting: Result<Vec<_>, _> =
                chunk.iter().map(|params| batch.add_call::<Value, T>(method, params)).collect();
            let waiting = waiting.map_err(|error| self.failure(doing, &error))?;
            let got = self.block_on(async {
                batch.send().await?;
                let mut got = Vec::with_capacity(waiting.len());
                for answer in waiting {
                    got.push(answer.await);
                }
                Ok::<_, TransportError>(got)
            });
            answers.extend(got.map_err(|error| self.failure(doing, &error))?);
        }
        Ok(answers)
    }

    /// As [`Node::ask_many`], where each question must have an answer.
    fn all<T: RpcRecv>(
        &self,
        doing: &str,
        method: &'static str,
        params: &[Value],
    ) -> Result<Vec<T>, NetworkError> {
        self.ask_many(doing, method, params)?
            .into_iter()
            .map(|answer| answer.map_err(|error| self.failure(doing, &error)))
            .collect()
    }

    /// The receipts of transactions, each if it is in a block.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn receipts(&self, hashes: &[B256]) -> Result<Vec<Option<Receipt>>, NetworkError> {
        let params: Vec<Value> = hashes.iter().map(|hash| json!([hash])).collect();
        self.all("asking for receipts", "eth_getTransactionReceipt", &params)
    }

    /// Gas that calls need, one by one.
    #[must_use]
    pub fn estimates(&self, calls: Vec<Value>) -> Vec<Result<u64, CallError>> {
        let doing = "estimating gas";
        let count = calls.len();
        let params: Vec<Value> = calls.into_iter().map(|call| self.params(call, None)).collect();
        match self.ask_many::<U64>(doing, "eth_estimateGas", &params) {
            Ok(answers) => answers
                .into_iter()
                .map(|answer| {
                    answer.map(|gas| gas.to()).map_err(|error| self.call_error(doing, &error))
                })
                .collect(),
            Err(error) => vec![Err(CallError::Node(error))].into_iter().take(count).collect(),
        }
    }

    /// Reads `data` from the contract at `to` for each call data; a refusal is an error of its own.
    ///
    /// # Errors
    /// [`NetworkError`] when nobody answers.
    pub fn views<C: alloy_sol_types::SolCall>(
        &self,
        to: Address,
        calls: &[C],
    ) -> Result<Vec<Result<C::Return, CallError>>, NetworkError> {
        let doing = "calling a contract";
        let params: Vec<Value> = calls
            .iter()
            .map(|call| {
                json!([{ "to": to, "data": alloy_primitives::Bytes::from(call.abi_encode()) }, "latest"])
            })
            .collect();
        let answers = self.ask_many::<alloy_primitives::Bytes>(doing, "eth_call", &params)?;
        answers
            .into_iter()
            .map(|answer| match answer {
                Ok(bytes) => Ok(C::abi_decode_returns(&bytes).map_err(|_| CallError::Revert {
                    data: alloy_primitives::Bytes::new(),
                    message: format!(
                        "the contract at {to} gave an answer that does not fit {}",
                        C::SIGNATURE
                    ),
                })),
                Err(error @ RpcError::ErrorResp(_)) => Ok(Err(self.call_error(doing, &error))),
                Err(error) => Err(self.failure(doing, &error)),
            })
            .collect()
    }

    /// The codes of accounts.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn codes(
        &self,
        accounts: &[Address],
    ) -> Result<Vec<alloy_primitives::Bytes>, NetworkError> {
        let params: Vec<Value> =
            accounts.iter().map(|account| json!([account, "latest"])).collect();
        self.all("asking for code", "eth_getCode", &params)
    }

    /// The number of the last block.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn block_number(&self) -> Result<u64> {
        Ok(self.ask::<U64>("asking for the last block", "eth_blockNumber", json!([]))?.to())
    }

    /// The time of the last block.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn head_time(&self) -> Result<u64> {
        #[derive(Debug, serde::Deserialize)]
        struct Head {
            timestamp: U64,
        }
        let params = json!(["latest", false]);
        let head: Head = self.ask("asking for the last block", "eth_getBlockByNumber", params)?;
        Ok(head.timestamp.to())
    }

    /// The next nonce of an account, counting blocks only.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn latest_nonce(&self, address: Address) -> Result<u64> {
        let params = json!([address, "latest"]);
        Ok(self.ask::<U64>("asking for a nonce", "eth_getTransactionCount", params)?.to())
    }

    /// Most gas that a transaction may use here; none where the chain does not say. Until ArbOS 50 it was that of a block.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn most_gas(&self) -> Result<Option<u64>> {
        let own = self.view(ARB_GAS_INFO, &ArbGasInfo::getMaxTxGasLimitCall {});
        let limit = match own {
            Err(CallError::Revert { .. }) => self
                .view(ARB_GAS_INFO, &ArbGasInfo::getGasAccountingParamsCall {})
                .map(|params| params.maxTxGasLimit),
            own => own,
        };
        match limit {
            Ok(limit) => Ok(Some(limit.saturating_to())),
            Err(CallError::Revert { .. }) => Ok(None),
            Err(error) => Err(error.while_doing("asking for the limits of gas")),
        }
    }

    /// Whether the node has a transaction, waiting or in a block.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn knows(&self, hash: B256) -> Result<bool> {
        let found: Option<Value> =
            self.ask("asking for a transaction", "eth_getTransactionByHash", json!([hash]))?;
        Ok(found.is_some())
    }
}
