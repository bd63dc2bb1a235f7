//! Models and adapters of a graph, in the order in which they were applied.

use super::graph::{Graph, Node};
use super::stacks;
use super::values::scalar;
use crate::claims::{Adapter, AdapterKind, Named};

/// What a loader node loads.
pub(super) enum Loaded {
    /// A whole model or its diffusion part.
    Model(String),
    /// Anything else that takes part.
    Adapter(Adapter),
}

/// What `node` loads: nothing when it is no known loader or when its strength is zero; the reason when its file name
/// is computed, or when a node that is not known names a model.
pub(super) fn loaded(graph: &Graph<'_>, node: &Node<'_>) -> Result<Vec<Loaded>, String> {
    if let Some(found) = stacks::stack(graph, node)? {
        return Ok(found);
    }
    let name = |input: &str| scalar(graph, node, input);
    let adapter = |kind, name: Option<String>, weight| {
        name.map(|name| Loaded::Adapter(Adapter { kind, named: Named::of(name), weight }))
    };
    let single = match node.class {
        "CheckpointLoaderSimple"
        | "CheckpointLoader"
        | "unCLIPCheckpointLoader"
        | "ImageOnlyCheckpointLoader"
        | "CheckpointLoaderNF4" => name("ckpt_name")?.map(Loaded::Model),
        "UNETLoader" | "UnetLoaderGGUF" | "NunchakuFluxDiTLoader" => {
            name("unet_name")?.map(Loaded::Model)
        }
        "DiffusersLoader" => name("model_path")?.map(Loaded::Model),
        "LoraLoader" | "LoraLoaderModelOnly" => {
            let model = name("strength_model")?;
            let clip = name("strength_clip")?;
            let zero = |text: &Option<String>| text.as_deref().is_none_or(|t| t.parse() == Ok(0.0));
            if zero(&model) && zero(&clip) {
                None
            } else {
                adapter(AdapterKind::Lora, name("lora_name")?, model)
            }
        }
        "HypernetworkLoader" => {
            adapter(AdapterKind::Hypernetwork, name("hypernetwork_name")?, name("strength")?)
        }
        "VAELoader" => adapter(AdapterKind::Vae, name("vae_name")?, None),
        "ControlNetLoader" | "DiffControlNetLoader" => adapter(
            AdapterKind::ControlNet,
            name("control_net_name")?,
            applied_strength(graph, node)?,
        ),
        "UpscaleModelLoader" => adapter(AdapterKind::Upscaler, name("model_name")?, None),
        "CLIPLoader" => adapter(AdapterKind::TextEncoder, name("clip_name")?, None),
        "DualCLIPLoader" | "TripleCLIPLoader" | "QuadrupleCLIPLoader" => {
            let mut all = Vec::new();
            for input in ["clip_name1", "clip_name2", "clip_name3", "clip_name4"] {
                all.extend(adapter(AdapterKind::TextEncoder, name(input)?, None));
            }
            return Ok(all);
        }
        "CLIPVisionLoader" => adapter(AdapterKind::ClipVision, name("clip_name")?, None),
        "StyleModelLoader" => adapter(AdapterKind::ImageAdapter, name("style_model_name")?, None),
        "IPAdapterModelLoader" => adapter(AdapterKind::ImageAdapter, name("ipadapter_file")?, None),
        _ => return stacks::unknown(node).map_or(Ok(Vec::new()), Err),
    };
    Ok(single.into_iter().collect())
}

/// The strength with which a ControlNet is applied, if exactly one node applies it.
fn applied_strength(graph: &Graph<'_>, loader: &Node<'_>) -> Result<Option<String>, String> {
    let mut users = graph
        .nodes()
        .iter()
        .filter(|node| node.link("control_net").is_some_and(|l| l.node == loader.id));
    match (users.next(), users.next()) {
        (Some(user), None) => scalar(graph, user, "strength"),
        _ => Ok(None),
    }
}

/// Names of textual inversions in a prompt: `embedding:NAME`.
pub(super) fn embeddings(prompt: &str) -> impl Iterator<Item = &str> {
    prompt.split("embedding:").skip(1).filter_map(|rest| {
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '(' | ')'))
            .unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    })
}
