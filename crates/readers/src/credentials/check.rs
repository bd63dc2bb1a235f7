//! The check of a store by the crate `c2pa`. Nothing is fetched: remote manifests, revocation lists and lists of trust are
//! off, and no HTTP client is part of the build. It runs in a thread of its own, with a stack of known size, so that a panic
//! of the crate ends there.

use std::io::Cursor;
use std::thread;
use std::time::{Duration, Instant};

use ::c2pa::validation_status::SIGNING_CREDENTIAL_UNTRUSTED;
use ::c2pa::{Context, Error, Manifest, Reader, Settings, ValidationState};

use super::{Anchors, Credentials, Outcome};
use crate::Kind;

/// Largest store that is checked, in bytes.
const MAX_STORE: usize = 32 << 20;

/// Most megabytes of a compressed manifest once unpacked.
const MAX_UNPACKED: usize = 32;

/// After this time the check is broken off at its next step.
const MAX_TIME: Duration = Duration::from_secs(30);

/// Stack of the thread, in bytes.
const STACK: usize = 16 << 20;

/// Most failure codes that are told.
const MAX_CODES: usize = 20;

/// Most characters of a name or a reason.
const MAX_TEXT: usize = 200;

/// Checks `store`, found in `bytes`, a file of `kind`.
pub(super) fn check(
    store: &[u8],
    kind: Kind,
    bytes: &[u8],
    anchors: Option<&Anchors>,
) -> Credentials {
    if store.len() > MAX_STORE {
        return unreadable(format!("it has {} bytes, more than {MAX_STORE}", store.len()));
    }
    thread::scope(|scope| {
        let builder = thread::Builder::new().name("c2pa".into()).stack_size(STACK);
        match builder.spawn_scoped(scope, || validate(store, kind, bytes, anchors)) {
            Ok(thread) => match thread.join() {
                Ok(Ok(found)) => found,
                Ok(Err(Error::OperationCancelled)) => {
                    unreadable(format!("the check took longer than {} s", MAX_TIME.as_secs()))
                }
                Ok(Err(error)) => unreadable(error.to_string()),
                Err(_) => unreadable("the check broke off with a panic".into()),
            },
            Err(error) => unreadable(format!("there is no thread for the check: {error}")),
        }
    })
}

fn validate(
    store: &[u8],
    kind: Kind,
    bytes: &[u8],
    anchors: Option<&Anchors>,
) -> Result<Credentials, Error> {
    let began = Instant::now();
    let context = Context::new()
        .with_settings(settings(anchors))?
        .with_progress_callback(move |_, _, _| began.elapsed() < MAX_TIME);
    let file = Cursor::new(bytes);
    let reader = Reader::from_context(context).with_manifest_data_and_stream(
        store,
        kind.media_type(),
        file,
    )?;
    let outcome = match reader.validation_state() {
        ValidationState::Trusted if anchors.is_some() => Outcome::Trusted,
        ValidationState::Trusted | ValidationState::Valid => Outcome::Valid,
        ValidationState::Invalid => Outcome::Invalid { codes: codes(&reader) },
    };
    let manifest = reader.active_manifest();
    Ok(Credentials {
        outcome,
        issuer: manifest
            .and_then(|manifest| manifest.common_name().or_else(|| manifest.issuer()))
            .and_then(short),
        generator: manifest.and_then(generator).and_then(short),
        time: manifest.and_then(Manifest::time).and_then(short),
    })
}

fn settings(anchors: Option<&Anchors>) -> Settings {
    let mut settings = Settings::default();
    settings.trust.trust_anchors = anchors.map(|anchors| anchors.pem().to_owned());
    settings.verify.verify_after_reading = true;
    settings.verify.ocsp_fetch = false;
    settings.verify.remote_manifest_fetch = false;
    settings.core.allowed_network_hosts = Some(Vec::new());
    settings.core.decode_identity_assertions = false;
    settings.core.max_decompressed_manifest_size_in_mb = MAX_UNPACKED;
    settings
}

/// What does not hold, in the active manifest and in those of its ingredients. That an issuer is not trusted makes no store
/// invalid, and is left out.
fn codes(reader: &Reader) -> Vec<String> {
    let Some(results) = reader.validation_results() else { return Vec::new() };
    let active = results.active_manifest().into_iter();
    let ingredients = results.ingredient_deltas().into_iter().flatten();
    let mut codes: Vec<String> = active
        .chain(ingredients.map(|ingredient| ingredient.validation_deltas()))
        .flat_map(|found| found.failure())
        .map(|status| status.code())
        .filter(|code| *code != SIGNING_CREDENTIAL_UNTRUSTED)
        .filter_map(|code| short(code.to_owned()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.truncate(MAX_CODES);
    codes
}

fn generator(manifest: &Manifest) -> Option<String> {
    let Some(info) = manifest.claim_generator_info.as_ref().and_then(|all| all.first()) else {
        return manifest.claim_generator.clone();
    };
    Some(match &info.version {
        Some(version) => format!("{} {version}", info.name),
        None => info.name.clone(),
    })
}

fn unreadable(why: String) -> Credentials {
    let why = short(why).unwrap_or_default();
    Credentials { outcome: Outcome::Unreadable { why }, issuer: None, generator: None, time: None }
}

/// No more than the beginning of a text; `None` for an empty one.
fn short(text: String) -> Option<String> {
    let text: String = text.trim().chars().take(MAX_TEXT).collect();
    (!text.is_empty()).then_some(text)
}
