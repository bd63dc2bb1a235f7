//! Draw Things: a JSON object in the user comment of its XMP packet.

use super::fields::{scalar, size, Fields};
use crate::claims::{AdapterKind, Claims, Format, Named};
use crate::json::Json;

/// Most adapters of one kind that are listed.
const MAX_ADAPTERS: usize = 1_000;

/// Whether an object is of Draw Things.
#[must_use]
pub fn is_document(document: &Json) -> bool {
    document.get("c").is_some() && document.get("model").is_some()
}

/// Reads the object; `raw` is the undecoded payload that it came from.
#[must_use]
pub fn read(document: &Json, raw: &[u8]) -> Claims {
    let mut claims = Claims::new(Format::DrawThings, raw);
    let mut fields = Fields::of(document);
    let main = &mut claims.main;
    main.positive = fields.prompt("c");
    main.negative = fields.prompt("uc");
    main.seed = fields.text("seed");
    main.steps = fields.text("steps");
    main.sampler = fields.text("sampler");
    main.cfg_scale = fields.text("scale");
    main.denoise = fields.text("strength");
    if let Some(text) = fields.text("size") {
        match size(&text) {
            Some((width, height)) => (main.width, main.height) = (Some(width), Some(height)),
            None => claims.extra.push(("size".into(), text)),
        }
    }
    if let Some(name) = fields.text("model") {
        claims.model = Named::of(name);
    }
    let second = fields.take("v2");
    let lists = [
        (fields.take("lora").or_else(|| second?.get("loras")), AdapterKind::Lora),
        (fields.take("control").or_else(|| second?.get("controls")), AdapterKind::ControlNet),
    ];
    for (entries, kind) in lists {
        for entry in entries.and_then(Json::as_array).unwrap_or_default().iter().take(MAX_ADAPTERS)
        {
            let text = |key: &str| entry.get(key).and_then(scalar);
            if let Some(name) = text("model").or_else(|| text("file")) {
                claims.add(kind, Named::of(name), text("weight"));
            }
        }
    }
    let mut single = |keys: [&str; 2], kind| {
        let inner = |key: &str| second?.get(key).and_then(scalar);
        if let Some(name) = fields.text(keys[0]).or_else(|| inner(keys[1])) {
            claims.add(kind, Named::of(name), None);
        }
    };
    single(["refiner", "refinerModel"], AdapterKind::Refiner);
    single(["upscaler", "upscaler"], AdapterKind::Upscaler);
    fields.keep_rest("", &mut claims);
    if let Some(second) = second {
        Fields::of(second).keep_rest("v2/", &mut claims);
    }
    claims
}
