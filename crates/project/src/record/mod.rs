//! From a picture to its record `ap/1`: claims become fields with the standing `claimed`, hashes of real bytes
//! `recomputed`, and what the artist says `declared`. What does not fit a field is kept verbatim under `params.extra`.
//!
//! In two steps: [`observe`] says what the file says, with its prompt in the clear, and depends on nothing but the file;
//! [`finish`] adds what the artist declares and hides or commits to the prompt. [`build`] does both.

mod adapters;
mod again;
mod claimed;
mod declared;

use std::num::NonZeroU32;

use colophon_provenance::commitment;
use colophon_provenance::hash::{Software as Keccak, Word};
use colophon_provenance::record::{
    Cid, Content, Count, Draft, Evidence, MediaType, Params, Prompt, Record, RecordError,
    Signature, SignatureStatus, Source, Standing, Term,
};
use colophon_provenance::salt;
use colophon_provenance::token_id::TokenId;
use colophon_readers::credentials::Outcome;
use colophon_readers::Picture;

use crate::refusal::Refusal;
pub use adapters::AdapterFile;
pub use again::rebuild;
pub use claimed::short_hash;
pub use declared::{Declared, ModelHashes};

/// How a record names the format and the signature of a C2PA store.
const C2PA: &str = "c2pa";

/// What happens to the prompt.
#[derive(Debug, Clone, Copy)]
pub enum Prompts<'a> {
    /// It stands in the record.
    Public,
    /// The record holds a salted commitment, bound to chain, collection and token.
    Committed {
        /// EIP-712 domain separator of the collection.
        domain: &'a Word,
        /// The project's secret.
        secret: &'a [u8; 32],
        /// The token.
        token: TokenId,
    },
    /// The record holds this commitment, which cannot be made again without the secret; zero for none.
    Sealed {
        /// The commitment.
        commitment: &'a Word,
    },
}

/// A record with the commitment that goes on chain beside it.
#[derive(Debug, Clone)]
pub struct Built {
    /// The checked record.
    pub record: Record,
    /// The prompt commitment; zero when there is no prompt or when it is public.
    pub commitment: Word,
}

impl Built {
    /// Keccak-256 of the canonical bytes.
    #[must_use]
    pub fn hash(&self) -> Word {
        self.record.hash(&Keccak)
    }
}

/// Builds the record of `picture`.
///
/// # Errors
/// [`Refusal`] when a value breaks the rules of `ap/1`.
pub fn build(
    picture: &Picture,
    declared: &Declared,
    prompts: Prompts<'_>,
) -> Result<Built, Refusal> {
    let draft = observe(picture).map_err(|why| refuse(picture, &why))?;
    finish(draft, declared, prompts).map_err(|error| refuse(picture, &error.to_string()))
}

fn refuse(picture: &Picture, why: &str) -> Refusal {
    Refusal::new(&picture.path, format!("gives no valid record: {why}"))
}

/// The commitment to the prompt of `picture`; zero when there is none.
#[must_use]
pub fn prompt_commitment(picture: &Picture, prompts: Prompts<'_>) -> Word {
    conceal(&prompt(picture), prompts).1
}

/// What the file says, with its prompt in the clear.
///
/// # Errors
/// Why it fits no record, as the end of a sentence.
pub fn observe(picture: &Picture) -> Result<Draft, String> {
    let content = content(picture).ok_or("its size or type does not fit the record")?;
    let prompt = prompt(picture);
    let has_prompt = prompt != Prompt::None;
    let mut draft = Draft::new(content, prompt);
    draft.stand("/prompt", if has_prompt { Standing::Claimed } else { Standing::Declared });
    if let Some(claims) = &picture.claims {
        claimed::claimed(&mut draft, claims);
    }
    let source = picture.digital_source_type.as_deref().and_then(Term::new);
    if source.is_some() {
        draft.source = Some(Source { digital_source_type: source, ..Source::default() });
        draft.stand("/source", Standing::Claimed);
    }
    evidence(&mut draft, picture);
    Ok(draft)
}

/// Makes a record of what a file says and of what the artist declares.
///
/// # Errors
/// [`RecordError`] when a value breaks the rules of `ap/1`.
pub fn finish(
    mut draft: Draft,
    declared: &Declared,
    prompts: Prompts<'_>,
) -> Result<Built, RecordError> {
    if !matches!(prompts, Prompts::Public) {
        hide(&mut draft);
    }
    let (prompt, commitment) = conceal(&draft.prompt, prompts);
    if prompt == Prompt::None {
        draft.stand("/prompt", Standing::Declared);
    }
    draft.prompt = prompt;
    declared.add_to(&mut draft);
    Ok(Built { record: Record::new(draft)?, commitment })
}

