//! A series from a build: everything is decided in `build/manifest.json`, and nothing is hashed again.

use alloy_primitives::{Address, B256};
use colophon_project::manifest::Manifest;
use colophon_provenance::hash::Software as Keccak;
use colophon_provenance::record::Record;
use colophon_provenance::token_id::TOKENS_PER_SERIES;
use sha2::{Digest, Sha256};

use super::plan::{series_count, Plan, Wanted};
use super::{conflict, Place};
use crate::cli;
use crate::error::{Error, ProjectError, Result};
use crate::store::series::{ModelWord, Piece, Series, State};
use crate::store::Project;

/// The folder of a build within a project.
const FOLDER: &str = "build";

/// What a build holds, as far as it is minted.
pub(super) struct Built {
    manifest: Manifest,
    records: Vec<Record>,
}

impl Built {
    /// Reads manifest and records.
    ///
    /// # Errors
    /// [`Error::Project`] when there is none, or when a record is not the one that the manifest names.
    pub(super) fn load(global: &cli::Global) -> Result<Self> {
        let folder = global.project.join(FOLDER);
        let manifest = Manifest::load(&folder)?.ok_or_else(|| {
            conflict(format!(
                "{} holds no manifest.json; run `colophon build` first, or name a folder of pictures",
                folder.display()
            ))
        })?;
        if manifest.pieces.is_empty() {
            return Err(conflict("the build holds no pieces; run `colophon build` again".into()));
        }
        let mut records = Vec::with_capacity(manifest.pieces.len());
        for piece in &manifest.pieces {
            let path = folder.join("records").join(format!("{}.json", piece.index));
            let damaged = |why: String| ProjectError::Damaged { path: path.clone(), why };
            let bytes = std::fs::read(&path).map_err(|error| damaged(error.to_string()))?;
            let record =
                Record::from_canonical(&bytes).map_err(|error| damaged(error.to_string()))?;
            if record.hash(&Keccak) != piece.record_hash.0 {
                return Err(damaged("it is not the record that the manifest names".into()).into());
            }
            records.push(record);
        }
        Ok(Self { manifest, records })
    }

    /// The plan of its series; found again when an earlier run has made it.
    ///
    /// # Errors
    /// A build for another collection or another series; usage.
    pub(super) fn plan(
        &self,
        place: &Place<'_>,
        project: &Project,
        wanted: &Wanted,
    ) -> Result<Plan> {
        let (manifest, count) = (&self.manifest, self.manifest.pieces.len() as u32);
        self.fits(place)?;
        let supply = wanted.supply.unwrap_or(count);
        if supply < count || supply > TOKENS_PER_SERIES {
            return Err(Error::Usage(format!(
                "a supply of {supply} does not fit: the build has {count} pieces, and a series has at most {TOKENS_PER_SERIES}"
            )));
        }
        let receiver = wanted.receiver.unwrap_or(place.sender);
        let to = wanted.to.unwrap_or(place.sender);
        let media = self.media(wanted);
        let id = self.identity(place, wanted, (receiver, to, supply, &media))?;
        let mut plan = Plan {
            series: Series {
                schema: Series::SCHEMA.into(),
                series: manifest.series,
                plan: id,
                state: State::Planned,
                model: model(manifest),
                root: manifest.root.0.into(),
                rooted: count,
                public_prompts: manifest.public_prompts,
                pieces: manifest.pieces.iter().map(piece).collect(),
            },
            records: self.records.clone(),
            first: 0,
            is_new: true,
            supply,
            royalty: wanted.royalty,
            receiver,
            to,
            media,
            batch: wanted.batch,
            anchor: wanted.words.min(count).min(wanted.only),
            only: wanted.only,
        };
        let known = Series::load(&place.folder(project, manifest.series))?;
        match known.filter(|known| known.plan == id) {
            Some(known) => plan.adopt(known)?,
            None => {
                let next = series_count(place)?;
                if next < manifest.series {
                    return Err(conflict(format!(
                        "the build is for series {}, and the next one of the collection is {next}; run `colophon build` again",
                        manifest.series
                    )));
                }
            }
        }
        Ok(plan)
    }

    /// The commitments in a build are bound to one collection on one chain.
    fn fits(&self, place: &Place<'_>) -> Result<()> {
        let (chain, collection) =
            (self.manifest.chain_id, Address::from(self.manifest.collection.0));
        let here = (place.session.node.chain_id, place.collection);
        if (chain, collection) == here {
            return Ok(());
        }
        Err(conflict(format!(
            "the build is bound to the collection {collection} on chain {chain}, and this is {} on chain {}; choose the \
             right network, or run `colophon build` again",
            here.1, here.0
        )))
    }

    /// Where the pictures will stand: in the published folder of the build, if they are all of one kind.
    fn media(&self, wanted: &Wanted) -> Option<(String, String)> {
        let own = &self.manifest.pieces.first()?.extension;
        let alike = self.manifest.pieces.iter().all(|piece| piece.extension == *own);
        let extension = match &wanted.media_extension {
            Some(extension) => extension.clone(),
            None if alike => own.clone(),
            None => return None,
        };
        let base = wanted.media_base.clone();
        let base =
            base.unwrap_or_else(|| format!("ipfs://{}/media/", self.manifest.cids.collection));
        Some((base, extension))
    }

    fn identity(
        &self,
        place: &Place<'_>,
        wanted: &Wanted,
        rest: (Address, Address, u32, &Option<(String, String)>),
    ) -> Result<B256> {
        let bytes = self.manifest.to_bytes().map_err(|error| Error::Other(error.to_string()))?;
        let mut hasher = Sha256::new();
        hasher.update(format!(
            "colophon/mint/build/1\0{}\0{}\0{}\0{rest:?}\0",
            place.session.node.chain_id, place.collection, wanted.royalty
        ));
        hasher.update(bytes);
        let hash: [u8; 32] = hasher.finalize().into();
        Ok(hash.into())
    }
}

fn model(manifest: &Manifest) -> ModelWord {
    ModelWord {
        hash: manifest.model.hash.0.into(),
        standing: manifest.model.standing,
        source: manifest.model.source.clone(),
    }
}

fn piece(piece: &colophon_project::manifest::Piece) -> Piece {
    Piece {
        index: piece.index,
        file: piece.file.clone(),
        content_hash: piece.sha256.0.into(),
        prompt_commitment: piece.prompt_commitment.0.into(),
        record_hash: piece.record_hash.0.into(),
        words: false,
    }
}
