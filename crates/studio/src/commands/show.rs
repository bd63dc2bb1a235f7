//! `colophon show`: a token as wallets see it, with its provenance words.

use std::fmt::Write;

use alloy_primitives::{Address, B256, U256};
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

/// Ids of one series.
const SERIES: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

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
    let piece = Piece::read(&session, collection, token)?;
    Ok(Report::new(piece.text(), piece.json()))
}

/// A token as the chain knows it.
struct Piece {
    token: U256,
    chain: u64,
    collection: Address,
    owner: Address,
    words: Collection::provenanceOfReturn,
    series: Collection::seriesReturn,
    document: Value,
}

impl Piece {
    fn read(session: &Session, collection: Address, token: U256) -> Result<Self> {
        let owner = session.owner_of(collection, token)?;
        let node = &session.node;
        let doing = |error: CallError| error.while_doing(format!("reading token {token}"));
        let words = node
            .view(collection, &Collection::provenanceOfCall { tokenId: token })
            .map_err(doing)?;
        let uri =
            node.view(collection, &Collection::tokenURICall { tokenId: token }).map_err(doing)?;
        let series = Collection::seriesCall { series: (token / SERIES).saturating_to() };
        let series = node.view(collection, &series).map_err(doing)?;
        let document = metadata::decode(&uri).map_err(|why| ChainError::WouldRevert {
            doing: format!("reading the metadata of token {token}"),
            reason: why,
        })?;
        Ok(Self { token, chain: node.chain_id, collection, owner, words, series, document })
    }

    fn anchored(&self) -> bool {
        !self.words.recordHash.is_zero()
    }

    fn text(&self) -> String {
        let (words, series, anchored) = (&self.words, &self.series, self.anchored());
        let name = self.document["name"].as_str().unwrap_or("(no name)");
        let mut text = format!("{}\n", style(visible(name)).bold());
        line(
            &mut text,
            "token",
            format!(
                "{}, piece {} of series {}",
                self.token,
                self.token % SERIES,
                self.token / SERIES
            ),
        );
        line(&mut text, "owner", self.owner);
        line(&mut text, "collection", format!("{} on chain {}", self.collection, self.chain));
        if let Some(description) =
            self.document["description"].as_str().filter(|text| !text.is_empty())
        {
            line(&mut text, "description", visible(description));
        }
        line(
            &mut text,
            "image",
            self.document["image"].as_str().map_or_else(|| "none".into(), visible),
        );
        let (whole, part) = (series.royaltyBps / 100, series.royaltyBps % 100);
        line(&mut text, "royalty", format!("{whole}.{part:02} % to {}", series.royaltyReceiver));
        text.push_str("provenance\n");
        line(&mut text, "model", words.modelHash);
        line(&mut text, "content", word(words.contentHash, anchored));
        line(&mut text, "prompt", prompt(words.promptCommitment, anchored));
        line(&mut text, "record", word(words.recordHash, anchored));
        line(
            &mut text,
            "root",
            if series.root.is_zero() { "none".into() } else { series.root.to_string() },
        );
        line(&mut text, "revision", words.revision);
        text.push_str("attributes\n");
        for attribute in self.document["attributes"].as_array().into_iter().flatten() {
            let value = &attribute["value"];
            let shown = value.as_str().map_or_else(|| value.to_string(), visible);
            line(&mut text, &visible(attribute["trait_type"].as_str().unwrap_or_default()), shown);
        }
        text
    }

    fn json(&self) -> Value {
        let (words, anchored) = (&self.words, self.anchored());
        json!({
            "token": self.token.to_string(),
            "chain_id": self.chain,
            "collection": self.collection.to_string(),
            "owner": self.owner.to_string(),
            "metadata": self.document,
            "provenance": {
                "model_hash": words.modelHash,
                "content_hash": known(words.contentHash, anchored),
                "prompt_commitment": known(words.promptCommitment, anchored),
                "record_hash": known(words.recordHash, anchored),
                "revision": words.revision,
                "root": self.series.root,
            },
            "royalty": { "receiver": self.series.royaltyReceiver.to_string(), "bps": self.series.royaltyBps },
        })
    }
}

fn line(text: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "  {name:<12} {value}");
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
