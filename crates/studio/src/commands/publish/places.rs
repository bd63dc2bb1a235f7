//! From `[publish.NAME]` to a place that can be asked: paths made absolute, tokens read, defaults filled in.

use std::path::Path;
use std::time::Duration;

use colophon_publish::target::Settings;
use colophon_publish::{folder, kubo, pinning, s3, Retry, Target, Token};

use crate::error::{Error, Result};
use crate::plan::config::{self, Config, Place, TokenSource};

/// The place that was named, or the only one. `pin` is how a pin is called if the file does not say.
///
/// # Errors
/// [`Error::Usage`] for a place that is not there; those of the place.
pub(super) fn resolve(
    project: &Path,
    config: &Config,
    named: Option<&str>,
    pin: &str,
) -> Result<Target> {
    let places = &config.publish;
    let known = || places.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (name, place) = match named {
        Some(name) => places.get_key_value(name).ok_or_else(|| {
            Error::Usage(match places.is_empty() {
                true => nowhere(),
                false => format!("{} has no [publish.{name}]; known are {}", config::FILE, known()),
            })
        })?,
        None => match places.len() {
            0 => return Err(Error::Usage(nowhere())),
            1 => places.first_key_value().ok_or_else(|| Error::Usage(nowhere()))?,
            _ => {
                return Err(Error::Usage(format!(
                    "which place? {} names {}; write for example colophon publish {}",
                    config::FILE,
                    known(),
                    places.keys().next().map_or("", String::as_str)
                )));
            }
        },
    };
    let settings = settings(project, config, name, place, pin)?;
    Ok(Target::new(name, settings, Retry::default())?)
}

fn nowhere() -> String {
    format!(
        "{} names no place to publish to; add for example\n\n  [publish.home]\n  kind = \"kubo\"\n  api = \"http://127.0.0.1:5001\"\n",
        config::FILE
    )
}

fn settings(
    project: &Path,
    config: &Config,
    name: &str,
    place: &Place,
    pin: &str,
) -> Result<Settings> {
    Ok(match place {
        Place::Kubo { api, token, mfs } => Settings::Kubo(kubo(project, api, token, mfs)?),
        Place::Pinning { endpoint, token, name: label, from, origins, gateway, wait } => {
            let from =
                from.as_deref().map(|from| holder(project, config, name, from)).transpose()?;
            Settings::Pinning(pinning::Settings {
                endpoint: endpoint.clone(),
                token: read(project, token)?,
                name: label.clone().unwrap_or_else(|| pin.to_owned()),
                from,
                origins: origins.clone(),
                gateway: gateway.clone(),
                wait: Duration::from_secs(*wait),
            })
        }
        Place::S3 { bucket, endpoint, region, prefix, path_style, conditional, public_url } => {
            Settings::S3(s3::Settings {
                bucket: bucket.clone(),
                endpoint: endpoint.clone(),
                region: region.clone(),
                prefix: prefix.clone(),
                path_style: *path_style,
                conditional: *conditional,
                public_url: public_url.clone(),
            })
        }
        Place::Folder { path, link, public_url } => Settings::Folder(folder::Settings {
            path: project.join(path),
            link: *link,
            public_url: public_url.clone(),
        }),
        other => {
            return Err(Error::Usage(format!(
                "[publish.{name}] is of a kind that cannot be published to: {other:?}"
            )))
        }
    })
}

fn kubo(
    project: &Path,
    api: &str,
    token: &Option<TokenSource>,
    mfs: &Option<String>,
) -> Result<kubo::Settings> {
    let token = token.as_ref().map(|token| read(project, token)).transpose()?;
    Ok(kubo::Settings { api: api.to_owned(), token, mfs: mfs.clone() })
}

/// The Kubo node from which a pinning service is to fetch.
fn holder(
    project: &Path,
    config: &Config,
    name: &str,
    from: &str,
) -> Result<(String, kubo::Settings)> {
    match config.publish.get(from) {
        Some(Place::Kubo { api, token, mfs }) => Ok((from.to_owned(), kubo(project, api, token, mfs)?)),
        Some(_) => Err(Error::Usage(format!(
            "[publish.{name}] has from = {from:?}, which is not of kind \"kubo\"; a pinning service fetches from an IPFS node"
        ))),
        None => Err(Error::Usage(format!(
            "[publish.{name}] has from = {from:?}, and there is no [publish.{from}]; add it"
        ))),
    }
}

fn read(project: &Path, token: &TokenSource) -> Result<Token> {
    Ok(match token {
        TokenSource::Env(variable) => Token::from_env(variable)?,
        TokenSource::File(path) => Token::from_file(&project.join(path))?,
    })
}
