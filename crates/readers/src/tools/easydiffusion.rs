//! Easy Diffusion: fields by key (`guidance_scale`) or by label (`Guidance Scale`), as text chunks of PNG or as one JSON
//! object in the EXIF user comment.

use super::fields::{list, Fields};
use crate::claims::{AdapterKind, Claims, Format, Named};
use crate::json::Json;

/// Keys that no other tool writes.
const OWN: [&str; 4] = [
    "use_stable_diffusion_model",
    "Stable Diffusion model",
    "num_inference_steps",
    "Guidance Scale",
];

/// Whether an object (or the text chunks of a PNG as one) is of Easy Diffusion.
#[must_use]
pub fn is_document(document: &Json) -> bool {
    let has = |key: &str| document.get(key).is_some();
    (has("prompt") || has("Prompt")) && OWN.into_iter().any(has)
}

/// Reads the fields; `raw` is the undecoded payload that they came from.
#[must_use]
pub fn read(document: &Json, raw: &[u8]) -> Claims {
    let mut claims = Claims::new(Format::EasyDiffusion, raw);
    let mut fields = Fields::of(document);
    let main = &mut claims.main;
    main.positive = fields.prompt("prompt").or_else(|| fields.prompt("Prompt"));
    main.negative = fields.prompt("negative_prompt").or_else(|| fields.prompt("Negative Prompt"));
    main.seed = fields.any(&["seed", "Seed"]);
    main.steps = fields.any(&["num_inference_steps", "Steps"]);
    main.sampler = fields.any(&["sampler_name", "sampler", "Sampler"]);
    main.scheduler = fields.any(&["scheduler_name", "Scheduler"]);
    main.cfg_scale = fields.any(&["guidance_scale", "Guidance Scale"]);
    main.width = fields.any(&["width", "Width"]);
    main.height = fields.any(&["height", "Height"]);
    main.denoise = fields.any(&["prompt_strength", "Prompt Strength"]);
    if let Some(name) = fields.any(&["use_stable_diffusion_model", "Stable Diffusion model"]) {
        claims.model = Named::of(name);
    }
    // `clip_skip` is a switch here, not a number of layers.
    if let Some(switch) = fields.any(&["clip_skip", "Clip Skip"]) {
        claims.extra.push(("clip_skip".into(), switch));
    }
    let mut many = |keys: [&str; 2], weights: [&str; 2], kind| {
        let mut first = |keys: [&str; 2]| {
            let values = keys.map(|key| fields.take(key).map(entries).unwrap_or_default());
            let [one, other] = values;
            if one.is_empty() {
                other
            } else {
                one
            }
        };
        let (names, weights) = (first(keys), first(weights));
        for (index, name) in names.into_iter().enumerate() {
            if let Some(name) = name.filter(|name| name != "None") {
                let weight = weights.get(index).cloned().flatten();
                claims.add(kind, Named::of(name), weight);
            }
        }
    };
    let none = ["", ""];
    many(["use_lora_model", "LoRA model"], ["lora_alpha", "LoRA Strength"], AdapterKind::Lora);
    many(
        ["use_hypernetwork_model", "Hypernetwork model"],
        ["hypernetwork_strength", "Hypernetwork Strength"],
        AdapterKind::Hypernetwork,
    );
    many(["use_controlnet_model", "ControlNet model"], none, AdapterKind::ControlNet);
    many(["use_vae_model", "VAE model"], none, AdapterKind::Vae);
    many(["use_embeddings_model", "Embedding models"], none, AdapterKind::Embedding);
    many(["use_upscale", "Use Upscaling"], none, AdapterKind::Upscaler);
    fields.keep_rest("", &mut claims);
    claims
}

/// A list, or a text that Python or JSON wrote for one: `['a', 'b']`.
fn entries(value: &Json) -> Vec<Option<String>> {
    if let Json::String(text) = value
        && text.starts_with('[')
        && text.ends_with(']')
    {
        let json = Json::parse(text).ok().or_else(|| {
            // A list of plain names; quotes inside of a name would need another reader.
            let simple = !text.contains(['"', '\\']);
            simple.then(|| Json::parse(&text.replace('\'', "\"")).ok()).flatten()
        });
        if let Some(json) = json {
            return list(&json);
        }
    }
    list(value)
}
