//! Nodes that load several things at once, as popular extensions have them; and loaders that nobody here knows.

use super::graph::{Graph, Node};
use super::models::Loaded;
use super::values::scalar;
use crate::claims::{Adapter, AdapterKind, Named};
use crate::json::Json;

/// Most entries of a stack.
const MAX_ENTRIES: usize = 100;

/// Endings of the names of model files.
const FILES: [&str; 7] = [".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".sft"];

/// What `node` loads, if it is a stack.
pub(super) fn stack(graph: &Graph<'_>, node: &Node<'_>) -> Result<Option<Vec<Loaded>>, String> {
    Ok(Some(match node.class {
        "Efficient Loader" => efficient(graph, node)?,
        "Power Lora Loader (rgthree)" => power(node),
        "CR LoRA Stack" | "LoRA Stacker" | "Lora Loader Stack (rgthree)" => numbered(graph, node)?,
        _ => return Ok(None),
    }))
}

fn lora(name: String, weight: Option<String>) -> Loaded {
    Loaded::Adapter(Adapter { kind: AdapterKind::Lora, named: Named::of(name), weight })
}

fn is_zero(weight: Option<&String>) -> bool {
    weight.is_some_and(|weight| weight.parse() == Ok(0.0))
}

/// A checkpoint, a LoRA and a VAE.
fn efficient(graph: &Graph<'_>, node: &Node<'_>) -> Result<Vec<Loaded>, String> {
    let mut found: Vec<Loaded> =
        scalar(graph, node, "ckpt_name")?.map(Loaded::Model).into_iter().collect();
    if let Some(name) = scalar(graph, node, "lora_name")?.filter(|name| name != "None") {
        let weight = scalar(graph, node, "lora_model_strength")?;
        if !is_zero(weight.as_ref()) {
            found.push(lora(name, weight));
        }
    }
    if let Some(name) = scalar(graph, node, "vae_name")?.filter(|name| name != "Baked VAE") {
        let named = Named::of(name);
        found.push(Loaded::Adapter(Adapter { kind: AdapterKind::Vae, named, weight: None }));
    }
    Ok(found)
}

/// Inputs that are objects: `{"on": true, "lora": "…", "strength": 1}`.
fn power(node: &Node<'_>) -> Vec<Loaded> {
    let entries = node.inputs.iter().filter(|(_, value)| value.as_object().is_some());
    let read = |entry: &Json| {
        if entry.get("on") != Some(&Json::Bool(true)) {
            return None;
        }
        let weight = entry.get("strength").and_then(Json::as_number).map(str::to_owned);
        let name = entry.get("lora")?.as_str().filter(|name| *name != "None")?;
        (!is_zero(weight.as_ref())).then(|| lora(name.to_owned(), weight))
    };
    entries.take(MAX_ENTRIES).filter_map(|(_, entry)| read(entry)).collect()
}

/// `lora_name_1`, `model_weight_1`, `switch_1`, and the other spellings of the same.
fn numbered(graph: &Graph<'_>, node: &Node<'_>) -> Result<Vec<Loaded>, String> {
    let mut found = Vec::new();
    let count = scalar(graph, node, "lora_count")?.and_then(|count| count.parse().ok());
    for number in 1..=count.unwrap_or(MAX_ENTRIES).min(MAX_ENTRIES) {
        let first = |keys: &[&str]| {
            keys.iter().try_fold(None, |found: Option<String>, key| match found {
                Some(_) => Ok::<_, String>(found),
                None => scalar(graph, node, &key.replace('#', &number.to_string())),
            })
        };
        let name = first(&["lora_name_#", "lora_0#", "lora_#"])?;
        let Some(name) = name.filter(|name| name != "None") else { continue };
        if first(&["switch_#"])?.is_some_and(|switch| switch == "Off") {
            continue;
        }
        let weight = first(&["model_weight_#", "model_str_#", "lora_wt_#", "strength_0#"])?;
        if !is_zero(weight.as_ref()) {
            found.push(lora(name, weight));
        }
    }
    Ok(found)
}

/// A note about a node that names a model file and is not known; its part in the picture is not guessed.
pub(super) fn unknown(node: &Node<'_>) -> Option<String> {
    let is_file = |text: &str| {
        let lower = text.to_ascii_lowercase();
        FILES.iter().any(|ending| lower.ends_with(ending)) && !text.contains('\n')
    };
    let mut inputs = node.inputs.iter().filter_map(|(_, value)| value.as_str());
    let name = inputs.find(|text| text.len() < 1_024 && is_file(text))?;
    Some(format!(
        "node {} ({}) names {name:?}; this version does not know what it does with it",
        node.id, node.class
    ))
}
