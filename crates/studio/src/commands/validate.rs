//! `colophon validate`: the outputs against the plan, by what is inside the files, and against each other.

use std::fmt::Write;
use std::path::PathBuf;

use colophon_project::config::Config;
use colophon_project::duplicates::Pairs;
use colophon_project::plan::Plan;
use colophon_project::refusal::Refusal;
use colophon_project::validate::{self, Options, Validation};
use serde_json::{json, Value};

use crate::cli;
use crate::commands::progress::Progress;
use crate::error::Result;
use crate::output::{grouped, table, visible, Output, Report};
use crate::store::Project;

/// Most lines of one kind on the screen; `--json` has them all.
const LINES: usize = 40;

/// Reads, compares, lists.
///
/// # Errors
/// Configuration, a damaged plan, an outputs folder that cannot be read. What is wrong with single files makes the report a
/// failure with the exit code of refused files.
pub fn run(global: &cli::Global, args: &cli::Validate, out: Output) -> Result<Report> {
    let config = Config::read(&global.project)?;
    let outputs = outputs(global, args.folder.as_ref(), &config);
    let plan = if args.no_plan { None } else { Plan::load(&global.project)? };
    let _lock = Project::open(&global.project)?;
    let options = Options { near: Some(args.near), thumbnails: None };
    let progress = Progress::new(out);
    let found = validate::validate(&global.project, &outputs, plan.as_ref(), options, &progress)?;
    if plan.is_some() {
        found.save_match(&global.project)?;
    }
    let mut report = Report::new(text(&found, args.near), object(&found));
    let wrong = found.wrong();
    if wrong > 0 {
        let things = if wrong == 1 { "thing is" } else { "things are" };
        let why = format!("is not as it should be: {wrong} {things} wrong, listed above");
        report.failure = Some(Refusal::new(&outputs, why).into());
    }
    Ok(report)
}

/// The outputs folder: typed, or that of the project.
pub(super) fn outputs(global: &cli::Global, typed: Option<&PathBuf>, config: &Config) -> PathBuf {
    typed.cloned().unwrap_or_else(|| global.project.join(&config.outputs))
}

fn text(found: &Validation, near: u32) -> String {
    let count = |number: usize| grouped(number as u128);
    let pairs = |pairs: &Pairs| grouped(pairs.count.into());
    let mut rows = vec![
        ("pictures", count(found.readings.len())),
        ("  read now", count(found.fresh)),
        ("  as before", count(found.readings.len() - found.fresh)),
    ];
    if let Some(planned) = found.planned {
        rows.extend([
            ("planned pieces", count(planned)),
            ("  matched", count(found.matched.len())),
            ("  missing", count(found.missing.len())),
            ("  different", count(found.differing.len())),
            ("surplus", count(found.surplus.len())),
            ("off the plan", count(found.off_plan.len())),
        ]);
    }
    rows.extend([
        ("refused", count(found.refused.len())),
        ("same picture twice", pairs(&found.exact)),
        ("look alike (not wrong)", pairs(&found.near)),
        ("no pictures, left alone", count(found.ignored.len())),
    ]);
    let cells: Vec<Vec<String>> =
        rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    let mut text = table(&["what", "count"], &cells, &[1]);
    for (title, lines, all) in lists(found, near) {
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{title}");
        let limit = if title == REFUSED { usize::MAX } else { LINES };
        lines.iter().take(limit).for_each(|line| {
            let _ = writeln!(text, "  {}", visible(line));
        });
        let shown = lines.len().min(limit) as u64;
        if shown < all {
            let _ = writeln!(text, "  … and {} more", grouped((all - shown).into()));
        }
    }
    text
}

const REFUSED: &str = "refused";

/// Titles, lines, and how many there are in all.
fn lists(found: &Validation, near: u32) -> Vec<(String, Vec<String>, u64)> {
    let file = |position: usize| found.file(position);
    let missing = found.missing.iter().map(|missing| {
        format!("piece {}: prompt {:?}, seed {}", missing.index, missing.prompt, missing.seed)
    });
    let surplus = found.surplus.iter().map(|surplus| {
        let (extra, chosen) = (file(surplus.position), file(surplus.chosen));
        format!("{extra}: piece {} has {chosen} already; remove one of them", surplus.index)
    });
    let off = found.off_plan.iter().map(|off| format!("{}: {}", file(off.position), off.why));
    let differing = found.differing.iter().map(|d| {
        let (planned, is) = (&d.planned, &d.found);
        format!(
            "{} (piece {}): {} is {is:?}, planned is {planned:?}",
            file(d.position),
            d.index,
            d.what
        )
    });
    let pairs = |pairs: &Pairs, distance: bool| -> Vec<String> {
        let line = |pair: &colophon_project::duplicates::Pair| {
            let bits = match (distance, pair.distance) {
                (false, _) => String::new(),
                (true, 1) => "  (1 bit)".into(),
                (true, bits) => format!("  ({bits} bits)"),
            };
            format!("{}  and  {}{bits}", file(pair.first), file(pair.second))
        };
        pairs.shown.iter().map(line).collect()
    };
    let whole = |title: &str, lines: Vec<String>| {
        let all = lines.len() as u64;
        (title.to_owned(), lines, all)
    };
    vec![
        whole(REFUSED, found.refused.iter().map(ToString::to_string).collect()),
        whole("missing", missing.collect()),
        whole("surplus", surplus.collect()),
        whole("off the plan", off.collect()),
        whole("different from the plan", differing.collect()),
        ("the same picture twice".into(), pairs(&found.exact, false), found.exact.count),
        (
            format!("look alike (difference hashes at most {near} bits apart)"),
            pairs(&found.near, true),
            found.near.count,
        ),
    ]
}

/// `colophon/validate/1`
fn object(found: &Validation) -> Value {
    let file = |position: usize| found.file(position);
    let pairs = |pairs: &Pairs| {
        let shown: Vec<Value> = pairs
            .shown
            .iter()
            .map(|pair| json!({ "first": file(pair.first), "second": file(pair.second), "distance": pair.distance }))
            .collect();
        json!({ "count": pairs.count, "pairs": shown })
    };
    let list = |items: &mut dyn Iterator<Item = Value>| Value::Array(items.collect());
    json!({
        "valid": found.wrong() == 0,
        "wrong": found.wrong(),
        "pictures": found.readings.len(),
        "read": found.fresh,
        "planned": found.planned,
        "matched": found.matched.len(),
        "missing": list(&mut found.missing.iter().map(|missing| {
            json!({ "index": missing.index, "prompt": missing.prompt, "seed": missing.seed })
        })),
        "surplus": list(&mut found.surplus.iter().map(|surplus| {
            json!({ "file": file(surplus.position), "index": surplus.index, "chosen": file(surplus.chosen) })
        })),
        "off_plan": list(&mut found.off_plan.iter().map(|off| {
            json!({ "file": file(off.position), "why": off.why })
        })),
        "differing": list(&mut found.differing.iter().map(|d| {
            json!({ "file": file(d.position), "index": d.index, "what": d.what, "planned": d.planned, "found": d.found })
        })),
        "refused": list(&mut found.refused.iter().map(|refusal| {
            json!({ "file": refusal.path.to_string_lossy(), "why": refusal.why })
        })),
        "ignored": list(&mut found.ignored.iter().map(|path| json!(path.to_string_lossy()))),
        "exact_duplicates": pairs(&found.exact),
        "near_duplicates": pairs(&found.near),
    })
}
