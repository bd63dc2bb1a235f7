//! The files of an outputs folder, in natural order of their paths. Nothing is opened that could block, links are followed
//! to files alone, and what cannot be a picture is told apart from what is left alone.

use std::cmp::Ordering;
use std::io::Read;
use std::path::{Path, PathBuf};

use colophon_readers::Kind;

use crate::refusal::Refusal;

/// Extensions of pictures: a file that has one of them must be a picture.
const EXTENSIONS: [&str; 16] = [
    "png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "avif", "gif", "bmp", "tif", "tiff",
    "heic", "heif", "jxl", "jp2",
];

/// Folders in folders, at most.
const MAX_DEPTH: usize = 16;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// Pictures, by their extension or by their first bytes; relative to the folder, in natural order.
    pub pictures: Vec<PathBuf>,
    /// Files and folders that are refused.
    pub refused: Vec<Refusal>,
    /// Files that are no pictures and do not claim to be: texts beside pictures, for example.
    pub ignored: Vec<PathBuf>,
}

/// Lists `folder` and the folders in it; hidden names are left alone.
///
/// # Errors
/// A sentence about the folder itself, when it cannot be read.
pub fn list(folder: &Path) -> Result<Listing, Refusal> {
    let mut listing = Listing::default();
    let meta = std::fs::metadata(folder).map_err(|error| Refusal::unreadable(folder, &error))?;
    if !meta.is_dir() {
        return Err(Refusal::new(
            folder,
            "is not a folder; give the folder that holds the pictures",
        ));
    }
    walk(folder, Path::new(""), 0, &mut listing)?;
    listing.pictures.sort_by(|one, other| natural_paths(one, other));
    listing.ignored.sort_by(|one, other| natural_paths(one, other));
    listing.refused.sort_by(|one, other| natural_paths(&one.path, &other.path));
    Ok(listing)
}

fn walk(root: &Path, inner: &Path, depth: usize, listing: &mut Listing) -> Result<(), Refusal> {
    let folder = root.join(inner);
    let entries = std::fs::read_dir(&folder)
        .map_err(|error| Refusal::unreadable(inner_or(root, inner), &error))?;
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                listing.refused.push(Refusal::unreadable(inner_or(root, inner), &error));
                continue;
            }
        };
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = inner.join(&name);
        if let Err(refusal) = sort_in(root, &path, &entry, depth, listing) {
            listing.refused.push(refusal);
        }
    }
    Ok(())
}

/// The path that names a folder: that of the root for the root itself.
fn inner_or<'a>(root: &'a Path, inner: &'a Path) -> &'a Path {
    if inner.as_os_str().is_empty() {
        root
    } else {
        inner
    }
}

fn sort_in(
    root: &Path,
    path: &Path,
    entry: &std::fs::DirEntry,
    depth: usize,
    listing: &mut Listing,
) -> Result<(), Refusal> {
    let unreadable = |error: std::io::Error| Refusal::unreadable(path, &error);
    let link = entry.file_type().map_err(unreadable)?.is_symlink();
    let meta = std::fs::metadata(root.join(path)).map_err(|error| {
        if link {
            Refusal::link(path, &error)
        } else {
            Refusal::unreadable(path, &error)
        }
    })?;
    if meta.is_dir() {
        if link {
            return Err(Refusal::new(
                path,
                "is a link to a folder, and such links are not followed; move the folder here, or remove the link",
            ));
        }
        if depth == MAX_DEPTH {
            return Err(Refusal::new(
                path,
                "lies too deep; at most 16 folders may lie in each other",
            ));
        }
        return walk(root, path, depth + 1, listing);
    }
    if !meta.is_file() {
        return Err(Refusal::new(path, "is neither a file nor a folder; remove it"));
    }
    if has_extension(path) || looks_like_picture(&root.join(path)).map_err(unreadable)? {
        listing.pictures.push(path.to_owned());
    } else {
        listing.ignored.push(path.to_owned());
    }
    Ok(())
}

fn has_extension(path: &Path) -> bool {
    path.extension()
        .and_then(|text| text.to_str())
        .is_some_and(|text| EXTENSIONS.iter().any(|extension| extension.eq_ignore_ascii_case(text)))
}

fn looks_like_picture(path: &Path) -> std::io::Result<bool> {
    let mut start = Vec::new();
    std::fs::File::open(path)?.take(64).read_to_end(&mut start)?;
    Ok(Kind::sniff(&start).is_some())
}

fn natural_paths(one: &Path, other: &Path) -> Ordering {
    natural(&one.to_string_lossy(), &other.to_string_lossy()).then_with(|| one.cmp(other))
}

/// Natural order: runs of digits count as numbers, so that `2.png` comes before `10.png`.
#[must_use]
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (one, other);
    loop {
        let (digits_a, digits_b) = (run(a), run(b));
        let order = if digits_a > 0 && digits_b > 0 {
            let (x, y) =
                (a[..digits_a].trim_start_matches('0'), b[..digits_b].trim_start_matches('0'));
            (a, b) = (&a[digits_a..], &b[digits_b..]);
            x.len().cmp(&y.len()).then_with(|| x.cmp(y))
        } else {
            let (x, y) = (a.chars().next(), b.chars().next());
            if x.is_none() && y.is_none() {
                return one.cmp(other);
            }
            a = &a[x.map_or(0, char::len_utf8)..];
            b = &b[y.map_or(0, char::len_utf8)..];
            x.cmp(&y)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn run(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}
