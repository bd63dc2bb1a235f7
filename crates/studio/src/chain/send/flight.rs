//! Transactions under way: a bounded window of consecutive nonces, sent without waiting for each receipt, with all
//! receipts asked for at once.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use alloy_primitives::{B256, U256};

use super::sign::Sent;
use super::{Each, Sender, Step};
use crate::chain::node::Receipt;
use crate::error::{Error, NetworkError, Result, SendError};
use crate::store::journal::State;

/// After how long without a receipt the node is asked what became of the oldest transaction.
const DOUBT: Duration = Duration::from_secs(3);

/// What is under way, in the order of the nonces.
#[derive(Debug, Default)]
pub(super) struct Flight {
    sent: VecDeque<Sent>,
    void: Option<usize>,
}

impl Flight {
    pub(super) fn push(&mut self, sent: Sent) {
        self.sent.push_back(sent);
    }

    pub(super) fn void(&mut self, at: usize) {
        self.void = Some(at);
    }

    pub(super) fn last_void(&mut self) -> Option<usize> {
        self.void.take()
    }

    /// Most wei that all of them can take from the account.
    pub(super) fn reserved(&self) -> U256 {
        self.sent.iter().fold(U256::ZERO, |sum, sent| sum.saturating_add(sent.reserved))
    }

    fn next_nonce(&self) -> Option<u64> {
        self.sent.back().map(|sent| sent.nonce + 1)
    }
}

/// How long nothing has happened.
struct Patience {
    since: Instant,
    doubt: Instant,
    pause: Duration,
}

impl Patience {
    fn new() -> Self {
        let now = Instant::now();
        Self { since: now, doubt: now, pause: Duration::from_millis(20) }
    }
}

