//! What a node tells a script once it listens: one JSON object with everything needed to use it.

use alloy_primitives::Address;
use serde::{Serialize, Serializer};

use crate::DevAccount;

/// The ready line of a node; [`Ready::to_json`] is what a command prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ready {
    /// Address for JSON-RPC over HTTP, such as `http://127.0.0.1:8547`.
    pub rpc_url: String,
    /// Address for JSON-RPC over WebSocket; the same port.
    pub ws_url: String,
    /// Chain id (EIP-155).
    pub chain_id: u64,
    /// ArbOS version of the newest block.
    pub arbos: u64,
    /// Funded accounts with their public keys.
    pub accounts: Vec<DevAccount>,
    /// Contracts that are there from the first block; none on a bare node.
    pub predeploys: Vec<Predeploy>,
    /// True for a node that is what `nitro --dev` starts.
    pub bare: bool,
    /// When blocks are made: `auto`, `manual` or `interval`.
    pub mining: &'static str,
    /// Seconds between two blocks, if a clock makes them.
    pub block_time: Option<f64>,
    /// What `web3_clientVersion` answers.
    pub version: String,
}

/// A contract that exists from the first block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Predeploy {
    /// Name by which tools know it.
    pub name: String,
    /// Address, written with its checksum.
    #[serde(serialize_with = "checksummed")]
    pub address: Address,
}

fn checksummed<S: Serializer>(address: &Address, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&address.to_checksum(None))
}

impl Ready {
    /// The whole value as one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::json!(self).to_string()
    }
}
