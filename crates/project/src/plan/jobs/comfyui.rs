//! Bodies for `POST /prompt` of ComfyUI: the artist's own workflow in API format, or a small built-in one, with prompt, negative
//! prompt, seed and size of the piece filled in.

use std::collections::{BTreeSet, VecDeque};

use serde_json::{json, Map, Value};

use super::super::PlannedPiece;
use super::number;
use crate::config::Generation;

/// Inputs in which nodes hold a prompt.
const TEXTS: [&str; 9] =
    ["text", "text_g", "text_l", "clip_l", "clip_g", "t5xxl", "prompt", "string", "value"];

/// Inputs in which nodes hold a seed.
const SEEDS: [&str; 2] = ["seed", "noise_seed"];

/// A workflow and where the values of a piece go.
#[derive(Debug, Clone, PartialEq)]
pub struct Workflow {
    graph: Map<String, Value>,
    positive: Slots,
    negative: Slots,
    seeds: Slots,
    sizes: BTreeSet<String>,
    checkpoint: Slots,
    file_name: Slots,
}

/// Inputs: node and key.
type Slots = BTreeSet<(String, String)>;

/// Why a file is no workflow that can be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkflowError {
    /// No JSON.
    #[error("it is no JSON: {0}; export it with \"Export (API)\"")]
    Json(String),
    /// The format that the interface saves.
    #[error("it is in the format of the interface; export it with \"Export (API)\" instead")]
    Interface,
    /// Not nodes by name.
    #[error("it holds no nodes with class_type and inputs; export it with \"Export (API)\"")]
    NoNodes,
    /// No seed to set.
    #[error("no node has a seed of its own (an input \"seed\" or \"noise_seed\" that is a number); a sampler or RandomNoise node needs one")]
    NoSeed,
    /// No prompt to set.
    #[error("no text was found behind the positive input of a sampler; connect a node with a text of its own")]
    NoPrompt,
    /// One text is positive and negative.
    #[error(
        "node {0} is behind both the positive and the negative input; give each a text of its own"
    )]
    Shared(String),
}

impl Workflow {
    /// A small text-to-image workflow for checkpoints.
    #[must_use]
    pub fn built_in(how: &Generation) -> Self {
        let sampler = how.sampler.as_deref().unwrap_or("euler");
        let graph = json!({
            "1": { "class_type": "CheckpointLoaderSimple", "inputs": { "ckpt_name": "model.safetensors" } },
            "2": { "class_type": "CLIPTextEncode", "inputs": { "text": "", "clip": ["1", 1] } },
            "3": { "class_type": "CLIPTextEncode", "inputs": { "text": "", "clip": ["1", 1] } },
            "4": { "class_type": "EmptyLatentImage", "inputs": { "width": 512, "height": 512, "batch_size": 1 } },
            "5": { "class_type": "KSampler", "inputs": {
                "seed": 0, "steps": how.steps.unwrap_or(20),
                "cfg": number(how.cfg_scale.as_deref().unwrap_or("7")),
                "sampler_name": sampler.to_lowercase().replace(" a", "_ancestral").replace(' ', "_"),
                "scheduler": how.scheduler.as_deref().unwrap_or("normal").to_lowercase(),
                "denoise": 1, "model": ["1", 0], "positive": ["2", 0], "negative": ["3", 0],
                "latent_image": ["4", 0] } },
            "6": { "class_type": "VAEDecode", "inputs": { "samples": ["5", 0], "vae": ["1", 2] } },
            "7": { "class_type": "SaveImage", "inputs": { "filename_prefix": "piece", "images": ["6", 0] } },
        });
        let slot = |node: &str, key: &str| Slots::from([(node.to_owned(), key.to_owned())]);
        Self {
            graph: graph.as_object().cloned().unwrap_or_default(),
            positive: slot("2", "text"),
            negative: slot("3", "text"),
            seeds: slot("5", "seed"),
            sizes: BTreeSet::from(["4".to_owned()]),
            checkpoint: slot("1", "ckpt_name"),
            file_name: slot("7", "filename_prefix"),
        }
    }

