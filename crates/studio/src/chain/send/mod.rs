//! Sending, so that a kill at any instant loses nothing: sign, write the journal, send, wait, write the journal. Several
//! transactions may be under way at once; each is in the journal before the node hears of it.

mod confirm;
mod flight;
mod limits;
mod resume;
mod sign;

use alloy_primitives::{Address, Bytes, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use serde_json::json;

use super::node::{Node, Receipt};
use crate::error::{ChainError, Error, Result};
use crate::output::Output;
use crate::store::journal::{Entry, Journal, State};
pub use confirm::confirm;
use flight::Flight;
pub use limits::Limits;

/// A transaction that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// How many at once, how dear, how long.
    pub limits: Limits,
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

/// What is done with the receipt of each step.
pub type Each<'f> = &'f mut dyn FnMut(&Step, &Receipt) -> Result<()>;

impl Sender<'_> {
    /// Does `step` once: finds it in the journal when an earlier run has sent it, sends it otherwise.
    ///
    /// # Errors
    /// [`ChainError`] when it is refused, [`crate::error::NetworkError`] when the node goes away.
    pub fn send(&mut self, step: &Step) -> Result<Receipt> {
        let mut got = None;
        self.send_all(std::slice::from_ref(step), &mut |_, receipt| {
            got = Some(receipt.clone());
            Ok(())
        })?;
        got.ok_or_else(|| Error::Other(format!("{} came to no end", step.purpose)))
    }

    /// Does steps that do not depend on each other, several at once: nonces follow the order of `steps`, and `each`
    /// sees the receipt of every one of them, those of earlier runs first.
    ///
    /// # Errors
    /// As [`Sender::send`]. What is under way when a step fails is waited for, so that the journal knows its end.
    pub fn send_all(&mut self, steps: &[Step], each: Each<'_>) -> Result<()> {
        let mut flight = Flight::default();
        let fresh = self.resume(steps, &mut flight, each)?;
        self.fly(steps, fresh, flight, each)
    }

    /// A transaction is in a block: writes that down, and hands the receipt on if it succeeded.
    fn settle(&mut self, step: &Step, receipt: &Receipt, each: Each<'_>) -> Result<()> {
        let hash = receipt.transaction_hash;
        if !receipt.succeeded() {
            self.note(step, hash, State::Reverted, receipt.block())?;
            return Err(self.reverted(step, hash));
        }
        self.note(step, hash, State::Done, receipt.block())?;
        self.account(step, receipt, each)
    }

    /// Counts what a step has cost, and hands its receipt on.
    fn account(&mut self, step: &Step, receipt: &Receipt, each: Each<'_>) -> Result<()> {
        self.spent.push(Spent {
            step: step.name.clone(),
            gas: receipt.gas(),
            fee: u128::from(receipt.gas())
                * receipt.effective_gas_price.unwrap_or_default().saturating_to::<u128>(),
            hash: receipt.transaction_hash,
        });
        each(step, receipt)
    }

    fn reverted(&self, step: &Step, hash: B256) -> Error {
        let reason = match self.node.call_raw(step.call(self.signer.address()), None) {
            Err(super::CallError::Revert { data, message }) => {
                super::reason::explain(&data, &message)
            }
            _ => "it ran out of gas, or the state of the chain changed in between; run the same command again to send it anew".into(),
        };
        ChainError::Reverted { doing: step.purpose.clone(), hash: hash.to_string(), reason }.into()
    }

    fn note(&mut self, step: &Step, hash: B256, state: State, block: Option<u64>) -> Result<()> {
        self.journal.append(Entry {
            chain: self.node.chain_id,
            scope: self.scope.clone(),
            step: step.name.clone(),
            state,
            hash,
            block,
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
