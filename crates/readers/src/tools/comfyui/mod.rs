//! ComfyUI: the `prompt` graph. The graph holds names, never hashes; values that custom nodes compute are absent.

mod graph;
mod models;
mod notes;
mod stacks;
mod values;

use std::collections::{HashMap, HashSet};

use graph::{Graph, Node};
use models::Loaded;

use crate::claims::{Adapter, AdapterKind, Claims, Format, Input, Named, Pass};
use crate::json::Json;

/// Most sampling passes that are listed.
const MAX_PASSES: usize = 64;

/// Most models and adapters that are listed.
const MAX_LOADED: usize = 1_000;

/// Reads a graph; `raw` is the undecoded payload that it came from.
///
/// # Errors
/// A sentence when `text` is no graph.
pub fn read(text: &str, raw: &[u8]) -> Result<Claims, String> {
    let document = Json::parse(text)
        .map_err(|at| format!("the ComfyUI graph is not JSON from byte {at} on"))?;
    let graph = Graph::new(&document).ok_or("the ComfyUI graph has no nodes, or too many")?;
    let mut reader = Reader { graph: &graph, claims: Claims::new(Format::ComfyUi, raw) };
    let samplers = samplers(&graph);
    if samplers.is_empty() {
        reader.claims.notes.push("the graph has no sampler that this version knows".into());
    }
    let mut passes: Vec<Pass> =
        samplers.iter().take(MAX_PASSES).map(|node| reader.pass(node)).collect();
    if !passes.is_empty() {
        let main = main_sampler(&graph, &samplers).min(passes.len() - 1);
        reader.claims.main = passes.remove(main);
        reader.claims.more = passes;
    }
    reader.loaders(&samplers);
    reader.inputs(&samplers);
    reader.guidance();
    reader.merges();
    reader.claims.notes.extend(notes::absent(&graph, &samplers, &reader.claims.main));
    reader.claims.notes.dedup();
    Ok(reader.claims)
}

/// Whether `document` is a graph: an object of nodes with a class.
#[must_use]
pub fn is_graph(document: &Json) -> bool {
    let nodes = document.as_object().unwrap_or_default();
    nodes.iter().any(|(_, node)| node.get("class_type").is_some() && node.get("inputs").is_some())
}

fn is_sampler(node: &Node<'_>) -> bool {
    matches!(
        node.class,
        "KSampler"
            | "KSamplerAdvanced"
            | "KSampler (Efficient)"
            | "KSampler Adv. (Efficient)"
            | "SamplerCustom"
            | "SamplerCustomAdvanced"
    )
}

/// Samplers that lead to an output, in the order of execution.
fn samplers<'g, 'a>(graph: &'g Graph<'a>) -> Vec<&'g Node<'a>> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for sink in graph.sinks() {
        graph.visit(sink, &mut seen, |node| {
            if is_sampler(node) {
                found.push(node);
            }
        });
    }
    found
}

/// Index of the first sampler that starts from an empty latent picture, else 0.
fn main_sampler(graph: &Graph<'_>, samplers: &[&Node<'_>]) -> usize {
    let starts_empty =
        |node: &&Node<'_>| latent(graph, node).is_some_and(|latent| is_empty_latent(latent));
    samplers.iter().position(starts_empty).unwrap_or(0)
}

fn latent<'g, 'a>(graph: &'g Graph<'a>, sampler: &Node<'a>) -> Option<&'g Node<'a>> {
    graph.follow(sampler, "latent_image")
}

fn is_empty_latent(node: &Node<'_>) -> bool {
    node.class.starts_with("Empty") && node.class.contains("Latent")
}

struct Reader<'g, 'a> {
    graph: &'g Graph<'a>,
    claims: Claims,
}

