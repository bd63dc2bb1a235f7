//! Names in the node's own file system (MFS): a path at which a collection appears, exchanged when it is complete.

use colophon_unixfs::Cid;
use serde::Deserialize;

use super::Api;
use crate::error::{quoted, Result};

/// Refuses what is no absolute path of plain names.
pub(super) fn check(path: &str) -> Result<(), String> {
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
    match path.strip_prefix('/') {
        Some(rest) if rest.split('/').all(plain) => Ok(()),
        _ => Err(format!(
            "has the mfs path {path:?}; write an absolute path such as \"/collections/inkling\""
        )),
    }
}

/// The id at a path, if there is anything.
pub(super) async fn get(api: &Api, path: &str) -> Result<Option<String>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Stat {
        hash: String,
    }
    let doing = "reading its file system";
    let query = [("arg", path), ("hash", "true"), ("offline", "true")];
    match api.ask(doing, "files/stat", &query).await? {
        Ok(response) => Ok(Some(api.http().json::<Stat>(doing, response).await?.hash)),
        Err(message) if message.contains("does not exist") => Ok(None),
        Err(message) => Err(api.http().refused(doing, quoted(&message))),
    }
}

/// Puts the root at the path, in place of the root that was published before, and of nothing else. It is copied beside
/// the old one first, so that whatever is interrupted leaves one of the two.
pub(super) async fn set(api: &Api, path: &str, root: &Cid, previous: Option<&str>) -> Result<()> {
    let root = root.to_string();
    let doing = "writing to its file system";
    let there = get(api, path).await?;
    if there.as_deref() == Some(&root) {
        return Ok(());
    }
    if let Some(there) = &there
        && Some(there.as_str()) != previous
    {
        let message = format!("{path} holds {}, which is not what was published from here before; remove it there, or choose another mfs path", quoted(there));
        return Err(api.http().refused(doing, message));
    }
    let fresh = format!("{path}.new");
    if get(api, &fresh).await?.is_some() {
        remove(api, &fresh).await?;
    }
    let source = format!("/ipfs/{root}");
    api.must(doing, "files/cp", &[("arg", &source), ("arg", &fresh), ("parents", "true")]).await?;
    if there.is_some() {
        remove(api, path).await?;
    }
    api.must(doing, "files/mv", &[("arg", &fresh), ("arg", path)]).await?;
    Ok(())
}

async fn remove(api: &Api, path: &str) -> Result<()> {
    let query = [("arg", path), ("recursive", "true"), ("force", "true")];
    api.must("writing to its file system", "files/rm", &query).await.map(drop)
}
