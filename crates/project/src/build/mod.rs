//! From pictures to a collection: records, metadata, contact sheet, proofs, content ids and the manifest. The same inputs
//! and the same secret give the same bytes on every machine; what has not changed is not computed again; the build folder is
//! replaced as a whole.

pub mod car;
mod contact;
mod content;
mod metadata;
mod model;
mod proofs;
mod seal;
mod sheet;
mod stage;

use std::path::Path;

use colophon_provenance::commitment;
use colophon_provenance::hash::{Software as Keccak, Word};
use colophon_provenance::record::Record;
use colophon_provenance::token_id::TokenId;
use colophon_unixfs::{Discard, Entry};

use contact::Grid;
pub use model::ModelFile;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::hex_bytes::{Address, Hash};
use crate::manifest::{self, Folders, Manifest, ModelWord, Piece, PlanRef};
use crate::observe::Observer;
use crate::parallel;
use crate::plan::{Plan, Traits};
use crate::reading::Reading;
use crate::record::{self, AdapterFile, Declared, Prompts};
use crate::refusal::Refusal;
use crate::validate::{self, Validation};
use seal::Seal;
use stage::Stage;

/// The build folder in a project.
pub const FOLDER: &str = "build";

/// Where the collection will be, to which the prompt commitments are bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Chain id.
    pub chain_id: u64,
    /// Address of the collection.
    pub collection: Address,
    /// Its owner.
    pub owner: Address,
    /// The series that the pieces become.
    pub series: u32,
}

/// What a build is made from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The project folder.
    pub project: &'a Path,
    /// The folder with the pictures.
    pub outputs: &'a Path,
    /// `colophon.toml`.
    pub config: &'a Config,
    /// Name of the collection.
    pub name: &'a str,
    /// The plan, if there is one.
    pub plan: Option<&'a Plan>,
    /// Where the collection will be.
    pub place: Place,
    /// The project's secret, from which all salts follow.
    pub secret: &'a [u8; 32],
    /// The model file, if it is at hand.
    pub model: Option<&'a ModelFile>,
    /// The files of adapters.
    pub adapters: &'a [AdapterFile],
}

/// What a build gave.
#[derive(Debug)]
pub struct Outcome {
    /// What was made.
    pub manifest: Manifest,
    /// Whether nothing had changed, so that nothing was done.
    pub unchanged: bool,
    /// How many pictures were read; the others were as before.
    pub read: usize,
    /// How many files have other bytes than before.
    pub written: u64,
    /// How many pictures carry the prompt that their record only commits to; unknown when nothing was done.
    pub open_prompts: usize,
}

/// Builds, unless everything is as it was. Nothing else may write to the project meanwhile.
///
/// # Errors
/// [`Error::Invalid`] when the pictures are not what was planned; [`Error::Project`] when something is lacking or
/// contradicts; [`Error::Refused`] for a picture that gives no record; [`Error::File`].
pub fn build(inputs: &Inputs<'_>, observer: &dyn Observer) -> Result<Outcome> {
    validate::check_plan(inputs.plan)?;
    let seal = Seal::of(inputs)?;
    if let Some(manifest) = seal.unchanged(inputs)? {
        return Ok(Outcome { manifest, unchanged: true, read: 0, written: 0, open_prompts: 0 });
    }
    let count = inputs.plan.map_or(seal.files, |plan| plan.pieces.len());
    let grid = Grid::of(u32::try_from(count).unwrap_or(u32::MAX));
    let options = validate::Options { near: None, thumbnails: Some(grid.cell) };
    let found = validate::validate(inputs.project, inputs.outputs, inputs.plan, options, observer)?;
    if found.wrong() > 0 {
        return Err(Error::Invalid { count: found.wrong(), folder: inputs.outputs.to_owned() });
    }
    if found.readings.is_empty() {
        let why =
            "holds no pictures; put the outputs of your tool there, or run `colophon generate`";
        return Err(Refusal::new(inputs.outputs, why).into());
    }
    let outcome = make(inputs, &found, grid, observer)?;
    seal.save(inputs)?;
    Ok(outcome)
}

/// A piece and the files that are made for it.
struct Made {
    piece: Piece,
    entry: Entry,
    record: Vec<u8>,
    record_entry: Entry,
    metadata: Vec<u8>,
    metadata_entry: Entry,
}

