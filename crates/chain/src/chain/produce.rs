//! Blocks from the pool: who waits, who gets into the next block, who is given up.

use std::{collections::BTreeMap, sync::Arc};

use alloy_primitives::{Address, B256};

use super::{
    admission,
    draft::{transaction_job, Draft, Left},
    pool::{Dropped, Waiting},
    Chain,
};
use crate::{block::Envelope, call::CallRequest, config::MAX_TX_BYTES, error::TxError};

impl Chain {
    /// Takes a signed transaction into the pool, where it waits for [`Chain::mine_block`]. A nonce may leave a gap: the
    /// transaction waits until it is filled. One of the same sender and nonce is replaced if the new one's
    /// `maxFeePerGas` (`gasPrice`) is higher.
    ///
    /// # Errors
    /// [`TxError`] as [`Chain::send_raw`] on the newest state, and [`TxError::AlreadyKnown`], [`TxError::Underpriced`],
    /// [`TxError::PoolFull`].
    pub fn queue_raw(&mut self, raw: &[u8]) -> Result<B256, TxError> {
        let envelope = admission::decode(raw)?;
        let from = admission::sender(&envelope, self.config.chain_id)?;
        self.queue(envelope, from)
    }

    /// The same for an account without its key, as [`Chain::send_unsigned`].
    ///
    /// # Errors
    /// As [`Chain::queue_raw`] and [`Chain::send_unsigned`].
    pub fn queue_unsigned(
        &mut self,
        from: Address,
        request: &CallRequest,
    ) -> Result<B256, TxError> {
        let envelope = self.with_pending().complete(from, request, self.next_nonce(from))?;
        self.queue(envelope, from)
    }

    fn queue(&mut self, envelope: Envelope, from: Address) -> Result<B256, TxError> {
        let hash = *envelope.tx_hash();
        let state = self.head().state();
        if self.transactions.contains_key(&hash) {
            let (tx, state) = (alloy_consensus::Transaction::nonce(&envelope), state.nonce(from));
            return Err(TxError::NonceTooLow { address: from, tx, state });
        }
        if self.pool.by_hash(hash).is_some() {
            return Err(TxError::AlreadyKnown);
        }
        let job = transaction_job(state, &self.next_context(), (&envelope, from), &self.programs);
        admission::admit(state, &envelope, from, &job.tx, admission::Gaps::Wait)?;
        self.pool.add(Waiting { envelope, hash, from })?;
        Ok(hash)
    }

    /// Mines the next block of what waits, as far as the block has room: transactions in the order of their arrival, each
    /// sender's by nonce. The block is empty if nothing can go in. A transaction that no block can hold any more is given
    /// up and comes back with the reason.
    ///
    /// The room is Nitro's: 95,000 bytes, and gas until the block's limit is used up.
    pub fn mine_block(&mut self) -> Vec<Dropped> {
        let mut draft = self.draft();
        let dropped = self.fill_draft(&mut draft);
        for hash in
            draft.mined.iter().map(|mined| mined.hash).chain(dropped.iter().map(|it| it.hash))
        {
            self.pool.remove(hash);
        }
        self.seal(draft);
        dropped
    }

    /// Executes what waits, as far as there is room.
    fn fill_draft(&self, draft: &mut Draft) -> Vec<Dropped> {
        let mut dropped = Vec::new();
        let mut bytes = 0;
        // Who arrived before an earlier nonce of the same sender.
        let mut early: BTreeMap<(Address, u64), Arc<Waiting>> = BTreeMap::new();
        for arrived in self.pool.iter() {
            let mut turn = Some(Arc::clone(arrived));
            while let Some(waiting) = turn.take() {
                let (from, nonce) = (waiting.from, waiting.nonce());
                if nonce > draft.state.nonce(from) {
                    early.insert((from, nonce), waiting);
                    break;
                }
                bytes += waiting.size();
                if bytes > MAX_TX_BYTES {
                    return dropped;
                }
                match draft.include(waiting.envelope.clone(), from, waiting.hash) {
                    Ok(()) => turn = early.remove(&(from, nonce.saturating_add(1))),
                    // The transaction is not to blame.
                    Err(Left::Full | Left::Refused(TxError::Upgrade(_) | TxError::Internal(_))) => {
                    }
                    Err(Left::Refused(reason)) => {
                        dropped.push(Dropped { hash: waiting.hash, from, nonce, reason });
                    }
                }
            }
        }
        dropped
    }

