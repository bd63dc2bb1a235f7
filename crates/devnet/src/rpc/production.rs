//! How transactions become blocks: the node's mode, the pool of the chain, and the block that would be mined now.

use alloy_primitives::{Address, B256};
use stylus_chain::block::BlockId;
use stylus_chain::call::CallRequest;
use stylus_chain::error::TxError;
use stylus_chain::{Chain, Dropped};
use tokio::sync::watch;

use super::error::RpcError;
use super::service::{lock, Service};
use crate::log::Log;
use crate::Mining;

/// The mode of a node and what belongs to it.
#[derive(Debug)]
pub(crate) struct Production {
    /// The mode that the node started with.
    first: Mining,
    /// The mode now. Changes and is acted on only while the chain is locked.
    mode: watch::Sender<Mining>,
    /// The time that the chain's clock started from, seconds since 1970.
    start: Option<u64>,
    log: Log,
}

/// A chain and the same chain with one block more.
#[derive(Debug)]
pub(crate) struct Pending {
    base: Chain,
    view: Chain,
}

/// A transaction as it comes in.
pub(crate) enum Incoming<'a> {
    /// Signed.
    Raw(&'a [u8]),
    /// Of an account that is played.
    Unsigned(Address, &'a CallRequest),
}

/// Why a transaction was not taken.
pub(crate) enum Refusal {
    /// The chain refuses it.
    Chain(TxError),
    /// It could not be made from the request.
    Request(RpcError),
}

impl From<TxError> for Refusal {
    fn from(error: TxError) -> Self {
        Self::Chain(error)
    }
}

impl From<RpcError> for Refusal {
    fn from(error: RpcError) -> Self {
        Self::Request(error)
    }
}

impl Refusal {
    /// As the client hears it.
    pub(crate) fn answer(self) -> RpcError {
        match self {
            Self::Chain(error) => RpcError::from_chain(error),
            Self::Request(error) => error,
        }
    }
}

impl Production {
    pub(crate) fn new(mode: Mining, start: Option<u64>, log: Log) -> Self {
        Self { first: mode, mode: watch::Sender::new(mode), start, log }
    }
}

impl Service {
    /// When blocks are made.
    pub(crate) fn mining(&self) -> Mining {
        *self.production.mode.borrow()
    }

    /// Changes that. What waits is mined at once if that is the new mode.
    pub(crate) fn set_mining(&self, mode: Mining) {
        let mut chain = self.chain();
        self.production.mode.send_replace(mode);
        if mode == Mining::Auto {
            self.report(&chain.mine_ready());
        }
    }

    /// Wakes when the mode is set.
    pub(crate) fn watch_mining(&self) -> watch::Receiver<Mining> {
        self.production.mode.subscribe()
    }

    /// Back to the first block, the mode at the start, and nobody played.
    pub(crate) fn reset(&self) -> Result<(), TxError> {
        let mut chain = self.chain();
        chain.reset()?;
        self.start_clock(&mut chain);
        self.production.mode.send_replace(self.production.first);
        drop(chain);
        *self.impersonation() = Default::default();
        Ok(())
    }

    /// Sets the time of a new chain, if the node was asked to.
    pub(crate) fn start_clock(&self, chain: &mut Chain) {
        if let Some(start) = self.production.start {
            // Cannot be before the first block, whose timestamp is 0; beyond 2^63 seconds the builder refuses it.
            let _ = chain.set_time(start);
        }
    }

    /// Mines a block, for a chain that this service has locked.
    pub(crate) fn mine_block(&self, chain: &mut Chain) {
        self.report(&chain.mine_block());
    }

    /// Mines a block if a clock still makes them.
    pub(crate) fn tick(&self) {
        let mut chain = self.chain();
        if self.mining().interval().is_some() {
            self.mine_block(&mut chain);
        }
    }

    /// Mines a transaction or lets it wait, as the mode says.
    pub(crate) fn accept(&self, chain: &mut Chain, sent: Incoming<'_>) -> Result<B256, TxError> {
        if self.mining() != Mining::Auto {
            return match sent {
                Incoming::Raw(raw) => chain.queue_raw(raw),
                Incoming::Unsigned(from, request) => chain.queue_unsigned(from, request),
            };
        }
        let hash = match sent {
            Incoming::Raw(raw) => chain.send_raw(raw),
            Incoming::Unsigned(from, request) => chain.send_unsigned(from, request),
        }?;
        self.report(&chain.mine_ready());
        Ok(hash)
    }

    /// Says which transactions were given up.
    fn report(&self, dropped: &[Dropped]) {
        for Dropped { hash, from, nonce, reason } in dropped {
            let text = format!("dropped transaction {hash} of {from}, nonce {nonce}: {reason}");
            self.production.log.line(&text);
        }
    }

    /// The chain to answer from, and the block. `pending` is the block that would be mined now, as the newest of that
    /// chain; the newest that is there if nothing waits.
    pub(crate) fn at(&self, id: BlockId) -> (Chain, BlockId) {
        let chain = self.view();
        match self.settle(id) {
            BlockId::Pending if chain.is_anything_ready() => {
                (self.with_pending(&chain), BlockId::Latest)
            }
            id => (chain, id),
        }
    }

    /// [`Chain::with_pending`], remembered until something changes.
    pub(crate) fn with_pending(&self, chain: &Chain) -> Chain {
        if !chain.is_anything_ready() {
            return chain.clone();
        }
        let mut memory = lock(&self.pending);
        if let Some(known) = memory.as_ref().filter(|known| known.base.has_same_pending(chain)) {
            return known.view.clone();
        }
        let view = chain.with_pending();
        *memory = Some(Pending { base: chain.clone(), view: view.clone() });
        view
    }
}
