//! What the site and the extension of Civitai add to an infotext: a list of resources.

use super::fields::scalar;
use crate::claims::{AdapterKind, Claims, Named};
use crate::json::Json;

/// Most resources that are read.
const MAX_RESOURCES: usize = 1_000;

/// `[{"type": "checkpoint", "modelName": "…", "modelVersionName": "…", "air": "urn:air:…", "weight": 1}]`. What the
/// infotext names itself stays as it is.
pub(super) fn resources(claims: &mut Claims, text: &str) {
    let Ok(document) = Json::parse(text) else { return };
    for entry in document.as_array().unwrap_or_default().iter().take(MAX_RESOURCES) {
        let text = |key: &str| entry.get(key).and_then(scalar);
        let version = text("modelVersionName");
        let name = text("modelName").map(|name| match version {
            Some(version) => format!("{name} {version}"),
            None => name,
        });
        let number = text("modelVersionId").map(|id| format!("civitai:{id}"));
        let locator = text("air").or(number);
        let named = Named { name: name.or_else(|| locator.clone()), locator, ..Named::default() };
        let kind = text("type").unwrap_or_default().to_ascii_lowercase();
        let kind = match &kind[..] {
            "checkpoint" | "model" => {
                if claims.model.name.is_none() {
                    claims.model.name = named.name;
                }
                claims.model.locator = claims.model.locator.take().or(named.locator);
                continue;
            }
            "lora" | "locon" | "lycoris" | "dora" => AdapterKind::Lora,
            "embed" | "embedding" | "textualinversion" => AdapterKind::Embedding,
            "vae" => AdapterKind::Vae,
            "controlnet" => AdapterKind::ControlNet,
            "hypernet" | "hypernetwork" => AdapterKind::Hypernetwork,
            "upscaler" => AdapterKind::Upscaler,
            _ => continue,
        };
        claims.add(kind, named, text("weight"));
    }
}
