//! A picture against what was planned for it: negative prompt, size, model.

use crate::plan::PlannedPiece;
use crate::reading::Reading;

/// Something of a picture that is not as planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Position of the picture.
    pub position: usize,
    /// The piece.
    pub index: u32,
    /// What differs: `size`, `negative prompt`, `model`.
    pub what: &'static str,
    /// What was planned.
    pub planned: String,
    /// What the picture is or claims.
    pub found: String,
}

/// A text as it is compared: generators trim it, break its lines differently, and write spaces for hyphens and underscores.
#[must_use]
pub(super) fn folded(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_'));
    let mut folded = String::with_capacity(text.len());
    for word in words.filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// What of the picture is not as planned.
pub(super) fn differences(
    piece: &PlannedPiece,
    position: usize,
    reading: &Reading,
) -> Vec<Difference> {
    let difference = |what, planned: String, found: String| Difference {
        position,
        index: piece.index,
        what,
        planned,
        found,
    };
    let mut all = Vec::new();
    let content = reading.content();
    let side = |side: Option<std::num::NonZeroU32>| side.map_or(0, std::num::NonZeroU32::get);
    let size = (side(content.width), side(content.height));
    if size != (piece.width, piece.height) {
        let shown = |(width, height)| format!("{width}x{height}");
        all.push(difference("size", shown((piece.width, piece.height)), shown(size)));
    }
    let negative = reading.prompt().unwrap_or_default().1;
    if folded(negative) != folded(&piece.negative) {
        all.push(difference("negative prompt", piece.negative.clone(), negative.to_owned()));
    }
    let claimed = reading.draft.model.as_ref().and_then(|model| model.name.as_ref());
    if let (Some(planned), Some(claimed)) = (&piece.model, claimed)
        && stem(planned) != stem(claimed.as_str())
    {
        all.push(difference("model", planned.clone(), claimed.as_str().to_owned()));
    }
    all
}

/// The name of a model without its folders and the extension of its file, in lower case.
fn stem(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let extensions = [".safetensors", ".ckpt", ".gguf", ".pth", ".pt", ".bin", ".sft"];
    extensions.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name).to_owned()
}
