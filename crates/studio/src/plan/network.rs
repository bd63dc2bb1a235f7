//! Which chain is meant, and at which address its node answers.

use super::config::Config;
use crate::cli;
use crate::error::{Error, Result};

/// Chain id of local development chains.
pub const LOCAL_CHAIN: u64 = 412_346;

/// A network as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// Address of its node.
    pub rpc_url: String,
    /// The chain id that the node must serve, if one is known.
    pub chain_id: Option<u64>,
    /// Descriptor named in the configuration.
    pub descriptor: Option<String>,
}

/// Built-in networks: name, address, chain id.
const KNOWN: [(&str, &str, u64); 4] = [
    ("devnet", "http://127.0.0.1:8547", LOCAL_CHAIN),
    ("nitro-dev", "http://127.0.0.1:8547", LOCAL_CHAIN),
    ("arbitrum-sepolia", "https://sepolia-rollup.arbitrum.io/rpc", 421_614),
    ("arbitrum-one", "https://arb1.arbitrum.io/rpc", 42_161),
];

/// Finds the network: flag, environment, configuration, `devnet`. An address alone (flag or environment) accepts any
/// chain that its node serves.
///
/// # Errors
/// [`Error::Usage`] when the name is unknown or no address is known.
pub fn resolve(
    typed: &cli::Network,
    config: &Config,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Network> {
    let named = typed.network.clone().or_else(|| config.network.clone());
    let url =
        typed.rpc_url.clone().or_else(|| env("COLOPHON_RPC_URL")).or_else(|| env("ETH_RPC_URL"));
    let name = match (&named, &url) {
        (Some(name), _) => name.as_str(),
        (None, Some(url)) => {
            return checked(Network {
                name: "custom".into(),
                rpc_url: url.clone(),
                chain_id: None,
                descriptor: None,
            });
        }
        (None, None) => "devnet",
    };
    let known = KNOWN.iter().find(|(known, ..)| *known == name);
    let own = config.networks.get(name);
    if known.is_none() && own.is_none() {
        let mut names: Vec<&str> = KNOWN.iter().map(|(name, ..)| *name).collect();
        names.extend(
            config
                .networks
                .keys()
                .map(String::as_str)
                .filter(|name| !KNOWN.iter().any(|k| k.0 == *name)),
        );
        return Err(Error::Usage(format!(
            "there is no network {name:?}; choose one of {}",
            names.join(", ")
        )));
    }
    let rpc_url =
        url.or_else(|| own?.rpc_url.clone()).or_else(|| Some(known?.1.to_owned())).ok_or_else(
            || Error::Usage(format!("the network {name} has no rpc_url in colophon.toml; add one")),
        )?;
    checked(Network {
        name: name.to_owned(),
        rpc_url,
        chain_id: own.and_then(|own| own.chain_id).or(known.map(|known| known.2)),
        descriptor: own.and_then(|own| own.descriptor.clone()),
    })
}

fn checked(network: Network) -> Result<Network> {
    let url = &network.rpc_url;
    let good = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"))
        .is_some_and(|rest| !rest.is_empty());
    if good {
        Ok(network)
    } else {
        Err(Error::Usage(format!(
            "the node address {url:?} is not understood; use http:// or https://"
        )))
    }
}
