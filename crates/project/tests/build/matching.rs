//! Outputs against the plan.

use colophon_project::observe::Silent;
use colophon_project::validate::{validate, Options, Validation};

use crate::craft::{drawn, plan, png, Project};

fn check(project: &Project) -> Validation {
    let options = Options::default();
    validate(project.path(), &project.outputs(), project.plan.as_ref(), options, &Silent).unwrap()
}

#[test]
fn pictures_are_found_by_what_is_inside_them() {
    let project = Project::planned(12);
    let found = check(&project);
    assert_eq!(found.wrong(), 0, "{found:?}");
    assert_eq!((found.planned, found.matched.len(), found.fresh), (Some(12), 12, 12));
    for (index, position) in &found.matched {
        assert_eq!(found.file(*position), format!("out-{}.png", 12 - index));
    }
    found.save_match(project.path()).unwrap();
    let text = std::fs::read(project.path().join("plan/match.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(json["schema"], "colophon/match/1");
    assert_eq!(json["matches"][3]["index"], 3);
    assert_eq!(json["matches"][3]["file"], "out-9.png");
    // Nothing is read twice.
    assert_eq!(check(&project).fresh, 0);
}

#[test]
fn missing_surplus_and_off_plan_are_told_apart() {
    let project = Project::planned(6);
    let pieces = plan(6).pieces;
    std::fs::remove_file(project.outputs().join("out-6.png")).unwrap();
    // Another drawing of piece 1: same prompt and seed, other pixels.
    let mut again = pieces[1].clone();
    again.model = None;
    let text = format!("{}\nSteps: 1, Sampler: e, Seed: {}, Version: v", again.prompt, again.seed);
    project.put("again.png", &png(24, 16, 99, &[("parameters", &text)]));
    let mut other = pieces[2].clone();
    other.seed = 7;
    project.put("seed.png", &drawn(&other));
    other.seed = 1002;
    other.prompt = "something else".into();
    project.put("prompt.png", &drawn(&other));
    project.put("bare.png", &png(24, 16, 5, &[]));
    let found = check(&project);
    assert_eq!(found.missing.iter().map(|missing| missing.index).collect::<Vec<_>>(), [0]);
    let surplus: Vec<_> = found
        .surplus
        .iter()
        .map(|s| (found.file(s.position), s.index, found.file(s.chosen)))
        .collect();
    assert_eq!(surplus, [("out-5.png", 1, "again.png")]);
    let off: Vec<_> =
        found.off_plan.iter().map(|off| (found.file(off.position), off.why.as_str())).collect();
    assert_eq!(off.len(), 3);
    assert!(off
        .iter()
        .any(|(file, why)| *file == "bare.png" && why.contains("neither prompt nor seed")));
    assert!(off
        .iter()
        .any(|(file, why)| *file == "seed.png" && why.contains("with seed 1002 and not 7")));
    assert!(off
        .iter()
        .any(|(file, why)| *file == "prompt.png" && why.contains("is that of piece 2")));
}

#[test]
fn size_model_and_negative_prompt_are_compared() {
    let project = Project::planned(3);
    let mut piece = plan(3).pieces.remove(1);
    (piece.width, piece.height) = (32, 16);
    let bytes = String::from_utf8_lossy(&drawn(&piece)).into_owned();
    assert!(bytes.contains("Model: inkling-1"));
    let text = format!(
        "{}\nNegative prompt: blur\nSteps: 1, Sampler: e, Seed: {}, Model: other-model, Version: v",
        piece.prompt, piece.seed
    );
    project.put("out-2.png", &png(32, 16, 3, &[("parameters", &text)]));
    let found = check(&project);
    let what: Vec<_> =
        found.differing.iter().map(|d| (d.what, d.planned.as_str(), d.found.as_str())).collect();
    assert_eq!(
        what,
        [
            ("size", "24x16", "32x16"),
            ("negative prompt", "", "blur"),
            ("model", "inkling-1.safetensors", "other-model"),
        ]
    );
    assert_eq!(found.wrong(), 3);
}

#[test]
fn the_picture_that_is_as_planned_is_chosen() {
    let project = Project::planned(2);
    let piece = plan(2).pieces.remove(0);
    let text = format!("{}\nSteps: 1, Sampler: e, Seed: {}, Version: v", piece.prompt, piece.seed);
    // First by name, but of the wrong size.
    project.put("a.png", &png(8, 8, 3, &[("parameters", &text)]));
    let found = check(&project);
    let chosen = found.matched.iter().find(|(index, _)| *index == 0).unwrap().1;
    assert_eq!(found.file(chosen), "out-2.png");
    assert!(found.differing.is_empty());
    assert_eq!(found.surplus.len(), 1);
}

#[test]
fn without_a_plan_every_picture_is_a_piece_in_natural_order() {
    let project = Project::new();
    for (name, seed) in [("10.png", 1), ("2.png", 2), ("1.png", 3)] {
        project.put(name, &png(8, 8, seed, &[]));
    }
    let found = check(&project);
    let names: Vec<_> = found.matched.iter().map(|(_, at)| found.file(*at)).collect();
    assert_eq!(names, ["1.png", "2.png", "10.png"]);
    assert_eq!((found.planned, found.wrong()), (None, 0));
    project.put("copy.png", &png(8, 8, 2, &[("Comment", "other metadata, same pixels")]));
    let found = check(&project);
    assert_eq!(found.wrong(), 1);
    let pair = found.exact.shown[0];
    assert_eq!((found.file(pair.first), found.file(pair.second)), ("2.png", "copy.png"));
}

#[test]
fn a_plan_that_awaits_its_beacon_is_refused() {
    let mut project = Project::planned(2);
    if let Some(plan) = &mut project.plan {
        plan.pieces.clear();
    }
    let options = Options::default();
    let found =
        validate(project.path(), &project.outputs(), project.plan.as_ref(), options, &Silent);
    assert!(found.unwrap_err().to_string().contains("awaits its beacon"));
    assert!(project.build().unwrap_err().to_string().contains("awaits its beacon"));
}