fn make(
    inputs: &Inputs<'_>,
    found: &Validation,
    grid: Grid,
    observer: &dyn Observer,
) -> Result<Outcome> {
    let mut order: Vec<(u32, &Reading)> =
        found.matched.iter().map(|(index, at)| (*index, &found.readings[*at])).collect();
    order.sort_unstable_by_key(|(index, _)| *index);
    let readings: Vec<&Reading> = order.iter().map(|(_, reading)| *reading).collect();
    model::check_adapters(inputs.adapters, &readings)?;
    let model = model::decide(inputs.model, inputs.config.model.name.as_deref(), &readings)?;
    let plan = inputs.plan.map(plan_ref).transpose()?;
    let maker = Maker::new(inputs, &model, plan.as_ref());
    observer.begin("records", order.len() as u64);
    let made: Result<Vec<Made>> = parallel::map(order.len(), |at| {
        let (index, reading) = order[at];
        observer.advance(1);
        maker.piece(index, reading)
    })
    .into_iter()
    .collect();
    observer.end();
    let made = made?;
    let mut stage = Stage::begin(&inputs.project.join(FOLDER))?;
    let contact = sheet::draw(inputs, &stage, &readings, grid, observer)?;
    let pieces: Vec<Piece> = made.iter().map(|made| made.piece.clone()).collect();
    let tree = manifest::tree(inputs.place.series, &pieces).map_err(Error::Project)?;
    let proofs = proofs::write(&tree);
    let manifest = Manifest {
        schema: manifest::SCHEMA.into(),
        chain_id: inputs.place.chain_id,
        collection: inputs.place.collection,
        owner: inputs.place.owner,
        name: inputs.name.into(),
        series: inputs.place.series,
        plan,
        model,
        root: tree.root().into(),
        public_prompts: inputs.config.prompt.public,
        cids: folders(&made, &proofs)?,
        contact: contact.1,
        pieces,
    };
    write(&mut stage, &manifest, &made, &proofs, &contact.0, observer)?;
    let written = stage.written;
    stage.finish()?;
    let open = |reading: &&&Reading| reading.prompt().is_some();
    Ok(Outcome {
        open_prompts: if manifest.public_prompts {
            0
        } else {
            readings.iter().filter(open).count()
        },
        manifest,
        unchanged: false,
        read: found.fresh,
        written,
    })
}

fn write(
    stage: &mut Stage,
    manifest: &Manifest,
    made: &[Made],
    proofs: &[u8],
    contact: &[u8],
    observer: &dyn Observer,
) -> Result<()> {
    observer.begin("writing", made.len() as u64);
    for one in made {
        let index = one.piece.index;
        stage.put(&format!("{}/{index}.json", content::RECORDS), &one.record)?;
        stage.put(&format!("{}/{index}.json", content::METADATA), &one.metadata)?;
        observer.advance(1);
    }
    stage.put(content::PROOFS, proofs)?;
    stage.put(contact::FILE, contact)?;
    let bytes = manifest.to_bytes().map_err(|error| no_json(&error))?;
    stage.put(manifest::FILE, &bytes)?;
    observer.end();
    Ok(())
}

fn no_json(error: &serde_json::Error) -> Error {
    Error::Project(format!("something has no JSON form: {error}"))
}

fn no_id(error: colophon_unixfs::Error) -> Error {
    Error::Project(format!("there is no content id: {error}"))
}

fn plan_ref(plan: &Plan) -> Result<PlanRef> {
    let commitment = plan.assignment.commitment.parse().map_err(|error| {
        Error::Project(format!(
            "the commitment of the plan is damaged ({error}); run `colophon plan` again"
        ))
    })?;
    Ok(PlanRef { commitment })
}

