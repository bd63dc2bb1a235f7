//! `colophon generate`: the planned pieces, drawn by the network inkling.

use std::path::Path;
use std::time::Instant;

use colophon_inference::host::generator::Generator;
use colophon_project::config::Config;
use colophon_project::generate::{generate, Manner};
use colophon_project::plan::{make, seed, Plan};
use serde_json::json;

use super::progress::Progress;
use crate::cli;
use crate::error::{Error, InputError, ProjectError, Result};
use crate::output::{grouped, seconds, Output, Report};
use crate::store;

/// The weights of inkling, so that it draws without any file.
pub const INKLING: &[u8] = include_bytes!("../../../../examples/inkling/inkling-1.safetensors");

/// The name that stands for them.
const BUILT_IN: &str = "inkling";

/// Draws what is missing.
///
/// # Errors
/// [`ProjectError`] when there is no plan or it cannot be drawn; [`InputError::Model`] when the weights are refused.
pub fn run(global: &cli::Global, args: &cli::Generate, out: Output) -> Result<Report> {
    let project = &global.project;
    let config = Config::read(project)?;
    let plan = Plan::load(project)?.ok_or_else(|| {
        ProjectError::Conflict(format!(
            "{} has no plan; run colophon plan first",
            project.display()
        ))
    })?;
    let generator = open(project, &args.model)?;
    stale(project, &config, &plan, out);
    let manner = Manner { replace: args.replace, redraw: args.redraw, first: args.first };
    let _lock = store::Project::open(project)?;
    let began = Instant::now();
    let done = generate(project, &config, &plan, &generator, manner, &Progress::new(out))?;
    let (took, folder) = (began.elapsed(), project.join(&config.outputs));
    let mut text = format!(
        "{} pieces drawn into {}, {} were there",
        grouped(done.drawn.into()),
        folder.display(),
        grouped(done.kept.into())
    );
    if done.replaced > 0 {
        text.push_str(&format!(", {} replaced", grouped(done.replaced.into())));
    }
    text.push_str(&format!(" ({}).\n", seconds(took)));
    let sha256 = hex::encode(generator.model().sha256());
    Ok(Report::new(
        text,
        json!({
            "outputs": folder.display().to_string(), "drawn": done.drawn, "kept": done.kept,
            "replaced": done.replaced, "model_sha256": format!("0x{sha256}"),
        }),
    ))
}

fn open(project: &Path, model: &str) -> Result<Generator> {
    if model == BUILT_IN {
        return Generator::open(INKLING)
            .map_err(|error| Error::Other(format!("the built-in weights: {error}")));
    }
    let typed = Path::new(model);
    let inside = project.join(typed);
    let path = if typed.exists() { typed } else { &inside };
    let refused = |why: String| InputError::Model { path: path.to_owned(), why };
    let bytes = std::fs::read(path).map_err(|error| {
        refused(format!("cannot be read: {error}; give an inkling/1 weights file, or inkling for the built-in one"))
    })?;
    let generator = Generator::open(&bytes)
        .map_err(|error| refused(format!("is no inkling/1 model: {error}; other models draw with their own tools, from the lists in plan/")))?;
    Ok(generator)
}

/// Warns when the plan is not what the project file gives now.
fn stale(project: &Path, config: &Config, plan: &Plan, out: Output) {
    let Ok(Some(seed)) = seed::load(project) else { return };
    let beacon = plan.assignment.beacon.as_ref().and_then(|beacon| beacon.bytes());
    let Ok(now) = make::make(config, &seed, beacon.as_deref()) else { return };
    if now.pieces != plan.pieces {
        out.warn("colophon.toml has changed since the plan was made, and the plan is what is drawn; run colophon plan to see what differs");
    }
}
