//! `proofs.json` (`colophon/proofs/1`): for every piece the path from its leaf to the root, so that anyone can anchor it.

use std::fmt::Write;

use colophon_provenance::batch::Batch;

use crate::hex_bytes::Hash;

/// The bytes of the file: one line for each piece.
pub(super) fn write(tree: &Batch) -> Vec<u8> {
    let root = Hash::from(tree.root());
    let mut text = format!(
        "{{\n  \"schema\": \"colophon/proofs/1\",\n  \"root\": \"{root}\",\n  \"proofs\": ["
    );
    for index in 0..tree.len() {
        let before = if index == 0 { "" } else { "," };
        let _ = write!(text, "{before}\n    {{\"index\": {index}, \"proof\": [");
        for (at, word) in tree.proof(index).unwrap_or_default().into_iter().enumerate() {
            let before = if at == 0 { "" } else { ", " };
            let _ = write!(text, "{before}\"{}\"", Hash::from(word));
        }
        text.push_str("]}");
    }
    text.push_str("\n  ]\n}\n");
    text.into_bytes()
}
