//! What the commands that speak to a chain share: configuration, network, node, collection.

use std::path::PathBuf;

use alloy_primitives::{Address, U256};
use alloy_signer_local::PrivateKeySigner;

use crate::chain::bindings::Collection;
use crate::chain::{CallError, Node};
use crate::cli;
use crate::commands::env;
use crate::error::{ChainError, ProjectError, Result};
use crate::output::Output;
use crate::plan::config::Config;
use crate::plan::network::{self, Network};
use crate::plan::{address, key};
use crate::store::deployment::Deployment;
use crate::store::Project;

/// A connected project.
#[derive(Debug)]
pub struct Session {
    /// The project folder.
    pub folder: PathBuf,
    /// `colophon.toml`.
    pub config: Config,
    /// Which chain.
    pub network: Network,
    /// Its node.
    pub node: Node,
    collection: Option<String>,
}

impl Session {
    /// Reads the configuration and connects.
    ///
    /// # Errors
    /// Configuration, network.
    pub fn open(global: &cli::Global, typed: &cli::Network) -> Result<Self> {
        let config = Config::read(&global.project)?;
        let network = network::resolve(typed, &config, env)?;
        let node = Node::connect(&network)?;
        Ok(Self {
            folder: std::path::absolute(&global.project).unwrap_or_else(|_| global.project.clone()),
            config,
            network,
            node,
            collection: typed.collection.clone(),
        })
    }

    /// The key that signs on this chain.
    ///
    /// # Errors
    /// [`crate::error::KeyError`].
    pub fn signer(&self, typed: &cli::Signing, out: Output) -> Result<PrivateKeySigner> {
        key::resolve(&typed.key, self.node.chain_id, out, env)
    }

    /// The collection: from the command line, or from the project; with code behind it.
    ///
    /// # Errors
    /// [`ProjectError::NoCollection`], [`ChainError::NoCode`].
    pub fn collection(&self, project: &Project) -> Result<Address> {
        let found = collection_of(project, self.node.chain_id, self.collection.as_deref())?;
        if self.node.code(found)?.is_empty() {
            let advice = if self.node.is_local() {
                "the local chain was restarted: run `colophon deploy` again"
            } else {
                "check the address and the network"
            };
            return Err(ChainError::NoCode {
                address: found.to_string(),
                chain: self.node.chain_id,
                advice: advice.into(),
            }
            .into());
        }
        Ok(found)
    }

    /// The owner of a token.
    ///
    /// # Errors
    /// [`ChainError::NoToken`] when it does not exist.
    pub fn owner_of(&self, collection: Address, token: U256) -> Result<Address> {
        match self.node.view(collection, &Collection::ownerOfCall { tokenId: token }) {
            Ok(owner) => Ok(owner),
            Err(CallError::Revert { .. }) => Err(ChainError::NoToken {
                token: token.to_string(),
                collection: collection.to_string(),
            }
            .into()),
            Err(error) => Err(error.while_doing("asking for the owner of a token")),
        }
    }
}

/// The collection that is meant on a chain, without asking a node: typed, or the project's.
///
/// # Errors
/// [`ProjectError::NoCollection`]; an address that is none.
pub fn collection_of(project: &Project, chain: u64, typed: Option<&str>) -> Result<Address> {
    if let Some(text) = typed {
        return address("--collection", text);
    }
    let known = Deployment::load(project, chain)?
        .filter(|deployment| deployment.state > crate::store::deployment::State::Planned)
        .and_then(|deployment| deployment.collection);
    Ok(known.ok_or_else(|| ProjectError::NoCollection { chain, folder: project.folder() })?)
}
