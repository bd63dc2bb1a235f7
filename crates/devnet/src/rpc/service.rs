//! What all methods share: identity, accounts, the chain, and who watches it.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use alloy_primitives::{Address, B256};
use serde_json::Value;
use stylus_chain::block::BlockId;
use stylus_chain::error::TxError;
use stylus_chain::profile::GasReport;
use stylus_chain::{Chain, PREDEPLOYS};
use tokio::sync::watch;

use super::dispatch::Gap;
use super::production::{Pending, Production, Refusal};
use super::turns::Turns;
use super::watch::{notification, Session, Watches};
use crate::store::{Store, Synced};
use crate::{ChainGuard, DevAccount, Predeploy};

/// How long a transaction waits for the next one of those before it: on Nitro, and on a bare node.
const NITRO_PATIENCE: Duration = Duration::from_secs(1);
/// The same on a node for people. A client that signs a hundred at once may need more than a second for it, and may
/// send the later ones first.
const PATIENCE: Duration = Duration::from_secs(5);

/// Everything behind the port.
#[derive(Debug)]
pub(crate) struct Service {
    accounts: Vec<DevAccount>,
    bare: bool,
    /// The chain as it is being changed; whoever holds it is the only one who changes it.
    chain: Mutex<Chain>,
    /// The chain after the last change, for everyone who only reads: a transaction that runs for long holds none of them up.
    published: Mutex<Chain>,
    /// The file that keeps the chain.
    store: Option<Store>,
    /// Counts changes of the head, for threads that wait for one.
    mined: Mutex<u64>,
    woken: Condvar,
    /// The same for connections, which wait without a thread.
    heads: watch::Sender<u64>,
    watches: Mutex<Watches>,
    impersonation: Mutex<Impersonation>,
    /// What transactions cost, if that is counted.
    gas: Mutex<Option<GasReport>>,
    /// Who answers on a thread of the runtime.
    pub(crate) turns: Arc<Turns>,
    pub(super) production: Production,
    pub(super) pending: Mutex<Option<Pending>>,
}

/// Whom `eth_sendTransaction` may send for without a key.
#[derive(Debug, Default)]
pub(crate) struct Impersonation {
    pub(crate) everyone: bool,
    pub(crate) accounts: BTreeSet<Address>,
}

/// What `web3_clientVersion` answers: the program and the ArbOS version of the chain.
pub(crate) fn client_version(chain: &Chain) -> String {
    format!("stylus-devnet/v{}/arbos{}", env!("CARGO_PKG_VERSION"), chain.arbos())
}

