//! What a record, metadata and the file say about each other, besides the words on chain.

use alloy_primitives::B256;
use colophon_provenance::record::{Record, SignatureStatus};
use colophon_provenance::token_id::TokenId;
use serde_json::Value;

use super::words::{Verdict, Word, Words};
use super::{Evidence, Held};
use crate::output::visible;
use crate::readers::credentials::Outcome;

/// Codes of what time alone does to a store.
const EXPIRED: [&str; 2] = ["signingCredential.expired", "claimSignature.outsideValidity"];

/// The comparisons that are possible with what is there.
pub(super) fn more(
    evidence: &Evidence<'_>,
    id: TokenId,
    reference: Option<&Words>,
    held: Option<&Held>,
    record: Option<&Record>,
) -> Vec<Word> {
    let given = &evidence.given;
    let mut words = Vec::new();
    words.extend(pixels(held, record));
    words.extend(content_id(held, record, given.metadata.as_ref()));
    words.extend(store(held, record));
    words.extend(prompt_text(evidence, held));
    words.extend(given.metadata.as_ref().map(|json| metadata(evidence, id, reference, json)));
    words
}

fn said(name: &'static str, there: String, ours: String, agrees: bool) -> Word {
    Word {
        name,
        chain: there,
        ours: Some(ours),
        verdict: if agrees { Verdict::Agrees } else { Verdict::Differs },
        standing: "recomputed",
        note: None,
    }
}

/// The decoded picture: a file that was saved anew has other bytes, and may have the same pixels.
fn pixels(held: Option<&Held>, record: Option<&Record>) -> Option<Word> {
    let there = record?.fields().content.pixel_sha256?;
    let ours = held?.picture.as_ref()?.pixels?.pixel_sha256?;
    Some(said("pixels", B256::from(there).to_string(), B256::from(ours).to_string(), there == ours))
}

/// The content id of the file, as the record has it, or the metadata.
fn content_id(
    held: Option<&Held>,
    record: Option<&Record>,
    metadata: Option<&Value>,
) -> Option<Word> {
    let of_record = record.and_then(|record| record.fields().content.cid.as_ref());
    let there = match of_record {
        Some(cid) => cid.as_str().to_owned(),
        None => metadata?["image"].as_str()?.strip_prefix("ipfs://")?.to_owned(),
    };
    // An address within a folder is no id of the file.
    let there = Some(there).filter(|there| !there.contains('/'))?;
    let ours = held?.content_id()?;
    let agrees = there == ours;
    Some(said("content id", visible(&there), ours, agrees))
}

/// What a check of the C2PA store says today, where the record says that it was checked. A store that held and does not hold
/// today may have a certificate that has expired since: that is no contradiction.
fn store(held: Option<&Held>, record: Option<&Record>) -> Option<Word> {
    let signature = record?.fields().evidence.as_ref()?.signature.as_ref()?;
    let there = signature.status;
    if signature.kind.as_str() != "c2pa" || there == SignatureStatus::Unchecked {
        return None;
    }
    let name = "c2pa store";
    let outcome = &held?.picture.as_ref()?.credentials.as_ref()?.outcome;
    let (ours, agrees) = match outcome {
        Outcome::Unreadable { why } => {
            return Some(Word::unknown(name, there.as_str().into(), "recomputed", visible(why)))
        }
        Outcome::Invalid { codes }
            if !codes.is_empty() && codes.iter().all(|code| EXPIRED.contains(&code.as_str())) =>
        {
            return Some(Word::unknown(name, there.as_str().into(), "recomputed", codes.join(", ")))
        }
        Outcome::Invalid { .. } => ("invalid", there == SignatureStatus::Invalid),
        Outcome::Trusted | Outcome::Valid => ("valid", there == SignatureStatus::Valid),
    };
    Some(said(name, there.as_str().into(), ours.into(), agrees))
}

/// An opened prompt, and the one in the file.
fn prompt_text(evidence: &Evidence<'_>, held: Option<&Held>) -> Option<Word> {
    let opening = evidence.given.opening.as_ref()?;
    let main = &held?.picture.as_ref()?.claims.as_ref()?.main;
    let positive = main.positive.as_ref()?;
    let agrees = *positive == opening.positive
        && main.negative.as_deref().unwrap_or_default() == opening.negative;
    let mut word = said("prompt text", visible(&opening.positive), visible(positive), agrees);
    word.standing = "claimed";
    Some(word)
}

/// The provenance that metadata shows: it must be that of the chain, and of this token.
fn metadata(evidence: &Evidence<'_>, id: TokenId, reference: Option<&Words>, json: &Value) -> Word {
    let (name, place) = ("metadata", &json["properties"]);
    let shown = &place["provenance"];
    let Some(words) = reference else {
        return Word::unknown(
            name,
            "under the root".into(),
            "declared",
            "no leaf of this piece is known here",
        );
    };
    let word = |word: B256| Value::String(word.to_string());
    let prompt = if words.prompt.is_zero() { Value::Null } else { word(words.prompt) };
    let checks = [
        ("chain id", &place["chain_id"], Value::from(evidence.session.node.chain_id)),
        ("token id", &place["token_id"], Value::from(id.as_u64())),
        ("content hash", &shown["content_sha256"], word(words.content)),
        ("prompt commitment", &shown["prompt_commitment"], prompt),
        ("record hash", &shown["record_hash"], word(words.record)),
    ];
    let text = |value: &Value| value.as_str().map(str::to_ascii_lowercase);
    let same = |shown: &Value, want: &Value| {
        shown == want || (text(shown).is_some() && text(shown) == text(want))
    };
    let address = place["collection"].as_str().and_then(|text| text.parse().ok());
    let mut wrong: Vec<&str> = checks
        .iter()
        .filter(|(_, shown, want)| !same(shown, want))
        .map(|(name, ..)| *name)
        .collect();
    if address != Some(evidence.collection) {
        wrong.push("collection");
    }
    if shown.is_null() {
        return Word::unknown(name, "in the file".into(), "declared", "it shows no provenance");
    }
    let ours = if wrong.is_empty() {
        "shows the words".to_owned()
    } else {
        format!("other: {}", wrong.join(", "))
    };
    said(name, "the words above".into(), ours, wrong.is_empty())
}
