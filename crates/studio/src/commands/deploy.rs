//! `colophon deploy`: Descriptor (one per chain, shared), Collection, and its texts.

use std::fmt::Write;

use alloy_primitives::{keccak256, Address, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use serde_json::{json, Value};

use crate::chain::bindings::{constructor_data, Descriptor};
use crate::chain::create::{Creation, Way};
use crate::chain::program::Program;
use crate::chain::send::{confirm, Sender, Step};
use crate::cli;
use crate::commands::session::Session;
use crate::error::{ChainError, Error, ProjectError, Result};
use crate::output::{ether, grouped, table, Output, Report};
use crate::plan;
use crate::store::deployment::{Deployment, State};
use crate::store::journal::Journal;
use crate::store::{secret, Project};

/// Salt of the shared Descriptor: it stands at one address per program on every chain that has the StylusDeployer.
const DESCRIPTOR_SALT: &str = "colophon/descriptor/1";

/// The texts of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// Name.
    pub name: String,
    /// Symbol.
    pub symbol: String,
    /// Description.
    pub description: String,
    /// Address of a picture.
    pub image: String,
    /// Web page.
    pub external_link: String,
}

/// Deploys, or shows what it would cost.
///
/// # Errors
/// Usage, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Deploy, out: Output) -> Result<Report> {
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let known = Deployment::load(&Project::view(&session.folder), session.node.chain_id)?;
    let known = match known {
        Some(found) if gone(&session, &found)? => {
            out.log(format!(
                "chain {} was reset: its collection is no longer there",
                session.node.chain_id
            ));
            None
        }
        known => known,
    };
    if let Some(found) = known.as_ref().filter(|found| found.state == State::Configured) {
        return Ok(report(found, &[], "already deployed"));
    }
    let texts = Texts::resolve(args, &session)?;
    let way = Way::choose(&session.node)?;
    let plan = Plan::make(&session, args, &signer, known.as_ref(), way)?;
    let costs = plan.costs(&session, &texts, way)?;
    let question = format!("Send from {} on chain {}?", signer.address(), session.node.chain_id);
    if !confirm(args.signing.broadcast, out, &costs.text, &question)? {
        let text = format!("{}\nnothing was sent: add --broadcast to send\n", costs.text);
        return Ok(Report::new(text, json!({ "sent": false, "costs": costs.json })));
    }
    let project = Project::open(&session.folder)?;
    plan.send(&session, &project, &signer, &texts, way, out)
}

/// Whether a deployment's collection is no longer on its chain. Only a local chain may be reset.
fn gone(session: &Session, found: &Deployment) -> Result<bool> {
    let Some(collection) = found.collection.filter(|_| found.state > State::Planned) else {
        return Ok(false);
    };
    if !session.node.code(collection)?.is_empty() {
        return Ok(false);
    }
    if session.node.is_local() {
        return Ok(true);
    }
    let advice = "the node may serve another chain; check --rpc-url".to_owned();
    Err(ChainError::NoCode {
        address: collection.to_string(),
        chain: session.node.chain_id,
        advice,
    }
    .into())
}

impl Texts {
    /// Flags first, then `colophon.toml`; name and symbol are needed, and what the Descriptor would refuse is refused
    /// here, before anything is sent.
    fn resolve(args: &cli::Deploy, session: &Session) -> Result<Self> {
        let own = &session.config.collection;
        let pick = |flag: &Option<String>, config: &Option<String>| {
            flag.clone().or_else(|| config.clone())
        };
        let needed = |option: &str, text: Option<String>| {
            text.filter(|text| !text.is_empty()).ok_or_else(|| {
                Error::Usage(format!("a collection needs a {option}; use --{option}, or [collection] in colophon.toml"))
            })
        };
        let texts = Self {
            name: needed("name", pick(&args.name, &own.name))?,
            symbol: needed("symbol", pick(&args.symbol, &own.symbol))?,
            description: pick(&args.description, &own.description).unwrap_or_default(),
            image: pick(&args.image, &own.image).unwrap_or_default(),
            external_link: pick(&args.external_link, &own.external_link).unwrap_or_default(),
        };
        for (option, text, max, lines) in [
            ("name", &texts.name, 64, false),
            ("symbol", &texts.symbol, 16, false),
            ("description", &texts.description, 1000, true),
            ("image", &texts.image, 256, false),
            ("external-link", &texts.external_link, 256, false),
        ] {
            check_text(option, text, max, lines)?;
        }
        Ok(texts)
    }