impl<'a> Reader<'_, 'a> {
    fn keep<T>(&mut self, value: Result<Option<T>, String>) -> Option<T> {
        value.unwrap_or_else(|why| {
            self.claims.notes.push(why);
            None
        })
    }

    fn scalar(&mut self, node: &Node<'a>, name: &str) -> Option<String> {
        self.keep(values::scalar(self.graph, node, name))
    }

    /// The input `name` of the node that `node`'s input `via` is linked to.
    fn through(&mut self, node: &Node<'a>, via: &str, name: &str) -> Option<String> {
        let graph = self.graph;
        let source = graph.follow(node, via)?;
        self.scalar(source, name)
    }

    fn pass(&mut self, node: &Node<'a>) -> Pass {
        let graph = self.graph;
        let mut pass = Pass {
            seed: self.scalar(node, "seed").or_else(|| self.scalar(node, "noise_seed")),
            steps: self.scalar(node, "steps").or_else(|| self.through(node, "sigmas", "steps")),
            sampler: self
                .scalar(node, "sampler_name")
                .or_else(|| self.through(node, "sampler", "sampler_name")),
            scheduler: self
                .scalar(node, "scheduler")
                .or_else(|| self.through(node, "sigmas", "scheduler")),
            cfg_scale: self.scalar(node, "cfg").or_else(|| self.through(node, "guider", "cfg")),
            denoise: self
                .scalar(node, "denoise")
                .or_else(|| self.through(node, "sigmas", "denoise")),
            ..Pass::default()
        };
        if pass.seed.is_none() {
            pass.seed = self.through(node, "noise", "noise_seed");
        }
        let conditioned = graph.follow(node, "guider").unwrap_or(node);
        pass.positive = self.keep(values::prompt(graph, conditioned, "positive"));
        if pass.positive.is_none() {
            pass.positive = self.keep(values::prompt(graph, conditioned, "conditioning"));
        }
        pass.negative = self.keep(values::prompt(graph, conditioned, "negative"));
        if let Some(empty) = latent(graph, node).filter(|latent| is_empty_latent(latent)) {
            pass.width = self.scalar(empty, "width");
            pass.height = self.scalar(empty, "height");
        }
        pass
    }

    /// All loaders that took part: those of the samplers' model chains first, in the order of execution.
    fn loaders(&mut self, samplers: &[&Node<'a>]) {
        let graph = self.graph;
        let (mut seen, mut order) = (HashSet::new(), Vec::new());
        for sampler in samplers {
            let via_guider =
                graph.follow(sampler, "guider").and_then(|guider| graph.follow(guider, "model"));
            if let Some(model) = graph.follow(sampler, "model").or(via_guider) {
                graph.visit(model, &mut seen, |node| order.push(node));
            }
        }
        for sink in graph.sinks() {
            graph.visit(sink, &mut seen, |node| order.push(node));
        }
        for node in order.into_iter().take(graph.nodes().len()) {
            match models::loaded(graph, node) {
                Ok(found) => found.into_iter().for_each(|item| self.add(item)),
                Err(why) => self.claims.notes.push(why),
            }
        }
        let prompts: Vec<String> = std::iter::once(&self.claims.main)
            .chain(&self.claims.more)
            .flat_map(|pass| [&pass.positive, &pass.negative])
            .flatten()
            .cloned()
            .collect();
        for name in prompts.iter().flat_map(|prompt| models::embeddings(prompt)) {
            let named = Named::of(name);
            self.add(Loaded::Adapter(Adapter {
                kind: AdapterKind::Embedding,
                named,
                weight: None,
            }));
        }
    }

    fn add(&mut self, item: Loaded) {
        let claims = &mut self.claims;
        let adapter = match item {
            Loaded::Model(name) if claims.model.name.is_none() => {
                claims.model = Named::of(name);
                return;
            }
            Loaded::Model(name) => {
                let named = Named::of(name);
                Adapter { kind: AdapterKind::Model, named, weight: None }
            }
            Loaded::Adapter(adapter) => adapter,
        };
        let again = adapter.kind == AdapterKind::Model && adapter.named.name == claims.model.name;
        if claims.adapters.len() < MAX_LOADED && !again && !claims.adapters.contains(&adapter) {
            claims.adapters.push(adapter);
        }
    }

    /// The guidance of distilled models, if exactly one node sets it.
    fn guidance(&mut self) {
        let mut nodes = self.graph.nodes().iter().filter(|node| node.class == "FluxGuidance");
        if let (Some(node), None) = (nodes.next(), nodes.next())
            && let Some(value) = self.scalar(node, "guidance")
        {
            self.claims.extra.push(("guidance".into(), value));
        }
    }

    /// The share of the first model, if exactly one node merges two.
    fn merges(&mut self) {
        let mut nodes = self.graph.nodes().iter().filter(|node| node.class == "ModelMergeSimple");
        if let (Some(node), None) = (nodes.next(), nodes.next())
            && let Some(value) = self.scalar(node, "ratio")
        {
            self.claims.extra.push(("merge ratio".into(), value));
        }
    }

    /// Pictures that were loaded, by the SHA-256 that ComfyUI records in `is_changed`; the role by who reads them.
    fn inputs(&mut self, samplers: &[&Node<'a>]) {
        let graph = self.graph;
        let mut roles: HashMap<&str, &'static str> = HashMap::new();
        for sampler in samplers {
            if let Some(latent) = latent(graph, sampler) {
                mark(graph, latent, "init", &mut roles);
            }
        }
        for node in graph.nodes().iter().filter(|node| node.link("control_net").is_some()) {
            if let Some(image) = graph.follow(node, "image") {
                mark(graph, image, "control", &mut roles);
            }
        }
        let loaders = graph.nodes().iter().filter(|node| node.class == "LoadImage");
        for node in loaders.take(MAX_LOADED) {
            let hash = node.fields.get("is_changed").and_then(|value| match value {
                Json::Array(items) => items.first()?.as_str(),
                other => other.as_str(),
            });
            match hash
                .filter(|hash| hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
            {
                Some(hash) => self.claims.inputs.push(Input {
                    role: roles.get(node.id).copied().unwrap_or("reference"),
                    sha256: hash.to_ascii_lowercase(),
                }),
                None => {
                    let name = node.text("image").unwrap_or_default();
                    self.claims.notes.push(format!(
                        "the input picture {name:?} has no usable hash in the graph"
                    ));
                }
            }
        }
    }
}

/// Gives `role` to every `LoadImage` that `start` depends on, up to the next sampler.
fn mark<'a>(
    graph: &Graph<'a>,
    start: &Node<'a>,
    role: &'static str,
    roles: &mut HashMap<&'a str, &'static str>,
) {
    let mut stack = vec![start];
    let mut seen = HashSet::new();
    while let Some(node) = stack.pop() {
        if is_sampler(node) || !seen.insert(node.id) {
            continue;
        }
        if node.class == "LoadImage" {
            roles.insert(node.id, role);
        }
        stack.extend(node.links().filter_map(|link| graph.target(link)));
    }
}