    /// Reads an artist's workflow and finds where things go. The model, and all that is not named in [`Self::body`], stay as they are.
    ///
    /// # Errors
    /// [`WorkflowError`] says what is missing.
    pub fn read(bytes: &[u8]) -> Result<Self, WorkflowError> {
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|error| WorkflowError::Json(error.to_string()))?;
        let Value::Object(mut graph) = value else { return Err(WorkflowError::NoNodes) };
        if graph.get("nodes").is_some_and(Value::is_array) {
            return Err(WorkflowError::Interface);
        }
        // A whole request body holds the graph under this key.
        if let Some(Value::Object(inner)) =
            graph.get("prompt").filter(|inner| inner.get("class_type").is_none())
        {
            graph = inner.clone();
        }
        let node = |node: &Value| {
            node.get("class_type").is_some_and(Value::is_string) && inputs(node).is_some()
        };
        if graph.is_empty() || !graph.values().all(node) {
            return Err(WorkflowError::NoNodes);
        }
        let (positive, negative) = (texts(&graph, "positive"), texts(&graph, "negative"));
        if let Some((node, _)) = positive.intersection(&negative).next() {
            return Err(WorkflowError::Shared(node.clone()));
        }
        if positive.is_empty() {
            return Err(WorkflowError::NoPrompt);
        }
        let seeds = seeds(&graph);
        if seeds.is_empty() {
            return Err(WorkflowError::NoSeed);
        }
        let sizes = sizes(&graph);
        let none = Slots::new();
        Ok(Self {
            graph,
            positive,
            negative,
            seeds,
            sizes,
            checkpoint: none.clone(),
            file_name: none,
        })
    }

    /// The body for one piece.
    #[must_use]
    pub fn body(&self, piece: &PlannedPiece) -> Value {
        let mut graph = self.graph.clone();
        let mut fill = |slots: &Slots, value: Value| {
            for (node, key) in slots {
                if let Some(place) =
                    graph.get_mut(node).and_then(|node| node.get_mut("inputs")?.get_mut(key))
                {
                    *place = value.clone();
                }
            }
        };
        fill(&self.positive, json!(piece.prompt));
        fill(&self.negative, json!(piece.negative));
        fill(&self.seeds, json!(piece.seed));
        for (key, side) in [("width", piece.width), ("height", piece.height)] {
            fill(
                &self.sizes.iter().map(|node| (node.clone(), key.to_owned())).collect(),
                json!(side),
            );
        }
        if let Some(model) = &piece.model {
            fill(&self.checkpoint, json!(format!("{model}.safetensors")));
        }
        fill(&self.file_name, json!(format!("piece-{:06}", piece.index)));
        json!({ "prompt": graph })
    }
}

fn inputs(node: &Value) -> Option<&Map<String, Value>> {
    node.get("inputs")?.as_object()
}

/// The node that an input comes from, if it is a link.
fn link(value: &Value) -> Option<&str> {
    match value.as_array()?.as_slice() {
        [node, output] if output.is_u64() => node.as_str(),
        _ => None,
    }
}

fn seeds(graph: &Map<String, Value>) -> Slots {
    let mut slots = Slots::new();
    for (name, node) in graph {
        for key in SEEDS {
            if inputs(node).and_then(|inputs| inputs.get(key)).is_some_and(Value::is_number) {
                slots.insert((name.clone(), key.to_owned()));
            }
        }
    }
    slots
}

/// Nodes that make an empty latent of a size.
fn sizes(graph: &Map<String, Value>) -> BTreeSet<String> {
    let empty = |node: &Value| {
        let class = node.get("class_type").and_then(Value::as_str).unwrap_or_default();
        let number =
            |key| inputs(node).and_then(|inputs| inputs.get(key)).is_some_and(Value::is_number);
        class.starts_with("Empty")
            && class.contains("Latent")
            && number("width")
            && number("height")
    };
    graph.iter().filter(|(_, node)| empty(node)).map(|(name, _)| name.clone()).collect()
}

/// The texts behind every input of one role (`positive` or `negative`). A guider with a single input has a positive one.
fn texts(graph: &Map<String, Value>, role: &str) -> Slots {
    let mut queue = VecDeque::new();
    for node in graph.values() {
        let Some(inputs) = inputs(node) else { continue };
        let guider = node.get("class_type").and_then(Value::as_str) == Some("BasicGuider");
        let single = inputs.get("conditioning").filter(|_| guider && role == "positive");
        queue.extend(inputs.get(role).or(single).and_then(link));
    }
    let (mut seen, mut slots) = (BTreeSet::new(), Slots::new());
    while let Some(name) = queue.pop_front() {
        let Some(inputs) = graph.get(name).and_then(inputs).filter(|_| seen.insert(name)) else {
            continue;
        };
        // A node that keeps both roles apart, for example a ControlNet, is passed on the side of this role.
        if let Some(next) = inputs.get(role).and_then(link) {
            queue.push_back(next);
            continue;
        }
        for (key, value) in inputs {
            let text = TEXTS.contains(&key.as_str());
            match link(value) {
                None if text && value.is_string() => {
                    slots.insert((name.to_owned(), key.clone()));
                }
                Some(next) if text || key.starts_with("conditioning") => queue.push_back(next),
                _ => {}
            }
        }
    }
    slots
}
