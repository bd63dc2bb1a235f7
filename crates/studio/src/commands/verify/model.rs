//! The word of the model: the hash of its file, or of what the pictures claim about it.

use alloy_primitives::B256;
use colophon_models::Agreement;

use super::words::{Verdict, Word};
use super::Evidence;
use crate::model;
use crate::readers::Picture;
use crate::store::series::Series;

const NAME: &str = "model";

/// Compares the word of the series with the model file, and with what the picture claims.
pub(super) fn model(
    evidence: &Evidence<'_>,
    chain: B256,
    series: Option<&Series>,
    picture: Option<&Picture>,
) -> Word {
    let claim = picture.and_then(model::claim);
    let claimed = claim.filter(|claim| model::word("claimed", claim) == chain.0);
    if let Some(file) = &evidence.model {
        if chain.0 == file.hashes.sha256 {
            return Word::new(NAME, chain, chain, "recomputed");
        }
        if claimed.is_none() {
            return Word::new(NAME, chain, file.hashes.sha256.into(), "recomputed");
        }
        // The chain holds what the pictures claim: the file must have the hash that they claim.
        let named = picture.and_then(|picture| picture.claims.as_ref()).map(|claims| &claims.model);
        let hash = named.and_then(|named| named.short_hash.as_deref());
        let (verdict, note) =
            match file.hashes.compare(hash, named.and_then(|named| named.name.as_deref())) {
                Agreement::Agrees(_) => (Verdict::Agrees, None),
                Agreement::Differs(_) => (Verdict::Differs, None),
                Agreement::CannotTell(why) => (Verdict::CannotTell, Some(why.to_string())),
            };
        let ours = note.is_none().then(|| B256::from(file.hashes.sha256).to_string());
        return Word {
            name: NAME,
            chain: chain.to_string(),
            ours,
            verdict,
            standing: "recomputed",
            note,
        };
    }
    if claimed.is_some() {
        return Word::new(NAME, chain, chain, "claimed");
    }
    // The chain holds the hash of the whole file; the picture shows its first digits.
    if let Some(claim) = claim.filter(|claim| claim.len() == 10 && starts_with(chain, claim)) {
        let ours = Some(format!("{claim}… in the file"));
        let verdict = Verdict::Agrees;
        return Word {
            name: NAME,
            chain: chain.to_string(),
            ours,
            verdict,
            standing: "claimed",
            note: None,
        };
    }
    let known = series.is_some_and(|series| series.model.hash == chain);
    let note =
        if known { "give the model file with --model" } else { "nothing here names the model" };
    Word::unknown(NAME, chain.to_string(), "declared", note)
}

fn starts_with(word: B256, digits: &str) -> bool {
    hex::encode(word).starts_with(&digits.to_ascii_lowercase())
}
