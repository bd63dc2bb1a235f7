//! What a store's errors mean.

use object_store::client::{HttpError, HttpErrorKind};

use super::S3;
use crate::error::{quoted, root_cause, Error};

impl S3 {
    /// The error of a request, as one of ours.
    pub(super) fn error(&self, doing: &str, error: object_store::Error) -> Error {
        use object_store::Error as Theirs;
        let place = self.place.clone();
        let doing = doing.to_owned();
        if unreachable(&error) {
            return Error::Unreachable { place, why: root_cause(&error) };
        }
        let (code, message) = answer(&error);
        let denied =
            matches!(error, Theirs::PermissionDenied { .. } | Theirs::Unauthenticated { .. });
        if denied || code.as_deref().is_some_and(|code| DENIALS.contains(&code)) {
            return Error::Denied { place, doing, message };
        }
        let missing = matches!(error, Theirs::NotFound { .. });
        if missing || code.as_deref() == Some("NoSuchBucket") {
            let message = format!("{message}; check that the bucket exists and that bucket, region and endpoint in colophon.toml are right");
            return Error::Refused { place, doing, message };
        }
        Error::Refused { place, doing, message }
    }
}

/// The codes of a store that does not accept a key.
const DENIALS: [&str; 7] = [
    "AccessDenied",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "AuthorizationHeaderMalformed",
];

/// Whether there was no answer at all.
fn unreachable(error: &object_store::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(http) = inner.downcast_ref::<HttpError>() {
            return matches!(
                http.kind(),
                HttpErrorKind::Connect
                    | HttpErrorKind::Request
                    | HttpErrorKind::Timeout
                    | HttpErrorKind::Interrupted
            );
        }
        cause = inner.source();
    }
    false
}

/// The store's own words: `Code`, and both `Code` and `Message`, of its XML where it gave one.
fn answer(error: &object_store::Error) -> (Option<String>, String) {
    let text =
        std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let inside = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}>"))?;
        rest.split_once(&format!("</{tag}>")).map(|(value, _)| value.to_owned())
    };
    let code = inside("Code");
    let message = match (&code, inside("Message")) {
        (Some(code), Some(message)) => quoted(&format!("{code}: {message}")),
        (Some(code), None) => quoted(code),
        _ => quoted(&text),
    };
    (code, message)
}
