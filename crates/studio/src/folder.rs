//! A folder of pictures in natural order, all read and none twice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use colophon_project::outputs::natural;

use crate::error::InputError;
use crate::output::Output;
use crate::readers::{self, Picture};

/// Extensions of files that count as pictures; what they really are decides the content.
const EXTENSIONS: [&str; 6] = ["png", "jpg", "jpeg", "webp", "gif", "avif"];

/// Reads all pictures of `folder`, in natural order of their names. Hidden files, subfolders and files with other
/// extensions are left alone; a file that has the extension of a picture must be one.
///
/// # Errors
/// [`InputError`] that names the file.
pub fn read(folder: &Path, out: Output) -> Result<Vec<Picture>, InputError> {
    let paths = list(folder)?;
    let bar = out.bar(paths.len() as u64, "reading", "{msg} {wide_bar} {pos}/{len}");
    let mut pictures = Vec::with_capacity(paths.len());
    let mut seen: HashMap<[u8; 32], PathBuf> = HashMap::new();
    for path in paths {
        let picture = readers::read(&path)?;
        if let Some(first) = seen.insert(picture.sha256, path.clone()) {
            return Err(InputError::Duplicate { first, second: path });
        }
        pictures.push(picture);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(pictures)
}

/// The picture files of `folder`, in natural order of their names.
///
/// # Errors
/// [`InputError::NotAFolder`], [`InputError::NoPictures`].
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, InputError> {
    let unreadable = |source| InputError::Unreadable { path: folder.to_owned(), source };
    if !std::fs::metadata(folder).map_err(unreadable)?.is_dir() {
        return Err(InputError::NotAFolder { path: folder.to_owned() });
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        if !hidden
            && !path.is_dir()
            && extension.is_some_and(|text| EXTENSIONS.contains(&text.as_str()))
        {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(InputError::NoPictures { path: folder.to_owned() });
    }
    paths.sort_by(|one, other| natural(&name(one), &name(other)));
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
