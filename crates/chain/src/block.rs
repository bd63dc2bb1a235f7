//! Blocks, transactions and receipts as the chain keeps them.

use alloy_consensus::{EthereumTxEnvelope, Header, TxEip4844};
use alloy_primitives::{Address, Bloom, Bytes, Log, B256, U256};

use crate::{
    error::EditedError,
    start::StartTransaction,
    state::State,
    trie::{AccountProof, StateTrie},
};

/// A signed transaction of type 0, 1, 2 or 4. (The type also knows blob transactions; the chain refuses them.)
pub type Envelope = EthereumTxEnvelope<TxEip4844>;

/// Which block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockId {
    /// By number.
    Number(u64),
    /// By hash.
    Hash(B256),
    /// The newest.
    #[default]
    Latest,
    /// The newest again, as on Nitro, where nothing ever waits. For what waits in the pool see
    /// [`Chain::with_pending`](crate::Chain::with_pending).
    Pending,
    /// Number 0.
    Earliest,
    /// Exists only with a parent chain: always refused.
    Safe,
    /// Exists only with a parent chain: always refused.
    Finalized,
}

/// A block. On a bare chain Nitro's internal start-of-block transaction (type 0x6a) comes before those of users, whose
/// first has index 1; otherwise it is left out and the first has index 0.
#[derive(Clone, Debug)]
pub struct Block {
    /// Header with the fields of Ethereum.
    pub header: Header,
    /// Hash of the header.
    pub hash: B256,
    /// Number of the parent chain's block, as `NUMBER` answered.
    pub l1_number: u64,
    /// Messages sent to the parent chain so far.
    pub send_count: u64,
    /// Root over those messages.
    pub send_root: B256,
    /// Length of the encoded block in bytes.
    pub size: u64,
    /// The internal transaction at the start, on a bare chain, if the block was not mined empty.
    pub start: Option<StartTransaction>,
    /// The users' transactions in the order of execution; none if the block was mined empty.
    pub transactions: Vec<TransactionRecord>,
    /// Their receipts, in the same order.
    pub receipts: Vec<Receipt>,
    /// The state after this block.
    pub(crate) state: State,
    /// Its trie.
    pub(crate) trie: StateTrie,
}

impl Block {
    /// Number of the block.
    pub const fn number(&self) -> u64 {
        self.header.number
    }

    /// Number of transactions, the internal one included.
    pub fn transaction_count(&self) -> u64 {
        u64::from(self.start.is_some()) + self.transactions.len() as u64
    }

    /// Position of a user's transaction among the users' ones.
    pub(crate) fn position(&self, hash: B256) -> Option<usize> {
        self.transactions.iter().position(|record| record.hash == hash)
    }

    /// Edits the state by hand; the trie follows, the root in the header cannot.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut State)) {
        let older = self.state.clone();
        change(&mut self.state);
        self.trie = self.trie.advance(&older, &self.state);
    }

    /// Proves an account and some of its slots against the state root in the header (EIP-1186).
    ///
    /// # Errors
    /// [`EditedError`] if the state was edited by hand after the block was made.
    pub fn prove(&self, address: Address, slots: &[U256]) -> Result<AccountProof, EditedError> {
        if self.trie.root() != self.header.state_root {
            return Err(EditedError { number: self.number() });
        }
        Ok(self.trie.prove(&self.state, address, slots))
    }

    /// The state after this block.
    pub const fn state(&self) -> &State {
        &self.state
    }
}

/// A transaction on the chain.
#[derive(Clone, Debug)]
pub struct TransactionRecord {
    /// The transaction itself; for impersonated senders the signature is made up and recovers to nobody in particular.
    pub envelope: Envelope,
    /// Hash of the transaction.
    pub hash: B256,
    /// Sender.
    pub from: Address,
    /// Block that holds it.
    pub block_hash: B256,
    /// Number of that block.
    pub block_number: u64,
    /// Seconds since 1970 of that block.
    pub block_timestamp: u64,
    /// Place in the block, from 0; the internal transaction counts where there is one.
    pub index: u64,
    /// Wei per gas that was paid: the base fee.
    pub effective_gas_price: u128,
}

/// What a transaction did.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Hash of the transaction.
    pub transaction_hash: B256,
    /// Block that holds it.
    pub block_hash: B256,
    /// Number of that block.
    pub block_number: u64,
    /// Seconds since 1970 of that block.
    pub block_timestamp: u64,
    /// Place in the block, from 0; the internal transaction counts where there is one.
    pub index: u64,
    /// EIP-2718 type: 0, 1, 2 or 4.
    pub tx_type: u8,
    /// Sender.
    pub from: Address,
    /// Callee; none for a creation.
    pub to: Option<Address>,
    /// True if it succeeded.
    pub success: bool,
    /// Gas paid for.
    pub gas_used: u64,
    /// Gas of the whole block up to here, this transaction's included.
    pub cumulative_gas_used: u64,
    /// Gas for posting to the parent chain, part of `gas_used`; 0 unless data has a price.
    pub gas_used_for_l1: u64,
    /// Wei per gas that was paid: the base fee.
    pub effective_gas_price: u128,
    /// Address of the new contract for a creation, also if it failed.
    pub contract_address: Option<Address>,
    /// Number of the parent chain's block.
    pub l1_block_number: u64,
    /// Place in the block of its first event.
    pub first_log_index: u64,
    /// Events; empty if it failed.
    pub logs: Vec<Log>,
    /// Bloom filter over the events.
    pub bloom: Bloom,
    /// Return data, revert data; useful to name why a transaction failed.
    pub output: Bytes,
    /// Why it failed, in the node's words; none if it succeeded.
    pub failure: Option<String>,
}

/// An event with its place on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// The event.
    pub log: Log,
    /// Transaction that emitted it.
    pub transaction_hash: B256,
    /// Place of the transaction in its block.
    pub transaction_index: u64,
    /// Block.
    pub block_hash: B256,
    /// Number of the block.
    pub block_number: u64,
    /// Seconds since 1970 of the block.
    pub block_timestamp: u64,
    /// Place of the event in the block.
    pub log_index: u64,
}

/// Which events to find. Empty lists match everything.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// Blocks to look at.
    pub range: LogRange,
    /// Emitting contracts.
    pub addresses: Vec<Address>,
    /// For each position the topics that match; an empty list matches any topic.
    pub topics: Vec<Vec<B256>>,
}

/// Blocks to look for events in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogRange {
    /// From and to, both included.
    Blocks(BlockId, BlockId),
    /// One block by hash.
    Block(B256),
}

impl Default for LogRange {
    fn default() -> Self {
        Self::Blocks(BlockId::Latest, BlockId::Latest)
    }
}

impl Receipt {
    /// Fee paid in wei.
    pub fn fee(&self) -> U256 {
        U256::from(self.effective_gas_price) * U256::from(self.gas_used)
    }
}
