//! Signing: what a transaction may cost, and its bytes, which are in the journal before they are sent.

use alloy_consensus::{SignableTransaction, Transaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::{Decodable2718, Encodable2718};
use alloy_network::TxSignerSync;
use alloy_primitives::{Bytes, TxKind, B256, U256};

use super::{require_funds, Sender, Step};
use crate::chain::CallError;
use crate::error::{ChainError, Error, Result, SendError};
use crate::store::journal::{Entry, State};

/// A transaction that is signed and in the journal.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    /// Which step.
    pub(super) at: usize,
    pub(super) hash: B256,
    /// Hashes of earlier signatures with the same nonce.
    pub(super) also: Vec<B256>,
    pub(super) nonce: u64,
    pub(super) raw: Bytes,
    /// Most wei per gas.
    pub(super) cap: u128,
    /// Most wei that it can take from the account.
    pub(super) reserved: U256,
}

impl Sent {
    /// From the bytes in the journal; `None` when they are no transaction.
    pub(super) fn decode(at: usize, raw: &Bytes, also: Vec<B256>) -> Option<Self> {
        let signed = TxEnvelope::decode_2718(&mut raw.as_ref()).ok()?;
        Some(Self {
            at,
            hash: *signed.tx_hash(),
            also,
            nonce: signed.nonce(),
            raw: raw.clone(),
            cap: signed.max_fee_per_gas(),
            reserved: reserved(&signed),
        })
    }

    /// All hashes under which it may be in a block.
    pub(super) fn hashes(&self) -> impl Iterator<Item = B256> {
        std::iter::once(self.hash).chain(self.also.iter().copied())
    }

    /// Gas limit of the signed bytes, to sign them anew with another price.
    fn gas_limit(&self) -> u64 {
        TxEnvelope::decode_2718(&mut self.raw.as_ref()).map_or(0, |signed| signed.gas_limit())
    }
}

fn reserved(tx: &TxEnvelope) -> U256 {
    tx.value() + U256::from(tx.max_fee_per_gas()) * U256::from(tx.gas_limit())
}

/// What gas costs and what the account has, asked for once for several transactions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purse {
    pub(super) price: u128,
    /// Wei that no transaction under way can take.
    pub(super) free: U256,
}

impl Sender<'_> {
    /// Asks for prices and funds; `reserved` wei belong to what is under way.
    ///
    /// # Errors
    /// The node; [`SendError::FeeCap`] when `--max-fee` is below the price.
    pub(super) fn purse(&self, reserved: U256) -> Result<Purse> {
        let price = self.node.gas_price()?.max(1);
        if let Some(cap) = self.limits.max_fee.filter(|cap| *cap < price) {
            return Err(SendError::dear(price, cap, "--max-fee allows").into());
        }
        let have = self.node.balance(self.signer.address())?;
        Ok(Purse { price, free: have.saturating_sub(reserved) })
    }

    /// Gas limits for steps: what they need and a fifth more. The first that fails ends the list.
    pub(super) fn gas_limits(&self, steps: &[Step]) -> (Vec<u64>, Option<Error>) {
        let from = self.signer.address();
        let most = match self.node.most_gas() {
            Ok(most) => most.unwrap_or(u64::MAX),
            Err(error) => return (Vec::new(), Some(error)),
        };
        let answers = self.node.estimates(steps.iter().map(|step| step.call(from)).collect());
        let mut limits = Vec::new();
        for (step, answer) in steps.iter().zip(answers) {
            match answer {
                // A node may promise more than a block gives.
                Ok(gas) if gas > most => {
                    let reason = format!("{gas} of at most {most}");
                    let doing = step.purpose.clone();
                    return (limits, Some(SendError::TooMuchGas { doing, reason }.into()));
                }
                Ok(gas) => limits.push(gas + gas / 5),
                Err(error) => return (limits, Some(too_much(step, error))),
            }
        }
        (limits, None)
    }

    /// Signs `step` and writes it into the journal. `None` when the account could pay for it alone, but not besides what
    /// is under way.
    ///
    /// # Errors
    /// [`ChainError::Funds`]; the disk.
    pub(super) fn sign(
        &mut self,
        (at, step): (usize, &Step),
        nonce: u64,
        gas_limit: u64,
        purse: &Purse,
        alone: bool,
    ) -> Result<Option<Sent>> {
        let from = self.signer.address();
        let need = step.value + U256::from(gas_limit) * U256::from(purse.price);
        if purse.free < need {
            if !alone {
                return Ok(None);
            }
            require_funds(from, purse.free, need)?;
        }
        // A ceiling is free: only the base fee is charged.
        let affordable: u128 =
            ((purse.free - step.value) / U256::from(gas_limit.max(1))).saturating_to::<u128>();
        let ceiling = purse.price.saturating_mul(3).min(self.limits.max_fee.unwrap_or(u128::MAX));
        let mut tx = TxEip1559 {
            chain_id: self.node.chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: ceiling.min(affordable),
            max_priority_fee_per_gas: 0,
            to: step.to.map_or(TxKind::Create, TxKind::Call),
            value: step.value,
            input: step.data.clone(),
            ..TxEip1559::default()
        };
        let signature = self
            .signer
            .sign_transaction_sync(&mut tx)
            .map_err(|error| Error::Other(format!("cannot sign: {error}")))?;
        let signed = TxEnvelope::from(tx.into_signed(signature));
        let (hash, raw) = (*signed.tx_hash(), Bytes::from(signed.encoded_2718()));
        self.journal.append(Entry {
            chain: self.node.chain_id,
            scope: self.scope.clone(),
            step: step.name.clone(),
            state: State::Intent,
            hash,
            block: None,
            from: Some(from),
            nonce: Some(nonce),
            purpose: Some(step.purpose.clone()),
            raw: Some(raw.clone()),
        })?;
        let (cap, reserved) = (signed.max_fee_per_gas(), reserved(&signed));
        Ok(Some(Sent { at, hash, also: Vec::new(), nonce, raw, cap, reserved }))
    }

    /// Signs a transaction anew with the same nonce at today's price: only one of the two can ever be in a block.
    ///
    /// # Errors
    /// As [`Sender::sign`].
    pub(super) fn reprice(&mut self, step: &Step, old: &Sent, purse: &Purse) -> Result<Sent> {
        self.out.log(format!(
            "gas is dearer now: {} is signed again with the same nonce {}",
            step.purpose, old.nonce
        ));
        let mut purse = *purse;
        purse.free += old.reserved;
        let mut new = self
            .sign((old.at, step), old.nonce, old.gas_limit(), &purse, true)?
            .ok_or_else(|| Error::Other(format!("{} cannot be signed again", step.purpose)))?;
        new.also = old.hashes().collect();
        Ok(new)
    }
}

/// An estimate that fails for its size has a sentence of its own.
fn too_much(step: &Step, error: CallError) -> Error {
    let doing = step.purpose.clone();
    match error {
        CallError::Revert { data, message } if data.is_empty() && is_too_much(&message) => {
            ChainError::from(SendError::TooMuchGas { doing, reason: message }).into()
        }
        CallError::Node(crate::error::NetworkError::Refused { message, .. })
            if is_too_much(&message) =>
        {
            ChainError::from(SendError::TooMuchGas { doing, reason: message }).into()
        }
        other => other.while_doing(doing),
    }
}

/// Whether a node's words say that a transaction is too big for the chain.
pub(super) fn is_too_much(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    [
        "gas required exceeds",
        "block gas limit",
        "out of gas",
        "exceeds block gas",
        "gas limit too high",
    ]
    .iter()
    .any(|words| message.contains(words))
}
