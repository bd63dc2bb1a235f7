//! The sections of a record: plain structs made of checked values.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use core::num::NonZeroU32;

use super::error::{Problem, RecordError};
use super::field::{section, Field, Reader, Slot};
use super::scalars::{Count, Seed, ShortHash};
use super::texts::{Cid, Decimal, Label, MediaType, Term, Timestamp};
use super::vocabulary::{AdapterKind, InputRole, Oversight, Permission, SignatureStatus};
use crate::canonical::{Object, Value};
use crate::hash::Word;

section! {
    /// The file.
    Content {
        /// SHA-256 of the exact bytes: the content hash on chain.
        sha256: Word,
        /// The length in bytes.
        bytes: Count,
        /// The media type, for example `image/png`.
        media_type: MediaType,
        /// Width in pixels.
        width: Option<NonZeroU32>,
        /// Height in pixels.
        height: Option<NonZeroU32>,
        /// SHA-256 of the decoded pixels: survives a change of metadata or compression.
        pixel_sha256: Option<Word>,
        /// The difference hash of the picture; a help for searches, never a proof.
        dhash64: Option<[u8; 8]>,
        /// The content id under the profile `unixfs-v1-2025`.
        cid: Option<Cid>,
    }
}

section! {
    /// The model that drew the piece. A hash that was found in a file is a claim, whatever it looks like.
    #[derive(Default)]
    Model {
        /// Its name.
        name: Option<Label>,
        /// SHA-256 of the whole file (Civitai `SHA256`, the `oid` of Hugging Face).
        file_sha256: Option<Word>,
        /// SHA-256 of what follows the header of a safetensors file.
        tensor_sha256: Option<Word>,
        /// BLAKE3 of the whole file.
        blake3: Option<Word>,
        /// A short hash, of the kind that `short_hash_kind` names.
        short_hash: Option<ShortHash>,
        /// Where to find it: an AIR, `hf:owner/repo@rev:path`, or an address.
        locator: Option<Label>,
        /// Its architecture.
        architecture: Option<Label>,
        /// Its licence.
        license: Option<Label>,
    }
}

section! {
    /// Something that was added to the model.
    Adapter {
        /// What it is.
        kind: AdapterKind,
        /// Its name.
        name: Option<Label>,
        /// Its weight, exactly as found.
        weight: Option<Decimal>,
        /// SHA-256 of the whole file.
        file_sha256: Option<Word>,
        /// SHA-256 of what follows the header of a safetensors file.
        tensor_sha256: Option<Word>,
        /// BLAKE3 of the whole file.
        blake3: Option<Word>,
        /// A short hash, of the kind that `short_hash_kind` names.
        short_hash: Option<ShortHash>,
    }
}

/// The words that were given to the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// The prompt can be read here. Texts are kept byte by byte: never trimmed, never normalised.
    Public {
        /// What was asked for.
        positive: String,
        /// What was asked to be avoided.
        negative: Option<String>,
    },
    /// The prompt is secret until its salt is revealed; see [`crate::commitment`].
    Committed {
        /// The commitment; never zero.
        commitment: Word,
    },
    /// There was no prompt, or it is neither told nor committed to.
    None,
}

impl Field for Prompt {
    fn to_value(&self) -> Value {
        let mut object = Object::new();
        let mode = match self {
            Self::Public { positive, negative } => {
                positive.put("positive", &mut object);
                negative.put("negative", &mut object);
                "public"
            }
            Self::Committed { commitment } => {
                commitment.put("commitment", &mut object);
                "committed"
            }
            Self::None => "none",
        };
        object.insert("mode".to_owned(), Value::Text(mode.to_owned()));
        Value::Object(object)
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        let mut reader = Reader::open(value, at.to_owned())?;
        let mode: String = reader.required("mode")?;
        let prompt = match mode.as_str() {
            "public" => Self::Public {
                positive: reader.required("positive")?,
                negative: reader.optional("negative")?,
            },
            "committed" => Self::Committed { commitment: reader.required("commitment")? },
            "none" => Self::None,
            _ => return Err(reader.wrong("mode", Problem::Invalid("public, committed or none"))),
        };
        reader.finish()?;
        Ok(prompt)
    }
}

section! {
    /// The numbers that were given to the model. Decimals are texts, exactly as found.
    #[derive(Default)]
    Params {
        /// The seed.
        seed: Option<Seed>,
        /// How many steps.
        steps: Option<u32>,
        /// The sampler.
        sampler: Option<Label>,
        /// The scheduler.
        scheduler: Option<Label>,
        /// The strength of guidance.
        cfg_scale: Option<Decimal>,
        /// The width that was asked for, in pixels.
        width: Option<NonZeroU32>,
        /// The height that was asked for, in pixels.
        height: Option<NonZeroU32>,
        /// The strength of denoising.
        denoise: Option<Decimal>,
        /// How many layers of the text encoder were skipped.
        clip_skip: Option<u32>,
        /// Everything else that was found, as texts.
        extra: BTreeMap<String, String>,
    }
}

