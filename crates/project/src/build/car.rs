//! The archive (CAR v1) of a built collection, streamed: pictures from where they lie, everything else from the build folder.

use std::fs::File;
use std::io::{self, BufWriter, Read};
use std::path::Path;

use colophon_unixfs::{car, Entry, FileBuilder, Sink};

use super::content::{self, METADATA, PROOFS, RECORDS};
use super::FOLDER;
use crate::disk;
use crate::error::{Error, Result};
use crate::manifest::Manifest;
use crate::observe::Observer;

/// What an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archive {
    /// Different blocks.
    pub blocks: usize,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Writes the archive of `manifest`, whole or not at all; its root is the collection's folder.
///
/// # Errors
/// [`Error::Project`] when a file is no longer the one that was built; [`Error::File`].
pub fn export(
    project: &Path,
    outputs: &Path,
    manifest: &Manifest,
    path: &Path,
    observer: &dyn Observer,
) -> Result<Archive> {
    observer.begin("archive", manifest.pieces.len() as u64);
    let mut blocks = 0;
    disk::stream(path, |file| {
        let failed = |error| Error::file("write", path, error);
        let writer = car::Writer::new(BufWriter::with_capacity(1 << 20, file));
        let mut writer = writer.map_err(|error| archive(path, error))?;
        let build = project.join(FOLDER);
        let root = fill(&build, outputs, manifest, &mut writer, observer)?;
        same("the collection", &manifest.cids.collection, root)?;
        blocks = writer.blocks();
        let mut out = writer.finish_with_root(root.cid()).map_err(|error| archive(path, error))?;
        io::Write::flush(&mut out).map_err(failed)
    })?;
    observer.end();
    let bytes = std::fs::metadata(path).map_err(|error| Error::file("read", path, error))?.len();
    Ok(Archive { blocks, bytes })
}

fn fill(
    build: &Path,
    outputs: &Path,
    manifest: &Manifest,
    sink: &mut impl Sink,
    observer: &dyn Observer,
) -> Result<Entry> {
    let mut media = Vec::with_capacity(manifest.pieces.len());
    for piece in &manifest.pieces {
        let entry = add(&outputs.join(&piece.file), sink)?;
        same(&piece.file, &piece.cid, entry)?;
        media.push((piece.index, piece.extension.as_str(), entry));
        observer.advance(1);
    }
    let media = folder(build, media, sink)?;
    let mut numbered = |name: &str| {
        let mut entries = Vec::with_capacity(manifest.pieces.len());
        for piece in &manifest.pieces {
            let path = build.join(name).join(format!("{}.json", piece.index));
            entries.push((piece.index, ".json", add(&path, sink)?));
        }
        folder(build, entries, sink)
    };
    let (metadata, records) = (numbered(METADATA)?, numbered(RECORDS)?);
    let proofs = add(&build.join(PROOFS), sink)?;
    content::collection(media, metadata, records, proofs, sink)
        .map_err(|error| archive(build, error))
}

fn folder(build: &Path, entries: Vec<(u32, &str, Entry)>, sink: &mut impl Sink) -> Result<Entry> {
    content::numbered(entries.into_iter(), sink).map_err(|error| archive(build, error))
}

fn add(path: &Path, sink: &mut impl Sink) -> Result<Entry> {
    let unreadable = |error| Error::file("read", path, error);
    let mut source = File::open(path).map_err(unreadable)?;
    let mut file = FileBuilder::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let count = source.read(&mut buffer).map_err(unreadable)?;
        if count == 0 {
            return file.finish(sink).map_err(|error| archive(path, error));
        }
        file.push(&buffer[..count], sink).map_err(|error| archive(path, error))?;
    }
}

fn archive(path: &Path, error: colophon_unixfs::Error) -> Error {
    match error {
        colophon_unixfs::Error::Io(source) => Error::file("write the archive with", path, source),
        other => Error::Project(format!("{}: {other}", path.display())),
    }
}

fn same(what: &str, cid: &str, entry: Entry) -> Result<()> {
    if entry.cid().to_string() == cid {
        return Ok(());
    }
    Err(Error::Project(format!("{what} is not what was built; run `colophon build` again")))
}