/// The ids of all folders.
fn folders(made: &[Made], proofs: &[u8]) -> Result<Folders> {
    let folder = |entries: &mut dyn Iterator<Item = (u32, &str, Entry)>| {
        content::numbered(entries, &mut Discard).map_err(no_id)
    };
    let json = ".json";
    let media =
        folder(&mut made.iter().map(|m| (m.piece.index, m.piece.extension.as_str(), m.entry)))?;
    let metadata = folder(&mut made.iter().map(|m| (m.piece.index, json, m.metadata_entry)))?;
    let records = folder(&mut made.iter().map(|m| (m.piece.index, json, m.record_entry)))?;
    let proofs = content::file(proofs, &mut Discard).map_err(no_id)?;
    let all = content::collection(media, metadata, records, proofs, &mut Discard).map_err(no_id)?;
    let text = |entry: Entry| entry.cid().to_string();
    Ok(Folders {
        collection: text(all),
        media: text(media),
        metadata: text(metadata),
        records: text(records),
        proofs: text(proofs),
    })
}

/// Makes pieces.
struct Maker<'a> {
    inputs: &'a Inputs<'a>,
    domain: Word,
    commitment: Option<Hash>,
    shared: metadata::Shared<'a>,
}

impl<'a> Maker<'a> {
    fn new(inputs: &'a Inputs<'a>, model: &'a ModelWord, plan: Option<&PlanRef>) -> Self {
        let (place, texts) = (inputs.place, &inputs.config.collection);
        let commitment = plan.map(|plan| plan.commitment);
        Self {
            inputs,
            domain: commitment::domain_separator(&Keccak, place.chain_id, &place.collection.0),
            commitment,
            shared: metadata::Shared {
                chain_id: place.chain_id,
                collection: place.collection,
                name: inputs.name,
                description: texts.description.as_deref().filter(|text| !text.is_empty()),
                external_link: texts.external_link.as_deref().filter(|text| !text.is_empty()),
                model,
                plan_commitment: commitment,
            },
        }
    }

    fn piece(&self, index: u32, reading: &Reading) -> Result<Made> {
        let refuse = |why: String| {
            Refusal::new(Path::new(&reading.file), format!("gives no valid record: {why}"))
        };
        let token = TokenId::new(self.inputs.place.series, index)
            .map_err(|error| Error::Project(error.to_string()))?;
        let traits = self.traits(index);
        let prompts = if self.inputs.config.prompt.public {
            Prompts::Public
        } else {
            Prompts::Committed { domain: &self.domain, secret: self.inputs.secret, token }
        };
        let built = record::finish(reading.draft.clone(), &self.declared(&traits), prompts)
            .map_err(|error| refuse(error.to_string()))?;
        let record = built.record.canonical().to_vec();
        let record_entry = content::file(&record, &mut Discard).map_err(no_id)?;
        let mut piece = Piece {
            index,
            token: token.as_u64(),
            file: reading.file.clone(),
            extension: reading.extension.clone(),
            bytes: reading.stamp.size,
            sha256: reading.content().sha256.into(),
            prompt_commitment: built.commitment.into(),
            record_hash: built.hash().into(),
            cid: reading.entry.cid().to_string(),
            metadata_cid: String::new(),
            traits,
        };
        let metadata = self.metadata(&piece, &built.record, record_entry)?;
        let metadata_entry = content::file(&metadata, &mut Discard).map_err(no_id)?;
        piece.metadata_cid = metadata_entry.cid().to_string();
        Ok(Made { piece, entry: reading.entry, record, record_entry, metadata, metadata_entry })
    }

    fn metadata(&self, piece: &Piece, record: &Record, entry: Entry) -> Result<Vec<u8>> {
        metadata::write(&self.shared, piece, record, &entry.cid().to_string())
            .map_err(|error| no_json(&error))
    }

    fn traits(&self, index: u32) -> Traits {
        let planned = self.inputs.plan.and_then(|plan| plan.pieces.get(index as usize));
        planned.map(|piece| piece.traits.clone()).unwrap_or_default()
    }

    fn declared(&self, traits: &Traits) -> Declared {
        let mut extra: Vec<(String, String)> = traits
            .iter()
            .map(|(name, value)| (format!("trait {name}"), value.to_owned()))
            .collect();
        extra.extend(self.commitment.map(|word| ("plan commitment".into(), word.to_string())));
        Declared {
            creator: Some(self.inputs.place.owner.0),
            model: self.inputs.model.map(ModelFile::record_hashes),
            model_name: self.inputs.config.model.name.clone(),
            adapters: self.inputs.adapters.to_vec(),
            placed: Vec::new(),
            extra,
        }
    }
}
