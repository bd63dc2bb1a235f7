//! Files of adapters: each is put with the adapter of a record that it is, by the hash that the picture claims, or by its
//! name where no claim speaks against it.

use colophon_models::claim::same_name;
use colophon_models::{Agreement, Hashes};
use colophon_provenance::record::{Adapter, Draft, Record, ShortHash, Standing};

use super::declared::ModelHashes;

/// A hashed file of an adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdapterFile {
    /// Its name, without its folder.
    pub name: String,
    /// Its hashes.
    pub hashes: Hashes,
}

impl AdapterFile {
    /// What the adapter and the file say about each other, and whether they have the same name.
    fn against(&self, adapter: &Adapter) -> (Agreement, bool) {
        let name = adapter.name.as_ref().map(|name| name.as_str());
        let whole = adapter.file_sha256.or(adapter.tensor_sha256).or(adapter.blake3);
        let short = adapter.short_hash.map(|hash| match hash {
            ShortHash::AutoV1(digits) => hex::encode(digits),
            ShortHash::AutoV2(digits) => hex::encode(digits),
            ShortHash::AutoV3(digits) => hex::encode(digits),
        });
        let claim = whole.map(hex::encode).or(short);
        let named = name.is_some_and(|name| same_name(&self.name, name));
        (self.hashes.compare(claim.as_deref(), name), named)
    }

    /// Places of the adapters that are this file: one may be applied more than once.
    fn places(&self, adapters: &[Adapter]) -> Vec<usize> {
        let is = |adapter: &Adapter| match self.against(adapter) {
            (Agreement::Agrees(_), _) => true,
            (Agreement::CannotTell(_), named) => named,
            (Agreement::Differs(_), _) => false,
        };
        (0..adapters.len()).filter(|at| is(&adapters[*at])).collect()
    }

    /// Whether an adapter has the name of the file and claims another hash.
    #[must_use]
    pub fn is_contradicted_by(&self, adapters: &[Adapter]) -> bool {
        let other = |adapter| matches!(self.against(adapter), (Agreement::Differs(_), true));
        adapters.iter().any(other) && self.places(adapters).is_empty()
    }

    fn record_hashes(&self) -> ModelHashes {
        let Hashes { sha256, tensor_sha256, blake3, .. } = self.hashes;
        ModelHashes { sha256, tensor_sha256, blake3 }
    }
}

/// The hashes that a record has of adapters' files, by place.
pub(super) fn known(record: &Record) -> Vec<(usize, ModelHashes)> {
    let adapters = record.fields().adapters.iter().enumerate();
    adapters
        .filter(|(at, _)| {
            let pointer = format!("/adapters/{at}/file_sha256");
            record.standing(&pointer) == Some(Standing::Recomputed)
        })
        .filter_map(|(at, adapter)| {
            let tensor_sha256 = adapter.tensor_sha256;
            Some((
                at,
                ModelHashes {
                    sha256: adapter.file_sha256?,
                    tensor_sha256,
                    blake3: adapter.blake3?,
                },
            ))
        })
        .collect()
}

/// Writes the hashes of files into a draft.
pub(super) fn add(draft: &mut Draft, files: &[AdapterFile], known: &[(usize, ModelHashes)]) {
    let mut found = known.to_vec();
    for file in files {
        let hashes = file.record_hashes();
        found.extend(file.places(&draft.adapters).into_iter().map(|at| (at, hashes)));
    }
    for (at, hashes) in found {
        let Some(adapter) = draft.adapters.get_mut(at) else { continue };
        adapter.file_sha256 = Some(hashes.sha256);
        adapter.tensor_sha256 = hashes.tensor_sha256.or(adapter.tensor_sha256);
        adapter.blake3 = Some(hashes.blake3);
        draft
            .stand(&format!("/adapters/{at}/file_sha256"), Standing::Recomputed)
            .stand(&format!("/adapters/{at}/blake3"), Standing::Recomputed);
        if hashes.tensor_sha256.is_some() {
            draft.stand(&format!("/adapters/{at}/tensor_sha256"), Standing::Recomputed);
        }
    }
}
