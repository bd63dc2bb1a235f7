//! Content ids of what is published, under the profile `unixfs-v1-2025`: `media/`, `metadata/`, `records/` and
//! `proofs.json` in one folder.

use colophon_unixfs::{DirectoryBuilder, Entry, Error, FileBuilder, Sink};

/// Folders of the collection, by name.
pub(super) const MEDIA: &str = "media";
/// See [`MEDIA`].
pub(super) const METADATA: &str = "metadata";
/// See [`MEDIA`].
pub(super) const RECORDS: &str = "records";
/// The proofs.
pub(super) const PROOFS: &str = "proofs.json";

/// A file that is in memory.
pub(super) fn file(bytes: &[u8], sink: &mut impl Sink) -> Result<Entry, Error> {
    let mut file = FileBuilder::new();
    file.push(bytes, sink)?;
    file.finish(sink)
}

/// A folder whose files are called by index and extension.
pub(super) fn numbered<'a>(
    entries: impl Iterator<Item = (u32, &'a str, Entry)>,
    sink: &mut impl Sink,
) -> Result<Entry, Error> {
    let mut folder = DirectoryBuilder::new();
    for (index, extension, entry) in entries {
        folder.insert(format!("{index}{extension}"), entry)?;
    }
    folder.finish(sink)
}

/// The folder of everything.
pub(super) fn collection(
    media: Entry,
    metadata: Entry,
    records: Entry,
    proofs: Entry,
    sink: &mut impl Sink,
) -> Result<Entry, Error> {
    let mut folder = DirectoryBuilder::new();
    for (name, entry) in
        [(MEDIA, media), (METADATA, metadata), (RECORDS, records), (PROOFS, proofs)]
    {
        folder.insert(name, entry)?;
    }
    folder.finish(sink)
}
