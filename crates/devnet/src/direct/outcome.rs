//! What direct requests give.

use alloy_primitives::{Address, Bytes, Log, B256, U256};
use stylus_chain::{CallOutcome, Receipt};

/// A message that succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Return data.
    pub output: Bytes,
    /// Gas used; of a call what a transaction would use.
    pub gas_used: u64,
    /// Events.
    pub logs: Vec<Log>,
    /// The transaction; none for a call.
    pub transaction_hash: Option<B256>,
}

impl Outcome {
    pub(super) fn mined(receipt: Receipt) -> Self {
        let Receipt { output, gas_used, logs, transaction_hash, .. } = receipt;
        Self { output, gas_used, logs, transaction_hash: Some(transaction_hash) }
    }

    pub(super) fn called(outcome: CallOutcome) -> Self {
        let CallOutcome { output, gas_used, logs, .. } = outcome;
        Self { output, gas_used, logs, transaction_hash: None }
    }

    /// The return data as a number, if it is one word that fits 64 bits.
    #[must_use]
    pub fn word(&self) -> Option<u64> {
        let word: [u8; 32] = self.output.as_ref().try_into().ok()?;
        u64::try_from(U256::from_be_bytes(word)).ok()
    }
}

/// A contract that was deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Created {
    /// Where it lies.
    pub address: Address,
    /// Gas of the transaction.
    pub gas_used: u64,
    /// The transaction.
    pub transaction_hash: B256,
}

/// A program that was deployed and is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it lies.
    pub address: Address,
    /// Bytes of its code on the chain: prefix and compressed wasm; one contract holds 24,576.
    pub code_size: usize,
    /// Gas of the deployment.
    pub gas_used: u64,
    /// The deployment.
    pub transaction_hash: B256,
    /// What the activation cost; none if the same code was active before.
    pub activation: Option<Activation>,
}

/// What an activation cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// Gas of the transaction.
    pub gas_used: u64,
    /// Fee for the program's data in wei, paid on top.
    pub data_fee: U256,
    /// Stylus version that it was activated for.
    pub version: u16,
}
