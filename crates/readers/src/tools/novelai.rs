//! NovelAI: `Comment` holds a JSON object, signed with Ed25519 over the colours of all pixels and the object itself. The
//! signature is checked here; it covers the comment, not the texts beside it (description, model, time).

use base64::prelude::{Engine, BASE64_STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};

use super::fields::Fields;
use crate::claims::{self, Claims, Format, Named};
use crate::json::Json;
use crate::pixels::Rgba;
use crate::python;

/// The public key that NovelAI has published for its pictures.
pub const PUBLIC_KEY: [u8; 32] = [
    0x63, 0x62, 0x5c, 0x40, 0x03, 0xa1, 0x2f, 0x0c, 0xf0, 0x48, 0x35, 0x09, 0x3c, 0xd8, 0x0b, 0xd3,
    0x89, 0xd2, 0xd1, 0x36, 0xea, 0x9b, 0xb7, 0x12, 0x45, 0xce, 0x31, 0x93, 0x4b, 0xd1, 0x32, 0x27,
];

/// Key of the signature in the comment.
const SIGNED_HASH: &str = "signed_hash";

/// The texts of a picture of NovelAI.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Texts {
    /// `Comment`: the JSON object.
    pub comment: String,
    /// `Description`: the prompt again.
    pub description: Option<String>,
    /// `Software`.
    pub software: Option<String>,
    /// `Source`: the model.
    pub source: Option<String>,
    /// `Generation time`, in seconds.
    pub time: Option<String>,
}

impl Texts {
    /// The texts of the object that is hidden in the pixels.
    #[must_use]
    pub fn of_hidden(document: &Json) -> Option<Self> {
        let text = |key: &str| document.get(key).and_then(Json::as_str).map(str::to_owned);
        Some(Self {
            comment: text("Comment")?,
            description: text("Description"),
            software: text("Software"),
            source: text("Source"),
            time: text("Generation time"),
        })
    }
}

/// Whether a comment is of NovelAI, by fields that others do not write.
#[must_use]
pub fn is_comment(document: &Json) -> bool {
    document.get(SIGNED_HASH).is_some()
        || document.get("request_type").is_some()
        || (document.get("uc").is_some() && document.get("scale").is_some())
}

/// Reads the texts; `raw` is the undecoded payload that the comment came from, `pixels` what its signature covers.
///
/// # Errors
/// A sentence when the comment is no object.
pub fn read(
    texts: &Texts,
    raw: &[u8],
    pixels: Option<&Rgba>,
    key: &[u8; 32],
) -> Result<Claims, String> {
    let not_json = |at| format!("the NovelAI comment is not JSON from byte {at} on");
    let mut document = Json::parse(&texts.comment).map_err(not_json)?;
    // Some writers wrap the comment once more.
    if let Some(inner) = document.get("Comment").and_then(Json::as_str) {
        document = Json::parse(inner).map_err(not_json)?;
    }
    let comment = document.as_object().ok_or("the NovelAI comment is no object")?;
    let mut claims = Claims::new(Format::NovelAi, raw);
    check(&mut claims, comment, pixels, key);
    let mut fields = Fields::of(&document);
    let main = &mut claims.main;
    main.positive = fields.prompt("prompt");
    main.negative = fields.prompt("uc");
    main.seed = fields.text("seed");
    main.steps = fields.text("steps");
    main.sampler = fields.text("sampler");
    main.scheduler = fields.text("noise_schedule");
    main.cfg_scale = fields.text("scale");
    main.width = fields.text("width");
    main.height = fields.text("height");
    main.denoise = fields.text("strength");
    fields.take(SIGNED_HASH);
    fields.keep_rest("", &mut claims);
    if claims.main.positive.is_none() {
        claims.main.positive.clone_from(&texts.description);
        claims.unsigned.push("prompt".into());
    }
    if let Some(source) = &texts.source {
        claims.model = Named::of(source.as_str());
    }
    if let Some(software) = &texts.software {
        claims.software = Some(software.clone());
    }
    if let Some(time) = &texts.time {
        claims.extra.push(("Generation time".into(), time.clone()));
        claims.unsigned.push("Generation time".into());
    }
    Ok(claims)
}

/// Checks the signature, if there is one, and says what came of it.
fn check(claims: &mut Claims, comment: &[(String, Json)], pixels: Option<&Rgba>, key: &[u8; 32]) {
    let Some((_, signature)) = comment.iter().rev().find(|(name, _)| name == SIGNED_HASH) else {
        claims.notes.push("the NovelAI comment is not signed".into());
        return;
    };
    let Some(pixels) = pixels else {
        claims.notes.push(
            "the signature of NovelAI was not checked: the pixels were not decoded, or not exactly"
                .into(),
        );
        return;
    };
    let valid = signature.as_str().is_some_and(|text| verify(text, comment, pixels, key));
    claims.signature = Some(claims::Signature { kind: "novelai", valid });
    if !valid {
        claims.notes.push(
            "the signature of NovelAI is wrong: the pixels or the comment were changed, or it is of somebody else".into(),
        );
    }
}

/// Whether `signature` (base64) is right over the colours of `pixels` and the comment without it.
fn verify(signature: &str, comment: &[(String, Json)], pixels: &Rgba, key: &[u8; 32]) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(key) else { return false };
    let signature = BASE64_STANDARD.decode(signature).ok();
    let Some(signature) = signature.and_then(|bytes| Signature::from_slice(&bytes).ok()) else {
        return false;
    };
    key.verify_strict(&message(comment, pixels), &signature).is_ok()
}

/// What is signed: red, green and blue of every pixel, row by row, then the comment as Python writes it.
#[must_use]
pub fn message(comment: &[(String, Json)], pixels: &Rgba) -> Vec<u8> {
    let text = python::dumps_without(comment, SIGNED_HASH);
    let mut message = Vec::with_capacity(pixels.bytes.len() / 4 * 3 + text.len());
    for pixel in pixels.bytes.chunks_exact(4) {
        message.extend_from_slice(&pixel[..3]);
    }
    message.extend_from_slice(text.as_bytes());
    message
}
