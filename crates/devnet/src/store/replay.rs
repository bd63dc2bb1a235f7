//! Reading a journal: the chain that its entries make, and where its sound part ends.

use std::path::Path;

use stylus_chain::config::Config;
use stylus_chain::{Chain, Change, Replay};

use super::format::{self, Found, Identity, ENTRY, HEADER};
use super::size::Sizes;

/// What a journal holds.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) chain: Chain,
    /// Length of the sound part in bytes.
    pub(super) length: u64,
    pub(super) sizes: Sizes,
}

/// Puts the chain together that a file's bytes hold.
///
/// # Errors
/// What is wrong with them, where, and what to do.
pub(super) fn read(path: &Path, bytes: &[u8], config: Config) -> Result<Contents, String> {
    Identity::of(&config).check(bytes)?;
    let (mut replay, mut sizes) = (Replay::new(config), Sizes::default());
    let mut offset = HEADER;
    while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        // The blocks that a cut here would keep.
        let blocks = replay.blocks();
        let refused = |reason: &str| refusal(path, bytes.len(), offset, blocks, reason);
        let payload = match format::look(rest, offset as u64) {
            Found::Entry(payload) => payload,
            Found::Torn => break,
            Found::Damaged(reason) => return Err(refused(reason)),
        };
        for change in format::decode(payload) {
            let (change, length) = change.map_err(|reason| refused(&reason))?;
            sizes.add(change.kept(), change.added(), length);
            apply(&mut replay, change).map_err(|reason| refused(&reason))?;
        }
        offset += ENTRY + payload.len();
    }
    let chain = replay.finish().map_err(|error| error.to_string())?;
    Ok(Contents { chain, length: offset as u64, sizes })
}

fn apply(replay: &mut Replay, change: Change) -> Result<(), String> {
    replay.apply(change).map_err(|error| error.to_string())
}

fn refusal(path: &Path, whole: usize, offset: usize, blocks: usize, reason: &str) -> String {
    let choice = match blocks.checked_sub(1) {
        Some(newest) => format!(
            "restore the file from a copy, or keep what comes before (blocks 0 to {newest}) with: truncate -s {offset} {}",
            path.display()
        ),
        None => "restore the file from a copy, or start on another one".to_owned(),
    };
    format!("the entry at offset {offset} of {whole} bytes is damaged: {reason}. The file was left as it is; {choice}")
}
