//! From a picture to its record `ap/1`: claims become fields with the standing `claimed`, hashes of real bytes
//! `recomputed`, and what the artist says `declared`. What does not fit a field is kept verbatim under `params.extra`.

use std::num::NonZeroU32;

mod claimed;

use colophon_provenance::cid;
use colophon_provenance::commitment;
use colophon_provenance::hash::{Software as Keccak, Word};
use colophon_provenance::record::{
    Cid, Content, Count, Creator, Draft, Evidence, Label, MediaType, Prompt, Record, RecordError,
    Source, Standing, Term,
};
use colophon_provenance::salt;
use colophon_provenance::token_id::TokenId;
use sha2::{Digest, Sha256};

use crate::error::InputError;
use crate::model::ModelFile;
use crate::readers::Picture;
pub use claimed::short_hash;

/// What the artist adds to what the file says.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// Address of the artist.
    pub creator: Option<[u8; 20]>,
    /// The hashed model file, if it was given.
    pub model: Option<ModelFile>,
    /// A name for the model where no file claims one.
    pub model_name: Option<String>,
}

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

impl Declared {
    /// What the artist declared in a record that is there.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let fields = record.fields();
        let model = fields.model.as_ref();
        let named = record.standing("/model/name") == Some(Standing::Declared);
        Self {
            creator: fields.creator.as_ref().and_then(|creator| creator.address),
            model: model.and_then(|model| {
                Some(ModelFile {
                    path: Default::default(),
                    bytes: 0,
                    sha256: model.file_sha256?,
                    tensor_sha256: model.tensor_sha256,
                    blake3: model.blake3?,
                    legacy_sha256: None,
                })
            }),
            model_name: model
                .and_then(|model| model.name.as_ref())
                .filter(|_| named)
                .map(|name| name.as_str().into()),
        }
    }
}

/// The commitment to the prompt of `picture`; zero when there is none.
#[must_use]
pub fn prompt_commitment(picture: &Picture, prompts: Prompts<'_>) -> Word {
    prompt(picture, prompts).1
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
/// [`InputError::Record`] when a value breaks the rules of `ap/1`.
pub fn build(
    picture: &Picture,
    declared: &Declared,
    prompts: Prompts<'_>,
) -> Result<Built, InputError> {
    let refuse = |error: RecordError| InputError::Record {
        path: picture.path.clone(),
        why: error.to_string(),
    };
    let (prompt, commitment) = prompt(picture, prompts);
    let content = content(picture).ok_or_else(|| InputError::Record {
        path: picture.path.clone(),
        why: "its size or type does not fit the record".into(),
    })?;
    let has_prompt = prompt != Prompt::None;
    let mut draft = Draft::new(content, prompt);
    draft.stand("/prompt", if has_prompt { Standing::Claimed } else { Standing::Declared });
    if let Some(claims) = &picture.claims {
        let hide = !matches!(prompts, Prompts::Public);
        claimed::claimed(&mut draft, claims, hide);
    }
    evidence(&mut draft, picture);
    declare(&mut draft, declared);
    Ok(Built { record: Record::new(draft).map_err(refuse)?, commitment })
}

fn prompt(picture: &Picture, prompts: Prompts<'_>) -> (Prompt, Word) {
    let Some(pass) = picture.claims.as_ref().map(|claims| &claims.main) else {
        return (Prompt::None, [0; 32]);
    };
    if pass.positive.is_none() && pass.negative.is_none() {
        return (Prompt::None, [0; 32]);
    }
    let positive = pass.positive.clone().unwrap_or_default();
    match prompts {
        Prompts::Sealed { commitment } if *commitment == [0; 32] => (Prompt::None, [0; 32]),
        Prompts::Sealed { commitment } => {
            (Prompt::Committed { commitment: *commitment }, *commitment)
        }
        Prompts::Public => (Prompt::Public { positive, negative: pass.negative.clone() }, [0; 32]),
        Prompts::Committed { domain, secret, token } => {
            let negative = pass.negative.as_deref().unwrap_or_default();
            let salt = salt::derive(secret, token);
            let commitment = commitment::commit(
                &Keccak,
                domain,
                &token.to_word(),
                &salt,
                positive.as_bytes(),
                negative.as_bytes(),
            );
            (Prompt::Committed { commitment }, commitment)
        }
    }
}

fn content(picture: &Picture) -> Option<Content> {
    let small = picture.bytes <= cid::MAX_RAW_BYTES;
    let raw_cid = || Cid::new(std::str::from_utf8(&cid::raw_sha256(&picture.sha256)).ok()?);
    Some(Content {
        sha256: picture.sha256,
        bytes: Count::new(picture.bytes)?,
        media_type: MediaType::new(picture.kind.media_type())?,
        width: NonZeroU32::new(picture.width),
        height: NonZeroU32::new(picture.height),
        pixel_sha256: picture.pixels.map(|pixels| pixels.pixel_sha256),
        dhash64: picture.pixels.map(|pixels| pixels.dhash64.to_be_bytes()),
        cid: if small { raw_cid() } else { None },
    })
}

fn evidence(draft: &mut Draft, picture: &Picture) {
    let format = match (&picture.claims, picture.c2pa_sha256) {
        (Some(claims), _) => claims.format.name(),
        (None, Some(_)) => "c2pa",
        (None, None) => return,
    };
    let raw = picture.claims.as_ref().map(|claims| Sha256::digest(&claims.raw).into());
    if let Some(format) = Term::new(format) {
        draft.evidence = Some(Evidence {
            format,
            raw_sha256: raw,
            c2pa_store_sha256: picture.c2pa_sha256,
            signature: None,
        });
        draft.stand("/evidence", Standing::Recomputed);
    }
}

fn declare(draft: &mut Draft, declared: &Declared) {
    draft.source = Some(Source {
        digital_source_type: Term::new("trainedAlgorithmicMedia"),
        ..Source::default()
    });
    draft.stand("/source", Standing::Declared);
    if declared.creator.is_some() {
        draft.creator = Some(Creator { address: declared.creator, name: None });
        draft.stand("/creator", Standing::Declared);
    }
    if let Some(file) = &declared.model {
        let model = draft.model.get_or_insert_default();
        model.file_sha256 = Some(file.sha256);
        model.tensor_sha256 = file.tensor_sha256;
        model.blake3 = Some(file.blake3);
        draft
            .stand("/model/file_sha256", Standing::Recomputed)
            .stand("/model/blake3", Standing::Recomputed);
        if file.tensor_sha256.is_some() {
            draft.stand("/model/tensor_sha256", Standing::Recomputed);
        }
    }
    if let Some(name) = declared.model_name.as_deref().and_then(Label::new) {
        let model = draft.model.get_or_insert_default();
        if model.name.is_none() {
            model.name = Some(name);
            draft.stand("/model/name", Standing::Declared);
        }
    }
}
