//! The record `ap/1`: one JSON document per token that says how the piece was made.
//!
//! A [`Draft`] is filled in freely; [`Record::new`] checks it as a whole and fixes its canonical bytes, of which the
//! Keccak-256 goes on chain. A hash proves that a claim has not changed, not that it is true: so every field has a
//! [`Standing`], and a record without one for each of its fields is refused.

mod check;
mod error;
mod field;
mod scalars;
mod sections;
mod standing;
mod texts;
mod vocabulary;

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub use error::{Problem, RecordError};
pub use scalars::{Count, Seed, ShortHash, EMPTY_SHA256};
pub use sections::{
    Adapter, Content, Creator, DataMining, Evidence, Input, Model, Params, Prompt, Rights,
    Signature, Software, Source,
};
pub use standing::Standing;
pub use texts::{Cid, Decimal, Label, MediaType, Term, Timestamp};
pub use vocabulary::{AdapterKind, InputRole, Oversight, Permission, SignatureStatus};

use crate::canonical::{self, Object, Value};
use crate::hash::{Keccak, Word};
use field::{Reader, Slot};

/// The value of `spec` that this crate reads and writes.
pub const SPEC: &str = "ap/1";

/// The fields of a record before they are checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The file.
    pub content: Content,
    /// The model that drew it.
    pub model: Option<Model>,
    /// What was added to the model, in order of use.
    pub adapters: Vec<Adapter>,
    /// The words that were given to the model.
    pub prompt: Prompt,
    /// The numbers that were given to the model.
    pub params: Option<Params>,
    /// The program that ran the model.
    pub software: Option<Software>,
    /// Other images that went in.
    pub inputs: Vec<Input>,
    /// What kind of source this is, and when it was made.
    pub source: Option<Source>,
    /// Who made it.
    pub creator: Option<Creator>,
    /// What others may do with it.
    pub rights: Option<Rights>,
    /// What was found in the file.
    pub evidence: Option<Evidence>,
    /// How well each field is founded: JSON pointers (RFC 6901) to standings. A pointer to an object or a list counts
    /// for everything in it that has no closer pointer.
    pub status: BTreeMap<String, Standing>,
}

impl Draft {
    /// A draft with nothing but the file and the prompt; the hash of the file counts as recomputed.
    #[must_use]
    pub fn new(content: Content, prompt: Prompt) -> Self {
        let mut status = BTreeMap::new();
        status.insert("/content".to_string(), Standing::Recomputed);
        Self {
            content,
            model: None,
            adapters: Vec::new(),
            prompt,
            params: None,
            software: None,
            inputs: Vec::new(),
            source: None,
            creator: None,
            rights: None,
            evidence: None,
            status,
        }
    }

    /// Sets the standing of the field, the object or the list at a JSON pointer.
    pub fn stand(&mut self, pointer: &str, standing: Standing) -> &mut Self {
        self.status.insert(pointer.to_string(), standing);
        self
    }

    fn to_value(&self) -> Value {
        let mut object = Object::new();
        object.insert("spec".to_string(), Value::Text(SPEC.to_string()));
        self.content.put("content", &mut object);
        self.model.put("model", &mut object);
        self.adapters.put("adapters", &mut object);
        self.prompt.put("prompt", &mut object);
        self.params.put("params", &mut object);
        self.software.put("software", &mut object);
        self.inputs.put("inputs", &mut object);
        self.source.put("source", &mut object);
        self.creator.put("creator", &mut object);
        self.rights.put("rights", &mut object);
        self.evidence.put("evidence", &mut object);
        self.status.put("status", &mut object);
        Value::Object(object)
    }

    fn from_value(value: Value) -> Result<Self, RecordError> {
        let mut reader = Reader::open(value, String::new())?;
        let spec: String = Slot::take(&mut reader, "spec")?;
        if spec != SPEC {
            return Err(RecordError::new("/spec", Problem::UnknownSpec(spec)));
        }
        let draft = Self {
            content: Slot::take(&mut reader, "content")?,
            model: Slot::take(&mut reader, "model")?,
            adapters: Slot::take(&mut reader, "adapters")?,
            prompt: Slot::take(&mut reader, "prompt")?,
            params: Slot::take(&mut reader, "params")?,
            software: Slot::take(&mut reader, "software")?,
            inputs: Slot::take(&mut reader, "inputs")?,
            source: Slot::take(&mut reader, "source")?,
            creator: Slot::take(&mut reader, "creator")?,
            rights: Slot::take(&mut reader, "rights")?,
            evidence: Slot::take(&mut reader, "evidence")?,
            status: Slot::take(&mut reader, "status")?,
        };
        reader.finish()?;
        Ok(draft)
    }
}

/// A checked record and its canonical bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    draft: Draft,
    canonical: Vec<u8>,
}

impl Record {
    /// Checks a draft as a whole.
    ///
    /// # Errors
    /// The first field that breaks a rule, with its place and the reason, see [`Problem`].
    pub fn new(draft: Draft) -> Result<Self, RecordError> {
        let value = draft.to_value();
        check::rules(&draft, &value)?;
        let canonical = canonical::write(&value);
        if canonical.len() > canonical::MAX_BYTES {
            return Err(RecordError::new("", Problem::TooLong(canonical.len())));
        }
        Ok(Self { draft, canonical })
    }

    /// Reads a record from JSON in any spelling: spaces, order of keys and escapes do not matter.
    ///
    /// # Errors
    /// When the text is no JSON of the subset ([`Problem::Json`]), or no record.
    pub fn from_json(bytes: &[u8]) -> Result<Self, RecordError> {
        let value =
            canonical::parse(bytes).map_err(|error| RecordError::new("", Problem::Json(error)))?;
        Self::new(Draft::from_value(value)?)
    }

    /// Reads a record from its canonical bytes and refuses every other spelling, so that the hash of `bytes` is the
    /// hash of the record.
    ///
    /// # Errors
    /// As [`Record::from_json`], and [`Problem::NotCanonical`].
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, RecordError> {
        let record = Self::from_json(bytes)?;
        if record.canonical == bytes {
            return Ok(record);
        }
        let same = record.canonical.iter().zip(bytes).take_while(|(ours, given)| ours == given);
        Err(RecordError::new("", Problem::NotCanonical { at: same.count() }))
    }

    /// The fields.
    #[must_use]
    pub const fn fields(&self) -> &Draft {
        &self.draft
    }

    /// The fields, to change them and make another record.
    #[must_use]
    pub fn into_draft(self) -> Draft {
        self.draft
    }

    /// The bytes of RFC 8785.
    #[must_use]
    pub fn canonical(&self) -> &[u8] {
        &self.canonical
    }

    /// Keccak-256 of the canonical bytes: the record hash that goes on chain.
    #[must_use]
    pub fn hash<K: Keccak + ?Sized>(&self, keccak: &K) -> Word {
        keccak.keccak256(&self.canonical)
    }

    /// The standing that holds at a JSON pointer: its own, or that of the nearest object or list around it.
    #[must_use]
    pub fn standing(&self, pointer: &str) -> Option<Standing> {
        standing::nearest(&self.draft.status, pointer)
    }
}
