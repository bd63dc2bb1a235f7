//! What all methods share: identity, accounts, the chain.

use crate::{DevAccount, Predeploy, SpawnError};

/// Everything behind the port.
#[derive(Debug)]
pub(crate) struct Service {
    chain_id: u64,
    accounts: Vec<DevAccount>,
    bare: bool,
}

/// What `web3_clientVersion` answers.
pub(crate) fn client_version() -> String {
    format!("stylus-devnet/v{}", env!("CARGO_PKG_VERSION"))
}

impl Service {
    pub(crate) fn new(
        chain_id: u64,
        accounts: Vec<DevAccount>,
        bare: bool,
    ) -> Result<Self, SpawnError> {
        Ok(Self { chain_id, accounts, bare })
    }

    pub(crate) fn chain_id(&self) -> u64 {
        self.chain_id
    }

    pub(crate) fn accounts(&self) -> &[DevAccount] {
        &self.accounts
    }

    /// Accounts that `eth_sendTransaction` signs for.
    pub(crate) fn unlocked(&self) -> &[DevAccount] {
        if self.bare {
            &[]
        } else {
            &self.accounts
        }
    }

    pub(crate) fn predeploys(&self) -> Vec<Predeploy> {
        Vec::new()
    }
}
