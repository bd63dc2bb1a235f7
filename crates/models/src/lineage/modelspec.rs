//! ModelSpec 1.0 (Stability-AI/ModelSpec): what a model is and who made it.

use serde::Serialize;

use super::values::Values;

/// The entries `modelspec.*`, by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ModelSpec {
    /// `sai_model_spec`: version of the specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// For example `stable-diffusion-xl-v1-base/lora`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
    /// The code whose layout the tensors follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub implementation: Option<String>,
    /// Name of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was made, as it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// SHA-256 of the tensor part that it had when it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash_sha256: Option<String>,
    /// Size of its pictures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// Models that it was merged from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged_from: Vec<String>,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How to use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage_hint: Option<String>,
    /// Words of a prompt that call what it learned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger_phrase: Option<String>,
    /// What the network predicts: `epsilon` or `v`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction_type: Option<String>,
    /// Timesteps that it was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestep_range: Option<String>,
    /// Layer of the text encoder that it reads (clip skip).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoder_layer: Option<String>,
    /// A small picture; it is not copied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
}

/// A picture in a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Thumbnail {
    /// Its media type as the entry says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Length of the entry.
    pub characters: usize,
}

/// Takes the entries; absent when there is none.
pub(super) fn read(values: &mut Values<'_>) -> Option<ModelSpec> {
    if !values.any("modelspec.") {
        return None;
    }
    let thumbnail = values.raw("modelspec.thumbnail").map(|text| {
        let kind = text.strip_prefix("data:").and_then(|rest| rest.split([';', ',']).next());
        Thumbnail {
            media_type: kind.filter(|kind| kind.len() < 64).map(str::to_owned),
            characters: text.len(),
        }
    });
    Some(ModelSpec {
        version: values.text("modelspec.sai_model_spec"),
        architecture: values.text("modelspec.architecture"),
        implementation: values.text("modelspec.implementation"),
        title: values.text("modelspec.title"),
        author: values.text("modelspec.author"),
        description: values.text("modelspec.description"),
        date: values.text("modelspec.date"),
        license: values.text("modelspec.license"),
        hash_sha256: values.text("modelspec.hash_sha256"),
        resolution: values.text("modelspec.resolution"),
        merged_from: list(values.text("modelspec.merged_from")),
        tags: list(values.text("modelspec.tags")),
        usage_hint: values.text("modelspec.usage_hint"),
        trigger_phrase: values.text("modelspec.trigger_phrase"),
        prediction_type: values.text("modelspec.prediction_type"),
        timestep_range: values.text("modelspec.timestep_range"),
        encoder_layer: values.text("modelspec.encoder_layer"),
        thumbnail,
    })
}

/// A list with commas.
fn list(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
