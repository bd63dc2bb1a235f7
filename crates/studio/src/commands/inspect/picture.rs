//! What a picture file is, what it claims, and what each claim is worth.

use std::fmt::Write;
use std::path::Path;

use colophon_models::{claim, ModelFile};
use colophon_provenance::record::{Record, Standing};
use console::style;
use serde_json::{json, Value};

use super::credentials;
use crate::error::InputError;
use crate::output::visible;
use crate::readers::{self, Issuers, Picture};
use crate::record::{self, Declared, Prompts};

/// Order of the sections on the screen.
const ORDER: [&str; 9] = [
    "content", "model", "adapters", "prompt", "params", "software", "inputs", "source", "evidence",
];

/// Reads one picture and compares it with the model files.
///
/// # Errors
/// [`InputError`] when it is refused.
pub(super) fn inspect(
    path: &Path,
    models: &[ModelFile],
    issuers: &Issuers,
) -> Result<(String, Value), InputError> {
    let picture = readers::read_trusting(issuers, path)?;
    let declared = Declared::default();
    let built = record::build(&picture, &declared, Prompts::Public)?;
    let fields: Value = serde_json::from_slice(built.record.canonical())
        .map_err(|error| InputError::Record { path: path.to_owned(), why: error.to_string() })?;
    let mut notes = picture.notes.clone();
    notes.extend(doubts(&picture));
    let mut text = format!("{}\n", style(visible(&path.display().to_string())).bold());
    lines(&mut text, &built.record, &fields, "");
    let store = picture.credentials.as_ref();
    store.iter().for_each(|store| credentials::lines(&mut text, store, issuers));
    let compared = super::claims::compare(&picture, models);
    for line in &compared {
        let _ = writeln!(text, "  {:<24} {line}", "model file");
    }
    let place = picture.claims.as_ref().map(|claims| claims.place.name());
    if let Some(place) = place {
        let _ = writeln!(text, "  {:<24} {place}", "found in");
    }
    for note in &notes {
        let _ = writeln!(text, "  {} {}", style("note").yellow(), visible(note));
    }
    let mut json = json!({ "file": path.display().to_string(), "record": fields, "found_in": place, "notes": notes });
    if let Some(store) = store {
        json["c2pa"] = credentials::json(store);
    }
    if let Some(base) = compared.first() {
        json["model_file"] = base.json();
        json["model_files"] = compared.iter().map(super::claims::Compared::json).collect();
    }
    Ok((text, json))
}

/// What is known to be wrong with the claims themselves.
fn doubts(picture: &Picture) -> Option<String> {
    let named = &picture.claims.as_ref()?.model;
    let hash = super::claims::written(named)?;
    let why = claim::poisoned(&hash, named.name.as_deref())?;
    Some(format!("model hash {hash}: {why}"))
}

/// One line per field: place, value, standing. The bookkeeping sections `spec` and `status` are left out, and `source`
/// where the file says nothing about it.
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
        let declared = record.standing("/source") == Some(Standing::Declared);
        if at.is_empty()
            && (matches!(key.as_str(), "spec" | "status") || (key == "source" && declared))
        {
            continue;
        }
        if at == "/prompt" && key == "mode" {
            continue;
        }
        lines(text, record, value, &format!("{at}/{key}"));
    }
}
