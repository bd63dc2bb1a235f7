//! Filters and subscriptions: both remember how far their owner has read, and are asked what came since.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{json, Value};
use stylus_chain::block::{BlockId, LogFilter, LogRange};
use stylus_chain::Chain;

use super::encode;
use super::error::RpcError;

/// A filter that nobody asks for this long is forgotten.
const FILTER_LIFE: Duration = Duration::from_secs(5 * 60);

/// Most transactions that are kept for somebody who does not ask; the oldest go first.
const MOST_FRESH: usize = 10_000;
/// Most filters of a node at once, and as many subscriptions.
const MAX_WATCHES: usize = 10_000;

/// What is watched.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// Hashes of new blocks.
    BlockHashes,
    /// Headers of new blocks.
    Heads,
    /// New transactions, when they are taken: their hashes, or all of them.
    Transactions { full: bool },
    /// New events that match.
    Logs(LogFilter),
}

#[derive(Debug)]
struct Watch {
    subject: Subject,
    /// Number of the last block that was read.
    cursor: u64,
    /// Transactions that came since.
    fresh: Vec<Value>,
    /// Last time that somebody asked; subscriptions live as long as their connection instead.
    asked: Option<Instant>,
}

/// All filters and subscriptions of a node.
#[derive(Debug, Default)]
pub(crate) struct Watches {
    next: u64,
    all: HashMap<u64, Watch>,
}

impl Watches {
    /// Starts to watch from the head on; the answer names the filter.
    ///
    /// # Errors
    /// Too many filters that are still asked for.
    pub(crate) fn filter(&mut self, subject: Subject, head: u64) -> Result<u64, RpcError> {
        let now = Instant::now();
        self.all.retain(|_, watch| {
            watch.asked.is_none_or(|asked| now.duration_since(asked) < FILTER_LIFE)
        });
        self.room("filters", |watch| watch.asked.is_some())?;
        Ok(self.add(subject, head, Some(now)))
    }

    /// Refuses one more of a kind of which there are too many.
    fn room(&self, what: &str, kind: impl Fn(&Watch) -> bool) -> Result<(), RpcError> {
        if self.all.values().filter(|watch| kind(watch)).count() < MAX_WATCHES {
            return Ok(());
        }
        Err(RpcError::refused(format!(
            "the node keeps at most {MAX_WATCHES} {what} at once: end some of them first"
        )))
    }

    /// The same for a connection.
    ///
    /// # Errors
    /// Too many subscriptions.
    pub(crate) fn subscription(&mut self, subject: Subject, head: u64) -> Result<u64, RpcError> {
        self.room("subscriptions", |watch| watch.asked.is_none())?;
        Ok(self.add(subject, head, None))
    }

    fn add(&mut self, subject: Subject, head: u64, asked: Option<Instant>) -> u64 {
        self.next += 1;
        self.all.insert(self.next, Watch { subject, cursor: head, fresh: Vec::new(), asked });
        self.next
    }

