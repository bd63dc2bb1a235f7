//! `jobs.csv` by RFC 4180, for spreadsheets: therefore nothing in it may run as a formula there.

use super::super::{Plan, PlannedPiece};
use crate::config::Generation;

/// What spreadsheets take for the beginning of a formula. A cell that begins so gets an apostrophe before it, which they hide;
/// `jobs.jsonl` has the text as it is.
const FORMULA: [char; 9] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＠'];

/// The table with its head; one column for each trait.
pub(super) fn table(plan: &Plan, how: &Generation) -> Vec<u8> {
    let traits = plan.traits.iter().map(|one| format!("trait:{}", one.name));
    let head = ["index".to_owned()].into_iter().chain(traits).chain(
        [
            "prompt",
            "negative",
            "seed",
            "width",
            "height",
            "model",
            "steps",
            "sampler",
            "scheduler",
            "cfg_scale",
        ]
        .map(str::to_owned),
    );
    let mut out = String::new();
    line(&mut out, head);
    for piece in &plan.pieces {
        line(&mut out, cells(piece, plan, how));
    }
    out.into_bytes()
}

fn cells(piece: &PlannedPiece, plan: &Plan, how: &Generation) -> impl Iterator<Item = String> {
    let traits =
        plan.traits.iter().map(|one| piece.traits.get(&one.name).unwrap_or_default().to_owned());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let rest = [
        piece.prompt.clone(),
        piece.negative.clone(),
        piece.seed.to_string(),
        piece.width.to_string(),
        piece.height.to_string(),
        text(&piece.model),
        how.steps.map(|steps| steps.to_string()).unwrap_or_default(),
        text(&how.sampler),
        text(&how.scheduler),
        text(&how.cfg_scale),
    ];
    [piece.index.to_string()].into_iter().chain(traits).chain(rest).collect::<Vec<_>>().into_iter()
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
        if cell.contains([',', '"', '\r', '\n']) {
            out.push_str(&format!("\"{guard}{}\"", cell.replace('"', "\"\"")));
        } else {
            out.push_str(guard);
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}
