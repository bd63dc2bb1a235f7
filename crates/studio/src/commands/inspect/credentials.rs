//! What a check of a C2PA store said, on the screen and as JSON. Nothing of it is shown by a build without the feature
//! `c2pa`, which checks no store.

use std::fmt::Write;

use console::style;
use serde_json::{json, Value};

use crate::cli;
use crate::error::InputError;
use crate::output::visible;
use crate::readers::credentials::{Credentials, Outcome};
use crate::readers::Issuers;

/// The issuers that are trusted: the published keys, and the anchors of the command line.
///
/// # Errors
/// [`InputError`] when the file of anchors cannot be read or holds none.
#[cfg(feature = "c2pa")]
pub(super) fn issuers(args: &cli::Inspect) -> Result<Issuers, InputError> {
    let Some(path) = &args.c2pa_anchors else { return Ok(Issuers::default()) };
    let text = std::fs::read(path)
        .map_err(|source| InputError::Unreadable { path: path.clone(), source })?;
    let anchors = crate::readers::credentials::Anchors::from_pem(&String::from_utf8_lossy(&text))
        .map_err(|why| InputError::Anchors { path: path.clone(), why })?;
    Ok(Issuers { c2pa: Some(anchors), ..Issuers::default() })
}

/// The issuers that are trusted: the published keys.
///
/// # Errors
/// None in this build.
#[cfg(not(feature = "c2pa"))]
pub(super) fn issuers(_: &cli::Inspect) -> Result<Issuers, InputError> {
    Ok(Issuers::default())
}

/// One line for the outcome, and one for each thing that the store says of itself.
pub(super) fn lines(text: &mut String, store: &Credentials, issuers: &Issuers) {
    let untrusted = if issuers.c2pa.is_some() {
        "its issuer is not trusted by the anchors"
    } else {
        "nobody was asked about its issuer: no anchors were given"
    };
    let (word, why) = match &store.outcome {
        Outcome::Trusted => (style("valid").green(), "its issuer is trusted by the anchors".into()),
        Outcome::Valid => (style("valid").green(), untrusted.into()),
        Outcome::Invalid { codes } if codes.is_empty() => {
            (style("invalid").red(), "without a code".into())
        }
        Outcome::Invalid { codes } => (style("invalid").red(), codes.join(", ")),
        Outcome::Unreadable { why } => (style("cannot be read").yellow(), visible(why)),
    };
    let _ = writeln!(
        text,
        "  {:<24} {word} ({})  {}",
        "c2pa",
        visible(&why),
        style("recomputed").dim()
    );
    // The name is in a certificate that anyone can make, unless an anchor vouches for it.
    let trusted = store.outcome == Outcome::Trusted;
    let standing = if trusted { "signed" } else { "claimed" };
    let fields = [
        ("c2pa.issuer", &store.issuer, standing),
        ("c2pa.generator", &store.generator, standing),
        ("c2pa.time", &store.time, "claimed"),
    ];
    for (name, value, standing) in fields {
        if let Some(value) = value {
            let _ = writeln!(text, "  {name:<24} {}  {}", visible(value), style(standing).dim());
        }
    }
}

/// The same for programs; what is not known is absent.
pub(super) fn json(store: &Credentials) -> Value {
    let mut json = json!({ "outcome": store.outcome.word() });
    match &store.outcome {
        Outcome::Invalid { codes } => json["codes"] = json!(codes),
        Outcome::Unreadable { why } => json["why"] = json!(why),
        Outcome::Trusted | Outcome::Valid => {}
    }
    let fields =
        [("issuer", &store.issuer), ("generator", &store.generator), ("time", &store.time)];
    for (name, value) in fields {
        if let Some(value) = value {
            json[name] = json!(value);
        }
    }
    json
}
