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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use console::strip_ansi_codes;

    use super::*;
    use crate::readers::credentials::Anchors;

    fn shown(outcome: Outcome, anchors: Option<Anchors>) -> (String, Value) {
        let store = Credentials {
            outcome,
            issuer: Some("Ink\u{1b}[31m".into()),
            generator: Some("inkling 1.5".into()),
            time: Some("2026-01-02T03:04:05+00:00".into()),
        };
        let mut text = String::new();
        lines(&mut text, &store, &Issuers { c2pa: anchors, ..Issuers::default() });
        (strip_ansi_codes(&text).into_owned(), json(&store))
    }

    fn some_anchors() -> Option<Anchors> {
        let body = "MIGA".to_owned() + &"A".repeat(171) + "=";
        let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----");
        Some(Anchors::from_pem(&pem).unwrap())
    }

    #[test]
    fn only_what_an_anchor_vouches_for_is_signed() {
        let (text, value) = shown(Outcome::Trusted, some_anchors());
        assert!(text.contains("valid (its issuer is trusted by the anchors)"), "{text}");
        assert_eq!((text.matches("  signed").count(), text.matches("  claimed").count()), (2, 1));
        assert_eq!(value["outcome"], "trusted");
        for (anchors, why) in
            [(None, "no anchors were given"), (some_anchors(), "not trusted by the anchors")]
        {
            let (text, value) = shown(Outcome::Valid, anchors);
            assert!(text.contains("valid (") && text.contains(why), "{text}");
            assert_eq!(
                (text.matches("  signed").count(), text.matches("  claimed").count()),
                (0, 3)
            );
            assert_eq!(value["outcome"], "valid");
        }
    }

    #[test]
    fn what_does_not_hold_is_named_and_nothing_reaches_the_terminal() {
        let codes = vec!["assertion.dataHash.mismatch".to_owned()];
        let (text, value) = shown(Outcome::Invalid { codes: codes.clone() }, None);
        assert!(text.contains("invalid (assertion.dataHash.mismatch)"), "{text}");
        // Whole, without the character that would make it a command.
        assert!(text.contains("[31m") && !text.contains('\u{1b}'), "{text}");
        assert_eq!((&value["outcome"], &value["codes"]), (&json!("invalid"), &json!(codes)));
        let (text, value) = shown(Outcome::Unreadable { why: "it ends early".into() }, None);
        assert!(text.contains("cannot be read (it ends early)"), "{text}");
        assert_eq!((&value["why"], &value["codes"]), (&json!("it ends early"), &Value::Null));
    }
}
