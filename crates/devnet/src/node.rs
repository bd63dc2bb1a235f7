//! The life of a node: bind, serve on threads of its own, stop when dropped.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use alloy_primitives::U256;
use stylus_chain::config::{check_arbos, Config, ETHER};
use stylus_chain::profile::GasReport;
use stylus_chain::Chain;
use tokio::runtime::{Builder as RuntimeBuilder, Runtime};

use crate::accounts::accounts;
use crate::rpc::{Production, Service, WORKERS};
use crate::store::Store;
use crate::{mining, server, ChainGuard, DevAccount, DevnetBuilder, Ready, SpawnError};

/// Ether of each account at genesis.
const FUNDED_ETHER: u64 = 10_000;
/// Ether of the development account on a bare node, as Nitro gives it.
const BARE_ETHER: u64 = 1_000;
/// How long a stopping node waits for requests that still run.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// A running node. Dropping it stops the node and frees the port.
#[derive(Debug)]
pub struct Devnet {
    address: SocketAddr,
    service: Arc<Service>,
    runtime: Option<Runtime>,
}

impl Devnet {
    /// Options for a new node.
    pub fn builder() -> DevnetBuilder {
        DevnetBuilder::default()
    }

    /// Address for JSON-RPC over HTTP, such as `http://127.0.0.1:8547`.
    #[must_use]
    pub fn rpc_url(&self) -> String {
        format!("http://{}", self.reachable())
    }

    /// Address for JSON-RPC over WebSocket; the same port.
    #[must_use]
    pub fn ws_url(&self) -> String {
        format!("ws://{}", self.reachable())
    }

    /// Port that the node listens on; never 0.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Chain id (EIP-155).
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.service.chain_id()
    }

    /// Funded accounts with their public keys; the first is Nitro's development account.
    #[must_use]
    pub fn accounts(&self) -> &[DevAccount] {
        self.service.accounts()
    }

    /// Everything that a script needs to use the node, for a ready line.
    #[must_use]
    pub fn ready(&self) -> Ready {
        Ready {
            rpc_url: self.rpc_url(),
            ws_url: self.ws_url(),
            chain_id: self.chain_id(),
            accounts: self.accounts().to_vec(),
            predeploys: self.service.predeploys(),
            arbos: self.service.view().arbos(),
            version: crate::rpc::client_version(&self.service.view()),
            bare: self.service.is_bare(),
            mining: self.service.mining().name(),
            block_time: self.service.mining().interval().map(|time| time.as_secs_f64()),
        }
    }

    /// What each function of each contract cost: of all transactions since the start if the node was built with
    /// [`DevnetBuilder::gas_report`], else of those that are on the chain now.
    #[must_use]
    pub fn gas_report(&self) -> GasReport {
        self.service.gas_report()
    }

    /// The chain itself, without JSON-RPC between: fast and typed. Requests that change it wait while the guard lives;
    /// others see it as it was. The node's mode does not matter here: [`Chain::send_raw`] mines at once,
    /// [`Chain::queue_raw`] lets wait.
    pub fn chain(&self) -> ChainGuard<'_> {
        self.service.chain()
    }

    /// An unspecified address (0.0.0.0) is no place to connect to; loopback reaches the same listener.
    fn reachable(&self) -> SocketAddr {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        address
    }
}

impl Drop for Devnet {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime may not be dropped inside another one, so it ends on a thread of its own.
            let stop = std::thread::spawn(move || runtime.shutdown_timeout(STOP_PATIENCE));
            let _ = stop.join();
            self.service.close();
        }
    }
}

/// Stack of a thread that answers: a trace of 1,024 nested frames is written and dropped recursively.
const THREAD_STACK: usize = 32 << 20;

/// Binds, builds the chain and serves it.
pub(crate) fn spawn(options: DevnetBuilder) -> Result<Devnet, SpawnError> {
    check_arbos(options.arbos)?;
    let listener = bind(&options.host, options.port)?;
    let address = listener.local_addr().map_err(SpawnError::Runtime)?;
    let accounts = accounts(&options)?;
    let config = chain_config(&options, &accounts);
    let make = |config| first_chain(config, options.timestamp);
    let (store, chain) = match &options.state {
        Some(path) => Store::open(path, config, make).map(|(store, chain)| (Some(store), chain))?,
        None => (None, make(config)?),
    };
    let production = Production::new(options.mining, options.timestamp, options.log);
    let service = Arc::new(Service::new(chain, accounts, options.bare, store, production));
    if options.gas_report {
        service.count_gas();
    }
    let runtime = RuntimeBuilder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_name("stylus-devnet")
        .thread_stack_size(THREAD_STACK)
        .enable_io()
        .enable_time()
        .build()
        .map_err(SpawnError::Runtime)?;
    let listener = {
        let _inside = runtime.enter();
        tokio::net::TcpListener::from_std(listener).map_err(SpawnError::Runtime)?
    };
    service.turns.watch(runtime.handle().clone()).map_err(SpawnError::Runtime)?;
    runtime.spawn(server::serve(listener, Arc::clone(&service)));
    runtime.spawn(mining::run(Arc::clone(&service)));
    Ok(Devnet { address, service, runtime: Some(runtime) })
}

/// A chain with its first block, its clock at a time.
fn first_chain(config: Config, timestamp: Option<u64>) -> Result<Chain, SpawnError> {
    let mut chain = Chain::new(config).map_err(|error| SpawnError::Chain(error.to_string()))?;
    if let Some(timestamp) = timestamp {
        chain.set_time(timestamp).map_err(|error| SpawnError::Chain(error.to_string()))?;
    }
    Ok(chain)
}

fn chain_config(options: &DevnetBuilder, accounts: &[DevAccount]) -> Config {
    let ether = if options.bare { BARE_ETHER } else { FUNDED_ETHER };
    let balance = options.balance.unwrap_or(ETHER * U256::from(ether));
    Config {
        chain_id: options.chain_id,
        arbos: options.arbos,
        balances: accounts.iter().map(|account| (account.address, balance)).collect(),
        bare: options.bare,
        l1_price: options.l1_price,
        rpc_gas_cap: options.gas_cap,
        evm_timeout: Some(options.evm_timeout).filter(|limit| !limit.is_zero()),
        ..Config::default()
    }
}

fn bind(host: &str, port: u16) -> Result<TcpListener, SpawnError> {
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    let candidates: Vec<SocketAddr> = (plain, port)
        .to_socket_addrs()
        .map_err(|_| SpawnError::UnknownHost { host: host.to_owned() })?
        .collect();
    // `localhost` may name both ::1 and 127.0.0.1; clients of a development node expect the latter.
    let chosen = candidates.iter().find(|a| a.is_ipv4()).or(candidates.first());
    let address = chosen.ok_or_else(|| SpawnError::UnknownHost { host: host.to_owned() })?;
    let listener = TcpListener::bind(address).map_err(|source| match source.kind() {
        io::ErrorKind::AddrInUse => SpawnError::PortInUse { host: host.to_owned(), port },
        _ => SpawnError::Bind { host: host.to_owned(), port, source },
    })?;
    listener.set_nonblocking(true).map_err(SpawnError::Runtime)?;
    Ok(listener)
}
