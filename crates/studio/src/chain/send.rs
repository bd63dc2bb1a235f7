//! Sending, so that a kill at any instant loses nothing: sign, write the journal, send, wait, write the journal.

use std::io::{BufRead, IsTerminal, Write};
use std::time::Duration;

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_network::TxSignerSync;
use alloy_primitives::{Address, Bytes, TxKind, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use serde_json::json;

use super::node::{Node, Receipt};
use crate::error::{ChainError, Error, NetworkError, ProjectError, Result};
use crate::output::Output;
use crate::store::journal::{Entry, Journal, State};

/// How long a transaction may take to get into a block.
const PATIENCE: Duration = Duration::from_secs(180);

/// A transaction that is wanted.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name within the undertaking; the same on every run.
    pub name: String,
    /// What it is for, in words: "creating series 0".
    pub purpose: String,
    /// Receiver; none creates a contract.
    pub to: Option<Address>,
    /// Call data.
    pub data: Bytes,
    /// Value in wei.
    pub value: U256,
}

impl Step {
    /// The call object for the node.
    #[must_use]
    pub fn call(&self, from: Address) -> serde_json::Value {
        let mut call = json!({ "from": from, "data": self.data, "value": self.value });
        if let Some(to) = self.to {
            call["to"] = json!(to);
        }
        call
    }
}

/// Sends the steps of one undertaking.
#[derive(Debug)]
pub struct Sender<'a> {
    /// The node.
    pub node: &'a Node,
    /// Who signs.
    pub signer: &'a PrivateKeySigner,
    /// The journal.
    pub journal: &'a mut Journal,
    /// The undertaking.
    pub scope: String,
    /// For the log.
    pub out: Output,
    /// Gas used and wei paid by the steps of this undertaking, in order.
    pub spent: Vec<Spent>,
}

/// What a step has cost.
#[derive(Debug, Clone)]
pub struct Spent {
    /// Name of the step.
    pub step: String,
    /// Gas used.
    pub gas: u64,
    /// Fee in wei, without the value.
    pub fee: u128,
    /// Transaction.
    pub hash: B256,
}

