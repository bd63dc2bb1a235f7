//! How a node is asked for: options with the defaults of a Nitro development node.

use crate::{node, Devnet, SpawnError};

/// Chain id of a Nitro development chain.
pub const DEFAULT_CHAIN_ID: u64 = 412_346;
/// Port of a Nitro development node; `cargo stylus` expects it. A command uses it; the builder defaults to any free port.
pub const DEFAULT_PORT: u16 = 8547;
/// Loopback: the keys of the accounts are public, so nobody else should reach the node.
pub const DEFAULT_HOST: &str = "127.0.0.1";

/// Options of a node; [`Devnet::builder`] makes one.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `spawn`"]
pub struct DevnetBuilder {
    pub(crate) chain_id: u64,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) bare: bool,
}

impl Default for DevnetBuilder {
    fn default() -> Self {
        Self { chain_id: DEFAULT_CHAIN_ID, host: DEFAULT_HOST.to_owned(), port: 0, bare: false }
    }
}

impl DevnetBuilder {
    /// Chain id (EIP-155); 412346 by default.
    pub fn chain_id(mut self, chain_id: u64) -> Self {
        self.chain_id = chain_id;
        self
    }

    /// Port to listen on; 0, the default, takes any free port, see [`Devnet::rpc_url`].
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Address to listen on; loopback by default. The accounts' keys are public: `0.0.0.0` lets anyone use them.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// A bare node is what `nitro --dev` starts: no predeployed contracts, one funded account, nothing unlocked.
    pub fn bare(mut self, bare: bool) -> Self {
        self.bare = bare;
        self
    }

    /// Starts the node and returns when it listens. Works from synchronous and from asynchronous code: the node has
    /// threads of its own.
    ///
    /// # Errors
    /// [`SpawnError`] when the address cannot be listened on or the machine is out of resources.
    pub fn spawn(self) -> Result<Devnet, SpawnError> {
        node::spawn(self)
    }
}
