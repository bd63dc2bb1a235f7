//! What is done with a sale that exists: pause, resume, close, amend, reveal, release.

use alloy_primitives::{Bytes, U256};
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{SolCall, SolError};
use colophon_project::moment;
use colophon_project::plan::seed;
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::scarcity::assignment;
use serde_json::json;

use super::act::{Act, Outcome};
use super::{head, show};
use crate::chain::bindings::Minter;
use crate::chain::reason::minter::status;
use crate::chain::send::Step;
use crate::chain::CallError;
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::session::Session;
use crate::error::{Error, ProjectError, Result};
use crate::output::{Output, Report};
use crate::plan::address;
use crate::sale::named::OnChain;
use crate::sale::{allowlist, list, terms, Ground, Named};

/// Statuses of the Minter.
const UPCOMING: u8 = 1;
const OPEN: u8 = 2;
const PAUSED: u8 = 3;
const CLOSED: u8 = 6;

/// A sale on chain, and whose key.
pub(crate) struct Scene<'a> {
    pub(crate) session: Session,
    pub(crate) signer: PrivateKeySigner,
    pub(crate) named: Named,
    pub(crate) found: OnChain,
    signing: &'a cli::Signing,
    out: Output,
}

impl<'a> Scene<'a> {
    /// Connects and reads the sale.
    ///
    /// # Errors
    /// Usage, key, network, chain.
    pub(crate) fn open(
        global: &cli::Global,
        sale: &str,
        (minter, network): (&cli::AtMinter, &cli::Network),
        signing: &'a cli::Signing,
        out: Output,
    ) -> Result<Self> {
        let session = Session::open(global, network)?;
        let signer = session.signer(signing, out)?;
        let named = Ground::of(&session, network, minter).sale(sale)?;
        let found = named.read(&session.node)?;
        Ok(Self { session, signer, named, found, signing, out })
    }

    fn of(global: &cli::Global, args: &'a cli::OnSale, out: Output) -> Result<Self> {
        let places = (&args.minter, &args.network);
        Self::open(global, &args.sale, places, &args.signing, out)
    }

    /// A transaction to the Minter, or the report that nothing is to be done: `idle` says why, unless something is under way.
    ///
    /// # Errors
    /// Those of simulating and sending.
    pub(crate) fn act(
        &self,
        (action, purpose): (&str, &str),
        data: Vec<u8>,
        idle: Option<&str>,
    ) -> Result<Report> {
        let act = Act {
            session: &self.session,
            signer: &self.signer,
            signing: self.signing,
            collection: Some(self.named.collection()),
            scope: format!("sale/{}/{action}", self.named.hex()),
            out: self.out,
        };
        let mut json = head(&self.named, action);
        if let Some(why) = idle
            && !act.pending()?
        {
            json["sent"] = json!(false);
            return Ok(Report::new(
                format!("{}: {why}; nothing was sent\n", self.named.called()),
                json,
            ));
        }
        let step = Step {
            name: action.to_owned(),
            purpose: format!("{purpose} the sale {}", self.named.called()),
            to: Some(self.named.minter()),
            data: Bytes::from(data),
            value: U256::ZERO,
        };
        match act.run(&format!("{purpose} the sale {}\n", self.named.called()), &[step])? {
            Outcome::Shown(text, costs) => {
                json["sent"] = json!(false);
                json["costs"] = costs;
                Ok(Report::new(text, json))
            }
            Outcome::Sent(spent, _) => {
                let after = self.named.read(&self.session.node)?;
                let mut report = show::report(&self.named, &after, action);
                report.text.push_str(&spent_table(&spent));
                report.json["sent"] = json!(true);
                report.json["transactions"] = spent_json(&spent);
                Ok(report)
            }
        }
    }
}

/// Pauses a sale, or ends its pause.
pub(super) fn pause(
    global: &cli::Global,
    args: &cli::OnSale,
    paused: bool,
    out: Output,
) -> Result<Report> {
    let scene = Scene::of(global, args, out)?;
    let now = scene.found.state.status;
    let call = Minter::setPausedCall { saleId: scene.named.number(), paused };
    let (words, there) = if paused {
        (("pause", "pausing"), now == PAUSED)
    } else {
        (("resume", "going on with"), matches!(now, UPCOMING | OPEN))
    };
    let idle = format!("it is {} already", status(now));
    scene.act(words, call.abi_encode(), there.then_some(idle.as_str()))
}

