//! The comparison itself, word by word.

use alloy_primitives::{B256, U256};
use colophon_provenance::batch::Leaf;
use colophon_provenance::commitment;
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::record::{Prompt, Record};
use colophon_provenance::token_id::TokenId;
use colophon_provenance::tree;

use super::model::model;
use super::{more, Evidence, Held};
use crate::chain::bindings::Collection;
use crate::error::Result;
use crate::opening::Opening;
use crate::readers::Picture;
use crate::record::{self, Prompts};
use crate::store::series::{self, Piece, Series};

/// What the comparison of a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Both are the same.
    Agrees,
    /// They are not.
    Differs,
    /// One side is not known here.
    CannotTell,
}

impl Verdict {
    /// The words shown to people and programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// One compared word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its name.
    pub name: &'static str,
    /// What the chain says, or where it says it.
    pub chain: String,
    /// What was recomputed here.
    pub ours: Option<String>,
    /// The comparison.
    pub verdict: Verdict,
    /// How well the word is founded.
    pub standing: &'static str,
    /// Why nothing can be told.
    pub note: Option<String>,
}

impl Word {
    pub(super) fn new(name: &'static str, chain: B256, ours: B256, standing: &'static str) -> Self {
        let verdict = if chain == ours { Verdict::Agrees } else { Verdict::Differs };
        Self {
            name,
            chain: chain.to_string(),
            ours: Some(ours.to_string()),
            verdict,
            standing,
            note: None,
        }
    }

    pub(super) fn unknown(
        name: &'static str,
        chain: String,
        standing: &'static str,
        note: impl Into<String>,
    ) -> Self {
        Self {
            name,
            chain,
            ours: None,
            verdict: Verdict::CannotTell,
            standing,
            note: Some(note.into()),
        }
    }
}

/// What stands for a token: on chain, or in a leaf that is proved to be under the root.
pub(super) struct Words {
    pub(super) content: B256,
    pub(super) prompt: B256,
    pub(super) record: B256,
}

impl Words {
    fn of_piece(piece: &Piece) -> Self {
        Self {
            content: piece.content_hash,
            prompt: piece.prompt_commitment,
            record: piece.record_hash,
        }
    }

    /// The words that a record gives: its own hash, and what it says of content and prompt.
    fn of_record(record: &Record) -> Self {
        let prompt = match &record.fields().prompt {
            Prompt::Committed { commitment } => B256::from(*commitment),
            _ => B256::ZERO,
        };
        Self {
            content: record.fields().content.sha256.into(),
            prompt,
            record: record.hash(&Keccak).into(),
        }
    }
}

/// Compares everything that is known of `id` with the file in hand.
pub(super) fn compare(
    evidence: &Evidence<'_>,
    id: TokenId,
    held: Option<&Held>,
) -> Result<Vec<Word>> {
    let (node, collection) = (&evidence.session.node, evidence.collection);
    let picture = held.and_then(|held| held.picture.as_ref());
    let token = U256::from(id.as_u64());
    evidence.session.owner_of(collection, token)?;
    let doing =
        |error: crate::chain::CallError| error.while_doing(format!("reading token {token}"));
    let chain =
        node.view(collection, &Collection::provenanceOfCall { tokenId: token }).map_err(doing)?;
    let info =
        node.view(collection, &Collection::seriesCall { series: id.series() }).map_err(doing)?;
    let folder = Series::folder(evidence.project, node.chain_id, collection, id.series());
    let known = evidence.known(id.series())?;
    let series = known.as_ref().map(|known| &known.series);
    let piece = series.and_then(|series| series.piece(id.index()));
    let given = &evidence.given;
    let stored = match &given.record {
        Some(record) => Some(record.clone()),
        None => piece.map(|_| series::record(&folder, id.index())).transpose()?.flatten(),
    };
    let anchored = !chain.recordHash.is_zero();
    let on_chain = Words {
        content: chain.contentHash,
        prompt: chain.promptCommitment,
        record: chain.recordHash,
    };
    let leaf = match (anchored, &given.record, piece) {
        (true, ..) => Some(on_chain),
        (false, Some(record), _) => Some(Words::of_record(record)),
        (false, None, piece) => piece.map(Words::of_piece),
    };
    let path = given.proof.as_ref().map(|proof| proof.iter().map(|word| word.0).collect());
    let path = path.or_else(|| known.as_ref()?.path(id.index()));
    let (proof, proved) = proof(&info.root, chain.revision, id, leaf.as_ref(), path);
    let reference = leaf.filter(|_| anchored || proved);
    let rebuilt = picture
        .zip(stored.as_ref())
        .filter(|_| given.record.is_none())
        .map(|(picture, stored)| rebuild(evidence, id, picture, stored))
        .transpose()?;
    let mut words = vec![model(evidence, chain.modelHash, series, picture)];
    words.push(content(reference.as_ref(), held));
    words.push(match &given.opening {
        Some(opening) => opened(reference.as_ref(), opening),
        None => prompt(reference.as_ref(), evidence, id, held, stored.as_ref()),
    });
    words.push(record_word(reference.as_ref(), rebuilt.as_ref(), stored.as_ref(), held));
    words.push(proof);
    if evidence.single {
        words.extend(more::more(evidence, id, reference.as_ref(), held, stored.as_ref()));
    }
    Ok(words)
}

const NO_WORDS: &str = "under the root";
const NO_LEAF: &str = "no leaf of this piece is known here";
const DAMAGED: &str = "the file is no readable picture";