impl Sender<'_> {
    /// Does `step` once: finds it in the journal when an earlier run has sent it, sends it otherwise.
    ///
    /// # Errors
    /// [`ChainError`] when it is refused, [`NetworkError`] when the node goes away.
    pub fn send(&mut self, step: &Step) -> Result<Receipt> {
        let known = self.journal.find(self.node.chain_id, &self.scope, &step.name).cloned();
        let receipt = match known {
            Some(entry) if entry.state == State::Done => self.done(&entry)?,
            Some(entry) if entry.state == State::Intent => match self.resume(step, &entry)? {
                Some(receipt) => receipt,
                None => self.fresh(step)?,
            },
            _ => self.fresh(step)?,
        };
        self.spent.push(Spent {
            step: step.name.clone(),
            gas: receipt.gas(),
            fee: u128::from(receipt.gas())
                * receipt.effective_gas_price.unwrap_or_default().saturating_to::<u128>(),
            hash: receipt.transaction_hash,
        });
        Ok(receipt)
    }

    fn done(&self, entry: &Entry) -> Result<Receipt> {
        self.node.receipt(entry.hash)?.ok_or_else(|| {
            ProjectError::Conflict(format!(
                "the journal says that {} was done in transaction {}, and the node does not know it; \
                 if the chain was reset, run `colophon deploy` again",
                entry.step, entry.hash
            ))
            .into()
        })
    }

    /// A transaction was signed and perhaps sent: finds it, or sends the very same again. `None` when it can never be
    /// in a block because another transaction took its nonce.
    fn resume(&mut self, step: &Step, entry: &Entry) -> Result<Option<Receipt>> {
        self.out.log(format!("finishing {}, begun by an earlier run", step.purpose));
        if self.node.receipt(entry.hash)?.is_none() && !self.again(entry)? {
            self.note(step, entry.hash, State::Void)?;
            return Ok(None);
        }
        self.wait(step, entry.hash).map(Some)
    }

    /// Sends a signed transaction once more. False when it can never be in a block: the node refuses it, and no block
    /// holds it.
    fn again(&self, entry: &Entry) -> Result<bool> {
        let Some(raw) = &entry.raw else { return Ok(false) };
        match self.node.send(raw) {
            Ok(_) => Ok(true),
            Err(NetworkError::Refused { message, .. }) if message.contains("known") => Ok(true),
            Err(NetworkError::Refused { .. }) => Ok(self.node.receipt(entry.hash)?.is_some()),
            Err(error) => Err(error.into()),
        }
    }

    fn fresh(&mut self, step: &Step) -> Result<Receipt> {
        let from = self.signer.address();
        let price = self.node.gas_price()?.max(1);
        let have = self.node.balance(from)?;
        require_funds(from, have, step.value + U256::from(price) * U256::from(21_000))?;
        let estimate = self
            .node
            .estimate(step.call(from), None)
            .map_err(|error| error.while_doing(step.purpose.clone()))?;
        let gas_limit = estimate + estimate / 5;
        require_funds(from, have, step.value + U256::from(gas_limit) * U256::from(price))?;
        // A ceiling is free: only the base fee is charged.
        let mut tx = TxEip1559 {
            chain_id: self.node.chain_id,
            nonce: self.node.nonce(from)?,
            gas_limit,
            max_fee_per_gas: price.saturating_mul(3).min(affordable(have, step.value, gas_limit)),
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
        let nonce = tx.nonce;
        let signed = TxEnvelope::from(tx.into_signed(signature));
        let (hash, raw) = (*signed.tx_hash(), Bytes::from(signed.encoded_2718()));
        self.journal.append(Entry {
            chain: self.node.chain_id,
            scope: self.scope.clone(),
            step: step.name.clone(),
            state: State::Intent,
            hash,
            from: Some(from),
            nonce: Some(nonce),
            purpose: Some(step.purpose.clone()),
            raw: Some(raw.clone()),
        })?;
        // A refusal leaves the intent in the journal: an answer from between (a proxy, say) does not prove that the
        // transaction is not on its way. The next run finds out.
        self.node.send(&raw)?;
        self.wait(step, hash)
    }

    fn wait(&mut self, step: &Step, hash: B256) -> Result<Receipt> {
        let mut pause = Duration::from_millis(20);
        let mut waited = Duration::ZERO;
        let receipt = loop {
            if let Some(receipt) = self.node.receipt(hash)? {
                break receipt;
            }
            if waited > PATIENCE {
                return Err(NetworkError::Refused {
                    url: self.node.url.clone(),
                    doing: step.purpose.clone(),
                    message: format!(
                        "transaction {hash} is not in a block after {} s; run the same command again, it goes on waiting",
                        PATIENCE.as_secs()
                    ),
                }
                .into());
            }
            self.node.pause(pause);
            waited += pause;
            pause = (pause * 2).min(Duration::from_secs(1));
        };
        if receipt.succeeded() {
            self.note(step, hash, State::Done)?;
            return Ok(receipt);
        }
        self.note(step, hash, State::Reverted)?;
        let reason = match self.node.call_raw(step.call(self.signer.address()), None) {
            Err(super::CallError::Revert { data, message }) => {
                super::reason::explain(&data, &message)
            }
            _ => "it ran out of gas, or the state of the chain changed in between".into(),
        };
        Err(ChainError::Reverted { doing: step.purpose.clone(), hash: hash.to_string(), reason }
            .into())
    }

    fn note(&mut self, step: &Step, hash: B256, state: State) -> Result<()> {
        self.journal.append(Entry {
            chain: self.node.chain_id,
            scope: self.scope.clone(),
            step: step.name.clone(),
            state,
            hash,
            from: None,
            nonce: None,
            purpose: None,
            raw: None,
        })
    }
}

/// Refuses an account that cannot pay.
///
/// # Errors
/// [`ChainError::Funds`].
pub fn require_funds(account: Address, have: U256, need: U256) -> Result<()> {
    if have >= need {
        return Ok(());
    }
    Err(ChainError::Funds {
        address: account.to_string(),
        have: have.to_string(),
        need: need.to_string(),
    }
    .into())
}

/// The highest price per gas that the balance covers.
fn affordable(have: U256, value: U256, gas: u64) -> u128 {
    (have.saturating_sub(value) / U256::from(gas.max(1))).saturating_to()
}

/// Whether to send: `--broadcast` says yes; on a terminal a question is asked; otherwise nothing is sent, and the costs
/// are the result.
///
/// # Errors
/// [`Error::Declined`] when the answer is no.
pub fn confirm(broadcast: bool, out: Output, costs: &str, question: &str) -> Result<bool> {
    if broadcast {
        out.log(costs);
        return Ok(true);
    }
    let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if !terminal || out.json {
        return Ok(false);
    }
    let mut stderr = std::io::stderr();
    let _ = write!(stderr, "{costs}\n{question} [y/N] ").and_then(|()| stderr.flush());
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Error::Other(format!("cannot read the answer: {error}")))?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        Ok(true)
    } else {
        Err(Error::Declined)
    }
}