    /// Stops watching; false if there was nothing of this name.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        self.all.remove(&id).is_some()
    }

    /// Stops a filter, but no connection's subscription.
    pub(crate) fn remove_filter(&mut self, id: u64) -> bool {
        self.is_filter(id) && self.remove(id)
    }

    fn is_filter(&self, id: u64) -> bool {
        self.all.get(&id).is_some_and(|watch| watch.asked.is_some())
    }

    /// What came since a filter was asked last.
    pub(crate) fn changes(&mut self, id: u64, chain: &Chain) -> Result<Vec<Value>, RpcError> {
        if !self.is_filter(id) {
            return Err(not_found());
        }
        self.poll(id, chain).ok_or_else(not_found)
    }

    /// What came since the last poll, oldest first.
    pub(crate) fn poll(&mut self, id: u64, chain: &Chain) -> Option<Vec<Value>> {
        let watch = self.all.get_mut(&id)?;
        if watch.asked.is_some() {
            watch.asked = Some(Instant::now());
        }
        let head = chain.head().number();
        let since = watch.cursor.saturating_add(1)..=head;
        watch.cursor = head;
        if let Subject::Transactions { .. } = watch.subject {
            return Some(std::mem::take(&mut watch.fresh));
        }
        Some(since.flat_map(|number| items(&watch.subject, chain, number)).collect())
    }

    /// The log filter of this name.
    pub(crate) fn log_filter(&self, id: u64) -> Result<LogFilter, RpcError> {
        match self.all.get(&id) {
            Some(Watch { subject: Subject::Logs(filter), asked: Some(_), .. }) => {
                Ok(filter.clone())
            }
            _ => Err(not_found()),
        }
    }

    /// Tells those who watch transactions which ones a change of the chain brought; `common` is the newest block that it
    /// left alone.
    pub(crate) fn arrived(&mut self, before: &Chain, after: &Chain, common: u64) {
        let listeners = self.all.values_mut().filter_map(|watch| match watch.subject {
            Subject::Transactions { full } => Some((full, &mut watch.fresh)),
            _ => None,
        });
        let mut listeners: Vec<_> = listeners.collect();
        if listeners.is_empty() {
            return;
        }
        let blocks = (common + 1..=after.head().number())
            .filter_map(|number| after.block(BlockId::Number(number)));
        let mined = blocks.flat_map(|block| &block.transactions);
        let mined = mined.filter(|record| before.waiting_by_hash(record.hash).is_none());
        let waiting = after.waiting();
        let waiting = waiting.filter(|waiting| before.waiting_by_hash(waiting.hash).is_none());
        let mined = mined.map(|it| (it.hash, encode::transaction(it)));
        for (hash, whole) in mined.chain(waiting.map(|it| (it.hash, encode::waiting(it)))) {
            for (full, fresh) in &mut listeners {
                if fresh.len() == MOST_FRESH {
                    fresh.remove(0);
                }
                fresh.push(if *full { whole.clone() } else { json!(hash) });
            }
        }
    }

    /// The chain went back to this block: what follows it is new again.
    pub(crate) fn rewind(&mut self, number: u64) {
        for watch in self.all.values_mut() {
            watch.cursor = watch.cursor.min(number);
        }
    }
}

fn not_found() -> RpcError {
    RpcError::refused("filter not found")
}

/// What one block holds of a subject.
fn items(subject: &Subject, chain: &Chain, number: u64) -> Vec<Value> {
    let Some(block) = chain.block(BlockId::Number(number)) else { return Vec::new() };
    match subject {
        Subject::BlockHashes => vec![json!(block.hash)],
        Subject::Heads => vec![encode::header(block)],
        Subject::Transactions { .. } => Vec::new(),
        Subject::Logs(filter) if !in_range(filter.range, number, block.hash) => Vec::new(),
        Subject::Logs(filter) => {
            let at = BlockId::Number(number);
            let one = LogFilter { range: LogRange::Blocks(at, at), ..filter.clone() };
            let found = chain.logs(&one).unwrap_or_default();
            found.iter().map(encode::log).collect()
        }
    }
}

/// Tags stand for "from now on" in a filter; numbers and hashes limit it.
fn in_range(range: LogRange, number: u64, hash: alloy_primitives::B256) -> bool {
    match range {
        LogRange::Block(only) => only == hash,
        LogRange::Blocks(from, to) => {
            let after = !matches!(from, BlockId::Number(from) if number < from);
            let before = !matches!(to, BlockId::Number(to) if number > to);
            after && before
        }
    }
}

/// The subscriptions of one connection.
#[derive(Debug, Default)]
pub(crate) struct Session {
    subscriptions: Mutex<BTreeSet<u64>>,
}

impl Session {
    pub(crate) fn add(&self, id: u64) {
        self.lock().insert(id);
    }

    /// False if the connection has no such subscription.
    pub(crate) fn remove(&self, id: u64) -> bool {
        self.lock().remove(&id)
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.lock().is_empty()
    }

    pub(crate) fn ids(&self) -> Vec<u64> {
        self.lock().iter().copied().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<u64>> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event as a connection receives it.
pub(crate) fn notification(id: u64, result: &Value) -> String {
    let params = json!({ "subscription": format!("{id:#x}"), "result": result });
    json!({ "jsonrpc": "2.0", "method": "eth_subscription", "params": params }).to_string()
}
