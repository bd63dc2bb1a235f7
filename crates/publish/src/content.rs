//! What is published: files under names, hashed once, and the directories that the names spell.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Mutex;

use colophon_unixfs::{Cid, Discard, Entry, FileBuilder};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::observe::Observer;
use crate::tree;

/// How many bytes are read at once.
const PORTION: usize = 1 << 18;

/// How many folders may lie in one another when a folder is listed.
const DEEPEST: usize = 32;

/// A file, and the name under which it is published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Relative, with `/` between folders: `media/0.png`.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// A file whose hashes are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The name under which it is published.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Its content id and sizes under `unixfs-v1-2025`.
    pub entry: Entry,
}

impl Item {
    /// Its length in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.entry.size()
    }
}

/// All files, in the order of their names, and the ids of the directories above them.
#[derive(Clone, Debug)]
pub struct Content {
    items: Vec<Item>,
    root: Entry,
    top: BTreeMap<String, Entry>,
}

impl Content {
    /// Hashes every file, on as many threads as the machine has processors.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::File`], [`Error::Unsuitable`], [`Error::Name`].
    pub fn read(mut sources: Vec<Source>, observer: &dyn Observer) -> Result<Self> {
        if sources.is_empty() {
            return Err(Error::Empty);
        }
        sources.sort();
        observer.begin("hashing", sources.len() as u64);
        let items = hash_all(&sources, observer);
        observer.end();
        Self::of(items?)
    }

    /// The content of items whose hashes were computed before.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::Name`].
    pub fn of(mut items: Vec<Item>) -> Result<Self> {
        if items.is_empty() {
            return Err(Error::Empty);
        }
        items.sort_by(|a, b| a.name.cmp(&b.name));
        let (root, top) = tree::build(&items, &mut Discard)?;
        Ok(Self { items, root, top })
    }

    /// The files, by name.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The id of the directory that holds everything.
    #[must_use]
    pub const fn root(&self) -> Cid {
        self.root.cid()
    }

    /// What the root directory holds: names and entries.
    #[must_use]
    pub const fn top(&self) -> &BTreeMap<String, Entry> {
        &self.top
    }

    /// The length of all files together, in bytes.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.root.size()
    }

    /// The length of these items together, in bytes.
    #[must_use]
    pub fn bytes_of(&self, items: &[usize]) -> u64 {
        items.iter().filter_map(|at| self.items.get(*at)).map(Item::size).sum()
    }
}

/// Every file below a folder, under its path in there. Names that begin with a dot are left out.
///
/// # Errors
/// [`Error::Unsuitable`] for symbolic links, which not every place can hold, and for names that are not UTF-8.
pub fn below(folder: &Path) -> Result<Vec<Source>> {
    let mut found = Vec::new();
    list(folder, "", 0, &mut found)?;
    found.sort();
    Ok(found)
}

fn list(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<Source>) -> Result<()> {
    let unsuitable =
        |path: PathBuf, why: &str| Err(Error::Unsuitable { path, why: why.to_owned() });
    if depth > DEEPEST {
        return unsuitable(folder.into(), "is nested too deeply; publish a folder further down");
    }
    let entries = std::fs::read_dir(folder).map_err(|error| Error::file("list", folder, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Error::file("list", folder, error))?;
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            return unsuitable(path, "has a name that is not UTF-8; rename it");
        };
        if name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(|error| Error::file("look at", &path, error))?;
        if kind.is_dir() {
            list(&path, &format!("{name}/"), depth + 1, found)?;
        } else if kind.is_file() {
            found.push(Source { name, path });
        } else {
            return unsuitable(
                path,
                "is neither a file nor a folder; put the file itself there, or remove it",
            );
        }
    }
    Ok(())
}

fn hash_all(sources: &[Source], observer: &dyn Observer) -> Result<Vec<Item>> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let done: Mutex<Vec<(usize, Result<Item>)>> = Mutex::new(Vec::with_capacity(sources.len()));
    let work = || {
        while !failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = sources.get(at) else { return };
            let item = hash(source);
            failed.fetch_or(item.is_err(), Ordering::Relaxed);
            observer.advance(1);
            done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((at, item));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(sources.len());
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut items = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    items.sort_by_key(|(at, _)| *at);
    items.into_iter().map(|(_, item)| item).collect()
}

/// Reads one file to its end.
fn hash(source: &Source) -> Result<Item> {
    let path = &source.path;
    let failed = |error| Error::file("read", path, error);
    let meta = std::fs::metadata(path).map_err(failed)?;
    if !meta.is_file() {
        return Err(Error::Unsuitable {
            path: path.clone(),
            why: "is not a file; publish files".into(),
        });
    }
    let small = Entry::of_small_file([0; 32], meta.len()).is_some();
    let mut file = File::open(path).map_err(failed)?;
    let mut sha256 = Sha256::new();
    let mut tree = FileBuilder::new();
    let mut portion = vec![0; PORTION];
    let mut size = 0u64;
    loop {
        let read = match file.read(&mut portion) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(error)),
        };
        size += read as u64;
        sha256.update(&portion[..read]);
        // The id of a file of one chunk follows from its SHA-256.
        if !small {
            tree.push(&portion[..read], &mut Discard)?;
        }
    }
    if size != meta.len() {
        return Err(Error::Changed { path: path.clone() });
    }
    let sha256 = sha256.finalize().into();
    let entry = match Entry::of_small_file(sha256, size) {
        Some(entry) => entry,
        None => tree.finish(&mut Discard)?,
    };
    Ok(Item { name: source.name.clone(), path: path.clone(), sha256, entry })
}