fn content(reference: Option<&Words>, held: Option<&Held>) -> Word {
    match (reference, held) {
        (Some(words), Some(held)) => {
            Word::new("content hash", words.content, held.sha256.into(), "recomputed")
        }
        (Some(words), None) => Word::unknown(
            "content hash",
            words.content.to_string(),
            "declared",
            "give the file with --file",
        ),
        (None, _) => Word::unknown("content hash", NO_WORDS.into(), "declared", NO_LEAF),
    }
}

fn prompt(
    reference: Option<&Words>,
    evidence: &Evidence<'_>,
    id: TokenId,
    held: Option<&Held>,
    stored: Option<&Record>,
) -> Word {
    let name = "prompt";
    let Some(words) = reference else {
        return Word::unknown(name, NO_WORDS.into(), "declared", NO_LEAF);
    };
    let chain = words.prompt.to_string();
    let public =
        matches!(stored.map(|record| &record.fields().prompt), Some(Prompt::Public { .. }));
    let Some(held) = held else {
        return Word::unknown(name, chain, "declared", "give the file with --file");
    };
    let Some(picture) = &held.picture else {
        return Word::unknown(name, chain, "declared", DAMAGED);
    };
    let pass = picture.claims.as_ref().map(|claims| &claims.main);
    if words.prompt.is_zero() {
        let committed = pass.is_some_and(|pass| pass.positive.is_some()) && !public;
        if !committed {
            return Word {
                name,
                chain: "none committed".into(),
                ours: Some("none".into()),
                verdict: Verdict::Agrees,
                standing: "claimed",
                note: None,
            };
        }
        return Word::unknown(
            name,
            "none committed".into(),
            "declared",
            "the file claims a prompt that was not committed",
        );
    }
    let Some(secret) = &evidence.secret else {
        return Word::unknown(name, chain, "declared", "sealed: the salt is the artist's");
    };
    let domain = commitment::domain_separator(
        &Keccak,
        evidence.session.node.chain_id,
        &evidence.collection.0 .0,
    );
    let prompts = Prompts::Committed { domain: &domain, secret, token: id };
    let ours = record::prompt_commitment(picture, prompts);
    Word::new(name, words.prompt, ours.into(), "claimed")
}

/// The prompt that somebody has opened.
fn opened(reference: Option<&Words>, opening: &Opening) -> Word {
    let name = "prompt";
    let ours = TokenId::from_u64(opening.token).map(|token| opening.commit(token));
    match (reference, ours) {
        (None, _) => Word::unknown(name, NO_WORDS.into(), "declared", NO_LEAF),
        (Some(words), Ok(ours)) => Word::new(name, words.prompt, ours, "recomputed"),
        (Some(words), Err(error)) => {
            Word::unknown(name, words.prompt.to_string(), "declared", error.to_string())
        }
    }
}

fn record_word(
    reference: Option<&Words>,
    rebuilt: Option<&B256>,
    stored: Option<&Record>,
    held: Option<&Held>,
) -> Word {
    let name = "record hash";
    let Some(words) = reference else {
        return Word::unknown(name, NO_WORDS.into(), "declared", NO_LEAF);
    };
    match (rebuilt, stored) {
        _ if held.is_some_and(|held| held.picture.is_none()) => {
            Word::unknown(name, words.record.to_string(), "declared", DAMAGED)
        }
        (Some(rebuilt), _) => Word::new(name, words.record, *rebuilt, "recomputed"),
        (None, Some(stored)) => {
            Word::new(name, words.record, stored.hash(&Keccak).into(), "recomputed")
        }
        (None, None) => {
            Word::unknown(name, words.record.to_string(), "declared", "the record is not here")
        }
    }
}

/// The record once more: what the file says anew, and what the artist declared as it was.
fn rebuild(
    evidence: &Evidence<'_>,
    id: TokenId,
    picture: &Picture,
    stored: &Record,
) -> Result<B256> {
    let public = matches!(stored.fields().prompt, Prompt::Public { .. });
    let domain = commitment::domain_separator(
        &Keccak,
        evidence.session.node.chain_id,
        &evidence.collection.0 .0,
    );
    let prompts = match (&evidence.secret, &stored.fields().prompt) {
        _ if public => Prompts::Public,
        (Some(secret), _) => Prompts::Committed { domain: &domain, secret, token: id },
        // Without the secret the commitment cannot be made again; it is taken as it stands in the record.
        (None, Prompt::Committed { commitment }) => Prompts::Sealed { commitment },
        (None, _) => Prompts::Sealed { commitment: &[0; 32] },
    };
    Ok(record::rebuild(picture, stored, prompts)?.hash().into())
}

/// Whether the piece's leaf leads to the root on chain.
fn proof(
    root: &B256,
    revision: u32,
    id: TokenId,
    leaf: Option<&Words>,
    path: Option<Vec<[u8; 32]>>,
) -> (Word, bool) {
    let unknown = |chain: String, note: String| {
        (Word::unknown("series root", chain, "declared", note), false)
    };
    if root.is_zero() {
        return unknown("none".into(), "the series has no root".into());
    }
    let (Some(leaf), Some(path)) = (leaf, path) else {
        return unknown(root.to_string(), "no proof of this piece is known here".into());
    };
    if revision > 0 {
        return unknown(root.to_string(), format!("the piece was revised {revision} times since"));
    }
    let leaf = Leaf {
        token: id,
        content_hash: leaf.content.0,
        prompt_commitment: leaf.prompt.0,
        record_hash: leaf.record.0,
    };
    let reached = path
        .into_iter()
        .fold(leaf.hash(&Keccak), |reached, sibling| tree::node(&Keccak, reached, sibling));
    let word = Word::new("series root", *root, reached.into(), "recomputed");
    let proved = word.verdict == Verdict::Agrees;
    (word, proved)
}