/// The prompt that the file claims.
fn prompt(picture: &Picture) -> Prompt {
    let Some(pass) = picture.claims.as_ref().map(|claims| &claims.main) else {
        return Prompt::None;
    };
    if pass.positive.is_none() && pass.negative.is_none() {
        return Prompt::None;
    }
    Prompt::Public {
        positive: pass.positive.clone().unwrap_or_default(),
        negative: pass.negative.clone(),
    }
}

/// What stands in the record for the prompt that was found, and the commitment.
fn conceal(found: &Prompt, prompts: Prompts<'_>) -> (Prompt, Word) {
    let Prompt::Public { positive, negative } = found else { return (Prompt::None, [0; 32]) };
    match prompts {
        Prompts::Public => (found.clone(), [0; 32]),
        Prompts::Sealed { commitment } if *commitment == [0; 32] => (Prompt::None, [0; 32]),
        Prompts::Sealed { commitment } => {
            (Prompt::Committed { commitment: *commitment }, *commitment)
        }
        Prompts::Committed { domain, secret, token } => {
            let commitment = commitment::commit(
                &Keccak,
                domain,
                &token.to_word(),
                &salt::derive(secret, token),
                positive.as_bytes(),
                negative.as_deref().unwrap_or_default().as_bytes(),
            );
            (Prompt::Committed { commitment }, commitment)
        }
    }
}

/// Leaves out what would give the prompt away.
fn hide(draft: &mut Draft) {
    let Some(params) = &mut draft.params else { return };
    let prompt = match &draft.prompt {
        Prompt::Public { positive, .. } => positive.trim(),
        _ => "",
    };
    params.extra.retain(|key, value| !reveals(key, value, prompt));
    let extra = &params.extra;
    draft.status.retain(|at, _| {
        let key = at.strip_prefix("/params/extra/");
        key.is_none_or(|key| extra.contains_key(&key.replace("~1", "/").replace("~0", "~")))
    });
    if *params == Params::default() {
        draft.params = None;
        draft.status.remove("/params");
    }
}

/// Whether an extra field would give the committed prompt away.
fn reveals(key: &str, value: &str, prompt: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.contains("prompt")
        || key.contains("template")
        || value.contains("prompt\"")
        || value.contains("caption\"")
        || (!prompt.is_empty() && value.contains(prompt))
}

fn content(picture: &Picture) -> Option<Content> {
    Some(Content {
        sha256: picture.sha256,
        bytes: Count::new(picture.bytes)?,
        media_type: MediaType::new(picture.kind.media_type())?,
        width: NonZeroU32::new(picture.width),
        height: NonZeroU32::new(picture.height),
        pixel_sha256: picture.pixels.and_then(|pixels| pixels.pixel_sha256),
        dhash64: picture.pixels.map(|pixels| pixels.dhash64.to_be_bytes()),
        cid: Cid::new(&picture.entry.cid().to_string()),
    })
}

fn evidence(draft: &mut Draft, picture: &Picture) {
    let claims = picture.claims.as_ref();
    let format = match (claims, picture.c2pa_sha256) {
        (Some(claims), _) => claims.format.name(),
        (None, Some(_)) => C2PA,
        (None, None) => return,
    };
    // One signature has a place in a record: the one over the claims, else the one of the C2PA store.
    let signed = claims.and_then(|claims| claims.signature).map(|signature| {
        let status =
            if signature.valid { SignatureStatus::Valid } else { SignatureStatus::Invalid };
        (signature.kind, status)
    });
    let checked = picture.credentials.as_ref().map(|credentials| &credentials.outcome);
    let status = match checked {
        Some(Outcome::Trusted | Outcome::Valid) => SignatureStatus::Valid,
        Some(Outcome::Invalid { .. }) => SignatureStatus::Invalid,
        Some(Outcome::Unreadable { .. }) | None => SignatureStatus::Unchecked,
    };
    let store = picture.c2pa_sha256.map(|_| (C2PA, status));
    let signature = signed
        .or(store)
        .and_then(|(kind, status)| Some(Signature { kind: Term::new(kind)?, status }));
    if let Some(format) = Term::new(format) {
        draft.evidence = Some(Evidence {
            format,
            raw_sha256: claims.map(|claims| claims.raw_sha256),
            c2pa_store_sha256: picture.c2pa_sha256,
            signature,
        });
        draft.stand("/evidence", Standing::Recomputed);
    }
}
