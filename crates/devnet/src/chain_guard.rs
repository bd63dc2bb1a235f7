//! Exclusive access to the chain, which tells everyone who watches it what changed when it ends.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::MutexGuard;

use stylus_chain::Chain;

use crate::rpc::Service;

/// The chain of a node, locked: requests that come meanwhile wait until the guard is dropped. Blocks that were mined
/// through it reach filters and subscriptions like any other.
///
/// For long reads take a [`Clone`] of the chain, which is cheap, and drop the guard.
pub struct ChainGuard<'a> {
    service: &'a Service,
    before: Chain,
    chain: MutexGuard<'a, Chain>,
    /// After the lock, so that others go on while the file is written.
    _kept: Kept<'a>,
}

/// Brings what the chain's file lacks to the disk when it is dropped.
struct Kept<'a>(&'a Service);

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        self.0.sync();
    }
}

impl<'a> ChainGuard<'a> {
    pub(crate) fn new(service: &'a Service, chain: MutexGuard<'a, Chain>) -> Self {
        Self { service, before: chain.clone(), chain, _kept: Kept(service) }
    }
}

impl Deref for ChainGuard<'_> {
    type Target = Chain;

    fn deref(&self) -> &Chain {
        &self.chain
    }
}

impl DerefMut for ChainGuard<'_> {
    fn deref_mut(&mut self) -> &mut Chain {
        &mut self.chain
    }
}

impl Drop for ChainGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Whatever was half done is undone: the chain stays one that could have come about.
            self.chain.clone_from(&self.before);
        }
        self.service.announce(&self.before, &self.chain);
    }
}

impl fmt::Debug for ChainGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChainGuard").field("head", &self.chain.head().number()).finish()
    }
}
