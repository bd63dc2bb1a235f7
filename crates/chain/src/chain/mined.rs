//! Transactions that were executed, and how they are recorded in their block: places, sums of gas, places of events.

use alloy_consensus::{
    Eip658Value, Header, ReceiptEnvelope, ReceiptWithBloom, Transaction, TxType, Typed2718,
};
use alloy_primitives::{logs_bloom, Address, Bloom, Bytes, Log, B256};

use crate::{
    block::{Envelope, Receipt, TransactionRecord},
    call::Status,
    evm::Execution,
    revert,
};

/// A transaction that was executed and goes into a block.
#[derive(Clone, Debug)]
pub(super) struct Mined {
    pub(super) envelope: Envelope,
    pub(super) hash: B256,
    pub(super) from: Address,
    /// Address that a creation makes, also if it failed.
    pub(super) contract: Option<Address>,
    /// Gas for the bytes on the parent chain, part of `gas_used`.
    pub(super) poster_gas: u64,
    pub(super) success: bool,
    pub(super) gas_used: u64,
    pub(super) logs: Vec<Log>,
    pub(super) bloom: Bloom,
    pub(super) output: Bytes,
    /// Why it failed, in the node's words.
    pub(super) failure: Option<String>,
}

impl Mined {
    /// A transaction after its execution.
    pub(super) fn new(
        (envelope, from, hash): (Envelope, Address, B256),
        poster_gas: u64,
        execution: Execution,
    ) -> Self {
        let failure = match &execution.status {
            Status::Success => None,
            Status::Revert => Some(revert::message(&execution.output)),
            Status::Halt(text) => Some(text.clone()),
        };
        let contract = envelope.to().is_none().then(|| from.create(envelope.nonce()));
        Self {
            envelope,
            hash,
            from,
            contract,
            poster_gas,
            success: execution.status == Status::Success,
            gas_used: execution.gas_used,
            bloom: logs_bloom(&execution.logs),
            logs: execution.logs,
            output: execution.output,
            failure,
        }
    }

    /// The receipt as it goes into the receipts' root.
    fn receipt_envelope(&self, cumulative_gas_used: u64) -> ReceiptEnvelope {
        let receipt = alloy_consensus::Receipt {
            status: Eip658Value::Eip658(self.success),
            cumulative_gas_used,
            logs: self.logs.clone(),
        };
        let with_bloom = ReceiptWithBloom { receipt, logs_bloom: self.bloom };
        match self.envelope.tx_type() {
            TxType::Eip2930 => ReceiptEnvelope::Eip2930(with_bloom),
            TxType::Eip1559 => ReceiptEnvelope::Eip1559(with_bloom),
            TxType::Eip4844 => ReceiptEnvelope::Eip4844(with_bloom),
            TxType::Eip7702 => ReceiptEnvelope::Eip7702(with_bloom),
            TxType::Legacy => ReceiptEnvelope::Legacy(with_bloom),
        }
    }
}

/// The receipts of a block as they go into the receipts' root.
pub(super) fn receipt_envelopes(mined: &[Mined]) -> Vec<ReceiptEnvelope> {
    let mut cumulative = 0_u64;
    let envelope = |mined: &Mined| {
        cumulative = cumulative.saturating_add(mined.gas_used);
        mined.receipt_envelope(cumulative)
    };
    mined.iter().map(envelope).collect()
}

/// The block that transactions are recorded in.
pub(super) struct Home<'a> {
    pub(super) header: &'a Header,
    pub(super) hash: B256,
    pub(super) l1_number: u64,
    /// True if the internal transaction comes first.
    pub(super) started: bool,
}

impl Home<'_> {
    /// Transactions and receipts with their places.
    pub(super) fn records(&self, mined: Vec<Mined>) -> (Vec<TransactionRecord>, Vec<Receipt>) {
        let (mut cumulative_gas_used, mut first_log_index) = (0_u64, 0_u64);
        let record = |(index, mined): (u64, Mined)| {
            cumulative_gas_used = cumulative_gas_used.saturating_add(mined.gas_used);
            let logs = mined.logs.len() as u64;
            let both = self.record(mined, index, cumulative_gas_used, first_log_index);
            first_log_index += logs;
            both
        };
        (u64::from(self.started)..).zip(mined).map(record).unzip()
    }

    fn record(
        &self,
        mined: Mined,
        index: u64,
        cumulative_gas_used: u64,
        first_log_index: u64,
    ) -> (TransactionRecord, Receipt) {
        let header = self.header;
        let effective_gas_price = u128::from(header.base_fee_per_gas.unwrap_or_default());
        let receipt = Receipt {
            transaction_hash: mined.hash,
            block_hash: self.hash,
            block_number: header.number,
            block_timestamp: header.timestamp,
            index,
            tx_type: mined.envelope.ty(),
            from: mined.from,
            to: mined.envelope.to(),
            success: mined.success,
            gas_used: mined.gas_used,
            cumulative_gas_used,
            gas_used_for_l1: mined.poster_gas,
            effective_gas_price,
            contract_address: mined.contract,
            l1_block_number: self.l1_number,
            failure: mined.failure,
            first_log_index,
            logs: mined.logs,
            bloom: mined.bloom,
            output: mined.output,
        };
        let record = TransactionRecord {
            envelope: mined.envelope,
            hash: mined.hash,
            from: mined.from,
            block_hash: self.hash,
            block_number: header.number,
            block_timestamp: header.timestamp,
            index,
            effective_gas_price,
        };
        (record, receipt)
    }
}
