//! Why fields of the main pass are absent from a graph, and what a graph cannot say about its file.

use super::graph::{Graph, Node};
use super::{is_empty_latent, latent, main_sampler};
use crate::claims::Pass;

/// Sentences about `main`, the pass of the main one of `samplers`.
pub(super) fn absent(graph: &Graph<'_>, samplers: &[&Node<'_>], main: &Pass) -> Vec<String> {
    let mut notes = Vec::new();
    let Some(sampler) = samplers.get(main_sampler(graph, samplers)) else { return notes };
    if main.scheduler.is_none()
        && let Some(source) = graph.follow(sampler, "sigmas")
    {
        notes.push(format!(
            "no scheduler is named: node {} ({}) makes the steps",
            source.id, source.class
        ));
    }
    if main.cfg_scale.is_none()
        && let Some(guider) = graph.follow(sampler, "guider")
    {
        notes
            .push(format!("no cfg scale is named: node {} ({}) has none", guider.id, guider.class));
    }
    if main.width.is_none()
        && let Some(source) = latent(graph, sampler).filter(|source| !is_empty_latent(source))
    {
        notes.push(format!(
            "no size is named: the latent picture comes from node {} ({})",
            source.id, source.class
        ));
    }
    let savers: Vec<&str> = graph
        .sinks()
        .into_iter()
        .filter(|node| node.class.starts_with("Save"))
        .map(|node| node.id)
        .take(8)
        .collect();
    if savers.len() > 1 {
        notes.push(format!(
            "the graph saves pictures at the nodes {}, and does not say which of them wrote this file",
            savers.join(", ")
        ));
    }
    notes
}
