//! A record once more, from the file and what was declared, to compare it with the one that was made. Where two runs may
//! rightly differ, the earlier one is followed: what a check of a C2PA store said depends on the program (its feature
//! `c2pa`) and on the day (certificates expire), and earlier programs left out content ids of files above 1 MiB.

use colophon_provenance::record::{Draft, Evidence, Record, Signature};
use colophon_readers::Picture;

use super::{finish, observe, refuse, Built, Declared, Prompts, C2PA};
use crate::refusal::Refusal;

/// Builds the record of `picture` as `stored` was built: what the artist declared is taken from there.
///
/// # Errors
/// [`Refusal`] when a value breaks the rules of `ap/1`.
pub fn rebuild(picture: &Picture, stored: &Record, prompts: Prompts<'_>) -> Result<Built, Refusal> {
    let mut draft = observe(picture).map_err(|why| refuse(picture, &why))?;
    follow(&mut draft, stored.fields());
    finish(draft, &Declared::of(stored), prompts)
        .map_err(|error| refuse(picture, &error.to_string()))
}

fn follow(draft: &mut Draft, stored: &Draft) {
    if stored.content.cid.is_none() {
        draft.content.cid = None;
    }
    if let (Some(now), Some(then)) = (store(&mut draft.evidence), &stored.evidence)
        && let Some(then) = then.signature.as_ref().filter(|then| then.kind == now.kind)
    {
        now.status = then.status;
    }
}

/// The signature of a C2PA store.
fn store(evidence: &mut Option<Evidence>) -> Option<&mut Signature> {
    evidence.as_mut()?.signature.as_mut().filter(|signature| signature.kind.as_str() == C2PA)
}
