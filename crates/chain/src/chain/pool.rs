//! Transactions that wait for a block. The pool keeps them in the order of their arrival, each sender's by nonce.

use std::sync::Arc;

use alloy_consensus::Transaction;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256};
use imbl::{HashMap, OrdMap};

use crate::{block::Envelope, error::TxError};

/// Most transactions that wait.
const MOST: usize = 16_384;
/// Most bytes of all of them.
const MOST_BYTES: usize = 128 << 20;

/// A transaction that waits for a block.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The transaction itself; for impersonated senders the signature is made up.
    pub envelope: Envelope,
    /// Hash of the transaction.
    pub hash: B256,
    /// Sender.
    pub from: Address,
}

impl Waiting {
    /// Its nonce.
    pub fn nonce(&self) -> u64 {
        self.envelope.nonce()
    }

    /// Bytes of its encoding.
    pub(super) fn size(&self) -> usize {
        self.envelope.encode_2718_len()
    }
}

/// A transaction that the pool gave up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Hash of the transaction.
    pub hash: B256,
    /// Sender.
    pub from: Address,
    /// Its nonce.
    pub nonce: u64,
    /// Why no block can hold it.
    pub reason: TxError,
}

/// What waits. A copy costs a few pointers.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// By arrival.
    arrivals: OrdMap<u64, Arc<Waiting>>,
    /// Arrival by sender and nonce.
    places: OrdMap<(Address, u64), u64>,
    /// Arrival by hash.
    hashes: HashMap<B256, u64>,
    next: u64,
    bytes: usize,
    /// Grows with every change.
    pub(super) changes: u64,
}

impl Pool {
    pub(super) fn is_empty(&self) -> bool {
        self.arrivals.is_empty()
    }

    /// In the order of arrival.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Waiting>> {
        self.arrivals.values()
    }

    pub(super) fn by_hash(&self, hash: B256) -> Option<&Arc<Waiting>> {
        self.arrivals.get(self.hashes.get(&hash)?)
    }

    /// The first nonce from this one on that no transaction of the sender has.
    pub(super) fn gap(&self, from: Address, mut nonce: u64) -> u64 {
        while self.places.contains_key(&(from, nonce)) {
            nonce += 1;
        }
        nonce
    }

    /// Takes a transaction. One of the same sender and nonce is replaced and gives up its place in the order, if the new
    /// one offers more for gas.
    pub(super) fn add(&mut self, waiting: Waiting) -> Result<(), TxError> {
        let place = (waiting.from, waiting.nonce());
        let older = self.places.get(&place).and_then(|arrival| {
            self.arrivals.get(arrival).map(|older| (*arrival, Arc::clone(older)))
        });
        let arrival = match older {
            Some((arrival, older)) => {
                outbids(&waiting, &older)?;
                self.remove(older.hash);
                arrival
            }
            None if self.arrivals.len() >= MOST || self.bytes + waiting.size() > MOST_BYTES => {
                return Err(TxError::PoolFull);
            }
            None => {
                self.next += 1;
                self.next
            }
        };
        self.bytes += waiting.size();
        self.places.insert(place, arrival);
        self.hashes.insert(waiting.hash, arrival);
        self.arrivals.insert(arrival, Arc::new(waiting));
        self.changes += 1;
        Ok(())
    }

    /// Gives a transaction up; none if it does not wait.
    pub(super) fn remove(&mut self, hash: B256) -> Option<Arc<Waiting>> {
        let arrival = self.hashes.remove(&hash)?;
        let waiting = self.arrivals.remove(&arrival)?;
        self.places.remove(&(waiting.from, waiting.nonce()));
        self.bytes = self.bytes.saturating_sub(waiting.size());
        self.changes += 1;
        Some(waiting)
    }

    /// Gives everything up.
    pub(super) fn clear(&mut self) {
        *self = Self { next: self.next, changes: self.changes + 1, ..Self::default() };
    }

    /// Becomes what an earlier copy was.
    pub(super) fn restore(&mut self, earlier: Self) {
        *self = Self { changes: self.changes + 1, ..earlier };
    }
}

/// A replacement must offer more for gas. Tips do not count: this chain takes none.
fn outbids(new: &Waiting, old: &Waiting) -> Result<(), TxError> {
    let (have, want) = (new.envelope.max_fee_per_gas(), old.envelope.max_fee_per_gas());
    if have > want {
        return Ok(());
    }
    Err(TxError::Underpriced { address: new.from, nonce: new.nonce(), have, want })
}
