//! A whole chain as data: every block with what it changed, so that it can be written down and continued later.

use std::{collections::BTreeMap, sync::Arc};

use alloy_consensus::Header;
use alloy_eips::eip2718::{Decodable2718, Encodable2718};
use alloy_primitives::{logs_bloom, Address, Bytes, Log, B256};
use alloy_rlp::{Decodable, Encodable};
use serde::{Deserialize, Serialize};

use super::{
    mined::{Home, Mined},
    Chain,
};
use crate::{
    block::{Block, Envelope, Receipt, TransactionRecord},
    config::Config,
    error::{LoadError, TxError},
    start::StartTransaction,
    state::State,
    state_changes::AccountChange,
    trie::StateTrie,
};

/// What the first field of a dump says.
const FORMAT: &str = "stylus-chain";
/// Version of the format; a change that older programs cannot read counts it up.
const VERSION: u32 = 2;

/// A chain as data. Snapshots and transactions that wait are not part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dump {
    format: String,
    version: u32,
    chain_id: u64,
    /// Seconds that time was moved by hand, back if below zero.
    time_offset: i64,
    /// All code, by its hash.
    codes: BTreeMap<B256, Bytes>,
    /// From the first block to the newest.
    blocks: Vec<DumpedBlock>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DumpedBlock {
    /// RLP.
    header: Bytes,
    l1_number: u64,
    send_count: u64,
    send_root: B256,
    size: u64,
    /// True if the internal transaction comes first.
    started: bool,
    transactions: Vec<DumpedTransaction>,
    /// Accounts that differ from the block before; null for one that is gone.
    pub(super) changes: BTreeMap<Address, Option<AccountChange>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DumpedTransaction {
    raw: Bytes,
    from: Address,
    success: bool,
    gas_used: u64,
    gas_used_for_l1: u64,
    contract: Option<Address>,
    logs: Vec<Log>,
    output: Bytes,
    failure: Option<String>,
}

impl Chain {
    /// The whole chain as data.
    pub fn dump(&self) -> Dump {
        let empty = State::default();
        let older = std::iter::once(&empty).chain(self.blocks.iter().map(|block| block.state()));
        let blocks = self.blocks.iter().zip(older).map(|(block, older)| dump_block(block, older));
        Dump {
            format: FORMAT.to_owned(),
            version: VERSION,
            chain_id: self.config.chain_id,
            time_offset: self.time_offset,
            codes: self.head().state().codes(),
            blocks: blocks.collect(),
        }
    }

    /// The chain that was dumped. Settings of the genesis block (balances, owner, predeploys, price of data) come from the
    /// dump, all others from the configuration.
    ///
    /// # Errors
    /// [`LoadError`] for dumps of other formats, versions and chains, and for damaged ones.
    pub fn load(config: Config, dump: Dump) -> Result<Self, LoadError> {
        if dump.format != FORMAT {
            return Err(LoadError::Format(dump.format));
        }
        if dump.version != VERSION {
            return Err(LoadError::Version { have: dump.version, want: VERSION });
        }
        if dump.chain_id != config.chain_id {
            return Err(LoadError::ChainId { have: dump.chain_id, want: config.chain_id });
        }
        let mut chain = Self::empty(config, Default::default());
        chain.time_offset = dump.time_offset;
        let mut state = State::default();
        state.learn(dump.codes).map_err(LoadError::Damaged)?;
        for block in dump.blocks {
            state = state.apply(&block.changes).map_err(LoadError::Damaged)?;
            chain.restore(block, state.clone())?;
        }
        if chain.blocks.is_empty() {
            return Err(LoadError::Damaged("there is no block".to_owned()));
        }
        Ok(chain)
    }

    /// Goes back to the first block, as it was created. Snapshots are forgotten.
    ///
    /// # Errors
    /// As [`Chain::new`].
    pub fn reset(&mut self) -> Result<(), TxError> {
        *self = Self::new(Config::clone(&self.config))?;
        Ok(())
    }

    /// Appends a block of a dump.
    pub(super) fn restore(&mut self, dumped: DumpedBlock, state: State) -> Result<(), LoadError> {
        let number = self.blocks.len() as u64;
        let damaged = |what: &str| LoadError::Damaged(format!("block {number}: {what}"));
        let header =
            Header::decode(&mut dumped.header.as_ref()).map_err(|_| damaged("no header"))?;
        let parent = self.blocks.last().map(|parent| (parent.hash, parent.header.timestamp));
        let (parent_hash, parent_time) = parent.unwrap_or_default();
        if header.number != number || header.parent_hash != parent_hash {
            return Err(damaged("it does not follow the one before"));
        }
        let hash = header.hash_slow();
        let passed = header.timestamp.saturating_sub(parent_time);
        let start = dumped
            .started
            .then(|| StartTransaction::new(self.config.chain_id, dumped.l1_number, number, passed));
        if let Some(start) = &start {
            self.transactions.insert(start.hash, number);
        }
        let mined: Option<Vec<Mined>> = dumped.transactions.into_iter().map(restored).collect();
        let mined = mined.ok_or_else(|| damaged("a transaction cannot be read"))?;
        self.transactions.extend(mined.iter().map(|mined| (mined.hash, number)));
        let started = dumped.started;
        let home = Home { header: &header, hash, l1_number: dumped.l1_number, started };
        let (transactions, receipts) = home.records(mined);
        let trie = match self.blocks.last() {
            Some(parent) => parent.trie.advance(&parent.state, &state),
            None => StateTrie::default().advance(&State::default(), &state),
        };
        self.numbers.insert(hash, number);
        self.blocks.push_back(Arc::new(Block {
            header,
            hash,
            l1_number: dumped.l1_number,
            send_count: dumped.send_count,
            send_root: dumped.send_root,
            size: dumped.size,
            start,
            transactions,
            receipts,
            state,
            trie,
        }));
        Ok(())
    }
}

/// A block with what it changed in the state before it.
pub(super) fn dump_block(block: &Block, older: &State) -> DumpedBlock {
    let mut header = Vec::new();
    block.header.encode(&mut header);
    let both = block.transactions.iter().zip(&block.receipts);
    DumpedBlock {
        header: header.into(),
        l1_number: block.l1_number,
        send_count: block.send_count,
        send_root: block.send_root,
        size: block.size,
        started: block.start.is_some(),
        transactions: both.map(dump_transaction).collect(),
        changes: block.state().changes_since(older),
    }
}

fn dump_transaction((record, receipt): (&TransactionRecord, &Receipt)) -> DumpedTransaction {
    DumpedTransaction {
        raw: record.envelope.encoded_2718().into(),
        from: record.from,
        success: receipt.success,
        gas_used: receipt.gas_used,
        gas_used_for_l1: receipt.gas_used_for_l1,
        contract: receipt.contract_address,
        logs: receipt.logs.clone(),
        output: receipt.output.clone(),
        failure: receipt.failure.clone(),
    }
}

/// None if the bytes are no transaction.
fn restored(dumped: DumpedTransaction) -> Option<Mined> {
    let envelope = Envelope::decode_2718(&mut dumped.raw.as_ref()).ok()?;
    Some(Mined {
        hash: *envelope.tx_hash(),
        envelope,
        from: dumped.from,
        contract: dumped.contract,
        poster_gas: dumped.gas_used_for_l1,
        success: dumped.success,
        gas_used: dumped.gas_used,
        bloom: logs_bloom(&dumped.logs),
        logs: dumped.logs,
        output: dumped.output,
        failure: dumped.failure,
    })
}
