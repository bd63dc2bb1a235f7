//! `colophon sale create`: the Minter (one per chain, shared), its role in the collection, the allow-list, and the sale.

use alloy_primitives::{Address, B256, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolError;
use serde_json::json;

use super::act::{open, turn};
use super::steps::{create_step, role_step, Costs};
use super::{head, show};
use crate::chain::bindings::Collection;
use crate::chain::bindings::Minter::{self, Payee, Terms};
use crate::chain::create::Way;
use crate::chain::program::Program;
use crate::chain::send::{confirm, require_funds, Limits, Sender};
use crate::chain::CallError;
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::session::Session;
use crate::error::{ChainError, Error, ProjectError, Result};
use crate::output::{Output, Report};
use crate::plan::config;
use crate::sale::named::creation;
use crate::sale::terms::{self, Beside};
use crate::sale::{allowlist, list, Ground, Named};
use crate::store::deployment::Deployment;
use crate::store::journal::Journal;
use crate::store::Project;

/// The role that mints.
const MINTER_ROLE: u8 = 1;
/// How far a free phase is looked for.
const PHASES: u32 = 1_000;

/// Everything that was decided before anything is sent.
pub(super) struct Plan<'a> {
    pub(super) session: &'a Session,
    pub(super) signer: &'a PrivateKeySigner,
    pub(super) collection: Address,
    pub(super) named: Named,
    sale: config::Sale,
    rows: Option<list::Rows>,
    commitment: B256,
    /// The Minter that has to be created: its program, the data fee, and how.
    pub(super) missing: Option<(Program, U256, Way)>,
    /// The roles that it shall have, and whether it lacks one of them.
    pub(super) roles: (u8, bool),
}

/// Creates a sale of `colophon.toml`, or says what that would cost.
///
/// # Errors
/// Usage, input, key, network, chain.
pub(super) fn run(global: &cli::Global, args: &cli::OnSale, out: Output) -> Result<Report> {
    let limits = Limits::resolve(&args.signing)?;
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let plan = Plan::make(&session, &signer, args)?;
    let view = Project::view(&session.folder);
    let pending = Journal::peek(&view, session.node.chain_id, plan.collection)?
        .is_some_and(|journal| open(&journal, &plan.scope(), ""));
    if plan.exists()? && !pending {
        let found = plan.named.read(&session.node)?;
        let mut report = show::report(&plan.named, &found, "create");
        report.text = format!("this sale exists, and nothing was sent\n{}", report.text);
        report.json["sent"] = json!(false);
        return Ok(report);
    }
    let costs = Costs::of(&plan, pending)?;
    let question = format!("Send from {} on chain {}?", signer.address(), session.node.chain_id);
    if !confirm(args.signing.broadcast, out, &costs.text, &question)? {
        let text = format!("{}\nnothing was sent: add --broadcast to send\n", costs.text);
        let mut json = head(&plan.named, "create");
        json["sent"] = json!(false);
        json["costs"] = costs.json;
        return Ok(Report::new(text, json));
    }
    let balance = session.node.balance(signer.address())?;
    require_funds(signer.address(), balance, costs.total)?;
    plan.send(limits, out)
}

impl<'a> Plan<'a> {
    fn make(
        session: &'a Session,
        signer: &'a PrivateKeySigner,
        args: &cli::OnSale,
    ) -> Result<Self> {
        let view = Project::view(&session.folder);
        let ground = Ground::of(session, &args.network, &args.minter);
        let named = ground.sale(&args.sale)?;
        let sale = named.config.clone().ok_or_else(|| {
            Error::Usage(format!(
                "{} is an id; name a section [sale.NAME] of colophon.toml, which says what is sold",
                args.sale
            ))
        })?;
        let collection = session.collection(&view)?;
        let owner = owner(session, collection)?;
        if owner != signer.address() {
            return Err(ChainError::WouldRevert {
                doing: format!("creating the sale {}", named.called()),
                reason: format!(
                    "{} is not the owner of the collection, {owner} is; use the owner's key",
                    signer.address()
                ),
            }
            .into());
        }
        // Before there is a Minter nothing else would say it.
        session
            .node
            .view(collection, &Collection::seriesCall { series: sale.series })
            .map_err(|error| error.while_doing(format!("creating the sale {}", named.called())))?;
        let coin = sale.currency.is_none();
        let rows = match &sale.allowlist {
            Some(path) => Some(list::read(&session.folder.join(path), coin)?),
            None => None,
        };
        let commitment = match sale.reveal_by {
            Some(_) => terms::commitment(&session.folder)?,
            None => B256::ZERO,
        };
        let mut plan = Self {
            session,
            signer,
            collection,
            named,
            sale,
            rows,
            commitment,
            missing: None,
            roles: (MINTER_ROLE, true),
        };
        plan.look(args.minter.minter.is_some())?;
        Ok(plan)
    }

    /// What of Minter and role is there.
    fn look(&mut self, typed: bool) -> Result<()> {
        let node = &self.session.node;
        if node.code(self.named.minter())?.is_empty() {
            if typed {
                self.named.require_minter(node)?;
            }
            let way = Way::choose(node)?;
            let program = Program::minter()?;
            let fee = program.data_fee(node, self.signer.address())?;
            if way == Way::Deployer {
                // What a project remembers of a chain that was reset is worth nothing.
                self.named.place.minter = creation(&program, fee).address().0 .0;
            }
            if way == Way::OneByOne || node.code(self.named.minter())?.is_empty() {
                self.missing = Some((program, fee, way));
                return Ok(());
            }
        }
        let call = Collection::rolesOfCall { account: self.named.minter() };
        let roles = node
            .view(self.collection, &call)
            .map_err(|error| error.while_doing("asking for the roles of the Minter"))?;
        self.roles = (roles | MINTER_ROLE, roles & MINTER_ROLE == 0);
        Ok(())
    }