section! {
    /// The program that ran the model.
    Software {
        /// Its name.
        name: Label,
        /// Its version.
        version: Option<Label>,
    }
}

section! {
    /// Another image that went in.
    Input {
        /// What it was used for.
        role: InputRole,
        /// SHA-256 of its bytes.
        sha256: Word,
    }
}

section! {
    /// What kind of source this is, and when it was made.
    #[derive(Default)]
    Source {
        /// The last part of the IPTC address, for example `trainedAlgorithmicMedia`.
        digital_source_type: Option<Term>,
        /// How much a human oversaw it, in the words of C2PA 2.4.
        human_oversight: Option<Oversight>,
        /// When it was made.
        created: Option<Timestamp>,
    }
}

section! {
    /// Who made it.
    #[derive(Default)]
    Creator {
        /// The address of the account.
        address: Option<[u8; 20]>,
        /// The name.
        name: Option<Label>,
    }
}

section! {
    /// What others may do with it.
    #[derive(Default)]
    Rights {
        /// The licence: an SPDX expression or an address.
        license: Option<Label>,
        /// The preferences of ERC-7517.
        data_mining: Option<DataMining>,
    }
}

/// The preferences of ERC-7517, under the names that it gives them. What is left out says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataMining {
    /// `dataMining`: to find patterns, trends and correlations.
    pub data_mining: Option<Permission>,
    /// `aiInference`: as input to a trained model.
    pub ai_inference: Option<Permission>,
    /// `aiTraining`: as training data of any model.
    pub ai_training: Option<Permission>,
    /// `aiGenerativeTraining`: as training data of a model that makes derivatives.
    pub ai_generative_training: Option<Permission>,
    /// `aiTrainingWithAuthorship`: the same as `aiTraining`, if the author is named.
    pub ai_training_with_authorship: Option<Permission>,
    /// `aiGenerativeTrainingWithAuthorship`: the same as `aiGenerativeTraining`, if the author is named.
    pub ai_generative_training_with_authorship: Option<Permission>,
}

impl Field for DataMining {
    fn to_value(&self) -> Value {
        let mut object = Object::new();
        self.data_mining.put("dataMining", &mut object);
        self.ai_inference.put("aiInference", &mut object);
        self.ai_training.put("aiTraining", &mut object);
        self.ai_generative_training.put("aiGenerativeTraining", &mut object);
        self.ai_training_with_authorship.put("aiTrainingWithAuthorship", &mut object);
        self.ai_generative_training_with_authorship
            .put("aiGenerativeTrainingWithAuthorship", &mut object);
        Value::Object(object)
    }

    fn from_value(value: Value, at: &str) -> Result<Self, RecordError> {
        let mut reader = Reader::open(value, at.to_owned())?;
        let found = Self {
            data_mining: reader.optional("dataMining")?,
            ai_inference: reader.optional("aiInference")?,
            ai_training: reader.optional("aiTraining")?,
            ai_generative_training: reader.optional("aiGenerativeTraining")?,
            ai_training_with_authorship: reader.optional("aiTrainingWithAuthorship")?,
            ai_generative_training_with_authorship: reader
                .optional("aiGenerativeTrainingWithAuthorship")?,
        };
        reader.finish()?;
        Ok(found)
    }
}

section! {
    /// What was found in the file, so that a sceptic who holds it can run the parser again.
    Evidence {
        /// The format of the metadata: `a1111`, `comfyui`, `invokeai`, `novelai`, `swarmui`, …
        format: Term,
        /// SHA-256 of the metadata before it is decoded.
        raw_sha256: Option<Word>,
        /// SHA-256 of the C2PA manifest store.
        c2pa_store_sha256: Option<Word>,
        /// The signature that came with the metadata.
        signature: Option<Signature>,
    }
}

section! {
    /// A signature that came with the metadata.
    Signature {
        /// Who signs in this way, for example `novelai` or `c2pa`.
        kind: Term,
        /// What a check of it said.
        status: SignatureStatus,
    }
}

/// A short hash is two keys: the digits, and what they are.
impl Slot for Option<ShortHash> {
    fn put(&self, key: &str, object: &mut Object) {
        if let Some(hash) = self {
            object.insert(key.to_owned(), Value::Text(hash.hex()));
            object.insert("short_hash_kind".to_owned(), Value::Text(hash.kind().to_owned()));
        }
    }

    fn take(reader: &mut Reader, key: &str) -> Result<Self, RecordError> {
        let digits: Option<String> = reader.optional(key)?;
        let kind: Option<String> = reader.optional("short_hash_kind")?;
        match (digits, kind) {
            (None, None) => Ok(None),
            (Some(_), None) => Err(reader.wrong("short_hash_kind", Problem::Missing)),
            (None, Some(_)) => Err(reader.wrong(key, Problem::Missing)),
            (Some(digits), Some(kind)) => ShortHash::read(&kind, &digits)
                .map(Some)
                .ok_or_else(|| reader.wrong(key, Problem::Invalid(ShortHash::EXPECTED))),
        }
    }
}
