//! `colophon mint`: a folder of pictures becomes a series. Records, commitments and the tree are made first, then the
//! plan is on disk, then transactions go out one by one; the same command continues after any interruption.

mod batches;
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
use crate::output::{ether, grouped, table, visible, Output, Report};
use crate::readers::Picture;
use crate::store::journal::Journal;
use crate::store::series::{Series, State};
use crate::store::{secret, Project};
use plan::{Plan, Wanted};

/// Mints, or shows what it would cost.
///
/// # Errors
/// Input, usage, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Mint, out: Output) -> Result<Report> {
    let wanted = Wanted::resolve(args)?;
    let limits = Limits::resolve(&args.signing)?;
    let pictures = folder::read(&args.folder, out)?;
    let model = model::decide(global, args, &pictures, out)?;
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let view = Project::view(&session.folder);
    let collection = session.collection(&view)?;
    let place = Place { session: &session, collection, sender: signer.address() };
    let draft = Plan::make(
        &place,
        &view,
        &wanted,
        &pictures,
        &model,
        &secret::load(&view)?.unwrap_or_default(),
    )?;
    if draft.series.state == State::Minted && recover::complete(&place, &draft)? {
        return Ok(report(&place, &draft, &[], "already minted"));
    }
    let (costs, costs_json) = costs(&place, &draft)?;
    let question = format!("Send from {} on chain {}?", signer.address(), session.node.chain_id);
    if !confirm(args.signing.broadcast, out, &costs, &question)? {
        let text = format!("{costs}\nnothing was sent: add --broadcast to send\n");
        return Ok(Report::new(text, json!({ "sent": false, "costs": costs_json })));
    }
    let project = Project::open(&session.folder)?;
    let mut journal = Journal::open(&project, session.node.chain_id, Some(collection), out)?;
    let plan = Plan::make(
        &place,
        &project,
        &wanted,
        &pictures,
        &model,
        &secret::load_or_create(&project)?,
    )?;
    warn_of_open_prompts(&plan, &pictures, out);
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
    let mut done = plan;
    done.finish(&place, &project)?;
    let spent = std::mem::take(&mut sender.spent);
    Ok(report(&place, &done, &spent, "minted"))
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

/// Gas of a mint with words, of the first one of a receiver, and of one piece of a batch: measured on a node, shown
/// as estimates because nothing can be simulated before the series exists.
const MINT: u64 = 160_000;
const MINT_FIRST: u64 = 180_000;
const BATCH_BASE: u64 = 40_000;
const BATCH_PIECE: u64 = 27_000;

fn costs(place: &Place<'_>, plan: &Plan) -> Result<(String, serde_json::Value)> {
    let node = &place.session.node;
    let price = node.gas_price()?;
    let mut rows: Vec<(String, String, u64)> = Vec::new();
    if let Some(step) = steps::create_series(place, plan) {
        let gas = node
            .estimate(step.call(place.sender), None)
            .map_err(|error| error.while_doing(step.purpose.clone()))?;
        rows.push(("create the series".into(), grouped(gas.into()), gas));
    }
    if plan.media.is_some() {
        rows.push(("set the place of the pictures".into(), "≈ 100,000".into(), 100_000));
    }
    let words = plan.fresh().iter().filter(|piece| piece.words).count() as u64;
    let rest = plan.fresh().len() as u64 - words;
    let mut about =
        |name: String, gas: u64| rows.push((name, format!("≈ {}", grouped(gas.into())), gas));
    if words > 0 {
        about(format!("mint {words} with their words"), MINT_FIRST + (words - 1) * MINT);
    }
    if rest > 0 {
        let batches = rest.div_ceil(u64::from(plan.batch));
        about(format!("mint {rest} under the root"), batches * BATCH_BASE + rest * BATCH_PIECE);
    }
    let gas: u64 = rows.iter().map(|row| row.2).sum();
    let total = u128::from(gas) * price;
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| vec![row.0.clone(), row.1.clone()]).collect();
    let mut text = table(&["step", "gas"], &cells, &[1]);
    let _ = writeln!(
        text,
        "  about {} gas at {} wei: {}",
        grouped(gas.into()),
        grouped(price),
        ether(total)
    );
    let steps: Vec<_> = rows.iter().map(|row| json!({ "step": row.0, "gas": row.2 })).collect();
    Ok((
        text,
        json!({ "steps": steps, "gas_price_wei": price.to_string(), "total_wei": total.to_string() }),
    ))
}

fn report(
    place: &Place<'_>,
    plan: &Plan,
    spent: &[crate::chain::send::Spent],
    verdict: &str,
) -> Report {
    let series = &plan.series;
    let pieces = plan.fresh();
    let first = u64::from(series.series) * 1_000_000 + u64::from(plan.first);
    let last = first + pieces.len() as u64 - 1;
    let words = pieces.iter().filter(|piece| piece.words).count();
    let mut text = format!(
        "series {} is {verdict}: {} pieces, tokens {first} to {last}\n  model  {} ({}: {})\n",
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
    if !spent.is_empty() {
        text.push_str(&spent_table(spent));
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
            "transactions": spent_json(spent),
        }),
    )
}

/// A conflict as an error.
fn conflict(text: String) -> crate::error::Error {
    ProjectError::Conflict(text).into()
}
