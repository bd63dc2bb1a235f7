//! `[publish.NAME]`: places for files. Credentials are named by the variable or the file that holds them, never written
//! into the file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::check;
use super::reader::{nearest, Section};
use super::sections::WEB;

const KINDS: [&str; 4] = ["kubo", "pinning", "s3", "folder"];

/// How long a pinning service may take, in seconds, unless the file says otherwise, and at most.
const WAIT: u64 = 600;
const LONGEST_WAIT: u64 = 7 * 24 * 60 * 60;

/// A place for files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A Kubo node by its RPC API.
    Kubo {
        /// Address of the API.
        api: String,
        /// For nodes that ask for a token.
        token: Option<TokenSource>,
        /// Path in the node's own file system at which the collection is to appear.
        mfs: Option<String>,
    },
    /// A service that speaks the IPFS Pinning Service API.
    Pinning {
        /// Address of the service.
        endpoint: String,
        /// Access token.
        token: TokenSource,
        /// Name of the pin; that of the collection by default.
        name: Option<String>,
        /// Name of the place, of kind `kubo`, from which the service is to fetch the files.
        from: Option<String>,
        /// Addresses (multiaddr) of other nodes that hold the files.
        origins: Vec<String>,
        /// A gateway through which a sample is fetched back.
        gateway: Option<String>,
        /// How long to wait for the service, in seconds.
        wait: u64,
    },
    /// A store that speaks the S3 API. The key comes from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.
    S3 {
        /// Bucket.
        bucket: String,
        /// Address of the store; Amazon's by default.
        endpoint: Option<String>,
        /// Region.
        region: Option<String>,
        /// What the names of all objects begin with.
        prefix: Option<String>,
        /// Whether the bucket stands in the path instead of the host; by default so where an endpoint is given.
        path_style: Option<bool>,
        /// Whether the store understands conditional writes.
        conditional: bool,
        /// Address under which the world reads the prefix.
        public_url: Option<String>,
    },
    /// A folder.
    Folder {
        /// Its path, relative to the project folder unless absolute.
        path: PathBuf,
        /// Hard links instead of copies.
        link: bool,
        /// Address under which the world reads the folder.
        public_url: Option<String>,
    },
}

/// Where an access token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// In this variable.
    Env(String),
    /// In this file, relative to the project folder unless absolute.
    File(PathBuf),
}

type Table<'a, 't> = Section<'a, 't>;

pub(super) fn places(root: &Table<'_, '_>) -> BTreeMap<String, Place> {
    root.sections("publish")
        .into_iter()
        .filter_map(|(name, section)| {
            let found = section.is_there().then(|| place(&section)).flatten();
            Some((name, found?))
        })
        .collect()
}

fn place(section: &Table<'_, '_>) -> Option<Place> {
    let Some((kind, item)) = section.text("kind") else {
        if section.item("kind").is_none() {
            let text = format!("{} lacks kind; it is one of {}", section.name, KINDS.join(", "));
            section.problems.add(section.at, text);
        }
        return None;
    };
    let place = match kind.as_str() {
        "kubo" => kubo(section),
        "pinning" => pinning(section),
        "s3" => s3(section),
        "folder" => folder(section),
        _ => {
            let hint = match nearest(&kind, KINDS) {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("it is one of {}", KINDS.join(", ")),
            };
            section.refuse(item, format!("{} is {kind:?}; {hint}", section.named("kind")));
            return None;
        }
    };
    section.finish();
    place
}

/// A value that its kind cannot do without.
fn needed<T>(
    section: &Table<'_, '_>,
    kind: &str,
    key: &'static str,
    value: Option<T>,
) -> Option<T> {
    if value.is_none() && section.item(key).is_none() {
        let text = format!("{} is of kind {kind:?} and lacks {key}; add it", section.name);
        section.problems.add(section.at, text);
    }
    value
}

fn words(section: &Table<'_, '_>, key: &'static str) -> Option<String> {
    section.words(key).map(|(text, _)| text)
}

/// `token_env` or `token_file`, not both.
fn token(section: &Table<'_, '_>) -> Option<TokenSource> {
    let (env, file) = (section.words("token_env"), section.words("token_file"));
    match (env, file) {
        (Some((name, _)), None) => Some(TokenSource::Env(name)),
        (None, Some((path, _))) => Some(TokenSource::File(path.into())),
        (None, None) => None,
        (Some((name, _)), Some((_, item))) => {
            let text = format!("{} has token_env and token_file; leave one out", section.name);
            section.refuse(item, text);
            Some(TokenSource::Env(name))
        }
    }
}

fn kubo(section: &Table<'_, '_>) -> Option<Place> {
    let api = needed(section, "kubo", "api", check::url(section, "api", &WEB));
    let (token, mfs) = (token(section), words(section, "mfs"));
    api.map(|api| Place::Kubo { api, token, mfs })
}

fn pinning(section: &Table<'_, '_>) -> Option<Place> {
    let endpoint = needed(section, "pinning", "endpoint", check::url(section, "endpoint", &WEB));
    let token = token(section);
    if token.is_none() && section.item("token_env").or(section.item("token_file")).is_none() {
        let text = format!(
            "{} is of kind \"pinning\" and lacks token_env, the name of the variable that holds the access token (or token_file); add it",
            section.name
        );
        section.problems.add(section.at, text);
    }
    let (name, from) = (words(section, "name"), words(section, "from"));
    let origins = section.texts("origins").into_iter().map(|(text, _)| text).collect();
    let gateway = check::url(section, "gateway", &WEB);
    let wait = section.number("wait", 0..=LONGEST_WAIT).unwrap_or(WAIT);
    let (endpoint, token) = endpoint.zip(token)?;
    Some(Place::Pinning { endpoint, token, name, from, origins, gateway, wait })
}

fn s3(section: &Table<'_, '_>) -> Option<Place> {
    let bucket = needed(section, "s3", "bucket", words(section, "bucket"));
    let endpoint = check::url(section, "endpoint", &WEB);
    let (region, prefix) = (words(section, "region"), words(section, "prefix"));
    let path_style = section.flag("path_style");
    let conditional = section.flag("conditional").unwrap_or(true);
    let public_url = check::url(section, "public_url", &WEB);
    bucket.map(|bucket| Place::S3 {
        bucket,
        endpoint,
        region,
        prefix,
        path_style,
        conditional,
        public_url,
    })
}

fn folder(section: &Table<'_, '_>) -> Option<Place> {
    let path = needed(section, "folder", "path", words(section, "path"));
    let link = section.flag("link").unwrap_or(false);
    let public_url = check::url(section, "public_url", &WEB);
    path.map(|path| Place::Folder { path: path.into(), link, public_url })
}
