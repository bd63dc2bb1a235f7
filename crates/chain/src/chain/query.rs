//! Looking things up: transactions, receipts, events.

use alloy_primitives::{Log, B256};

use super::Chain;
use crate::{
    block::{Block, BlockId, LogFilter, LogRange, LogRecord, Receipt, TransactionRecord},
    error::LogError,
};

impl Chain {
    /// A transaction of the chain by its hash.
    pub fn transaction(&self, hash: B256) -> Option<&TransactionRecord> {
        let block = self.block_of(hash)?;
        block.transactions.get(block.position(hash)?)
    }

    /// The receipt of a transaction. It exists as soon as `send_raw` has returned.
    pub fn receipt(&self, hash: B256) -> Option<&Receipt> {
        let block = self.block_of(hash)?;
        block.receipts.get(block.position(hash)?)
    }

    /// The block whose internal transaction has this hash.
    pub fn block_started_by(&self, hash: B256) -> Option<&Block> {
        self.block_of(hash)
            .filter(|block| block.start.as_ref().is_some_and(|start| start.hash == hash))
    }

    pub(super) fn block_of(&self, hash: B256) -> Option<&Block> {
        let number = *self.transactions.get(&hash)?;
        self.blocks.get(usize::try_from(number).ok()?).map(AsRef::as_ref)
    }

    /// Events that match, oldest first.
    ///
    /// # Errors
    /// Ranges beyond the head or reversed, and unknown blocks.
    pub fn logs(&self, filter: &LogFilter) -> Result<Vec<LogRecord>, LogError> {
        let (from, to) = match filter.range {
            LogRange::Block(hash) => {
                let number = *self.numbers.get(&hash).ok_or(LogError::UnknownBlock(hash))?;
                (number, number)
            }
            LogRange::Blocks(from, to) => {
                let number = |id| match id {
                    BlockId::Number(number) => Ok(number),
                    BlockId::Pending => Err(LogError::Pending),
                    BlockId::Safe => Err(LogError::NoSuchTag("safe")),
                    BlockId::Finalized => Err(LogError::NoSuchTag("finalized")),
                    BlockId::Earliest => Ok(0),
                    BlockId::Latest => Ok(self.head().number()),
                    BlockId::Hash(hash) => {
                        self.numbers.get(&hash).copied().ok_or(LogError::UnknownBlock(hash))
                    }
                };
                let (from, to) = (number(from)?, number(to)?);
                if from > to || from > self.head().number() {
                    return Err(LogError::Range);
                }
                (from, to.min(self.head().number()))
            }
        };
        let blocks =
            (from..=to).filter_map(|number| self.blocks.get(usize::try_from(number).ok()?));
        Ok(blocks.flat_map(|block| matching(block, filter)).collect())
    }
}

/// The events of one block that match, with their places.
fn matching<'a>(
    block: &'a Block,
    filter: &'a LogFilter,
) -> impl Iterator<Item = LogRecord> + use<'a> {
    block.receipts.iter().flat_map(move |receipt| {
        let places = receipt.first_log_index..;
        let found = places.zip(&receipt.logs).filter(|(_, log)| filter.matches(log));
        found.map(|(log_index, log)| LogRecord {
            log: log.clone(),
            transaction_hash: receipt.transaction_hash,
            transaction_index: receipt.index,
            block_hash: receipt.block_hash,
            block_number: receipt.block_number,
            block_timestamp: receipt.block_timestamp,
            log_index,
        })
    })
}

impl LogFilter {
    /// True if the event is from one of the addresses and its topics match position by position.
    pub fn matches(&self, log: &Log) -> bool {
        let from_here = self.addresses.is_empty() || self.addresses.contains(&log.address);
        let topics = log.topics();
        from_here
            && self.topics.len() <= topics.len()
            && self
                .topics
                .iter()
                .zip(topics)
                .all(|(wanted, topic)| wanted.is_empty() || wanted.contains(topic))
    }
}
