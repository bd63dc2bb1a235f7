//! `colophon show`: a token as wallets see it, with its provenance words.

use std::fmt::Write;

use alloy_primitives::{B256, U256};
use console::style;
use serde_json::{json, Value};

use crate::chain::bindings::Collection;
use crate::chain::CallError;
use crate::cli;
use crate::commands::session::Session;
use crate::error::{ChainError, Error, Result};
use crate::metadata;
use crate::output::{visible, Output, Report};
use crate::store::Project;

/// Shows a token.
///
/// # Errors
/// Network; [`ChainError::NoToken`].
pub fn run(global: &cli::Global, args: &cli::Show, _out: Output) -> Result<Report> {
    let token: U256 = args.token.parse().map_err(|_| {
        Error::Usage(format!("{:?} is no token id; give a number, for example 0", args.token))
    })?;
    let session = Session::open(global, &args.network)?;
    let collection = session.collection(&Project::view(&session.folder))?;
    let owner = session.owner_of(collection, token)?;
    let node = &session.node;
    let doing = |error: CallError| error.while_doing(format!("reading token {token}"));
    let words =
        node.view(collection, &Collection::provenanceOfCall { tokenId: token }).map_err(doing)?;
    let uri = node.view(collection, &Collection::tokenURICall { tokenId: token }).map_err(doing)?;
    let series_number = (token / U256::from(1_000_000)).saturating_to::<u32>();
    let series =
        node.view(collection, &Collection::seriesCall { series: series_number }).map_err(doing)?;
    let document = metadata::decode(&uri).map_err(|why| ChainError::WouldRevert {
        doing: format!("reading the metadata of token {token}"),
        reason: why,
    })?;
    let anchored = !words.recordHash.is_zero();
    let mut text =
        format!("{}\n", style(visible(document["name"].as_str().unwrap_or("(no name)"))).bold());
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<12} {value}");
    };
    line(
        "token",
        format!("{token}, piece {} of series {series_number}", token % U256::from(1_000_000)),
    );
    line("owner", owner.to_string());
    line("collection", format!("{collection} on chain {}", node.chain_id));
    if let Some(description) = document["description"].as_str().filter(|text| !text.is_empty()) {
        line("description", visible(description));
    }
    line("image", document["image"].as_str().map_or_else(|| "none".into(), visible));
    line(
        "royalty",
        format!(
            "{}.{:02} % to {}",
            series.royaltyBps / 100,
            series.royaltyBps % 100,
            series.royaltyReceiver
        ),
    );
    text.push_str("provenance\n");
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<12} {value}");
    };
    line("model", words.modelHash.to_string());
    line("content", word(words.contentHash, anchored));
    line("prompt", prompt(words.promptCommitment, anchored));
    line("record", word(words.recordHash, anchored));
    line("root", if series.root.is_zero() { "none".into() } else { series.root.to_string() });
    line("revision", words.revision.to_string());
    text.push_str("attributes\n");
    for attribute in document["attributes"].as_array().into_iter().flatten() {
        let value = &attribute["value"];
        let shown = value.as_str().map_or_else(|| value.to_string(), visible);
        let _ = writeln!(
            text,
            "  {:<12} {shown}",
            visible(attribute["trait_type"].as_str().unwrap_or_default())
        );
    }
    let json = json!({
        "token": token.to_string(),
        "chain_id": node.chain_id,
        "collection": collection.to_string(),
        "owner": owner.to_string(),
        "metadata": document,
        "provenance": {
            "model_hash": words.modelHash,
            "content_hash": known(words.contentHash, anchored),
            "prompt_commitment": known(words.promptCommitment, anchored),
            "record_hash": known(words.recordHash, anchored),
            "revision": words.revision,
            "root": series.root,
        },
        "royalty": { "receiver": series.royaltyReceiver.to_string(), "bps": series.royaltyBps },
    });
    Ok(Report::new(text, json))
}

fn known(word: B256, anchored: bool) -> Value {
    if anchored {
        json!(word)
    } else {
        Value::Null
    }
}

fn word(word: B256, anchored: bool) -> String {
    if anchored {
        word.to_string()
    } else {
        "under the root of the series".into()
    }
}

fn prompt(commitment: B256, anchored: bool) -> String {
    match (anchored, commitment.is_zero()) {
        (true, true) => "none committed".into(),
        (true, false) => format!("committed: {commitment}"),
        (false, _) => "under the root of the series".into(),
    }
}
