//! A path of the file system and whatever is below it, as the profile wants it: hidden names left out, empty directories
//! kept, symbolic links kept as links.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::directory::{symlink, DirectoryBuilder};
use crate::entry::Entry;
use crate::error::Error;
use crate::file::FileBuilder;
use crate::sink::Sink;

/// Adds a file, a directory with everything below it, or a symbolic link. Names are taken in order, so that a sink gets
/// the same blocks in the same order on every machine. Below the path, names that begin with a dot are left out.
///
/// # Errors
///
/// [`Error::Path`], [`Error::NotUtf8`] and [`Error::Special`] name the path; the others are those of the builders.
pub fn add(path: &Path, sink: &mut impl Sink) -> Result<Entry, Error> {
    let kind = at(path, fs::symlink_metadata(path))?.file_type();
    if kind.is_symlink() {
        let target = at(path, fs::read_link(path))?;
        let target = target.to_str().ok_or_else(|| Error::NotUtf8(path.into()))?;
        return symlink(target, sink);
    }
    if kind.is_file() {
        let source = Named { path, file: at(path, File::open(path))? };
        let mut file = FileBuilder::new();
        file.read_from(source, sink)?;
        return file.finish(sink);
    }
    if !kind.is_dir() {
        return Err(Error::Special(path.into()));
    }
    let mut names = Vec::new();
    for item in at(path, fs::read_dir(path))? {
        let name = at(path, item)?.file_name();
        let name = name.into_string().map_err(|name| Error::NotUtf8(path.join(name)))?;
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    let mut directory = DirectoryBuilder::new();
    for name in names {
        let entry = add(&path.join(&name), sink)?;
        directory.insert(name, entry)?;
    }
    directory.finish(sink)
}

/// An open file whose errors name its path: the sink's errors do not pass through it.
struct Named<'a> {
    path: &'a Path,
    file: File,
}

impl io::Read for Named<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let named = |source: io::Error| {
            io::Error::new(source.kind(), format!("{}: {source}", self.path.display()))
        };
        self.file.read(buffer).map_err(named)
    }
}

/// Names the path in what the system says.
fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, Error> {
    result.map_err(|source| Error::Path { path: path.into(), source })
}
