//! `colophon inspect`: what picture files are, what they claim, and what each claim is worth.

use std::fmt::Write;
use std::path::Path;

use colophon_provenance::record::Record;
use console::style;
use serde_json::{json, Value};

use crate::cli;
use crate::error::{InputError, Result};
use crate::model::{self, ModelFile};
use crate::output::{visible, Output, Report};
use crate::readers::{self, Picture};
use crate::record::{self, Declared, Prompts};

/// Order of the sections on the screen.
const ORDER: [&str; 8] =
    ["content", "model", "adapters", "prompt", "params", "software", "inputs", "evidence"];

/// Reads every file; a file that is refused does not stop the others, and makes the command fail at the end.
///
/// # Errors
/// [`InputError`] when the model file is refused.
pub fn run(args: &cli::Inspect, out: Output) -> Result<Report> {
    let model = args.model.as_deref().map(|path| model::hash(path, out)).transpose()?;
    let mut report = Report::default();
    let (mut files, mut refused) = (Vec::new(), Vec::new());
    for path in &args.files {
        match inspect(path, model.as_ref()) {
            Ok((text, json)) => {
                let _ = writeln!(report.text, "{text}");
                files.push(json);
            }
            Err(error) => refused.push(error),
        }
    }
    let errors: Vec<Value> = refused.iter().map(|error| json!(error.to_string())).collect();
    report.json = json!({ "files": files, "refused": errors });
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

fn inspect(path: &Path, model: Option<&ModelFile>) -> Result<(String, Value), InputError> {
    let picture = readers::read(path)?;
    let declared = Declared::default();
    let built = record::build(&picture, &declared, Prompts::Public)?;
    let fields: Value = serde_json::from_slice(built.record.canonical())
        .map_err(|error| InputError::Record { path: path.to_owned(), why: error.to_string() })?;
    let mut notes = picture.notes.clone();
    notes.extend(doubts(&picture));
    let agreement = model.map(|model| compare(&picture, model));
    let mut text = format!("{}\n", style(visible(&path.display().to_string())).bold());
    lines(&mut text, &built.record, &fields, "");
    if let Some((verdict, why)) = &agreement {
        let _ = writeln!(
            text,
            "  {:<24} {verdict}{}",
            "model file",
            why.map(|why| format!(": {why}")).unwrap_or_default()
        );
    }
    for note in &notes {
        let _ = writeln!(text, "  {} {}", style("note").yellow(), visible(note));
    }
    let mut json = json!({ "file": path.display().to_string(), "record": fields, "notes": notes });
    if let Some((verdict, why)) = agreement {
        json["model_file"] = json!({ "verdict": verdict, "why": why });
    }
    Ok((text, json))
}

/// How the hashed model file compares with what the picture claims.
fn compare(picture: &Picture, model: &ModelFile) -> (&'static str, Option<&'static str>) {
    let claimed = picture.claims.as_ref().map(|claims| &claims.model);
    let hash = claimed.and_then(|named| named.short_hash.as_deref());
    let name = claimed.and_then(|named| named.name.as_deref());
    let agreement = model.compare(hash, name);
    let why = if let model::Agreement::CannotTell(why) = agreement { Some(why) } else { None };
    (agreement.word(), why)
}

/// What is known to be wrong with the claims themselves.
fn doubts(picture: &Picture) -> Option<String> {
    let named = &picture.claims.as_ref()?.model;
    let why = model::poisoned(named.short_hash.as_deref()?, named.name.as_deref())?;
    Some(format!("model hash {}: {why}", named.short_hash.as_deref()?))
}

/// One line per field: place, value, standing. The bookkeeping sections `spec`, `source` and `status` are left out.
fn lines(text: &mut String, record: &Record, value: &Value, at: &str) {
    let mut entries: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        leaf => {
            let standing =
                record.standing(at).map(|standing| standing.as_str()).unwrap_or_default();
            let name =
                at.trim_start_matches('/').replace('/', ".").replace("~1", "/").replace("~0", "~");
            let shown = leaf.as_str().map_or_else(|| leaf.to_string(), visible);
            let _ = writeln!(text, "  {:<24} {shown}  {}", visible(&name), style(standing).dim());
            return;
        }
    };
    if at.is_empty() {
        entries.sort_by_key(|(key, _)| ORDER.iter().position(|section| section == key));
    }
    for (key, value) in entries {
        if at.is_empty() && matches!(key.as_str(), "spec" | "source" | "status") {
            continue;
        }
        if at == "/prompt" && key == "mode" {
            continue;
        }
        lines(text, record, value, &format!("{at}/{key}"));
    }
}
