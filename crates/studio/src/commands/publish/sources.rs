//! What is published: the files of a build, or a folder as it is.

use std::path::{Path, PathBuf};

use colophon_project::build;
use colophon_project::manifest::Manifest;
use colophon_publish::content::below;
use colophon_publish::{Content, Observer, Source};

use crate::cli;
use crate::error::{InputError, ProjectError, Result};
use crate::plan::config::Config;

/// What was chosen.
pub(super) struct Chosen {
    /// How it is called where a name is needed.
    pub(super) name: String,
    sources: Vec<Source>,
    /// The build that the files belong to.
    manifest: Option<Manifest>,
}

/// The folder that was named, or the build.
///
/// # Errors
/// [`ProjectError`] when there is no build; [`InputError`] for a folder that cannot be published.
pub(super) fn choose(project: &Path, config: &Config, args: &cli::Publish) -> Result<Chosen> {
    if let Some(folder) = &args.from {
        if !folder.is_dir() {
            return Err(InputError::Unpublishable(format!(
                "{} is not a folder; give the folder whose files are to be published",
                folder.display()
            ))
            .into());
        }
        let own = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let own = own.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = config.collection.name.clone().or(own).unwrap_or_else(|| "collection".into());
        return Ok(Chosen { name, sources: below(folder)?, manifest: None });
    }
    let folder = project.join(build::FOLDER);
    let Some(manifest) = Manifest::load(&folder)? else {
        return Err(ProjectError::Conflict(format!(
            "{} holds no build; run `colophon build` first, or name a folder with --from",
            folder.display()
        ))
        .into());
    };
    let outputs = args.outputs.clone().unwrap_or_else(|| project.join(&config.outputs));
    let sources = manifest.files(&folder, &outputs);
    let sources = sources.into_iter().map(|(name, path)| Source { name, path }).collect();
    Ok(Chosen { name: manifest.name.clone(), sources, manifest: Some(manifest) })
}

/// Hashes everything; what was built must still be what it was.
///
/// # Errors
/// [`InputError`] for a file that cannot be published; [`ProjectError::Conflict`] for one that was changed since the build.
pub(super) fn read(chosen: &Chosen, observer: &dyn Observer) -> Result<Content> {
    let content = Content::read(chosen.sources.clone(), observer)?;
    let Some(manifest) = &chosen.manifest else { return Ok(content) };
    if content.root().to_string() == manifest.cids.collection {
        return Ok(content);
    }
    let changed = manifest.pieces.iter().find_map(|piece| {
        let name = format!("media/{}{}", piece.index, piece.extension);
        let at = content.items().binary_search_by(|item| item.name.cmp(&name)).ok()?;
        let item = &content.items()[at];
        (item.sha256 != piece.sha256.0).then(|| item.path.clone())
    });
    let which = changed.unwrap_or_else(|| PathBuf::from(build::FOLDER));
    Err(ProjectError::Conflict(format!(
        "{} is not what was built; run `colophon build` again, and publish then",
        which.display()
    ))
    .into())
}
