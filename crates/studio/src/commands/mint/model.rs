//! What stands for the model on chain: the hash of its file, or of what the pictures claim, or of what is typed.

use std::collections::BTreeMap;

use colophon_models::{Agreement, ModelFile};
use colophon_project::config::Config;

use crate::cli;
use crate::error::{Error, InputError, Result};
use crate::model::{self, Files};
use crate::output::Output;
use crate::readers::Picture;
use crate::record::{self, AdapterFile};
use crate::store::series::{ModelStanding, ModelWord};

/// The model of a series.
pub(super) struct Decided {
    pub(super) word: ModelWord,
    pub(super) file: Option<ModelFile>,
    pub(super) adapters: Vec<AdapterFile>,
    pub(super) name: Option<String>,
}

/// Decides; all pictures of a series must agree.
///
/// # Errors
/// [`InputError`] when the file is refused or contradicts a picture, when pictures claim different models, or when
/// nothing names one.
pub(super) fn decide(
    global: &cli::Global,
    args: &cli::Mint,
    pictures: &[Picture],
    out: Output,
) -> Result<Decided> {
    let config = Config::read(&global.project)?;
    let Files { base, adapters } = model::files(&args.model, &config, &global.project, out)?;
    adapters.iter().try_for_each(|file| agree_adapter(file, pictures))?;
    let name = args.model_name.clone().or(config.model.name);
    if let Some(file) = base {
        let agreed = agree(&file, pictures)?;
        out.log(format!("model file: {agreed} of {} pictures claim its hash", pictures.len()));
        let source = file.name();
        let word = ModelWord {
            hash: file.hashes.sha256.into(),
            standing: ModelStanding::Recomputed,
            source,
        };
        return Ok(Decided { word, file: Some(file), adapters, name });
    }
    let mut claims: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in pictures.iter().filter_map(model::claim) {
        *claims.entry(claim).or_default() += 1;
    }
    if claims.len() > 1 {
        let list: Vec<String> =
            claims.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        return Err(Error::Usage(format!(
            "the pictures claim different models: {}; a series has one model, so mint one folder per model",
            list.join(", ")
        )));
    }
    let (standing, kind, source) = match (claims.first_key_value(), &name) {
        (Some((claim, _)), _) => (ModelStanding::Claimed, "claimed", (*claim).to_owned()),
        (None, Some(name)) => (ModelStanding::Declared, "declared", name.clone()),
        (None, None) => {
            return Err(Error::Usage(
                "the pictures name no model; give the model file with --model, or its name with --model-name".into(),
            ));
        }
    };
    let word = ModelWord { hash: model::word(kind, &source).into(), standing, source };
    Ok(Decided { word, file: None, adapters, name })
}

/// How many pictures claim the hash of the file.
fn agree(file: &ModelFile, pictures: &[Picture]) -> Result<usize, InputError> {
    let mut agreed = 0;
    for picture in pictures {
        let Some(named) = picture.claims.as_ref().map(|claims| &claims.model) else { continue };
        match file.hashes.compare(named.short_hash.as_deref(), named.name.as_deref()) {
            Agreement::Agrees(_) => agreed += 1,
            Agreement::CannotTell(_) => {}
            Agreement::Differs(_) => {
                return Err(InputError::Model {
                    path: file.path.clone(),
                    why: format!(
                        "is not the model that {} claims: {} is not a hash of this file; give the right file",
                        picture.path.display(),
                        named.short_hash.as_deref().unwrap_or_default()
                    ),
                });
            }
        }
    }
    Ok(agreed)
}

/// Whether no picture claims another file under the name of an adapter.
fn agree_adapter(file: &AdapterFile, pictures: &[Picture]) -> Result<(), InputError> {
    for picture in pictures {
        // A picture that gives no record is refused later, with its own reason.
        let Ok(observed) = record::observe(picture) else { continue };
        if file.is_contradicted_by(&observed.adapters) {
            return Err(InputError::Model {
                path: file.name.clone().into(),
                why: format!(
                    "is not the adapter of that name that {} claims; give the right file",
                    picture.path.display()
                ),
            });
        }
    }
    Ok(())
}
