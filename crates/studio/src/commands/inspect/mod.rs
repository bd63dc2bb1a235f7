//! `colophon inspect`: what picture files and model files are, what they claim, and what each claim is worth.

mod claims;
mod credentials;
mod model;
mod picture;

use std::fmt::Write;

use colophon_models::{container, Folders};
use serde_json::{json, Value};

use crate::cli;
use crate::error::{InputError, Result};
use crate::model::{cache, read};
use crate::output::{Output, Report};

/// Reads every file; a file that is refused does not stop the others, and makes the command fail at the end.
///
/// # Errors
/// [`InputError`] when a file of `--model` or of `--c2pa-anchors` is refused.
pub fn run(global: &cli::Global, args: &cli::Inspect, out: Output) -> Result<Report> {
    let mut cache = cache(&global.project);
    let models = args.model.iter().map(|path| read(path, cache.as_mut(), out));
    let models = models.collect::<Result<Vec<_>, _>>()?;
    let folders = if args.show_folders { Folders::Shown } else { Folders::Withheld };
    let mut report = Report::default();
    let issuers = credentials::issuers(args)?;
    let (mut files, mut found, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for path in &args.files {
        let inspected = if container::is_model_name(path) {
            model::inspect(path, cache.as_mut(), folders, out).map(|(text, json)| {
                found.push(json);
                text
            })
        } else {
            picture::inspect(path, &models, &issuers).map(|(text, json)| {
                files.push(json);
                text
            })
        };
        match inspected {
            Ok(text) => {
                let _ = writeln!(report.text, "{text}");
            }
            Err(error) => refused.push(error),
        }
    }
    let errors: Vec<Value> = refused.iter().map(|error| json!(error.to_string())).collect();
    report.json = json!({ "files": files, "models": found, "refused": errors });
    let count = refused.len();
    if let Some(last) = refused.pop() {
        refused.iter().for_each(|error| out.warn(error));
        report.failure = Some(if count == 1 {
            last.into()
        } else {
            out.warn(&last);
            InputError::Several { count, of: args.files.len() }.into()
        });
    }
    Ok(report)
}
