//! Which sale is meant, at which Minter, and what the chain says of it.

use std::path::Path;

use alloy_primitives::{keccak256, Address, U256};
use colophon_provenance::hash::Word;
use colophon_provenance::sale::sale_id::SaleId;
use colophon_provenance::sale::Place;

use crate::chain::bindings::Minter;
use crate::chain::create::Creation;
use crate::chain::program::Program;
use crate::chain::Node;
use crate::cli;
use crate::commands::env;
use crate::commands::session::Session;
use crate::error::{ChainError, Error, Result};
use crate::plan::config::{self, Config};
use crate::plan::{address, network};
use crate::store::deployment::Deployment;
use crate::store::Project;

/// Salt of the shared Minter: it stands at one address per program on every chain that has the StylusDeployer.
pub const MINTER_SALT: &str = "colophon/minter/1";

/// Where sales are looked for; no node is needed when the chain is known.
#[derive(Debug)]
pub struct Ground<'a> {
    config: &'a Config,
    project: Project,
    chain: u64,
    collection: Option<&'a str>,
    minter: Option<&'a str>,
}

/// A sale that was named.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its name in `colophon.toml`, if it was named by that.
    pub name: Option<String>,
    /// What `colophon.toml` says of it.
    pub config: Option<config::Sale>,
    /// What is sold.
    pub id: SaleId,
    /// What leaves, vouchers and challenges are bound to.
    pub place: Place,
}

/// What the chain says of a sale.
#[derive(Debug, Clone)]
pub struct OnChain {
    /// Terms, with the limit resolved.
    pub terms: Minter::Terms,
    /// Who gets the money.
    pub payees: Vec<Minter::Payee>,
    /// How far it is.
    pub state: Minter::State,
}

/// The chain that is meant: known by name, or asked for at the node.
///
/// # Errors
/// Network, and its name.
pub fn chain_id(typed: &cli::Network, config: &Config) -> Result<u64> {
    let network = network::resolve(typed, config, env)?;
    match network.chain_id {
        Some(chain) => Ok(chain),
        None => Ok(Node::connect(&network)?.chain_id),
    }
}

impl<'a> Ground<'a> {
    /// A project on a chain, without asking a node.
    #[must_use]
    pub fn new(
        config: &'a Config,
        folder: &Path,
        chain: u64,
        (network, minter): (&'a cli::Network, &'a cli::AtMinter),
    ) -> Self {
        Self {
            config,
            project: Project::view(folder),
            chain,
            collection: network.collection.as_deref(),
            minter: minter.minter.as_deref(),
        }
    }

    /// A connected project.
    #[must_use]
    pub fn of(session: &'a Session, network: &'a cli::Network, minter: &'a cli::AtMinter) -> Self {
        Self::new(&session.config, &session.folder, session.node.chain_id, (network, minter))
    }

    /// The sale that `text` names, at the Minter that is meant.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none of this name; no collection.
    pub fn sale(&self, text: &str) -> Result<Named> {
        let config = self.config.sales.get(text).cloned();
        let id = match &config {
            Some(sale) => {
                let collection = self.collection()?;
                SaleId::new(collection.0 .0, sale.series, sale.phase)
            }
            None => self.number(text)?,
        };
        let place =
            Place { chain_id: self.chain, minter: self.minter()?.0 .0, sale_id: id.to_word() };
        Ok(Named { name: config.is_some().then(|| text.to_owned()), config, id, place })
    }

    /// The sale of a phase that `colophon.toml` may not name.
    ///
    /// # Errors
    /// No Minter.
    pub fn phase(&self, collection: Address, series: u32, phase: u32) -> Result<Named> {
        let known =
            self.config.sales.iter().find(|(_, sale)| (sale.series, sale.phase) == (series, phase));
        let id = SaleId::new(collection.0 .0, series, phase);
        let place =
            Place { chain_id: self.chain, minter: self.minter()?.0 .0, sale_id: id.to_word() };
        Ok(Named {
            name: known.map(|(name, _)| name.clone()),
            config: known.map(|(_, sale)| sale.clone()),
            id,
            place,
        })
    }

