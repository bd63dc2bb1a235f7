//! What the artist adds to what a file says: who made it, the model file that was hashed, and the place of the piece in
//! the plan.

use colophon_provenance::record::{Creator, Draft, Label, Record, Source, Standing, Term};

use super::adapters::{self, AdapterFile};

/// Hashes of the model file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelHashes {
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
    /// SHA-256 of everything after the safetensors header; absent for other containers.
    pub tensor_sha256: Option<[u8; 32]>,
    /// BLAKE3 of the whole file.
    pub blake3: [u8; 32],
}

/// What the artist adds to what the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// Address of the artist.
    pub creator: Option<[u8; 20]>,
    /// The hashed model file, if it was given.
    pub model: Option<ModelHashes>,
    /// A name for the model where no file claims one.
    pub model_name: Option<String>,
    /// The hashed files of adapters; each is put with the adapter that it is.
    pub adapters: Vec<AdapterFile>,
    /// Hashes of adapters' files whose places in the record are known.
    pub placed: Vec<(usize, ModelHashes)>,
    /// More, as keys and values of `params.extra`: the traits and the commitment of the plan.
    pub extra: Vec<(String, String)>,
}

impl Declared {
    /// What the artist declared in a record that is there.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let fields = record.fields();
        let model = fields.model.as_ref();
        let declared = |pointer: &str| record.standing(pointer) == Some(Standing::Declared);
        // A hash that a file claims is no hash of the artist's model file.
        let hashed = record.standing("/model/file_sha256") == Some(Standing::Recomputed);
        let extra = fields.params.iter().flat_map(|params| &params.extra);
        Self {
            creator: fields.creator.as_ref().and_then(|creator| creator.address),
            model: model.filter(|_| hashed).and_then(|model| {
                Some(ModelHashes {
                    sha256: model.file_sha256?,
                    tensor_sha256: model.tensor_sha256,
                    blake3: model.blake3?,
                })
            }),
            model_name: model
                .and_then(|model| model.name.as_ref())
                .filter(|_| declared("/model/name"))
                .map(|name| name.as_str().into()),
            adapters: Vec::new(),
            placed: adapters::known(record),
            extra: extra
                .filter(|(key, _)| declared(&pointer(key)))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        }
    }

    pub(super) fn add_to(&self, draft: &mut Draft) {
        // What a file says about its source stays; else the artist says it by using this program.
        if draft.source.is_none() {
            draft.source = Some(Source {
                digital_source_type: Term::new("trainedAlgorithmicMedia"),
                ..Source::default()
            });
            draft.stand("/source", Standing::Declared);
        }
        if self.creator.is_some() {
            draft.creator = Some(Creator { address: self.creator, name: None });
            draft.stand("/creator", Standing::Declared);
        }
        self.add_model(draft);
        adapters::add(draft, &self.adapters, &self.placed);
        for (key, value) in &self.extra {
            let params = draft.params.get_or_insert_default();
            if let Some(found) = params.extra.insert(key.clone(), value.clone()) {
                // The file has a field of this name: both are kept.
                params.extra.insert(format!("found {key}"), found);
            }
            draft.stand(&pointer(key), Standing::Declared);
        }
    }

    fn add_model(&self, draft: &mut Draft) {
        if let Some(file) = &self.model {
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
        if let Some(name) = self.model_name.as_deref().and_then(Label::new) {
            let model = draft.model.get_or_insert_default();
            if model.name.is_none() {
                model.name = Some(name);
                draft.stand("/model/name", Standing::Declared);
            }
        }
    }
}

/// The place of an extra field (RFC 6901).
pub(super) fn pointer(key: &str) -> String {
    format!("/params/extra/{}", key.replace('~', "~0").replace('/', "~1"))
}