/// A panic in one request must not end the others: what it held stays usable.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Service {
    pub(crate) fn new(
        chain: Chain,
        accounts: Vec<DevAccount>,
        bare: bool,
        store: Option<Store>,
        production: Production,
    ) -> Self {
        Self {
            accounts,
            bare,
            published: Mutex::new(chain.clone()),
            chain: Mutex::new(chain),
            store,
            mined: Mutex::default(),
            woken: Condvar::new(),
            heads: watch::Sender::new(0),
            watches: Mutex::default(),
            impersonation: Mutex::default(),
            gas: Mutex::default(),
            turns: Arc::default(),
            production,
            pending: Mutex::default(),
        }
    }

    /// From now on every transaction is counted.
    pub(crate) fn count_gas(&self) {
        *lock(&self.gas) = Some(GasReport::default());
    }

    /// What was counted; of the transactions on the chain, if nothing was.
    pub(crate) fn gas_report(&self) -> GasReport {
        if let Some(report) = &*lock(&self.gas) {
            return report.clone();
        }
        let mut report = GasReport::default();
        self.view().report_after(0, &mut report);
        report
    }

    pub(crate) fn chain_id(&self) -> u64 {
        lock(&self.published).config().chain_id
    }

    pub(crate) fn accounts(&self) -> &[DevAccount] {
        &self.accounts
    }

    /// Accounts whose key the node uses for `eth_sendTransaction`; none on a bare node.
    pub(crate) fn unlocked(&self) -> &[DevAccount] {
        if self.bare {
            &[]
        } else {
            &self.accounts
        }
    }

    /// True for a node that is what `nitro --dev` starts.
    pub(crate) fn is_bare(&self) -> bool {
        self.bare
    }

    pub(crate) fn impersonation(&self) -> MutexGuard<'_, Impersonation> {
        lock(&self.impersonation)
    }

    /// True for accounts that are impersonated.
    pub(crate) fn plays(&self, account: Address) -> bool {
        let impersonation = self.impersonation();
        impersonation.everyone || impersonation.accounts.contains(&account)
    }

    /// Brings everything that the chain's file lacks to the disk; why that cannot be done, if so. May not be called while
    /// the chain is locked.
    pub(crate) fn sync(&self) -> Option<String> {
        let store = self.store.as_ref()?;
        if store.sync() == Synced::RewriteDue {
            store.rewrite(&lock(&self.chain));
        }
        store.failure()
    }

    /// The node stops: the chain's file gets everything, and loses what is of no use.
    pub(crate) fn close(&self) {
        if let Some(store) = &self.store {
            store.close(&lock(&self.chain));
        }
    }

    /// Contracts that are there from the first block.
    pub(crate) fn predeploys(&self) -> Vec<Predeploy> {
        let there = if self.bare { &PREDEPLOYS[..0] } else { &PREDEPLOYS[..] };
        let named = there.iter();
        named
            .map(|(name, address)| Predeploy { name: (*name).to_owned(), address: *address })
            .collect()
    }

    /// The chain after the last change, to read from without holding anyone up.
    pub(crate) fn view(&self) -> Chain {
        lock(&self.published).clone()
    }

    /// The chain itself, to change it.
    pub(crate) fn chain(&self) -> ChainGuard<'_> {
        ChainGuard::new(self, lock(&self.chain))
    }

    /// `safe` and `finalized` need a parent chain. A bare node refuses them as Nitro does; otherwise they are the
    /// newest block, because tools ask for them and nothing here is ever undone by others.
    pub(crate) fn settle(&self, id: BlockId) -> BlockId {
        match id {
            BlockId::Safe | BlockId::Finalized if !self.bare => BlockId::Latest,
            other => other,
        }
    }

    /// The same for the ends of a range of events. `pending` is refused by a bare node and the newest block otherwise.
    pub(crate) fn settle_range(&self, id: BlockId) -> BlockId {
        match id {
            BlockId::Pending if !self.bare => BlockId::Latest,
            other => self.settle(other),
        }
    }

    /// Sends a transaction with what `send` does; one whose nonce leaves a gap waits for those before it, as on Nitro, or
    /// says in `gap` that it would have to.
    pub(crate) fn send(
        &self,
        gap: Option<&Cell<Option<Gap>>>,
        send: impl Fn(&mut Chain) -> Result<B256, Refusal>,
    ) -> Result<B256, Refusal> {
        let mut patient = true;
        loop {
            let outcome = send(&mut self.chain());
            match (&outcome, gap) {
                (Err(Refusal::Chain(TxError::NonceTooHigh { address, tx, state })), None)
                    if patient =>
                {
                    patient = self.nonce_reaches(*address, *tx, *state);
                }
                (Err(Refusal::Chain(TxError::NonceTooHigh { address, tx, .. })), Some(gap)) => {
                    gap.set(Some((*address, *tx)));
                    return outcome;
                }
                _ => return outcome,
            }
        }
    }

    /// Waits until something is found in the chain, which is asked whenever its head moves, or until the time is up.
    pub(crate) fn wait_for<T>(
        &self,
        patience: Duration,
        find: impl Fn(&Chain) -> Option<T>,
    ) -> Option<T> {
        let deadline = Instant::now() + patience;
        loop {
            let seen = *lock(&self.mined);
            if let Some(found) = find(&self.view()) {
                return Some(found);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            let mined = lock(&self.mined);
            let waited = self.woken.wait_timeout_while(mined, left, |count| *count == seen);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Waits until an account's next nonce is this one. False when it does not move for too long.
    fn nonce_reaches(&self, account: Address, wanted: u64, mut last: u64) -> bool {
        let patience = if self.bare { NITRO_PATIENCE } else { PATIENCE };
        let mut deadline = Instant::now() + patience;
        loop {
            let seen = *lock(&self.mined);
            let now = lock(&self.published).head().state().nonce(account);
            if now >= wanted {
                return true;
            }
            if now != last {
                (last, deadline) = (now, Instant::now() + patience);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let mined = lock(&self.mined);
            let waited = self.woken.wait_timeout_while(mined, left, |count| *count == seen);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Tells everyone who watches what a change of the chain did.
    pub(crate) fn announce(&self, before: &Chain, after: &Chain) {
        if let Some(store) = &self.store {
            store.record(before, after);
        }
        let moved = before.head().hash != after.head().hash;
        let common = self.publish(before, after, moved);
        if moved {
            if let Some(report) = &mut *lock(&self.gas) {
                after.report_after(common, report);
            }
            let mut mined = lock(&self.mined);
            *mined = mined.wrapping_add(1);
            self.woken.notify_all();
        }
        if moved || before.pool_changes() != after.pool_changes() {
            self.heads.send_modify(|changes| *changes = changes.wrapping_add(1));
        }
    }

    /// Shows a change to those who read, and tells the filters of it at the same moment. Answers with the number of the
    /// newest block that both chains have.
    fn publish(&self, before: &Chain, after: &Chain, moved: bool) -> u64 {
        let mut published = lock(&self.published);
        published.clone_from(after);
        if !moved && before.pool_changes() == after.pool_changes() {
            return after.head().number();
        }
        let common = common(before, after);
        let mut watches = lock(&self.watches);
        watches.rewind(common);
        watches.arrived(before, after, common);
        common
    }

    /// Wakes at every change of the head or the pool.
    pub(crate) fn watch_heads(&self) -> watch::Receiver<u64> {
        self.heads.subscribe()
    }

    /// Works with the filters while the chain that is read stands still. (Locks are taken in this order everywhere.)
    pub(crate) fn with_watches<T>(&self, work: impl FnOnce(&mut Watches, &Chain) -> T) -> T {
        let chain = lock(&self.published);
        work(&mut lock(&self.watches), &chain)
    }

    /// What the subscriptions of a connection have to say now.
    pub(crate) fn notifications(&self, session: &Session) -> Vec<String> {
        let news = self.with_watches(|watches, chain| {
            let poll = |id: u64| -> Vec<String> {
                let news: Vec<Value> = watches.poll(id, chain).unwrap_or_default();
                news.iter().map(|item| notification(id, item)).collect()
            };
            session.ids().into_iter().flat_map(poll).collect()
        });
        // Nobody hears of a block that a power cut could still undo.
        self.sync();
        news
    }

    /// A connection has ended.
    pub(crate) fn forget(&self, session: &Session) {
        let mut watches = lock(&self.watches);
        for id in session.ids() {
            watches.remove(id);
        }
    }
}

/// Number of the newest block that both chains have.
fn common(before: &Chain, after: &Chain) -> u64 {
    let same = |number: &u64| {
        let hash = |chain: &Chain| chain.block(BlockId::Number(*number)).map(|block| block.hash);
        hash(before) == hash(after)
    };
    (0..=before.head().number()).rev().find(same).unwrap_or_default()
}