    /// The collection: typed, or the project's.
    ///
    /// # Errors
    /// [`crate::error::ProjectError::NoCollection`].
    pub fn collection(&self) -> Result<Address> {
        crate::commands::session::collection_of(&self.project, self.chain, self.collection)
    }

    /// An id, in digits or as 0x….
    fn number(&self, text: &str) -> Result<SaleId> {
        let id = text
            .parse::<U256>()
            .ok()
            .filter(|_| text.starts_with("0x") || text.bytes().all(|byte| byte.is_ascii_digit()));
        let Some(id) = id else {
            let names: Vec<&str> = self.config.sales.keys().map(String::as_str).collect();
            let known = if names.is_empty() {
                "colophon.toml has no [sale.NAME]".to_owned()
            } else {
                format!("colophon.toml has {}", names.join(", "))
            };
            return Err(Error::Usage(format!(
                "there is no sale {text:?}: {known}; or give the id of a sale"
            )));
        };
        let id = SaleId::from_word(&id.to_be_bytes::<32>())
            .map_err(|error| Error::Usage(format!("{text} is {error}")))?;
        if *id.collection() == [0; 20] {
            return Err(Error::Usage(format!(
                "{text} is no sale id: it names no collection; `colophon sale show` and `sale list` print ids"
            )));
        }
        Ok(id)
    }

    /// The Minter: typed, the project's, or the one that all share.
    ///
    /// # Errors
    /// An address that is none.
    pub fn minter(&self) -> Result<Address> {
        if let Some(text) = self.minter {
            return address("--minter", text);
        }
        let known = Deployment::load(&self.project, self.chain)?.and_then(|known| known.minter);
        known.map_or_else(shared, Ok)
    }
}

/// How the Minter is created.
#[must_use]
pub fn creation(program: &Program, data_fee: U256) -> Creation<'_> {
    Creation { program, constructor: Vec::new(), salt: keccak256(MINTER_SALT), data_fee }
}

/// Where the shared Minter is on every chain that has the StylusDeployer.
fn shared() -> Result<Address> {
    let program = Program::minter()?;
    Ok(creation(&program, U256::ZERO).address())
}

impl Named {
    /// The id as the contract takes it.
    #[must_use]
    pub fn number(&self) -> U256 {
        U256::from_be_bytes(self.id.to_word())
    }

    /// The id as people pass it on.
    #[must_use]
    pub fn hex(&self) -> String {
        shown(&self.id.to_word())
    }

    /// The name, or the id.
    #[must_use]
    pub fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.hex())
    }

    /// The collection that is sold.
    #[must_use]
    pub fn collection(&self) -> Address {
        Address::from(*self.id.collection())
    }

    /// The Minter that sells.
    #[must_use]
    pub fn minter(&self) -> Address {
        Address::from(self.place.minter)
    }

    /// Whether there is code at the Minter's address.
    ///
    /// # Errors
    /// [`ChainError::NoCode`].
    pub fn require_minter(&self, node: &Node) -> Result<()> {
        if !node.code(self.minter())?.is_empty() {
            return Ok(());
        }
        Err(ChainError::NoCode {
            address: self.minter().to_string(),
            chain: node.chain_id,
            advice: "that is where the Minter would be; `colophon sale create` puts it there, --minter names another".into(),
        }
        .into())
    }

    /// Terms, payees and state.
    ///
    /// # Errors
    /// No Minter; no such sale.
    pub fn read(&self, node: &Node) -> Result<OnChain> {
        self.require_minter(node)?;
        let doing = || format!("asking for the sale {}", self.called());
        let found = node
            .view(self.minter(), &Minter::saleCall { saleId: self.number() })
            .map_err(|error| error.while_doing(doing()))?;
        let state = node
            .view(self.minter(), &Minter::saleStateCall { saleId: self.number() })
            .map_err(|error| error.while_doing(doing()))?;
        Ok(OnChain { terms: found.terms, payees: found.payees, state })
    }
}

/// A sale id as people pass it on: 0x and the digits that are not always zero.
#[must_use]
pub fn shown(id: &Word) -> String {
    format!("0x{}", hex::encode(id.get(4..).unwrap_or_default()))
}
