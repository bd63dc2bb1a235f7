//! `colophon build`: everything of a collection that needs no chain, bound to the address that the collection will have.

use std::fmt::Write;
use std::path::Path;

use colophon_project::build::{self, car, Inputs, ModelFile, Outcome, Place};
use colophon_project::config::Config;
use colophon_project::manifest::Manifest;
use colophon_project::plan::Plan;
use serde_json::json;

use crate::cli;
use crate::commands::deploy::reserve::{self, Reserved};
use crate::commands::progress::Progress;
use crate::commands::validate;
use crate::error::{Error, Result};
use crate::model;
use crate::output::{grouped, visible, Output, Report};
use crate::store::deployment::State;
use crate::store::{secret, Project};

/// Builds.
///
/// # Errors
/// Configuration, files that are refused, a project that contradicts itself, the disk.
pub fn run(global: &cli::Global, args: &cli::Build, out: Output) -> Result<Report> {
    let config = Config::read(&global.project)?;
    let name = config.collection.name.clone().filter(|name| !name.is_empty()).ok_or_else(|| {
        Error::Usage("the pieces are named after the collection; write name under [collection] in colophon.toml".into())
    })?;
    let outputs = validate::outputs(global, args.folder.as_ref(), &config);
    let plan = if args.no_plan { None } else { Plan::load(&global.project)? };
    let files = model::files(&[], &config, &global.project, out)?;
    let model = files.base.map(|file| ModelFile { name: file.name(), hashes: file.hashes });
    let project = Project::open(&global.project)?;
    let reserved = reserve::resolve(args, &config, &project, out)?;
    let folder = global.project.join(build::FOLDER);
    let place = Place {
        chain_id: reserved.chain_id,
        collection: reserved.collection.0 .0.into(),
        owner: reserved.owner.0 .0.into(),
        series: series(args, &folder, &reserved),
    };
    let progress = Progress::new(out);
    let inputs = Inputs {
        project: &global.project,
        outputs: &outputs,
        config: &config,
        name: &name,
        plan: plan.as_ref(),
        place,
        secret: &secret::load_or_create(&project)?,
        model: model.as_ref(),
        adapters: &files.adapters,
    };
    let outcome = build::build(&inputs, &progress)?;
    let archive = match &args.car {
        Some(path) => {
            Some(car::export(&global.project, &outputs, &outcome.manifest, path, &progress)?)
        }
        None => None,
    };
    if outcome.open_prompts > 0 {
        out.log(format!(
            "note: the prompts are committed, and {} of the files carry theirs in clear text: who gets a file can read it",
            grouped(outcome.open_prompts as u128)
        ));
    }
    Ok(report(&outcome, &reserved, args.car.as_deref(), archive))
}

/// The series: typed, or that of the last build for the same collection, or the first.
fn series(args: &cli::Build, folder: &Path, reserved: &Reserved) -> u32 {
    let last = || {
        let manifest = Manifest::load(folder).ok().flatten()?;
        let same = manifest.chain_id == reserved.chain_id
            && manifest.collection.0 == reserved.collection.0 .0;
        same.then_some(manifest.series)
    };
    args.series.or_else(last).unwrap_or(0)
}

fn report(
    outcome: &Outcome,
    reserved: &Reserved,
    car: Option<&Path>,
    archive: Option<car::Archive>,
) -> Report {
    let manifest = &outcome.manifest;
    let count = manifest.pieces.len();
    let verdict = if outcome.unchanged {
        "as it was; nothing was done".to_owned()
    } else {
        format!(
            "built: {} pictures read, {} files written",
            grouped(outcome.read as u128),
            grouped(outcome.written.into())
        )
    };
    let mut text = format!(
        "{} is {verdict}\n  pieces      {} in series {} of {} on chain {}\n  address     {}\n  root        {}\n  model       {} ({}: {})\n",
        visible(&manifest.name),
        grouped(count as u128),
        manifest.series,
        reserved.collection,
        reserved.chain_id,
        match reserved.state {
            State::Planned => "reserved; `colophon deploy` puts the collection there",
            State::Created | State::Configured => "deployed",
        },
        manifest.root,
        manifest.model.hash,
        manifest.model.standing.word(),
        visible(&manifest.model.source),
    );
    let cids = &manifest.cids;
    let _ = writeln!(text, "  collection  ipfs://{}", cids.collection);
    let _ = writeln!(text, "  media       ipfs://{}", cids.media);
    let _ = writeln!(text, "  metadata    ipfs://{}", cids.metadata);
    let mut json = json!({
        "unchanged": outcome.unchanged,
        "read": outcome.read,
        "written": outcome.written,
        "chain_id": manifest.chain_id,
        "collection": reserved.collection.to_string(),
        "state": reserved.state,
        "owner": reserved.owner.to_string(),
        "series": manifest.series,
        "pieces": count,
        "root": manifest.root,
        "model": manifest.model,
        "cids": manifest.cids,
        "manifest": format!("{}/{}", build::FOLDER, colophon_project::manifest::FILE),
    });
    if let (Some(path), Some(archive)) = (car, archive) {
        let shown = path.display().to_string();
        let (blocks, bytes) = (grouped(archive.blocks as u128), grouped(archive.bytes.into()));
        let _ =
            writeln!(text, "  archive     {} ({blocks} blocks, {bytes} bytes)", visible(&shown));
        json["car"] = json!({ "file": shown, "blocks": archive.blocks, "bytes": archive.bytes });
    }
    Report::new(text, json)
}
