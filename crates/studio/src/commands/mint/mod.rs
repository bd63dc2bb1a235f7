//! `colophon mint`: a folder of pictures becomes a series. Records, commitments and the tree are made first, then the
//! plan is on disk, then transactions go out one by one; the same command continues after any interruption.

mod anchors;
mod batches;
mod build;
mod costs;
mod model;
mod plan;
mod recover;
mod steps;

use std::fmt::Write;

use alloy_primitives::Address;
use serde_json::json;

use crate::chain::send::{confirm, Limits, Sender};
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::session::Session;
use crate::error::{ProjectError, Result};
use crate::folder;
use crate::output::{grouped, visible, Output, Report};
use crate::readers::Picture;
use crate::store::journal::Journal;
use crate::store::series::{Series, State};
use crate::store::{secret, Project};
use build::Built;
use plan::{Plan, Wanted};

/// Mints, or shows what it would cost.
///
/// # Errors
/// Input, usage, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Mint, out: Output) -> Result<Report> {
    let wanted = Wanted::resolve(args)?;
    let limits = Limits::resolve(&args.signing)?;
    let origin = match &args.folder {
        Some(folder) => {
            let pictures = folder::read(folder, out)?;
            let model = model::decide(global, args, &pictures, out)?;
            Origin::Folder(pictures, model)
        }
        None => Origin::Build(Built::load(global)?),
    };
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let view = Project::view(&session.folder);
    let collection = session.collection(&view)?;
    let place = Place { session: &session, collection, sender: signer.address() };
    let draft = origin.plan(&place, &view, &wanted, secret::load)?;
    if draft.series.state == State::Minted && recover::complete(&place, &draft)? {
        let left = anchors::missing(&place, &draft)?;
        if left.is_empty() {
            return Ok(report(&place, &draft, &[], "already minted"));
        }
    }
    let (costs, costs_json) = costs::costs(&place, &draft)?;
    let question = format!("Send from {} on chain {}?", signer.address(), session.node.chain_id);
    if !confirm(args.signing.broadcast, out, &costs, &question)? {
        let text = format!("{costs}\nnothing was sent: add --broadcast to send\n");
        return Ok(Report::new(text, json!({ "sent": false, "costs": costs_json })));
    }
    let project = Project::open(&session.folder)?;
    let mut journal = Journal::open(&project, session.node.chain_id, Some(collection), out)?;
    let create = |project: &Project| secret::load_or_create(project).map(Some);
    let plan = origin.plan(&place, &project, &wanted, create)?;
    if let Origin::Folder(pictures, _) = &origin {
        warn_of_open_prompts(&plan, pictures, out);
    }
    plan.write(&place, &project, &journal)?;
    let scope = plan.scope();
    let mut sender = Sender {
        node: &session.node,
        signer: &signer,
        journal: &mut journal,
        scope,
        out,
        limits,
        spent: Vec::new(),
    };
    steps::send(&place, &plan, &mut sender)?;
    anchors::send(&place, &plan, &mut sender)?;
    let mut done = plan;
    done.finish(&place, &project)?;
    let spent = std::mem::take(&mut sender.spent);
    Ok(report(&place, &done, &spent, "minted"))
}

/// What is minted.
enum Origin {
    /// Pictures, and what stands for their model.
    Folder(Vec<Picture>, model::Decided),
    /// What `colophon build` made.
    Build(Built),
}

impl Origin {
    /// The plan; a folder needs the project's secret for its commitments, a build has them.
    fn plan(
        &self,
        place: &Place<'_>,
        project: &Project,
        wanted: &Wanted,
        secret: impl Fn(&Project) -> Result<Option<[u8; 32]>>,
    ) -> Result<Plan> {
        match self {
            Self::Folder(pictures, model) => {
                let secret = secret(project)?.unwrap_or_default();
                Plan::make(place, project, wanted, pictures, model, &secret)
            }
            Self::Build(built) => built.plan(place, project, wanted),
        }
    }
}

/// Where things happen.
pub(super) struct Place<'a> {
    pub(super) session: &'a Session,
    pub(super) collection: Address,
    pub(super) sender: Address,
}

impl Place<'_> {
    fn folder(&self, project: &Project, series: u32) -> std::path::PathBuf {
        Series::folder(project, self.session.node.chain_id, self.collection, series)
    }
}

/// A committed prompt is no secret if the published file carries it.
fn warn_of_open_prompts(plan: &Plan, pictures: &[Picture], out: Output) {
    let open = pictures
        .iter()
        .filter(|p| p.claims.as_ref().is_some_and(|claims| claims.main.positive.is_some()));
    let count = open.count();
    if count > 0 && !plan.series.public_prompts {
        out.log(format!(
            "note: the prompts are committed, and {count} of the files carry theirs in clear text: who gets a file can read it"
        ));
    }
}

fn report(
    place: &Place<'_>,
    plan: &Plan,
    spent: &[crate::chain::send::Spent],
    verdict: &str,
) -> Report {
    let series = &plan.series;
    let pieces = plan.now();
    let first = u64::from(series.series) * 1_000_000 + u64::from(plan.first);
    let tokens = match pieces.len() as u64 {
        0 => String::new(),
        count => format!(", tokens {first} to {}", first + count - 1),
    };
    let words = pieces.iter().filter(|piece| piece.words).count() + plan.anchor as usize;
    let mut text = format!(
        "series {} is {verdict}: {} pieces{tokens}\n  model  {} ({}: {})\n",
        series.series,
        pieces.len(),
        series.model.hash,
        series.model.standing.word(),
        visible(&series.model.source),
    );
    if !series.root.is_zero() {
        let _ = writeln!(text, "  root   {}", series.root);
    }
    let _ = writeln!(text, "  words  {words} on chain, {} under the root", pieces.len() - words);
    let left = plan.fresh().len() - pieces.len();
    if left > 0 {
        let _ = writeln!(text, "  left   {left} pieces for a sale (`colophon sale create`)");
    }
    let gas: u64 = spent.iter().map(|step| step.gas).sum();
    if !spent.is_empty() {
        text.push_str(&spent_table(spent));
        let each = gas / (pieces.len() as u64).max(1);
        let _ = writeln!(text, "  {} gas a piece", grouped(each.into()));
    }
    let list: Vec<_> = pieces
        .iter()
        .map(|piece| {
            json!({
                "token": u64::from(series.series) * 1_000_000 + u64::from(piece.index),
                "file": piece.file,
                "content_hash": piece.content_hash,
                "prompt_commitment": piece.prompt_commitment,
                "record_hash": piece.record_hash,
                "words": piece.words,
            })
        })
        .collect();
    Report::new(
        text,
        json!({
            "sent": !spent.is_empty(),
            "chain_id": place.session.node.chain_id,
            "collection": place.collection.to_string(),
            "series": series.series,
            "model": series.model,
            "root": series.root,
            "pieces": list,
            "left": left,
            "gas": gas,
            "gas_per_piece": gas / (pieces.len() as u64).max(1),
            "transactions": spent_json(spent),
        }),
    )
}

/// A conflict as an error.
fn conflict(text: String) -> crate::error::Error {
    ProjectError::Conflict(text).into()
}
