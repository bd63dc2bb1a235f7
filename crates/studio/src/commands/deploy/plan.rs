//! What is to be done on a chain to deploy, what it costs, and doing it.

use std::fmt::Write;

use alloy_primitives::{keccak256, Address, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use serde_json::{json, Value};

use super::reserve;
use super::texts::Texts;
use crate::chain::bindings::constructor_data;
use crate::chain::create::{Creation, Way};
use crate::chain::program::Program;
use crate::chain::send::{Limits, Sender, Step};
use crate::cli;
use crate::commands::session::Session;
use crate::error::{ChainError, Error, ProjectError, Result};
use crate::output::{ether, grouped, table, Output, Report};
use crate::plan;
use crate::store::deployment::{Deployment, State};
use crate::store::journal::Journal;
use crate::store::{secret, Project};

/// Salt of the shared Descriptor: it stands at one address per program on every chain that has the StylusDeployer.
pub(super) const DESCRIPTOR_SALT: &str = "colophon/descriptor/1";

/// What is to be done on this chain.
pub(super) struct Plan {
    descriptor_program: Program,
    collection_program: Program,
    descriptor: Option<Address>,
    descriptor_fee: U256,
    collection_fee: U256,
    deployment: Deployment,
}

/// What it costs, in both forms.
pub(super) struct Costs {
    pub(super) text: String,
    pub(super) json: Value,
    /// In wei, as far as it is known.
    pub(super) total: U256,
}

impl Plan {
    pub(super) fn make(
        session: &Session,
        args: &cli::Deploy,
        signer: &PrivateKeySigner,
        known: Option<&Deployment>,
        way: Way,
    ) -> Result<Self> {
        let owner = signer.address();
        if let Some(known) = known.filter(|known| known.owner != owner) {
            let (whose, advice) = if known.is_reserved() {
                let again = format!(", or run `colophon build --owner {owner}` again");
                ("the build in this folder is for a collection of", again)
            } else {
                ("a deployment is under way in this folder by", String::new())
            };
            return Err(ProjectError::Conflict(format!(
                "{whose} {}, and the key is that of {owner}; use the same key{advice}",
                known.owner
            ))
            .into());
        }
        let (descriptor_program, collection_program) =
            (Program::descriptor()?, Program::collection()?);
        let descriptor = find_descriptor(session, args, known, &descriptor_program, way)?;
        let descriptor_fee = match descriptor {
            Some(_) => U256::ZERO,
            None => descriptor_program.data_fee(&session.node, owner)?,
        };
        let collection_fee = collection_program.data_fee(&session.node, owner)?;
        let deployment = known.cloned().map_or_else(
            || {
                Ok::<_, Error>(Deployment {
                    schema: Deployment::SCHEMA.into(),
                    chain_id: session.node.chain_id,
                    network: session.network.name.clone(),
                    state: State::Planned,
                    collection: None,
                    descriptor: None,
                    owner,
                    salt: secret::random()?.into(),
                    name: String::new(),
                    symbol: String::new(),
                    minter: None,
                })
            },
            Ok,
        )?;
        Ok(Self {
            descriptor_program,
            collection_program,
            descriptor,
            descriptor_fee,
            collection_fee,
            deployment,
        })
    }

    /// A build may be bound to an address: the collection must come to be there.
    pub(super) fn check_reserved(&self, name: &str, way: Way) -> Result<()> {
        let descriptor = self.descriptor.unwrap_or_else(|| self.descriptor_creation().address());
        reserve::check(&self.deployment, descriptor, name, way == Way::Deployer)
    }

    fn descriptor_creation(&self) -> Creation<'_> {
        Creation {
            program: &self.descriptor_program,
            constructor: Vec::new(),
            salt: keccak256(DESCRIPTOR_SALT),
            data_fee: self.descriptor_fee,
        }
    }

    fn collection_creation(&self, descriptor: Address) -> Creation<'_> {
        Creation {
            program: &self.collection_program,
            constructor: constructor_data(self.deployment.owner, descriptor),
            salt: self.deployment.salt,
            data_fee: self.collection_fee,
        }
    }

    /// Simulates what can be simulated before anything is there.
    pub(super) fn costs(&self, session: &Session, texts: &Texts, way: Way) -> Result<Costs> {
        let (node, owner) = (&session.node, self.deployment.owner);
        let price = node.gas_price()?;
        let mut rows: Vec<(&str, usize, Option<u64>, U256)> = Vec::new();
        let shared = self.descriptor_creation();
        let descriptor = self.descriptor.unwrap_or_else(|| shared.address());
        let simulate = way == Way::Deployer;
        if self.descriptor.is_none() {
            let gas = if simulate { shared.estimate(node, owner, None) } else { None };
            rows.push((
                "create Descriptor",
                self.descriptor_program.code.len(),
                gas,
                self.descriptor_fee,
            ));
        }
        if self.deployment.state == State::Planned {
            let creation = self.collection_creation(descriptor);
            let present =
                self.descriptor.is_none().then_some((descriptor, &self.descriptor_program.code));
            let gas = if simulate { creation.estimate(node, owner, present) } else { None };
            rows.push((
                "create Collection",
                self.collection_program.code.len(),
                gas,
                self.collection_fee,
            ));
        }
        let configure = texts.configure(self.deployment.collection.unwrap_or_default());
        rows.push(("set its texts", configure.abi_encode().len(), None, U256::ZERO));
        let mut costs = costs_table(&rows, price);
        let programs = [&self.descriptor_program, &self.collection_program];
        let (text, json) = super::cache::costs(node, &programs);
        costs.text.push_str(&text);
        costs.json["cache"] = json;
        Ok(costs)
    }

    /// Sends everything, with the state on disk after each step.
    pub(super) fn send(
        mut self,
        session: &Session,
        project: &Project,
        signer: &PrivateKeySigner,
        (texts, way): (&Texts, Way),
        limits: Limits,
        out: Output,
    ) -> Result<Report> {
        if let Some(old) = Deployment::load(project, session.node.chain_id)?
            && old.salt != self.deployment.salt
        {
            old.set_aside(project)?;
        }
        if self.deployment.is_reserved() {
            // From here on the address can no longer be given up.
            self.deployment.descriptor =
                Some(self.descriptor.unwrap_or_else(|| self.descriptor_creation().address()));
        }
        self.deployment.name.clone_from(&texts.name);
        self.deployment.symbol.clone_from(&texts.symbol);
        self.deployment.save(project)?;
        let mut journal = Journal::open(project, session.node.chain_id, None, out)?;
        let scope = format!("deploy/{}", self.deployment.salt);
        let node = &session.node;
        let mut sender =
            Sender { node, signer, journal: &mut journal, scope, out, limits, spent: Vec::new() };
        let descriptor = match self.descriptor {
            Some(address) => address,
            None => {
                out.log("creating the Descriptor…");
                self.descriptor_creation().run(&mut sender, way)?
            }
        };
        let collection = match self.deployment.collection {
            Some(address) if self.deployment.state > State::Planned => address,
            _ => {
                out.log("creating the Collection…");
                self.collection_creation(descriptor).run(&mut sender, way)?
            }
        };
        self.deployment.descriptor = Some(descriptor);
        self.deployment.collection = Some(collection);
        self.deployment.state = State::Created;
        self.deployment.save(project)?;
        out.log("setting the texts…");
        sender.send(&Step {
            name: "configure".into(),
            purpose: "setting the texts of the collection".into(),
            to: Some(descriptor),
            data: texts.configure(collection).abi_encode().into(),
            value: U256::ZERO,
        })?;
        self.deployment.state = State::Configured;
        self.deployment.save(project)?;
        Ok(super::report(&self.deployment, &sender.spent, "deployed"))
    }
}

