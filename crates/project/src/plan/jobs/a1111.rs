//! Bodies for `POST /sdapi/v1/txt2img` of A1111 and Forge.

use serde_json::{json, Value};

use super::super::PlannedPiece;
use super::number;
use crate::config::Generation;

/// The body for one piece. What the project file leaves open is left to the tool.
pub(super) fn body(piece: &PlannedPiece, how: &Generation) -> Value {
    let mut body = json!({
        "prompt": piece.prompt,
        "negative_prompt": piece.negative,
        "seed": piece.seed,
        "width": piece.width,
        "height": piece.height,
        "n_iter": 1,
        "batch_size": 1,
    });
    let mut set = |key: &str, value: Option<Value>| {
        if let (Some(value), Some(fields)) = (value, body.as_object_mut()) {
            fields.insert(key.to_owned(), value);
        }
    };
    set("steps", how.steps.map(Value::from));
    set("cfg_scale", how.cfg_scale.as_deref().map(number));
    set("sampler_name", how.sampler.clone().map(Value::from));
    set("scheduler", how.scheduler.clone().map(Value::from));
    set(
        "override_settings",
        piece.model.as_ref().map(|model| json!({ "sd_model_checkpoint": model })),
    );
    body
}
