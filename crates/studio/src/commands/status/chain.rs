//! What a node says about the collections of the project, if one answers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::files::{Deployed, Files};
use crate::chain::bindings::Collection;
use crate::chain::Node;
use crate::cli;
use crate::commands::env;
use crate::error::Result;
use crate::output::visible;
use crate::plan::network;

/// What a node said.
#[derive(Debug, Default, Serialize)]
pub(super) struct Seen {
    /// Name of the network that was asked.
    pub(super) network: String,
    url: String,
    /// What the next command needs to reach the same network.
    #[serde(skip)]
    pub(super) typed: String,
    /// Absent when no node answered or none was asked.
    pub(super) chain_id: Option<u64>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Whether there is a contract at the collection's address.
    pub(super) has_collection: Option<bool>,
    /// Minted and supply of each series of that collection.
    series: BTreeMap<u32, Counts>,
}

/// A series on chain.
#[derive(Debug, Clone, Copy, Serialize)]
struct Counts {
    minted: u32,
    supply: u32,
}

impl Seen {
    /// For people.
    pub(super) fn sentence(&self) -> String {
        let network = visible(&self.network);
        match (&self.chain_id, &self.why) {
            (Some(chain), _) => format!("{network} answers at {} (chain {chain})", self.url),
            (None, Some(why)) => visible(why),
            (None, None) => format!("not asked ({network})"),
        }
    }

    /// Minted and supply of a series, where this chain was asked.
    pub(super) fn minted(&self, of: &Deployed, series: u32) -> Option<(u32, u32)> {
        let counts = self.series.get(&series).filter(|_| self.chain_id == Some(of.chain_id))?;
        Some((counts.minted, counts.supply))
    }
}

/// Asks the node of the network; an absent node is an answer too.
///
/// # Errors
/// A network that does not exist.
pub(super) fn look(files: &Files, args: &cli::Status) -> Result<Seen> {
    let config = files.config.clone().unwrap_or_default();
    let network = network::resolve(&args.network, &config, env)?;
    let mut seen =
        Seen { network: network.name.clone(), url: network.rpc_url.clone(), ..Seen::default() };
    seen.typed = match (&args.network.network, &args.network.rpc_url) {
        (Some(name), None) => format!(" --network {name}"),
        (Some(name), Some(url)) => format!(" --network {name} --rpc-url {url}"),
        (None, Some(url)) => format!(" --rpc-url {url}"),
        (None, None) => String::new(),
    };
    if args.offline {
        return Ok(seen);
    }
    let asked = Node::connect(&network).and_then(|node| ask(&node, files, &mut seen));
    seen.why = asked.err().map(|error| error.to_string());
    Ok(seen)
}

fn ask(node: &Node, files: &Files, seen: &mut Seen) -> Result<()> {
    seen.chain_id = Some(node.chain_id);
    let Some(deployed) = files.deployments.iter().find(|one| one.chain_id == node.chain_id) else {
        return Ok(());
    };
    let Some(collection) = deployed.address else { return Ok(()) };
    let there = !node.code(collection)?.is_empty();
    seen.has_collection = Some(there);
    for series in deployed.series.iter().filter(|_| there) {
        let call = Collection::seriesCall { series: series.number };
        // A series that was decided here and never created is refused: nothing of it is on chain.
        if let Ok(on_chain) = node.view(collection, &call) {
            let counts = Counts { minted: on_chain.minted, supply: on_chain.supply };
            seen.series.insert(series.number, counts);
        }
    }
    Ok(())
}
