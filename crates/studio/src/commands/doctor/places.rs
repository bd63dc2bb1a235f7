//! The places of `[publish.NAME]`: whether they are there, and whether what they need is set.

use std::path::Path;
use std::time::Duration;

use colophon_project::config::{Config, Place, TokenSource};

use super::folder::is_set;
use super::{Checks, Finding};
use crate::chain::http_client;
use crate::error::{Error, NetworkError, ProjectError, Result};

/// How long a service may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Looks at every place.
pub(super) fn checks(checks: &mut Checks, folder: &Path, config: &Config) {
    for (name, place) in &config.publish {
        match place {
            Place::Kubo { api, .. } => checks.run("publish", || kubo(name, api)),
            Place::Pinning { endpoint, token, .. } => {
                checks.run("publish", || {
                    let place = access(name, folder, token)?;
                    Ok(Finding::Ok(format!("{name}: pinning service {endpoint}, token in {place}")))
                });
            }
            Place::S3 { bucket, .. } => checks.run("publish", || {
                variable(name, "AWS_ACCESS_KEY_ID")?;
                variable(name, "AWS_SECRET_ACCESS_KEY")?;
                Ok(Finding::Ok(format!("{name}: bucket {bucket}, keys in the environment")))
            }),
            Place::Folder { path, .. } => checks.run("publish", || plain(name, &folder.join(path))),
            _ => {}
        }
    }
}

/// Where the access token is, if it is there.
fn access(name: &str, folder: &Path, token: &TokenSource) -> Result<String> {
    match token {
        TokenSource::Env(variable_name) => {
            variable(name, variable_name)?;
            Ok(variable_name.clone())
        }
        TokenSource::File(path) => {
            let path = folder.join(path);
            colophon_publish::Token::from_file(&path)?;
            Ok(path.display().to_string())
        }
    }
}

fn variable(place: &str, name: &str) -> Result<()> {
    if is_set(name) {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "the place {place} needs the variable {name}, which is not set; set it before `publish`"
    )))
}

/// A folder, or one that can be made.
fn plain(name: &str, path: &Path) -> Result<Finding> {
    match std::fs::metadata(path) {
        Ok(meta) if !meta.is_dir() => Err(ProjectError::Conflict(format!(
            "the place {name} is {}, which is a file; name a folder",
            path.display()
        ))
        .into()),
        Ok(meta) if meta.permissions().readonly() => Err(ProjectError::Conflict(format!(
            "the place {name} is {}, which cannot be written; change its rights",
            path.display()
        ))
        .into()),
        Ok(_) => Ok(Finding::Ok(format!("{name}: folder {}", path.display()))),
        Err(_) => Ok(Finding::Ok(format!("{name}: folder {} will be made", path.display()))),
    }
}

/// The version of a Kubo node, which answers only where its API is open to this machine.
fn kubo(name: &str, api: &str) -> Result<Finding> {
    let address = format!("{}/api/v0/version", api.trim_end_matches('/'));
    let failed =
        |why: String| NetworkError::NoService { name: name.to_owned(), url: api.to_owned(), why };
    let url: reqwest::Url = address.parse().map_err(|_| {
        Error::Usage(format!("the address {api:?} of the place {name} is not understood"))
    })?;
    let client = http_client(&url)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Other(format!("cannot start the network runtime: {error}")))?;
    let answer = runtime.block_on(async {
        // The API of Kubo takes POST alone.
        let answer = client.post(url).timeout(PATIENCE).send().await?.error_for_status()?;
        answer.text().await
    });
    let answer = answer.map_err(|error| failed(crate::chain::root_cause(&error)))?;
    let version = serde_json::from_str::<serde_json::Value>(&answer)
        .ok()
        .and_then(|answer| Some(answer.get("Version")?.as_str()?.to_owned()))
        .ok_or_else(|| failed("it gives no version, so it is no Kubo node".into()))?;
    Ok(Finding::Ok(format!("{name}: Kubo {version} answers at {api}")))
}
