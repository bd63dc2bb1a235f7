//! Transactions: in, executed, mined, all before the call returns.

use alloy_consensus::{
    EthereumTypedTransaction, SignableTransaction, Transaction, TxEip1559, TxEip2930, TxEip4844,
    TxEip7702, TxLegacy,
};
use alloy_primitives::{Address, Signature, TxKind, B256, U256};

use super::{admission, draft::Left, Chain};
use crate::{
    block::Envelope,
    call::{BlockOverrides, CallRequest, StateOverrides},
    error::{CallError, TxError},
};

impl Chain {
    /// Takes a signed transaction and mines it in a block of its own. The receipt is there when this returns; a transaction
    /// that failed in execution is on the chain all the same.
    ///
    /// # Errors
    /// [`TxError`] for transactions that a node refuses. Nothing has changed then.
    pub fn send_raw(&mut self, raw: &[u8]) -> Result<B256, TxError> {
        let envelope = admission::decode(raw)?;
        let from = admission::sender(&envelope, self.config.chain_id)?;
        let hash = *envelope.tx_hash();
        if self.transactions.contains_key(&hash) {
            let state = self.head().state().nonce(from);
            return Err(TxError::NonceTooLow { address: from, tx: envelope.nonce(), state });
        }
        self.include(envelope, from, hash)
    }

    /// Sends a transaction for an account without its key. What the request leaves out is filled in: nonce, gas (by an
    /// estimate), fees. The signature is made up from the sender.
    ///
    /// # Errors
    /// As [`Chain::send_raw`]; a request whose estimate fails is sent with the highest gas limit, so that its failure
    /// shows on the chain, unless the rules refuse it.
    pub fn send_unsigned(&mut self, from: Address, request: &CallRequest) -> Result<B256, TxError> {
        let envelope = self.complete(from, request, self.head().state().nonce(from))?;
        let hash = *envelope.tx_hash();
        self.include(envelope, from, hash)
    }

    /// The transaction that a request without a signature stands for.
    pub(super) fn complete(
        &self,
        from: Address,
        request: &CallRequest,
        nonce: u64,
    ) -> Result<Envelope, TxError> {
        if let Some(have) = request.chain_id.filter(|id| *id != self.config.chain_id) {
            return Err(TxError::ChainId { have, want: self.config.chain_id });
        }
        let filled = self.fill(from, request, nonce)?;
        Ok(unsigned(&filled).into_signed_as(from))
    }

    /// The request with nonce, gas and fees.
    fn fill(
        &self,
        from: Address,
        request: &CallRequest,
        nonce: u64,
    ) -> Result<CallRequest, TxError> {
        let mut filled = CallRequest { from: Some(from), ..request.clone() };
        filled.chain_id = Some(self.config.chain_id);
        filled.nonce = Some(request.nonce.unwrap_or(nonce));
        if request.gas.is_none() {
            let estimate = self.estimate_gas(
                &filled,
                crate::block::BlockId::Latest,
                &StateOverrides::default(),
                &BlockOverrides::default(),
            );
            filled.gas = Some(match estimate {
                Ok(gas) => gas,
                Err(CallError::EstimateRefused { error, .. }) => return Err(error),
                Err(_) => crate::config::TX_GAS_CAP,
            });
        }
        if request.gas_price.is_none() && request.max_fee_per_gas.is_none() {
            let base = u128::from(self.next_context().base_fee);
            filled.max_priority_fee_per_gas = Some(request.max_priority_fee_per_gas.unwrap_or(0));
            filled.max_fee_per_gas = Some(base.saturating_mul(2));
        }
        Ok(filled)
    }

    /// Checks, executes and mines.
    fn include(&mut self, envelope: Envelope, from: Address, hash: B256) -> Result<B256, TxError> {
        let mut draft = self.draft();
        draft.include(envelope, from, hash).map_err(|left| match left {
            Left::Refused(error) => error,
            Left::Full => TxError::BlockGasLimit,
        })?;
        self.seal(draft);
        self.forget_stale(from);
        Ok(hash)
    }
}

impl Chain {
    /// Gives up what waits of a sender with a nonce that is used up.
    pub(super) fn forget_stale(&mut self, from: Address) {
        if self.pool.is_empty() {
            return;
        }
        let next = self.head().state.nonce(from);
        let stale: Vec<B256> = self
            .waiting()
            .filter(|waiting| waiting.from == from && waiting.nonce() < next)
            .map(|waiting| waiting.hash)
            .collect();
        for hash in stale {
            self.drop_waiting(hash);
        }
    }
}

/// An unsigned transaction of the type that the request's fields ask for.
struct Unsigned(EthereumTypedTransaction<TxEip4844>);

impl Unsigned {
    /// Signed with a signature that stands for the sender: r is the address, s is 1.
    fn into_signed_as(self, from: Address) -> Envelope {
        let signature = Signature::new(U256::from_be_slice(from.as_slice()), U256::from(1), false);
        self.0.into_signed(signature).into()
    }
}

fn unsigned(request: &CallRequest) -> Unsigned {
    let chain_id = request.chain_id.unwrap_or_default();
    let nonce = request.nonce.unwrap_or_default();
    let gas_limit = request.gas.unwrap_or_default();
    let to = request.to.map_or(TxKind::Create, TxKind::Call);
    let (value, input) = (request.value, request.input.clone());
    let access_list = request.access_list.clone().unwrap_or_default();
    let cap = request.max_fee_per_gas.unwrap_or_default();
    let tip = request.max_priority_fee_per_gas.unwrap_or_default();
    if let (Some(authorization_list), Some(callee)) = (&request.authorization_list, request.to) {
        return Unsigned(EthereumTypedTransaction::Eip7702(TxEip7702 {
            chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: request.gas_price.unwrap_or(cap),
            max_priority_fee_per_gas: tip,
            to: callee,
            value,
            access_list,
            authorization_list: authorization_list.clone(),
            input,
        }));
    }
    match (request.gas_price, &request.access_list) {
        (None, _) => Unsigned(EthereumTypedTransaction::Eip1559(TxEip1559 {
            chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: cap,
            max_priority_fee_per_gas: tip,
            to,
            value,
            access_list,
            input,
        })),
        (Some(gas_price), Some(_)) => Unsigned(EthereumTypedTransaction::Eip2930(TxEip2930 {
            chain_id,
            nonce,
            gas_price,
            gas_limit,
            to,
            value,
            access_list,
            input,
        })),
        (Some(gas_price), None) => Unsigned(EthereumTypedTransaction::Legacy(TxLegacy {
            chain_id: Some(chain_id),
            nonce,
            gas_price,
            gas_limit,
            to,
            value,
            input,
        })),
    }
}
