//! `colophon.toml`: what a project says once instead of on every command line.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

/// The file's name in the project folder.
pub const FILE: &str = "colophon.toml";

/// The whole file; every part is optional.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Network that is used without `--network`.
    pub network: Option<String>,
    /// Texts of the collection.
    #[serde(default)]
    pub collection: Collection,
    /// Networks by name; those with built-in names override them.
    #[serde(default)]
    pub networks: BTreeMap<String, Network>,
}

/// `[collection]`
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    /// Name.
    pub name: Option<String>,
    /// Symbol.
    pub symbol: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Address of a picture.
    pub image: Option<String>,
    /// Web page.
    pub external_link: Option<String>,
}

/// `[networks.<name>]`
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Address of the node.
    pub rpc_url: Option<String>,
    /// Chain id that the node must serve.
    pub chain_id: Option<u64>,
    /// Descriptor to use on this chain.
    pub descriptor: Option<String>,
}

impl Config {
    /// Reads the file in `project`; a project without one has an empty configuration.
    ///
    /// # Errors
    /// [`Error::Usage`] with line and reason when the file is not understood.
    pub fn read(project: &Path) -> Result<Self> {
        let path = project.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default())
            }
            Err(error) => return Err(Error::file("read", &path, &error)),
        };
        toml::from_str(&text).map_err(|error| {
            Error::Usage(format!(
                "{} is not understood: {}",
                path.display(),
                error.to_string().trim()
            ))
        })
    }
}
