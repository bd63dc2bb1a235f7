//! `deployments/<chain id>.json`: which collection a project has on a chain. Stable: others may read it.

use alloy_primitives::{Address, B256};
use serde::{Deserialize, Serialize};

use super::Project;
use crate::error::Result;

/// How far a deployment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Decided; transactions may be under way.
    Planned,
    /// The collection is on chain.
    Created,
    /// Its texts are set.
    Configured,
}

/// A collection on a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// `colophon/deployment/1`
    pub schema: String,
    /// Chain id.
    pub chain_id: u64,
    /// Name of the network.
    pub network: String,
    /// How far it has come.
    pub state: State,
    /// The collection; known before it is created when a build has reserved its address.
    pub collection: Option<Address>,
    /// The Descriptor that renders its metadata.
    pub descriptor: Option<Address>,
    /// Owner of the collection.
    pub owner: Address,
    /// What makes the address of the collection its own.
    pub salt: B256,
    /// Name of the collection.
    pub name: String,
    /// Symbol of the collection.
    pub symbol: String,
    /// The Minter that sells its pieces, once there is a sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minter: Option<Address>,
}

impl Deployment {
    /// Value of `schema`.
    pub const SCHEMA: &'static str = "colophon/deployment/1";

    /// Whether nothing is on chain and a build is bound to the address.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        self.state == State::Planned && self.collection.is_some()
    }

    fn file(chain: u64) -> String {
        format!("deployments/{chain}.json")
    }

    /// The deployment on `chain`, if there is one.
    ///
    /// # Errors
    /// A damaged file.
    pub fn load(project: &Project, chain: u64) -> Result<Option<Self>> {
        super::read_json(&project.path(&Self::file(chain)))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// The disk.
    pub fn save(&self, project: &Project) -> Result<()> {
        super::write_json(&project.path(&Self::file(self.chain_id)), self)
    }

    /// Moves the file of a chain that was reset out of the way.
    ///
    /// # Errors
    /// The disk.
    pub fn set_aside(&self, project: &Project) -> Result<()> {
        let name = format!("deployments/{}-{}.old.json", self.chain_id, self.salt);
        super::write_json(&project.path(&name), self)
    }
}
