//! Fooocus: a JSON object, with the keys of its newer versions (`base_model`) or the labels of older ones (`Base Model`).

use super::fields::{list, Fields};
use crate::claims::{AdapterKind, Claims, Format, Named};
use crate::json::Json;

/// Most LoRAs that are listed.
const MAX_LORAS: usize = 100;

/// Whether an object is of Fooocus.
#[must_use]
pub fn is_document(document: &Json) -> bool {
    let has = |key: &str| document.get(key).is_some();
    (has("base_model") || has("Base Model"))
        && (has("prompt") || has("Prompt") || has("full_prompt"))
}

/// Reads the object; `raw` is the undecoded payload that it came from.
#[must_use]
pub fn read(document: &Json, raw: &[u8]) -> Claims {
    let mut claims = Claims::new(Format::Fooocus, raw);
    let mut fields = Fields::of(document);
    let main = &mut claims.main;
    main.positive = fields.prompt("prompt").or_else(|| fields.prompt("Prompt"));
    main.negative = fields.prompt("negative_prompt").or_else(|| fields.prompt("Negative Prompt"));
    main.seed = fields.any(&["seed", "Seed"]);
    main.steps = fields.any(&["steps", "Steps"]);
    main.sampler = fields.any(&["sampler", "Sampler"]);
    main.scheduler = fields.any(&["scheduler", "Scheduler"]);
    main.cfg_scale = fields.any(&["guidance_scale", "Guidance Scale", "cfg"]);
    main.width = fields.text("width");
    main.height = fields.text("height");
    if let Some(text) = fields.any(&["resolution", "Resolution"]) {
        match resolution(&text) {
            Some((width, height)) => (main.width, main.height) = (Some(width), Some(height)),
            None => claims.extra.push(("resolution".into(), text)),
        }
    }
    version(&mut claims, fields.any(&["version", "Version"]));
    if let Some(name) = fields.any(&["base_model", "Base Model"]) {
        claims.model = Named::of(name);
    }
    claims.model.short_hash = fields.text("base_model_hash");
    loras(&mut claims, &mut fields);
    let mut further = |keys: &[&str], hash: &str, kind| {
        let hash = fields.text(hash);
        let name = fields.any(keys).filter(|name| !matches!(&name[..], "None" | "Default (model)"));
        if let Some(name) = name {
            claims.add(kind, Named { short_hash: hash, ..Named::of(name) }, None);
        }
    };
    further(&["refiner_model", "Refiner Model"], "refiner_model_hash", AdapterKind::Refiner);
    further(&["vae", "VAE"], "vae_hash", AdapterKind::Vae);
    fields.keep_rest("", &mut claims);
    claims
}

/// `Fooocus v2.5.5` is name and version; a fork keeps its own name.
fn version(claims: &mut Claims, text: Option<String>) {
    let Some(text) = text else { return };
    match text.rsplit_once(" v") {
        Some((name, version)) => {
            claims.software = Some(name.to_owned());
            claims.version = Some(version.to_owned());
        }
        None => claims.version = Some(text),
    }
}

/// `(1152, 896)`
fn resolution(text: &str) -> Option<(String, String)> {
    let (width, height) = text.trim().strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
    let number = |text: &str| {
        let text = text.trim();
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned())
    };
    Some((number(width)?, number(height)?))
}

/// `loras: [[name, weight, hash]]`, else `lora_combined_1: "name : weight"` or `LoRA 1`.
fn loras(claims: &mut Claims, fields: &mut Fields<'_>) {
    let listed = fields.take("loras").and_then(Json::as_array).unwrap_or_default();
    for entry in listed.iter().take(MAX_LORAS) {
        let mut parts = list(entry).into_iter();
        if let Some(name) = parts.next().flatten() {
            let weight = parts.next().flatten();
            let short_hash = parts.next().flatten();
            claims.add(AdapterKind::Lora, Named { short_hash, ..Named::of(name) }, weight);
        }
    }
    for number in 1..=MAX_LORAS {
        let keys = [format!("lora_combined_{number}"), format!("LoRA {number}")];
        let Some(text) = fields.any(&[&keys[0], &keys[1]]) else { continue };
        let mut parts: Vec<&str> = text.split(" : ").collect();
        let on = parts.len() != 3 || parts.remove(0) == "True";
        if let (true, true, [name, weight]) = (listed.is_empty(), on, &parts[..]) {
            claims.add(AdapterKind::Lora, Named::of(*name), Some((*weight).to_owned()));
        }
    }
}
