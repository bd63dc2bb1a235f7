//! How a node is asked for: options with the defaults of a Nitro development node.

use std::path::PathBuf;
use std::time::Duration;

use alloy_primitives::U256;
use stylus_chain::config::{DEFAULT_ARBOS, EVM_TIMEOUT, RPC_GAS_CAP};

use crate::log::Log;
use crate::{node, Devnet, Mining, SpawnError};

/// Chain id of a Nitro development chain.
pub const DEFAULT_CHAIN_ID: u64 = 412_346;
/// Port of a Nitro development node; `cargo stylus` expects it. A command uses it; the builder defaults to any free port.
pub const DEFAULT_PORT: u16 = 8547;
/// Accounts of the mnemonic on a node that is not bare.
const DEFAULT_ACCOUNTS: usize = 20;
/// Loopback: the keys of the accounts are public, so nobody else should reach the node.
pub const DEFAULT_HOST: &str = "127.0.0.1";

/// Options of a node; [`Devnet::builder`] makes one.
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `spawn`"]
pub struct DevnetBuilder {
    pub(crate) chain_id: u64,
    pub(crate) arbos: u64,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) bare: bool,
    pub(crate) accounts: usize,
    pub(crate) mnemonic: Option<String>,
    pub(crate) balance: Option<U256>,
    pub(crate) gas_cap: u64,
    pub(crate) evm_timeout: Duration,
    pub(crate) l1_price: U256,
    pub(crate) state: Option<PathBuf>,
    pub(crate) gas_report: bool,
    pub(crate) mining: Mining,
    pub(crate) timestamp: Option<u64>,
    pub(crate) log: Log,
}

impl Default for DevnetBuilder {
    fn default() -> Self {
        Self {
            chain_id: DEFAULT_CHAIN_ID,
            arbos: DEFAULT_ARBOS,
            host: DEFAULT_HOST.to_owned(),
            port: 0,
            bare: false,
            accounts: DEFAULT_ACCOUNTS,
            mnemonic: None,
            balance: None,
            gas_cap: RPC_GAS_CAP,
            evm_timeout: EVM_TIMEOUT,
            l1_price: U256::ZERO,
            state: None,
            gas_report: false,
            mining: Mining::Auto,
            timestamp: None,
            log: Log::default(),
        }
    }
}

impl DevnetBuilder {
    /// Chain id (EIP-155); 412346 by default.
    pub fn chain_id(mut self, chain_id: u64) -> Self {
        self.chain_id = chain_id;
        self
    }

    /// ArbOS version: 31, 32, 40, 50, 51 (the default), 59 or 60. Owners may upgrade to a later one with
    /// `ArbOwner.scheduleArbOSUpgrade`. A chain of a file can only be continued at the version that it was started at.
    pub fn arbos(mut self, version: u64) -> Self {
        self.arbos = version;
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

    /// Number of accounts that are funded and unlocked besides Nitro's development account; 20 by default, at most
    /// 1,000. A bare node has none.
    pub fn accounts(mut self, count: usize) -> Self {
        self.accounts = count;
        self
    }

    /// Words (BIP-39, English) that the accounts come from, on the path `m/44'/60'/0'/0/i`; by default those that every
    /// development tool uses.
    pub fn mnemonic(mut self, words: impl Into<String>) -> Self {
        self.mnemonic = Some(words.into());
        self
    }

    /// Balance of each account at genesis in wei; 10,000 ether by default, 1,000 on a bare node.
    pub fn balance(mut self, wei: U256) -> Self {
        self.balance = Some(wei);
        self
    }

    /// Gas of a call or estimate that names none, and the most it may name; 50,000,000 by default.
    pub fn gas_cap(mut self, gas: u64) -> Self {
        self.gas_cap = gas;
        self
    }

    /// How long a call, an estimate or a trace may take before it is given up with an error; 5 seconds by default, zero is
    /// no limit. A transaction is bounded by its gas alone.
    pub fn evm_timeout(mut self, limit: Duration) -> Self {
        self.evm_timeout = limit;
        self
    }

    /// Price of a unit of data on the parent chain in wei; 0, the default, makes data free. With a price, transactions
    /// pay for their compressed bytes as on Nitro; an untouched development node of Nitro has 50 gwei.
    pub fn l1_price(mut self, wei: U256) -> Self {
        self.l1_price = wei;
        self
    }

    /// File that keeps the chain: continued if it exists; each change is added to it, and synced, before the change is
    /// answered. Balances, predeploys and the price of data come from the file then. Snapshots and impersonation are not
    /// kept. A lock file beside it keeps other nodes away.
    pub fn state(mut self, file: impl Into<PathBuf>) -> Self {
        self.state = Some(file.into());
        self
    }

    /// Counts what every transaction costs while the node runs, also those that `evm_revert` takes back; see
    /// [`Devnet::gas_report`]. Each transaction is run a second time for it.
    pub fn gas_report(mut self, count: bool) -> Self {
        self.gas_report = count;
        self
    }

    /// When blocks are made; by default each transaction at once in a block of its own.
    ///
    /// ```
    /// # use std::time::Duration;
    /// use stylus_devnet::{Devnet, Mining};
    ///
    /// let node = Devnet::builder().mining(Mining::Interval(Duration::from_secs(2))).spawn()?;
    /// # Ok::<(), stylus_devnet::SpawnError>(())
    /// ```
    pub fn mining(mut self, mining: Mining) -> Self {
        self.mining = mining;
        self
    }

    /// Time that a new chain's clock starts from, seconds since 1970; the computer's time by default. The first block has
    /// timestamp 0 all the same, as on Nitro.
    pub fn timestamp(mut self, seconds: u64) -> Self {
        self.timestamp = Some(seconds);
        self
    }

    /// Who hears what no request asks for, a line each: transactions that were given up, with the reason. Nobody by
    /// default. The chain is locked meanwhile: do not ask the node.
    pub fn on_log(mut self, listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log = Log::to(listener);
        self
    }

    /// Starts the node and returns when it listens. Works from synchronous and from asynchronous code: the node has
    /// threads of its own.
    ///
    /// # Errors
    /// [`SpawnError`] when the address cannot be listened on, an option has no such value or the machine is out of
    /// resources.
    pub fn spawn(self) -> Result<Devnet, SpawnError> {
        node::spawn(self)
    }
}
