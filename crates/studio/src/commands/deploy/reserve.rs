//! The address of a collection before it is there: it follows from its owner, its salt, its program and its Descriptor
//! (CREATE2), so a build can bind its commitments to it and `deploy` puts the collection exactly there.

use alloy_primitives::{keccak256, Address};
use colophon_project::config::Config;

use super::plan::DESCRIPTOR_SALT;
use crate::chain::bindings::constructor_data;
use crate::chain::create::Creation;
use crate::chain::program::Program;
use crate::chain::Node;
use crate::cli;
use crate::commands::env;
use crate::error::{ProjectError, Result};
use crate::output::Output;
use crate::plan::{address, key, network};
use crate::store::deployment::{Deployment, State};
use crate::store::{secret, Project};

/// Where a collection is or will be.
#[derive(Debug, Clone, Copy)]
pub struct Reserved {
    /// Chain id.
    pub chain_id: u64,
    /// Its address.
    pub collection: Address,
    /// Its owner.
    pub owner: Address,
    /// How far its deployment has come.
    pub state: State,
}

/// Finds the collection of the project on the chain, or reserves the address of one. Needs no node if the chain id is known.
///
/// # Errors
/// Usage, key; a conflict when a deployment for another owner is under way.
pub fn resolve(
    args: &cli::Build,
    config: &Config,
    project: &Project,
    out: Output,
) -> Result<Reserved> {
    let network = network::resolve(&args.network, config, env)?;
    let chain_id = match network.chain_id {
        Some(chain) => chain,
        None => Node::connect(&network)?.chain_id,
    };
    let known = Deployment::load(project, chain_id)?;
    let owner = owner(args, config, known.as_ref(), chain_id, out)?;
    if let Some(text) = &args.network.collection {
        let collection = address("--collection", text)?;
        return Ok(Reserved { chain_id, collection, owner, state: State::Configured });
    }
    if let Some(known) = known.as_ref().filter(|known| known.state > State::Planned)
        && let Some(collection) = known.collection
    {
        return Ok(Reserved { chain_id, collection, owner: known.owner, state: known.state });
    }
    let mut deployment = match known {
        Some(known)
            if known.owner == owner || (known.is_reserved() && known.descriptor.is_none()) =>
        {
            known
        }
        Some(known) => {
            return Err(ProjectError::Conflict(format!(
                "a deployment by {} is under way in this folder, and {owner} is to own the collection; finish it with `colophon deploy` and its key",
                known.owner
            ))
            .into());
        }
        None => Deployment {
            schema: Deployment::SCHEMA.into(),
            chain_id,
            network: network.name.clone(),
            state: State::Planned,
            collection: None,
            descriptor: None,
            owner,
            salt: secret::random()?.into(),
            name: String::new(),
            symbol: String::new(),
            minter: None,
        },
    };
    let descriptor = match &network.descriptor {
        Some(text) => address("descriptor", text)?,
        None => shared_descriptor()?,
    };
    deployment.owner = owner;
    let collection = collection_address(&deployment, descriptor)?;
    let texts = &config.collection;
    let before = deployment.clone();
    deployment.collection = Some(collection);
    deployment.name = texts.name.clone().unwrap_or_default();
    deployment.symbol = texts.symbol.clone().unwrap_or_default();
    if deployment != before {
        deployment.save(project)?;
    }
    Ok(Reserved { chain_id, collection, owner, state: State::Planned })
}

/// Who will own the collection: typed, configured, of the deployment that is there, or whose key it is.
fn owner(
    args: &cli::Build,
    config: &Config,
    known: Option<&Deployment>,
    chain: u64,
    out: Output,
) -> Result<Address> {
    if let Some(text) = &args.owner {
        return address("--owner", text);
    }
    if let Some(text) = &config.owner {
        return address("owner", text);
    }
    if let Some(known) = known {
        return Ok(known.owner);
    }
    let typed = cli::Key {
        keystore: env("COLOPHON_KEYSTORE").map(Into::into),
        password_file: env("COLOPHON_PASSWORD_FILE").map(Into::into),
        key_file: env("COLOPHON_KEY_FILE").map(Into::into),
        ..cli::Key::default()
    };
    Ok(key::resolve(&typed, chain, out, env)?.address())
}

/// Where the shared Descriptor is on every chain that has the StylusDeployer.
fn shared_descriptor() -> Result<Address> {
    let program = Program::descriptor()?;
    let creation = Creation {
        program: &program,
        constructor: Vec::new(),
        salt: keccak256(DESCRIPTOR_SALT),
        data_fee: Default::default(),
    };
    Ok(creation.address())
}

/// Where the StylusDeployer puts the collection of `deployment`.
///
/// # Errors
/// A program that cannot be read.
pub(super) fn collection_address(deployment: &Deployment, descriptor: Address) -> Result<Address> {
    let program = Program::collection()?;
    let creation = Creation {
        program: &program,
        constructor: constructor_data(deployment.owner, descriptor),
        salt: deployment.salt,
        data_fee: Default::default(),
    };
    Ok(creation.address())
}

/// Refuses to deploy what would not be the collection that was built for.
///
/// # Errors
/// A conflict that says what no longer matches.
pub(super) fn check(
    reserved: &Deployment,
    descriptor: Address,
    name: &str,
    can_create2: bool,
) -> Result<()> {
    let Some(promised) = reserved.collection.filter(|_| reserved.is_reserved()) else {
        return Ok(());
    };
    let conflict = |text: String| Err(ProjectError::Conflict(text).into());
    if !can_create2 {
        return conflict(format!(
            "the build is bound to the address {promised}, which only the StylusDeployer can give, and chain {} has none; \
             remove .colophon/deployments/{}.json, deploy, and run `colophon build` again",
            reserved.chain_id, reserved.chain_id
        ));
    }
    let got = collection_address(reserved, descriptor)?;
    if got != promised {
        return conflict(format!(
            "the build is bound to the address {promised}, and this program with the Descriptor {descriptor} would be put at {got}; \
             run `colophon build` again, with the same Descriptor in colophon.toml"
        ));
    }
    if reserved.name != name {
        return conflict(format!(
            "the build names its pieces after {:?}, and the collection would be called {name:?}; use the same name, or run `colophon build` again",
            reserved.name
        ));
    }
    Ok(())
}
