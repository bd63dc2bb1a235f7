//! What a model file is: container, tensors, hashes, and the lineage that its header claims.

use std::fmt::Write;
use std::path::Path;

use colophon_models::{Agreement, Cache, Folders, Lineage, ModelFile};
use console::style;
use serde_json::{json, Value};

use crate::error::InputError;
use crate::output::{grouped, visible, Output};

/// Longest value that is printed whole; descriptions are free to be novels.
const LINE: usize = 160;

/// Reads one model file.
///
/// # Errors
/// [`InputError`] when it is refused.
pub(super) fn inspect(
    path: &Path,
    cache: Option<&mut Cache>,
    folders: Folders,
    out: Output,
) -> Result<(String, Value), InputError> {
    let file = crate::model::read(path, cache, out)?;
    let lineage = file.container.header().map(|header| Lineage::read(&header.metadata, folders));
    let mut text = format!("{}\n", style(visible(&path.display().to_string())).bold());
    for (name, value) in facts(&file) {
        line(&mut text, &name, &value, "recomputed");
    }
    let mut json = json!({
        "file": path.display().to_string(),
        "container": file.container.word(),
        "hashes": file.hashes,
        "cached": file.cached,
        "notes": file.container.notes(),
    });
    if let Some(header) = file.container.header() {
        json["header_bytes"] = json!(header.bytes);
        json["tensors"] = json!(header.tensors);
    }
    if let Some(lineage) = &lineage {
        let value = json!(lineage);
        lines(&mut text, &value, "");
        let own = own(&file, lineage);
        for (entry, agreement, why) in &own {
            line(&mut text, entry, &format!("{} ({why})", agreement.word()), "recomputed");
        }
        json["lineage"] = value;
        json["own_hashes"] = own
            .iter()
            .map(|(entry, agreement, why)| {
                json!({ "entry": entry, "verdict": agreement.word(), "why": why })
            })
            .collect();
    }
    Ok((text, json))
}

/// The lines that follow from the bytes alone.
fn facts(file: &ModelFile) -> Vec<(String, String)> {
    let hashes = &file.hashes;
    let mut facts = vec![
        ("container".into(), container(file)),
        ("bytes".into(), grouped(hashes.bytes.into())),
        ("sha256".into(), hex::encode(hashes.sha256)),
    ];
    let mut add = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| (name.to_owned(), value)));
    };
    add("tensor_sha256", hashes.tensor_sha256.map(hex::encode));
    add("blake3", Some(hex::encode(hashes.blake3)));
    add("autov1", hashes.legacy_sha256.map(|hash| hex::encode(&hash[..4])));
    add("autov2", Some(hex::encode(&hashes.sha256[..5])));
    add("autov3", hashes.tensor_sha256.map(|hash| hex::encode(&hash[..6])));
    add("crc32", hashes.crc32.map(|crc| format!("{crc:08x}")));
    facts
}

fn container(file: &ModelFile) -> String {
    use colophon_models::Container::{Broken, Other, Safetensors};
    match &file.container {
        Safetensors(header) => {
            let types: Vec<String> = (header.tensors.types.iter())
                .map(|(kind, count)| format!("{} {kind}", grouped((*count).into())))
                .collect();
            format!(
                "safetensors: {} tensors ({}), {} numbers",
                grouped(header.tensors.count.into()),
                types.join(", "),
                grouped(header.tensors.parameters.into())
            )
        }
        Broken(_) => "safetensors with a broken header".into(),
        Other(kind) => kind.name().into(),
    }
}

/// The hashes of its own tensors that the header claims, compared with the tensors.
fn own(file: &ModelFile, lineage: &Lineage) -> Vec<(&'static str, Agreement, String)> {
    let compare = |(entry, hash): (&'static str, &str)| {
        let agreement = file.hashes.compare(Some(&format!("autov3:{hash}")), None);
        let mut why = agreement.why();
        if matches!(agreement, Agreement::Differs(_)) {
            why.push_str("; some trainers hash tensor by tensor in an order of their own");
        }
        (entry, agreement, why)
    };
    lineage.own_hashes().into_iter().map(compare).collect()
}

/// One line per claim of the header.
fn lines(text: &mut String, value: &Value, at: &str) {
    match value {
        Value::Object(fields) if fields.contains_key("repeats") => {
            let name = fields.get("name").and_then(Value::as_str).unwrap_or("name withheld");
            let held = if fields["regularisation"] == true { ", regularisation" } else { "" };
            let value =
                format!("{} images × {} ({name}{held})", fields["images"], fields["repeats"]);
            line(text, at, &value, "claimed");
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                lines(text, value, &at);
            }
        }
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            line(text, at, &items.join(", "), "claimed");
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                lines(text, value, &format!("{at}.{}", index + 1));
            }
        }
        Value::String(leaf) => line(text, at, leaf, "claimed"),
        leaf => line(text, at, &leaf.to_string(), "claimed"),
    }
}

fn line(text: &mut String, name: &str, value: &str, standing: &str) {
    let mut shown: String = visible(value).chars().take(LINE).collect();
    if shown.len() < visible(value).len() {
        shown.push('…');
    }
    let _ = writeln!(text, "  {:<24} {shown}  {}", visible(name), style(standing).dim());
}