/// The Descriptor to use: named, known to the project, or the shared one if it is there.
fn find_descriptor(
    session: &Session,
    args: &cli::Deploy,
    known: Option<&Deployment>,
    program: &Program,
    way: Way,
) -> Result<Option<Address>> {
    let named = match args.descriptor.as_ref().or(session.network.descriptor.as_ref()) {
        Some(text) => Some(plan::address("--descriptor", text)?),
        None => {
            known.filter(|known| known.state > State::Planned).and_then(|known| known.descriptor)
        }
    };
    if let Some(address) = named {
        if session.node.code(address)?.is_empty() {
            let advice = "name another Descriptor, or none to use the shared one".to_owned();
            return Err(ChainError::NoCode {
                address: address.to_string(),
                chain: session.node.chain_id,
                advice,
            }
            .into());
        }
        return Ok(Some(address));
    }
    if way == Way::OneByOne {
        return Ok(None);
    }
    let shared = Creation {
        program,
        constructor: Vec::new(),
        salt: keccak256(DESCRIPTOR_SALT),
        data_fee: U256::ZERO,
    };
    let address = shared.address();
    Ok((!session.node.code(address)?.is_empty()).then_some(address))
}

fn costs_table(rows: &[(&str, usize, Option<u64>, U256)], price: u128) -> Costs {
    let number =
        |n: Option<u64>| n.map_or_else(|| "when it is there".to_owned(), |n| grouped(n.into()));
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|(name, bytes, gas, fee)| {
            vec![
                (*name).to_owned(),
                grouped(*bytes as u128),
                number(*gas),
                grouped(fee.saturating_to()),
            ]
        })
        .collect();
    let gas: u64 = rows.iter().filter_map(|row| row.2).sum();
    let fees: u128 = rows.iter().map(|row| row.3.saturating_to::<u128>()).sum();
    let total = u128::from(gas) * price + fees;
    let mut text = table(&["step", "bytes", "gas", "data fee (wei)"], &cells, &[1, 2, 3]);
    let _ = writeln!(
        text,
        "  {} gas at {} wei and the data fees: {}",
        grouped(gas.into()),
        grouped(price),
        ether(total)
    );
    let steps: Vec<Value> = rows
        .iter()
        .map(|(name, bytes, gas, fee)| json!({ "step": name, "bytes": bytes, "gas": gas, "data_fee_wei": fee.to_string() }))
        .collect();
    Costs {
        text,
        json: json!({ "steps": steps, "gas_price_wei": price.to_string(), "total_wei": total.to_string() }),
        total: U256::from(total),
    }
}
