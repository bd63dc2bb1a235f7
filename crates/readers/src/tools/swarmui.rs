//! SwarmUI: an object with `sui_image_params`, `sui_extra_data` and `sui_models`. Numbers may be written as texts, lists
//! as texts with commas.

use super::fields::{hash32, list, scalar, Fields};
use crate::claims::{Adapter, AdapterKind, Claims, Format, Named};
use crate::json::Json;

/// Most models that are listed.
const MAX_MODELS: usize = 1_000;

/// Reads the parameters; `raw` is the undecoded payload that they came from.
///
/// # Errors
/// A sentence when `document` holds none.
pub fn read(document: &Json, raw: &[u8]) -> Result<Claims, String> {
    let params = document
        .get("sui_image_params")
        .filter(|params| params.as_object().is_some())
        .ok_or("the SwarmUI metadata has no parameters")?;
    let mut claims = Claims::new(Format::SwarmUi, raw);
    let mut fields = Fields::of(params);
    let main = &mut claims.main;
    main.positive = fields.prompt("prompt");
    main.negative = fields.prompt("negativeprompt");
    main.seed = fields.text("seed");
    main.steps = fields.text("steps");
    main.cfg_scale = fields.text("cfgscale");
    main.width = fields.text("width");
    main.height = fields.text("height");
    main.sampler = fields.any(&["sampler", "comfyuisampler", "autowebuisampler"]);
    main.scheduler = fields.any(&["scheduler", "comfyuischeduler"]);
    main.denoise = fields.text("initimagecreativity");
    claims.version = fields.any(&["swarm_version", "swarmVersion"]);
    if let Some(name) = fields.text("model") {
        claims.model = Named::of(name);
    }
    adapters(&mut claims, &mut fields);
    fields.keep_rest("", &mut claims);
    if let Some(extra) = document.get("sui_extra_data") {
        Fields::of(extra).keep_rest("", &mut claims);
    }
    let models = document.get("sui_models").and_then(Json::as_array).unwrap_or_default();
    models.iter().take(MAX_MODELS).for_each(|model| known_model(&mut claims, model));
    Ok(claims)
}

fn adapters(claims: &mut Claims, fields: &mut Fields<'_>) {
    let mut many = |key: &str| fields.take(key).map(split).unwrap_or_default();
    let (loras, weights) = (many("loras"), many("loraweights"));
    for (index, name) in loras.into_iter().enumerate() {
        if let Some(name) = name {
            let weight = weights.get(index).cloned().flatten();
            claims.add(AdapterKind::Lora, Named::of(name), weight);
        }
    }
    let mut single = |key: &str, kind: AdapterKind, weight: Option<&str>| {
        let weight = weight.and_then(|key| fields.text(key));
        let named = fields
            .text(key)
            .filter(|name| !matches!(&name[..], "None" | "Automatic" | "(Use Base)"));
        if let Some(name) = named {
            claims.add(kind, Named::of(name), weight);
        }
    };
    single("vae", AdapterKind::Vae, None);
    single("refinermodel", AdapterKind::Refiner, None);
    single("controlnetmodel", AdapterKind::ControlNet, Some("controlnetstrength"));
    single("controlnettwomodel", AdapterKind::ControlNet, Some("controlnettwostrength"));
    single("controlnetthreemodel", AdapterKind::ControlNet, Some("controlnetthreestrength"));
}

/// A list, or a text with commas.
fn split(value: &Json) -> Vec<Option<String>> {
    match value {
        Json::String(text) => text
            .split(',')
            .map(|part| Some(part.trim().to_owned()).filter(|part| !part.is_empty()))
            .take(MAX_MODELS)
            .collect(),
        other => list(other),
    }
}

/// An entry of `sui_models`: its hash goes to the model or adapter of that name; what nobody named is listed. The hash is
/// of the tensors.
fn known_model(claims: &mut Claims, entry: &Json) {
    let text = |key: &str| entry.get(key).and_then(scalar);
    let Some(name) = text("name") else { return };
    let hash = text("hash").and_then(|hash| hash32(&hash));
    let plain = |name: &str| name.trim_end_matches(".safetensors").to_owned();
    let same = |named: &Named| named.name.as_deref().map(plain) == Some(plain(&name));
    let kind = match text("param").as_deref() {
        Some("model") | None => {
            if claims.model.name.is_none() {
                claims.model = Named::of(name.clone());
            }
            if same(&claims.model) {
                claims.model.tensor_sha256 = hash;
                return;
            }
            AdapterKind::Model
        }
        Some("loras" | "used_loras") => AdapterKind::Lora,
        Some("vae") => AdapterKind::Vae,
        Some("refinermodel") => AdapterKind::Refiner,
        Some(param) if param.contains("controlnet") => AdapterKind::ControlNet,
        Some(param) if param.contains("embedding") => AdapterKind::Embedding,
        Some(_) => AdapterKind::Model,
    };
    match claims.adapters.iter_mut().find(|a| a.kind == kind && same(&a.named)) {
        Some(Adapter { named, .. }) => named.tensor_sha256 = hash,
        None => {
            let named = Named { tensor_sha256: hash, ..Named::of(name) };
            claims.add(kind, named, None);
        }
    }
}