impl Sender<'_> {
    /// Sends the `fresh` steps and waits for everything that is under way.
    pub(super) fn fly(
        &mut self,
        steps: &[Step],
        fresh: Vec<usize>,
        mut flight: Flight,
        each: Each<'_>,
    ) -> Result<()> {
        let mut fresh = VecDeque::from(fresh);
        let mut failure = None;
        let mut patience = Patience::new();
        while !flight.sent.is_empty() || (failure.is_none() && !fresh.is_empty()) {
            if failure.is_none() && flight.sent.len() < self.limits.window {
                failure = self.fill(steps, &mut fresh, &mut flight).err();
                if stops(failure.as_ref()) {
                    break;
                }
            }
            match self.poll(steps, &mut flight, each) {
                Ok(true) => patience = Patience::new(),
                Ok(false) if flight.sent.is_empty() => {}
                Ok(false) => {
                    if let Err(error) = self.wait(steps, &mut flight, &mut patience) {
                        // What hangs would hang on; it is in the journal.
                        return Err(failure.unwrap_or(error));
                    }
                }
                Err(error) => {
                    let stop = stops(Some(&error));
                    failure.get_or_insert(error);
                    if stop {
                        break;
                    }
                }
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Signs and sends until the window is full.
    fn fill(
        &mut self,
        steps: &[Step],
        fresh: &mut VecDeque<usize>,
        flight: &mut Flight,
    ) -> Result<()> {
        let room = self.limits.window.saturating_sub(flight.sent.len()).min(fresh.len());
        if room == 0 {
            return Ok(());
        }
        let mut purse = self.purse(flight.reserved())?;
        let next: Vec<Step> =
            fresh.iter().take(room).filter_map(|at| steps.get(*at)).cloned().collect();
        // An account without funds is said before what the simulation makes of it.
        if flight.sent.is_empty() {
            let least = next[0].value + U256::from(purse.price) * U256::from(21_000);
            super::require_funds(self.signer.address(), purse.free, least)?;
        }
        let (limits, failed) = self.gas_limits(&next);
        let first = self.node.nonce(self.signer.address())?.max(flight.next_nonce().unwrap_or(0));
        for (nonce, (step, gas_limit)) in (first..).zip(next.iter().zip(limits)) {
            let Some(at) = fresh.front().copied() else { break };
            let alone = flight.sent.is_empty();
            let Some(sent) = self.sign((at, step), nonce, gas_limit, &purse, alone)? else {
                return Ok(());
            };
            fresh.pop_front();
            self.launch(step, &sent)?;
            purse.free = purse.free.saturating_sub(sent.reserved);
            flight.push(sent);
        }
        failed.map_or(Ok(()), Err)
    }

    /// Asks for all receipts at once. True when at least one transaction is in a block.
    fn poll(&mut self, steps: &[Step], flight: &mut Flight, each: Each<'_>) -> Result<bool> {
        if flight.sent.is_empty() {
            return Ok(false);
        }
        let hashes: Vec<B256> = flight.sent.iter().flat_map(Sent::hashes).collect();
        let found: Vec<Receipt> = self.node.receipts(&hashes)?.into_iter().flatten().collect();
        let waiting = std::mem::take(&mut flight.sent);
        let before = waiting.len();
        let mut failure = None;
        for sent in waiting {
            let is_its =
                |receipt: &&Receipt| sent.hashes().any(|hash| hash == receipt.transaction_hash);
            match found.iter().find(is_its) {
                Some(receipt) => {
                    if let Err(error) = self.settle(&steps[sent.at], receipt, each) {
                        failure.get_or_insert(error);
                    }
                }
                None => flight.push(sent),
            }
        }
        failure.map_or(Ok(flight.sent.len() < before), Err)
    }

    /// Waits a little; from time to time finds out why nothing happens.
    fn wait(&mut self, steps: &[Step], flight: &mut Flight, patience: &mut Patience) -> Result<()> {
        if patience.doubt.elapsed() >= DOUBT.min(self.limits.patience / 2) {
            patience.doubt = Instant::now();
            let over = patience.since.elapsed() >= self.limits.patience;
            if self.doubt(steps, flight, over)? {
                *patience = Patience::new();
            }
        }
        self.node.pause(patience.pause);
        patience.pause = (patience.pause * 2).min(Duration::from_secs(1));
        Ok(())
    }

    /// What became of the oldest transaction: replaced, dropped (then it is sent again, and that is true), or waiting.
    fn doubt(&mut self, steps: &[Step], flight: &mut Flight, over: bool) -> Result<bool> {
        let Some(oldest) = flight.sent.front().cloned() else { return Ok(false) };
        let step = &steps[oldest.at];
        let from = self.signer.address();
        if self.node.latest_nonce(from)? > oldest.nonce {
            // The receipt may have come between the two questions.
            if self.find(&oldest)?.is_some() {
                return Ok(false);
            }
            self.note(step, oldest.hash, State::Void, None)?;
            return Err(self.replaced(step, &oldest).into());
        }
        let mut again = false;
        for sent in &flight.sent {
            if !self.node.knows(sent.hash)? && self.find(sent)?.is_none() {
                let step = &steps[sent.at];
                self.out.log(format!("the node has dropped {}: it is sent again", step.purpose));
                self.launch(step, sent)?;
                again = true;
            }
        }
        if again || !over {
            return Ok(again);
        }
        let price = self.node.gas_price()?;
        if price > oldest.cap {
            return Err(SendError::dear(price, oldest.cap, "the signed transaction allows").into());
        }
        if self.node.nonce(from)? < oldest.nonce {
            return Err(self.gap(step, &oldest)?.into());
        }
        Err(SendError::Waiting {
            hash: oldest.hash.to_string(),
            doing: step.purpose.clone(),
            seconds: self.limits.patience.as_secs(),
        }
        .into())
    }
}

/// Whether an error says that asking on is useless: the node is gone.
fn stops(error: Option<&Error>) -> bool {
    matches!(
        error,
        Some(Error::Network(
            NetworkError::Died { .. } | NetworkError::NoNode { .. } | NetworkError::Refused { .. }
        ))
    )
}
