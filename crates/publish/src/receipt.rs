//! What stays of a publication: where everything is, under which root, and what was fetched back. Others may read it.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::content::Content;
use crate::target::{Sent, Target};

/// `colophon/publication/1`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// `colophon/publication/1`
    pub schema: String,
    /// Name of the place in `colophon.toml`.
    pub target: String,
    /// `kubo`, `pinning`, `s3` or `folder`.
    pub kind: String,
    /// Kind and address, for people.
    pub place: String,
    /// When it was complete and checked: RFC 3339, UTC.
    pub published_at: String,
    /// Content id of the directory that holds everything; whatever the place, the id of the same files is the same.
    pub root: String,
    /// The profile of the content ids.
    pub profile: String,
    /// How many files.
    pub files: usize,
    /// The length of all files, in bytes.
    pub bytes: u64,
    /// How many of the files were sent by the run that completed it; the others were there.
    pub sent_files: usize,
    /// The length of those, in bytes.
    pub sent_bytes: u64,
    /// What is at the top: name to content id.
    pub contents: BTreeMap<String, String>,
    /// What is at the top: name to address, where the place has addresses. Folders end with a slash.
    pub addresses: BTreeMap<String, String>,
    /// What was fetched back and compared: name to SHA-256, as 64 hex digits.
    pub verified: BTreeMap<String, String>,
}

impl Publication {
    /// Value of `schema`.
    pub const SCHEMA: &'static str = "colophon/publication/1";
    /// Value of `profile`.
    pub const PROFILE: &'static str = "unixfs-v1-2025";

    pub(crate) fn of(target: &Target, content: &Content, sent: Sent, verified: &[usize]) -> Self {
        let verified = verified.iter().map(|at| &content.items()[*at]);
        Self {
            schema: Self::SCHEMA.to_owned(),
            target: target.name().to_owned(),
            kind: target.kind().to_owned(),
            place: target.place().to_owned(),
            published_at: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            root: content.root().to_string(),
            profile: Self::PROFILE.to_owned(),
            files: content.items().len(),
            bytes: content.bytes(),
            sent_files: sent.files,
            sent_bytes: sent.bytes,
            contents: content
                .top()
                .iter()
                .map(|(name, entry)| (name.clone(), entry.cid().to_string()))
                .collect(),
            addresses: content
                .top()
                .keys()
                .filter_map(|name| Some((name.clone(), target.address(content, name)?)))
                .collect(),
            verified: verified.map(|item| (item.name.clone(), hex::encode(item.sha256))).collect(),
        }
    }
}