    /// The terms at the Minter that is there by now.
    pub(super) fn terms(&self) -> Result<(Terms, Vec<Payee>, Option<allowlist::File>)> {
        let file =
            self.rows.as_ref().map(|rows| allowlist::build(&self.named, rows)).transpose()?;
        let beside = Beside {
            owner: self.signer.address(),
            root: file.as_ref().map_or(B256::ZERO, |file| file.root),
            commitment: self.commitment,
        };
        let (terms, payees) = terms::terms(&self.sale, &beside)?;
        Ok((terms, payees, file))
    }

    /// Whether this very sale exists.
    ///
    /// # Errors
    /// [`ProjectError::Conflict`] that names the differences and the next free phase.
    fn exists(&self) -> Result<bool> {
        if self.missing.is_some() {
            return Ok(false);
        }
        let node = &self.session.node;
        if !known(self.session, &self.named)? {
            return Ok(false);
        }
        let found = self.named.read(node)?;
        let (terms, payees, _) = self.terms()?;
        let differences = terms::differences(&found, &terms, &payees);
        if differences.is_empty() {
            return Ok(true);
        }
        Err(ProjectError::Conflict(format!(
            "the sale {} exists with other terms, and terms stay as they are: {}; write the old terms, change what may be \
             changed with `colophon sale amend`, or close it and sell in another phase: the next free one is phase = {}",
            self.named.called(),
            differences.join("; "),
            self.free()?
        ))
        .into())
    }

    /// The next phase of the series that no sale has.
    fn free(&self) -> Result<u32> {
        let id = &self.named.id;
        for phase in (id.phase()..=u32::MAX).skip(1).take(PHASES as usize) {
            let mut other = self.named.clone();
            other.id = colophon_provenance::sale::sale_id::SaleId::new(
                *id.collection(),
                id.series(),
                phase,
            );
            if !known(self.session, &other)? {
                return Ok(phase);
            }
        }
        Ok(id.phase().saturating_add(PHASES))
    }

    /// The undertaking's name in the journal.
    pub(super) fn scope(&self) -> String {
        format!("sale/{}", self.named.hex())
    }

    fn send(mut self, limits: Limits, out: Output) -> Result<Report> {
        let project = Project::open(&self.session.folder)?;
        let node = &self.session.node;
        let mut journal = Journal::open(&project, node.chain_id, Some(self.collection), out)?;
        let scope = self.scope();
        let giving = open(&journal, &scope, "give the role");
        let creating = open(&journal, &scope, "create Minter");
        let role = turn(&journal, &scope, "give the role");
        let mut sender = Sender {
            node,
            signer: self.signer,
            journal: &mut journal,
            scope,
            out,
            limits,
            spent: Vec::new(),
        };
        if let Some((program, fee, way)) = self.missing.take() {
            out.log("creating the Minter…");
            let address = creation(&program, fee).run(&mut sender, way)?;
            self.named.place.minter = address.0 .0;
        } else if creating {
            // It is there; what an earlier run has sent for it comes to its end.
            sender.send(&creation(&Program::minter()?, U256::ZERO).step())?;
        }
        remember(&project, node.chain_id, self.collection, self.named.minter())?;
        let (roles, lacks) = self.roles;
        if lacks || giving {
            sender.send(&role_step(self.collection, self.named.minter(), roles, role))?;
        }
        let (terms, payees, file) = self.terms()?;
        if let (Some(file), Some(path)) = (&file, &self.sale.allowlist) {
            file.save(&allowlist::beside(&self.session.folder.join(path)))?;
        }
        out.log("creating the sale…");
        sender.send(&create_step(&self.named, terms, payees))?;
        let found = self.named.read(node)?;
        let mut report = show::report(&self.named, &found, "create");
        report.text.push_str(&spent_table(&sender.spent));
        report.json["sent"] = json!(true);
        report.json["transactions"] = spent_json(&sender.spent);
        if let Some(path) = &self.sale.allowlist {
            let proofs = allowlist::beside(path).display().to_string();
            report.text.push_str(&format!("  the proofs of the allow-list are in {proofs}\n"));
            report.json["proofs"] = json!(proofs);
        }
        Ok(report)
    }
}

/// Who owns a collection.
fn owner(session: &Session, collection: Address) -> Result<Address> {
    session
        .node
        .view(collection, &Collection::ownerCall {})
        .map_err(|error| error.while_doing("asking for the owner of the collection"))
}

/// Whether the Minter knows a sale.
pub(super) fn known(session: &Session, named: &Named) -> Result<bool> {
    let call = Minter::saleStateCall { saleId: named.number() };
    match session.node.view(named.minter(), &call) {
        Ok(_) => Ok(true),
        Err(CallError::Revert { data, .. }) if data.starts_with(&Minter::UnknownSale::SELECTOR) => {
            Ok(false)
        }
        Err(error) => Err(error.while_doing(format!("asking for the sale {}", named.called()))),
    }
}

/// Writes the Minter into the deployment of the project, if it is that of the collection.
fn remember(project: &Project, chain: u64, collection: Address, minter: Address) -> Result<()> {
    let Some(mut known) = Deployment::load(project, chain)? else { return Ok(()) };
    if known.collection != Some(collection) || known.minter == Some(minter) {
        return Ok(());
    }
    known.minter = Some(minter);
    known.save(project)
}