    fn configure(&self, collection: Address) -> Descriptor::configureCall {
        Descriptor::configureCall {
            collection,
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            description: self.description.clone(),
            image: self.image.clone(),
            externalLink: self.external_link.clone(),
        }
    }
}

/// The limits of the Descriptor.
pub(crate) fn check_text(option: &str, text: &str, max: usize, lines: bool) -> Result<()> {
    use colophon_provenance::text;
    let checked = if lines {
        text::check_lines(text.as_bytes(), max)
    } else {
        text::check(text.as_bytes(), max)
    };
    checked.map_err(|error| Error::Usage(format!("--{option} is refused: {error}")))
}

/// What is to be done on this chain.
struct Plan {
    descriptor_program: Program,
    collection_program: Program,
    descriptor: Option<Address>,
    descriptor_fee: U256,
    collection_fee: U256,
    deployment: Deployment,
}

struct Costs {
    text: String,
    json: Value,
}

impl Plan {
    fn make(
        session: &Session,
        args: &cli::Deploy,
        signer: &PrivateKeySigner,
        known: Option<&Deployment>,
        way: Way,
    ) -> Result<Self> {
        let owner = signer.address();
        if let Some(known) = known.filter(|known| known.owner != owner) {
            return Err(ProjectError::Conflict(format!(
                "a deployment by {} is under way in this folder, and the key is that of {owner}; use the same key",
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
    fn costs(&self, session: &Session, texts: &Texts, way: Way) -> Result<Costs> {
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
        Ok(costs_table(&rows, price))
    }

    fn send(
        mut self,
        session: &Session,
        project: &Project,
        signer: &PrivateKeySigner,
        texts: &Texts,
        way: Way,
        out: Output,
    ) -> Result<Report> {
        if let Some(old) = Deployment::load(project, session.node.chain_id)?
            && old.salt != self.deployment.salt
        {
            old.set_aside(project)?;
        }
        self.deployment.name.clone_from(&texts.name);
        self.deployment.symbol.clone_from(&texts.symbol);
        self.deployment.save(project)?;
        let mut journal = Journal::open(project)?;
        let scope = format!("deploy/{}", self.deployment.salt);
        let node = &session.node;
        let mut sender =
            Sender { node, signer, journal: &mut journal, scope, out, spent: Vec::new() };
        let descriptor = match self.descriptor {
            Some(address) => address,
            None => {
                out.log("creating the Descriptor…");
                self.descriptor_creation().run(&mut sender, way)?
            }
        };
        let collection = match self.deployment.collection {
            Some(address) => address,
            None => {
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
        Ok(report(&self.deployment, &sender.spent, "deployed"))
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
        None => known.and_then(|known| known.descriptor),
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
    }
}

fn report(found: &Deployment, spent: &[crate::chain::send::Spent], verdict: &str) -> Report {
    let show =
        |address: Option<Address>| address.map(|address| address.to_string()).unwrap_or_default();
    let mut text =
        format!("{} ({}) is {verdict} on chain {}\n", found.name, found.symbol, found.chain_id);
    let _ = writeln!(
        text,
        "  collection  {}\n  descriptor  {}\n  owner       {}",
        show(found.collection),
        show(found.descriptor),
        found.owner
    );
    if !spent.is_empty() {
        text.push_str(&crate::commands::costs::spent_table(spent));
    }
    Report::new(
        text,
        json!({
            "sent": !spent.is_empty(),
            "chain_id": found.chain_id,
            "network": found.network,
            "collection": show(found.collection),
            "descriptor": show(found.descriptor),
            "owner": found.owner.to_string(),
            "name": found.name,
            "symbol": found.symbol,
            "transactions": crate::commands::costs::spent_json(spent),
        }),
    )
}
