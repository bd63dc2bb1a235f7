//! The plan as work for a generator: one job for each piece, in four forms. Line `n` of each list is piece `n`, from 0; the
//! table has a line with names before them.

mod a1111;
mod comfyui;
mod csv;

use std::path::Path;

use serde::Serialize;
use serde_json::{Number, Value};

pub use comfyui::{Workflow, WorkflowError};

use super::{Plan, PlannedPiece, FOLDER};
use crate::config::{Config, Generation};
use crate::disk;
use crate::error::{Error, Result};

/// The largest workflow file read, in bytes.
const MAX_WORKFLOW: usize = 16 << 20;

/// A list of jobs: its name in the plan's folder, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jobs {
    /// `jobs.csv`, `jobs.jsonl`, `a1111.jsonl`, `comfyui.jsonl`.
    pub name: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A job as `jobs.jsonl` has it: the piece, and how it is to be sampled.
#[derive(Serialize)]
struct Job<'a> {
    #[serde(flatten)]
    piece: &'a PlannedPiece,
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sampler: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduler: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cfg_scale: Option<&'a str>,
}

/// All lists of a plan; all empty while it waits for its beacon.
///
/// # Errors
/// [`Error::Project`] when the ComfyUI workflow cannot be used, with file and reason; [`Error::File`] when it cannot be read.
pub fn jobs(project: &Path, config: &Config, plan: &Plan) -> Result<Vec<Jobs>> {
    let how = &config.generation;
    let workflow = workflow(project, how)?;
    let lines = |body: &dyn Fn(&PlannedPiece) -> Result<Value>| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for piece in &plan.pieces {
            bytes.extend(body(piece)?.to_string().bytes());
            bytes.push(b'\n');
        }
        Ok(bytes)
    };
    let job = |piece: &PlannedPiece| {
        let job = Job {
            piece,
            steps: how.steps,
            sampler: how.sampler.as_deref(),
            scheduler: how.scheduler.as_deref(),
            cfg_scale: how.cfg_scale.as_deref(),
        };
        serde_json::to_value(job)
            .map_err(|error| Error::Project(format!("a job has no JSON form: {error}")))
    };
    Ok(vec![
        Jobs { name: "jobs.csv", bytes: csv::table(plan, how) },
        Jobs { name: "jobs.jsonl", bytes: lines(&job)? },
        Jobs { name: "a1111.jsonl", bytes: lines(&|piece| Ok(a1111::body(piece, how)))? },
        Jobs { name: "comfyui.jsonl", bytes: lines(&|piece| Ok(workflow.body(piece)))? },
    ])
}

/// Writes the lists beside the plan; those that are there with the same bytes are left alone. How many were written.
///
/// # Errors
/// As [`jobs`].
pub fn save(project: &Path, lists: &[Jobs]) -> Result<usize> {
    let mut written = 0;
    for list in lists {
        let path = project.join(FOLDER).join(list.name);
        if disk::read(&path)?.as_deref() != Some(&list.bytes) {
            disk::write(&path, &list.bytes)?;
            written += 1;
        }
    }
    Ok(written)
}

fn workflow(project: &Path, how: &Generation) -> Result<Workflow> {
    let Some(file) = &how.comfyui_workflow else { return Ok(Workflow::built_in(how)) };
    let path = project.join(file);
    let refused =
        |why: String| Error::Project(format!("the ComfyUI workflow {}: {why}", path.display()));
    let bytes = disk::read(&path)?.ok_or_else(|| {
        refused("the file is not there; export it from ComfyUI, or remove comfyui_workflow".into())
    })?;
    if bytes.len() > MAX_WORKFLOW {
        return Err(refused(format!("{} bytes are more than a workflow has", bytes.len())));
    }
    Workflow::read(&bytes).map_err(|error| refused(error.to_string()))
}

/// A decimal number as JSON; numbers that were checked when the file was read.
fn number(text: &str) -> Value {
    let whole = text.parse::<u64>().ok().map(Number::from);
    let number = whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or(Value::Null, Value::Number)
}
