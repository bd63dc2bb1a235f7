//! The texts of a collection: where they come from, and the limits of the Descriptor, checked before anything is sent.

use alloy_primitives::Address;
use colophon_provenance::text;

use crate::chain::bindings::Descriptor;
use crate::cli;
use crate::commands::session::Session;
use crate::error::{Error, Result};

/// The texts of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    /// Name.
    pub(super) name: String,
    /// Symbol.
    pub(super) symbol: String,
    /// Description.
    pub(super) description: String,
    /// Address of a picture.
    pub(super) image: String,
    /// Web page.
    pub(super) external_link: String,
}

impl Texts {
    /// Flags first, then `colophon.toml`; name and symbol are needed, and what the Descriptor would refuse is refused
    /// here, before anything is sent.
    pub(super) fn resolve(args: &cli::Deploy, session: &Session) -> Result<Self> {
        let own = &session.config.collection;
        let pick = |flag: &Option<String>, config: &Option<String>| {
            flag.clone().or_else(|| config.clone())
        };
        let needed = |option: &str, text: Option<String>| {
            text.filter(|text| !text.is_empty()).ok_or_else(|| {
                Error::Usage(format!("a collection needs a {option}; use --{option}, or [collection] in colophon.toml"))
            })
        };
        let texts = Self {
            name: needed("name", pick(&args.name, &own.name))?,
            symbol: needed("symbol", pick(&args.symbol, &own.symbol))?,
            description: pick(&args.description, &own.description).unwrap_or_default(),
            image: pick(&args.image, &own.image).unwrap_or_default(),
            external_link: pick(&args.external_link, &own.external_link).unwrap_or_default(),
        };
        for (option, text, max, lines) in [
            ("name", &texts.name, 64, false),
            ("symbol", &texts.symbol, 16, false),
            ("description", &texts.description, 1000, true),
            ("image", &texts.image, 256, false),
            ("external-link", &texts.external_link, 256, false),
        ] {
            check_text(option, text, max, lines)?;
        }
        Ok(texts)
    }

    /// The call that sets them.
    pub(super) fn configure(&self, collection: Address) -> Descriptor::configureCall {
        Descriptor::configureCall {
            collection,
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            description: self.description.clone(),
            image: self.image.clone(),
            externalLink: self.external_link.clone(),
        }
    }
}

/// The limits of the Descriptor.
pub(crate) fn check_text(option: &str, text: &str, max: usize, lines: bool) -> Result<()> {
    let checked = if lines {
        text::check_lines(text.as_bytes(), max)
    } else {
        text::check(text.as_bytes(), max)
    };
    checked.map_err(|error| Error::Usage(format!("--{option} is refused: {error}")))
}
