//! Values behind links: prompts through conditioning nodes, numbers and texts through primitive nodes. What a custom
//! node computes cannot be known: the answer is then a reason, never a guess.

use std::collections::HashSet;

use super::graph::{Graph, Link, Node, MAX_DEPTH};
use crate::json::Json;

/// Longest text that is taken from a graph, in bytes.
const MAX_TEXT: usize = 64 << 10;

/// Why a value is absent.
pub(super) type Lost = String;

/// A literal number or text, or one behind a primitive node.
pub(super) fn scalar(
    graph: &Graph<'_>,
    node: &Node<'_>,
    name: &str,
) -> Result<Option<String>, Lost> {
    let mut value = match node.input(name) {
        Some(value) => value,
        None => return Ok(None),
    };
    for _ in 0..MAX_DEPTH {
        match value {
            Json::Number(_) => return Ok(value.as_number().map(str::to_owned)),
            Json::String(text) if text.len() > MAX_TEXT => {
                return Err(format!("{name} of node {} is longer than {MAX_TEXT} bytes", node.id));
            }
            Json::String(text) => return Ok(Some(text.clone())),
            Json::Bool(_) | Json::Null | Json::Object(_) => return Ok(None),
            Json::Array(_) => {}
        }
        let [Json::String(id), Json::Number(_)] = value.as_array().unwrap_or_default() else {
            return Ok(None);
        };
        let source = graph.target(Link { node: id, slot: 0 }).ok_or_else(|| {
            format!("{name} of node {} comes from node {id}, which is not in the graph", node.id)
        })?;
        let field = literal_field(source.class).ok_or_else(|| {
            format!(
                "{name} of node {} is computed by node {} ({})",
                node.id, source.id, source.class
            )
        })?;
        value = source
            .input(field)
            .ok_or_else(|| format!("node {} ({}) has no {field}", source.id, source.class))?;
    }
    Err(format!("{name} of node {} is behind more than {MAX_DEPTH} links", node.id))
}

/// The input that a primitive node hands on unchanged.
fn literal_field(class: &str) -> Option<&'static str> {
    Some(match class {
        "PrimitiveInt"
        | "PrimitiveFloat"
        | "PrimitiveString"
        | "PrimitiveStringMultiline"
        | "INTConstant"
        | "FloatConstant"
        | "StringConstant"
        | "easy int"
        | "easy float"
        | "easy string" => "value",
        "StringConstantMultiline" | "String Literal" => "string",
        "Text Multiline" | "CR Text" | "Text box" => "text",
        "Seed (rgthree)" | "Seed" | "easy seed" | "CR Seed" => "seed",
        _ => return None,
    })
}

/// The prompt text behind the conditioning input `name` of `node`.
pub(super) fn prompt(
    graph: &Graph<'_>,
    node: &Node<'_>,
    name: &str,
) -> Result<Option<String>, Lost> {
    let Some(link) = node.link(name) else { return Ok(None) };
    let mut search = Search { graph, seen: HashSet::new(), texts: Vec::new() };
    search.conditioning(link, 0)?;
    let mut texts = search.texts;
    match texts.len() {
        0 => Ok(None),
        1 => Ok(texts.pop()),
        count => {
            Err(format!("the {name} prompt of node {} is combined from {count} texts", node.id))
        }
    }
}

struct Search<'g, 'a> {
    graph: &'g Graph<'a>,
    seen: HashSet<(&'a str, usize)>,
    texts: Vec<String>,
}

impl<'a> Search<'_, 'a> {
    fn conditioning(&mut self, link: Link<'a>, depth: usize) -> Result<(), Lost> {
        if depth > MAX_DEPTH || !self.seen.insert((link.node, link.slot)) {
            return Ok(());
        }
        let Some(node) = self.graph.target(link) else {
            return Err(format!("node {} is not in the graph", link.node));
        };
        if node.class == "ConditioningZeroOut" {
            return Ok(());
        }
        if node.class == "Efficient Loader" {
            // Its outputs are model, positive, negative, …
            return match link.slot {
                1 => self.encode(node, &["positive"]),
                _ => self.encode(node, &["negative"]),
            };
        }
        let fields = text_fields(node.class);
        if !fields.is_empty() {
            return self.encode(node, fields);
        }
        let mut passed = false;
        for name in pass_through(node, link.slot) {
            if let Some(next) = node.link(name) {
                passed = true;
                self.conditioning(next, depth + 1)?;
            }
        }
        if passed {
            Ok(())
        } else {
            Err(format!("the prompt is computed by node {} ({})", node.id, node.class))
        }
    }

    fn encode(&mut self, node: &Node<'a>, fields: &[&str]) -> Result<(), Lost> {
        let mut texts = Vec::new();
        for field in fields {
            if let Some(text) = scalar(self.graph, node, field)?
                && !texts.contains(&text)
            {
                texts.push(text);
            }
        }
        match texts.len() {
            0 => Err(format!("node {} ({}) has no text", node.id, node.class)),
            1 => {
                texts.retain(|text| !self.texts.contains(text));
                self.texts.extend(texts);
                Ok(())
            }
            _ => Err(format!(
                "node {} ({}) encodes different texts for its encoders",
                node.id, node.class
            )),
        }
    }
}

/// Inputs of the known text encoders.
fn text_fields(class: &str) -> &'static [&'static str] {
    match class {
        "CLIPTextEncode"
        | "CLIPTextEncodeControlnet"
        | "smZ CLIPTextEncode"
        | "BNK_CLIPTextEncodeAdvanced"
        | "CLIPTextEncodeSDXLRefiner" => &["text"],
        "CLIPTextEncodeSDXL" => &["text_g", "text_l"],
        "CLIPTextEncodeSD3" => &["clip_l", "clip_g", "t5xxl"],
        "CLIPTextEncodeFlux" => &["clip_l", "t5xxl"],
        "CLIPTextEncodeHunyuanDiT" => &["bert", "mt5xl"],
        "TextEncodeQwenImageEdit" => &["prompt"],
        _ => &[],
    }
}

/// Inputs through which a node hands conditioning on to its output `slot`.
fn pass_through(node: &Node<'_>, slot: usize) -> &'static [&'static str] {
    let two_sided = node.link("positive").is_some() && node.link("negative").is_some();
    match (two_sided, slot) {
        (true, 0) => &["positive"],
        (true, 1) => &["negative"],
        (true, _) => &[],
        (false, _) => &[
            "conditioning",
            "conditioning_1",
            "conditioning_2",
            "conditioning_to",
            "conditioning_from",
            "positive",
            "negative",
        ],
    }
}
