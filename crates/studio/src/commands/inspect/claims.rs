//! The models that a picture claims, compared with files that are here.

use std::fmt;

use colophon_models::claim::same_name;
use colophon_models::{Agreement, ModelFile};
use console::style;
use serde_json::{json, Value};

use crate::output::visible;
use crate::readers::claims::Named;
use crate::readers::Picture;

/// What one file and a picture say about each other.
pub(super) struct Compared {
    file: String,
    /// What the file was compared with, for example `model` or `lora "ink-v2"`.
    with: String,
    agreement: Agreement,
}

impl Compared {
    pub(super) fn json(&self) -> Value {
        json!({
            "file": self.file,
            "claim": self.with,
            "verdict": self.agreement.word(),
            "why": self.agreement.why(),
        })
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.agreement.word();
        let word = match self.agreement {
            Agreement::Agrees(_) => style(word).green(),
            Agreement::Differs(_) => style(word).red(),
            Agreement::CannotTell(_) => style(word).yellow(),
        };
        let (file, with) = (visible(&self.file), visible(&self.with));
        write!(f, "{file}: {with} {word} ({})", self.agreement.why())
    }
}

/// Compares each file with what the picture claims: the first with its model, the others with the adapter that they fit
/// best.
pub(super) fn compare(picture: &Picture, files: &[ModelFile]) -> Vec<Compared> {
    let Some((base, adapters)) = files.split_first() else { return Vec::new() };
    let claims = picture.claims.as_ref();
    let model = claims.map(|claims| &claims.model);
    let mut compared = vec![against(base, "model", model)];
    for file in adapters {
        let claimed = claims.map(|claims| claims.adapters.as_slice()).unwrap_or_default();
        let answers = claimed.iter().map(|adapter| {
            let name = adapter.named.name.as_deref().unwrap_or_default();
            let with = format!("{} {name:?}", adapter.kind.name());
            (same_name(&file.name(), name), against(file, &with, Some(&adapter.named)))
        });
        // One that agrees, or else the one of the same name: other adapters of the picture prove nothing.
        let best = answers
            .filter(|(named, one)| *named || matches!(one.agreement, Agreement::Agrees(_)))
            .max_by_key(|(_, one)| matches!(one.agreement, Agreement::Agrees(_)));
        compared.push(best.map_or_else(|| against(file, "no adapter", None), |(_, one)| one));
    }
    compared
}

fn against(file: &ModelFile, with: &str, claimed: Option<&Named>) -> Compared {
    let hash = claimed.and_then(written);
    let name = claimed.and_then(|named| named.name.as_deref());
    Compared {
        file: file.name(),
        with: with.to_owned(),
        agreement: file.hashes.compare(hash.as_deref(), name),
    }
}

/// The claimed hash that says most, in the way that tells its kind: a whole one before a short one.
pub(super) fn written(named: &Named) -> Option<String> {
    let whole = named.sha256.as_ref().map(|digits| format!("sha256:{digits}"));
    let blake3 = named.blake3.as_ref().map(|digits| format!("blake3:{digits}"));
    let tensors = named.tensor_sha256.as_ref().map(|digits| format!("0x{digits}"));
    whole.or(blake3).or(tensors).or_else(|| named.short_hash.clone())
}
