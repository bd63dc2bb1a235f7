//! Looking things up: transactions, receipts, events.

use alloy_primitives::{Log, B256};

use super::Chain;
use crate::{
    block::{Block, LogFilter, LogRange, LogRecord, Receipt, TransactionRecord},
    error::LogError,
};

impl Chain {
    /// A transaction by its hash.
    pub fn transaction(&self, hash: B256) -> Option<&TransactionRecord> {
        self.block_of(hash)?.transaction.as_ref().filter(|record| record.hash == hash)
    }

    /// The receipt of a transaction. It exists as soon as `send_raw` has returned.
    pub fn receipt(&self, hash: B256) -> Option<&Receipt> {
        self.block_of(hash)?.receipt.as_ref().filter(|receipt| receipt.transaction_hash == hash)
    }

    /// The block whose internal transaction has this hash.
    pub fn block_started_by(&self, hash: B256) -> Option<&Block> {
        self.block_of(hash)
            .filter(|block| block.start.as_ref().is_some_and(|start| start.hash == hash))
    }

    fn block_of(&self, hash: B256) -> Option<&Block> {
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
                    crate::block::BlockId::Number(number) => Ok(number),
                    other => {
                        self.resolve(other).map(Block::number).map_err(|_| LogError::HeaderNotFound)
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
fn matching(block: &Block, filter: &LogFilter) -> Vec<LogRecord> {
    let Some(receipt) = &block.receipt else { return Vec::new() };
    let place = |(position, log): (usize, &Log)| LogRecord {
        log: log.clone(),
        transaction_hash: receipt.transaction_hash,
        transaction_index: receipt.index,
        block_hash: receipt.block_hash,
        block_number: receipt.block_number,
        block_timestamp: receipt.block_timestamp,
        log_index: position as u64,
    };
    receipt.logs.iter().enumerate().filter(|(_, log)| filter.matches(log)).map(place).collect()
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