    /// Mines blocks until nothing that waits can go into one.
    pub fn mine_ready(&mut self) -> Vec<Dropped> {
        let mut dropped = Vec::new();
        while self.is_anything_ready() {
            let before = self.pool.changes;
            dropped.extend(self.mine_block());
            if self.pool.changes == before {
                break;
            }
        }
        dropped
    }

    /// True if a block mined now would take something out of the pool.
    pub fn is_anything_ready(&self) -> bool {
        self.pool.iter().any(|waiting| waiting.nonce() <= self.head().state.nonce(waiting.from))
    }

    /// A chain whose newest block is the one that would be mined now; the same chain if nothing waits that could be mined.
    /// Costs the execution of what waits.
    #[must_use]
    pub fn with_pending(&self) -> Self {
        let mut copy = self.clone();
        if copy.is_anything_ready() {
            let mut draft = copy.draft();
            copy.fill_draft(&mut draft);
            if !draft.mined.is_empty() {
                copy.seal(draft);
            }
        }
        copy
    }

    /// What waits, in the order of arrival.
    pub fn waiting(&self) -> impl Iterator<Item = &Waiting> {
        self.pool.iter().map(AsRef::as_ref)
    }

    /// The transaction of this hash, if it waits.
    pub fn waiting_by_hash(&self, hash: B256) -> Option<&Waiting> {
        self.pool.by_hash(hash).map(AsRef::as_ref)
    }

    /// What waits, in the order of arrival: first what only waits for its turn, then what waits for a nonce that is missing.
    pub fn waiting_parts(&self) -> (Vec<&Waiting>, Vec<&Waiting>) {
        let mut gaps: BTreeMap<Address, std::ops::Range<u64>> = BTreeMap::new();
        self.waiting().partition(|waiting| {
            let from = waiting.from;
            let next = self.head().state.nonce(from);
            let gap = gaps.entry(from).or_insert_with(|| next..self.pool.gap(from, next));
            gap.contains(&waiting.nonce())
        })
    }

    /// The next nonce of an account after everything of its that waits without a gap.
    pub fn next_nonce(&self, account: Address) -> u64 {
        self.pool.gap(account, self.head().state.nonce(account))
    }

    /// Gives up a transaction that waits. False if it does not.
    pub fn drop_waiting(&mut self, hash: B256) -> bool {
        self.pool.remove(hash).is_some()
    }

    /// Gives up everything that waits.
    pub fn drop_all_waiting(&mut self) {
        self.pool.clear();
    }

    /// Gives up what waits of one sender.
    pub fn drop_waiting_of(&mut self, from: Address) {
        let theirs: Vec<B256> =
            self.waiting().filter(|waiting| waiting.from == from).map(|it| it.hash).collect();
        for hash in theirs {
            self.pool.remove(hash);
        }
    }

    /// True if what would be mined now is the same on both chains, as far as can be seen at a glance.
    pub fn has_same_pending(&self, other: &Self) -> bool {
        let head = |chain: &Self| chain.blocks.last().map(Arc::as_ptr);
        head(self) == head(other)
            && self.blocks.len() == other.blocks.len()
            && self.pool.changes == other.pool.changes
            && self.pending_timestamp() == other.pending_timestamp()
    }

    /// Counts changes of the pool: two chains of one history with equal counts hold the same.
    pub const fn pool_changes(&self) -> u64 {
        self.pool.changes
    }
}
