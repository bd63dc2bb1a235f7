//! The execution graph as a map of nodes with links, and the walks over it: bounded, cycles tolerated.

use std::collections::{HashMap, HashSet};

use crate::json::Json;

/// Most nodes of a graph that is read.
const MAX_NODES: usize = 5_000;

/// Longest chain of links that is followed.
pub(super) const MAX_DEPTH: usize = 256;

/// One node.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) id: &'a str,
    pub(super) class: &'a str,
    pub(super) inputs: &'a [(String, Json)],
    pub(super) fields: &'a Json,
}

/// Where a link points: node and output slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link<'a> {
    pub(super) node: &'a str,
    pub(super) slot: usize,
}

/// All nodes, by id and in order.
#[derive(Debug)]
pub(super) struct Graph<'a> {
    nodes: Vec<Node<'a>>,
    by_id: HashMap<&'a str, usize>,
}

impl<'a> Graph<'a> {
    /// The graph in `document`; `None` if it is no object of nodes or is too large.
    pub(super) fn new(document: &'a Json) -> Option<Self> {
        let entries = document.as_object().filter(|entries| entries.len() <= MAX_NODES)?;
        let mut nodes: Vec<Node<'a>> = entries
            .iter()
            .filter_map(|(id, fields)| {
                let class = fields.get("class_type")?.as_str()?;
                let inputs = fields.get("inputs")?.as_object()?;
                Some(Node { id, class, inputs, fields })
            })
            .collect();
        nodes.sort_by_key(|node| (node.id.parse::<u64>().unwrap_or(u64::MAX), node.id));
        let by_id = nodes.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
        (!nodes.is_empty()).then_some(Self { nodes, by_id })
    }

    /// All nodes, by ascending id.
    pub(super) fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    /// The node that `link` points to.
    pub(super) fn target(&self, link: Link<'_>) -> Option<&Node<'a>> {
        self.by_id.get(link.node).map(|at| &self.nodes[*at])
    }

    /// The node that the input `name` of `node` is linked to.
    pub(super) fn follow(&self, node: &Node<'a>, name: &str) -> Option<&Node<'a>> {
        self.target(node.link(name)?)
    }

    /// Nodes that no other node reads: where execution ended.
    pub(super) fn sinks(&self) -> Vec<&Node<'a>> {
        let read: HashSet<&str> =
            self.nodes.iter().flat_map(|node| node.links()).map(|link| link.node).collect();
        self.nodes.iter().filter(|node| !read.contains(node.id)).collect()
    }

    /// Visits everything that `start` depends on, inputs before the node that reads them, each node once over the
    /// life of `seen`. Iterative: depth costs memory of the heap, not of the stack.
    pub(super) fn visit<'g>(
        &'g self,
        start: &'g Node<'a>,
        seen: &mut HashSet<&'a str>,
        mut each: impl FnMut(&'g Node<'a>),
    ) {
        let mut stack = vec![(start, false)];
        while let Some((node, done)) = stack.pop() {
            if done {
                each(node);
            } else if seen.insert(node.id) {
                stack.push((node, true));
                let inputs: Vec<_> = node.links().filter_map(|link| self.target(link)).collect();
                stack.extend(inputs.into_iter().rev().map(|input| (input, false)));
            }
        }
    }
}

impl<'a> Node<'a> {
    /// The input `name`, whatever it is.
    pub(super) fn input(&self, name: &str) -> Option<&'a Json> {
        self.inputs.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The input `name` as a link.
    pub(super) fn link(&self, name: &str) -> Option<Link<'a>> {
        as_link(self.input(name)?)
    }

    /// All links, in the order of the inputs.
    pub(super) fn links(&self) -> impl Iterator<Item = Link<'a>> + use<'a> {
        self.inputs.iter().filter_map(|(_, value)| as_link(value))
    }

    /// The input `name` as literal text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.input(name)?.as_str().map(str::to_owned)
    }
}

fn as_link(value: &Json) -> Option<Link<'_>> {
    match value.as_array()? {
        [Json::String(node), Json::Number(slot)] => Some(Link { node, slot: slot.parse().ok()? }),
        _ => None,
    }
}