/// Ends a sale for good.
pub(super) fn close(global: &cli::Global, args: &cli::OnSale, out: Output) -> Result<Report> {
    let scene = Scene::of(global, args, out)?;
    let call = Minter::closeSaleCall { saleId: scene.named.number() };
    let there = scene.found.state.status == CLOSED;
    scene.act(("close", "closing"), call.abi_encode(), there.then_some("it is closed already"))
}

/// Changes what may be changed.
pub(super) fn amend(global: &cli::Global, args: &cli::AmendSale, out: Output) -> Result<Report> {
    if args.limit.is_none()
        && args.end.is_none()
        && args.allowlist.is_none()
        && args.signer.is_none()
    {
        return Err(Error::Usage(
            "nothing is to be changed; name --limit, --end, --allowlist or --signer".into(),
        ));
    }
    let end = args.end.as_deref().map(moment::parse).transpose();
    let end = end.map_err(|why| Error::Usage(format!("--end {why}")))?;
    let places = (&args.minter, &args.network);
    let scene = Scene::open(global, &args.sale, places, &args.signing, out)?;
    let old = &scene.found.terms;
    let file = match &args.allowlist {
        Some(path) => {
            let rows = list::read(path, old.currency.is_zero())?;
            Some((path, allowlist::build(&scene.named, &rows)?))
        }
        None => None,
    };
    let signer = args.signer.as_deref().map(|text| address("--signer", text)).transpose()?;
    let call = Minter::amendSaleCall {
        saleId: scene.named.number(),
        limit: args.limit.unwrap_or(old.limit),
        end: end.unwrap_or(old.end),
        allowRoot: file.as_ref().map_or(old.allowRoot, |(_, file)| file.root),
        signer: signer.unwrap_or(old.signer),
    };
    let same = (call.limit, call.end, call.allowRoot, call.signer)
        == (old.limit, old.end, old.allowRoot, old.signer);
    let mut report = scene.act(
        ("amend", "amending"),
        call.abi_encode(),
        same.then_some("it has these terms already"),
    )?;
    if let Some((path, file)) = file
        && (same || report.json["sent"] == json!(true))
    {
        let proofs = allowlist::beside(path);
        file.save(&proofs)?;
        report
            .text
            .push_str(&format!("  the proofs of the allow-list are in {}\n", proofs.display()));
        report.json["proofs"] = json!(proofs.display().to_string());
    }
    Ok(report)
}

/// Opens the seed of a blind sale.
pub(super) fn reveal(global: &cli::Global, args: &cli::OnSale, out: Output) -> Result<Report> {
    let scene = Scene::of(global, args, out)?;
    let folder = &scene.session.folder;
    let plan = terms::plan(folder)?;
    let seed = seed::load(folder)?.ok_or_else(|| {
        let text = "the seed is not in this folder (.colophon/seed); run the command in the folder in which the plan was made";
        Error::from(ProjectError::Conflict(text.into()))
    })?;
    let tables = terms::word(&plan.assignment.tables)?;
    let roster = terms::word(&plan.assignment.roster)?;
    let promise = assignment::promise(&Keccak, &tables.0, &roster.0);
    let commitment = assignment::commitment(&Keccak, &seed, &promise);
    if scene.found.terms.seedCommitment.0 != commitment {
        return Err(ProjectError::Conflict(format!(
            "the sale is bound to the commitment {}, and the plan and the seed in this folder give 0x{}; run the command \
             in the folder from which the sale was created",
            scene.found.terms.seedCommitment,
            hex::encode(commitment)
        ))
        .into());
    }
    let call = Minter::revealCall {
        saleId: scene.named.number(),
        seed: seed.into(),
        promiseHash: promise.into(),
    };
    let idle = scene.found.state.revealed.then_some("its seed is open already");
    scene.act(("reveal", "opening the seed of"), call.abi_encode(), idle)
}

/// Credits the payees.
pub(super) fn release(global: &cli::Global, args: &cli::OnSale, out: Output) -> Result<Report> {
    let scene = Scene::of(global, args, out)?;
    let call = Minter::releaseCall { saleId: scene.named.number() };
    let nothing = match scene.session.node.view(scene.named.minter(), &call) {
        Err(CallError::Revert { data, .. }) => {
            data.starts_with(&Minter::NothingToRelease::SELECTOR)
        }
        _ => false,
    };
    let idle = nothing.then_some(
        "it has earned nothing that is not released already, or its money is not due yet",
    );
    scene.act(("release", "releasing the earnings of"), call.abi_encode(), idle)
}
