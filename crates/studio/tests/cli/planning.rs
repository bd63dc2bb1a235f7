//! From nothing to drawn pieces: `init`, `plan`, `generate`, and a stranger who checks the plan.

use std::path::Path;

use tempfile::TempDir;

use crate::stage::{run, Run};

fn begun(supply: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    run(folder.path(), &["init", "--yes", "--supply", supply]).fine();
    folder
}

fn refused(run: &Run, code: i32, part: &str) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(part), "{}", run.stderr);
}

fn edit(folder: &Path, from: &str, to: &str) {
    let path = folder.join("colophon.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    std::fs::write(&path, text.replace(from, to)).unwrap();
}

/// Every file of the plan, by name.
fn planned(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder.join("plan"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_new_project_is_planned_and_drawn() {
    let folder = begun("20");
    let path = folder.path();
    let plan = run(path, &["plan"]).fine();
    for part in ["promised", "every count is exact", "commitment", "could have\nchosen the seed"] {
        assert!(plan.stdout.contains(part), "{}", plan.stdout);
    }
    let files = planned(path);
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a1111.jsonl", "comfyui.jsonl", "jobs.csv", "jobs.jsonl", "plan.json"]);
    let again = run(path, &["plan", "--json"]).json();
    assert_eq!(again["schema"], "colophon/plan/1");
    assert_eq!((&again["state"], &again["supply"]), (&"unchanged".into(), &20.into()));
    assert!(again["values"]
        .as_array()
        .unwrap()
        .iter()
        .all(|row| row["promised"] == row["planned"]));
    assert_eq!(planned(path), files, "same inputs, same bytes");
    let seed = std::fs::read_to_string(path.join(".colophon/seed")).unwrap();
    for (name, bytes) in &files {
        assert!(
            !String::from_utf8_lossy(bytes).contains(seed.trim()),
            "{name} gives the seed away"
        );
    }

    let drawn = run(path, &["generate", "--first", "3", "--json"]).json();
    assert_eq!((&drawn["drawn"], &drawn["kept"]), (&3.into(), &0.into()));
    let drawn = run(path, &["generate", "--first", "4", "--json"]).json();
    assert_eq!((&drawn["drawn"], &drawn["kept"]), (&1.into(), &3.into()));
    let inspected = run(path, &["inspect", "outputs/0000.png", "--json"]).json();
    let jobs = std::fs::read_to_string(path.join("plan/jobs.jsonl")).unwrap();
    let job: serde_json::Value = serde_json::from_str(jobs.lines().next().unwrap()).unwrap();
    let text = inspected.to_string();
    assert!(text.contains(&job["seed"].to_string()), "{text}");
}

#[test]
fn a_plan_in_use_is_not_replaced_silently() {
    let folder = begun("10");
    let path = folder.path();
    run(path, &["plan"]).fine();
    edit(path, "value = \"Cat\", weight = 20", "value = \"Cat\", weight = 21");
    edit(path, "value = \"Bear\", weight = 16", "value = \"Bear\", weight = 36");
    let changed = run(path, &["plan"]).fine();
    assert!(changed.stderr.contains("creature Bear: 2 → 3"), "no outputs yet: {}", changed.stderr);
    run(path, &["generate", "--first", "1"]).fine();
    let before = planned(path);
    edit(path, "weight = 36", "weight = 16");
    let refusal = run(path, &["plan"]);
    refused(&refusal, 4, "outputs holds outputs");
    refused(&refusal, 4, "creature Bear: 3 → 2");
    assert_eq!(planned(path), before);
    let warned = run(path, &["generate", "--first", "1"]).fine();
    assert!(warned.stderr.contains("colophon.toml has changed"), "{}", warned.stderr);
    run(path, &["plan", "--replace"]).fine();
    assert_ne!(planned(path), before);
    refused(&run(path, &["generate", "--first", "1"]), 4, "0000.png");
    run(path, &["generate", "--first", "1", "--replace"]).fine();
}

#[test]
fn a_stranger_checks_a_published_plan() {
    let folder = begun("12");
    let path = folder.path();
    run(path, &["plan", "--export", "public.json"]).fine();
    let text = std::fs::read_to_string(path.join("public.json")).unwrap();
    assert!(text.contains("\"prompt\":\"\"") && !text.contains(" over "), "{text}");
    let elsewhere = TempDir::new().unwrap();
    let file = elsewhere.path().join("p.json");
    std::fs::copy(path.join("public.json"), &file).unwrap();
    let sealed = run(elsewhere.path(), &["plan", "--check", "p.json"]).fine();
    assert!(sealed.stdout.contains("cannot tell"), "{}", sealed.stdout);
    let seed = std::fs::read_to_string(path.join(".colophon/seed")).unwrap();
    let told = run(elsewhere.path(), &["plan", "--check", "p.json", "--seed", seed.trim()]).fine();
    assert!(!told.stdout.contains("cannot tell"), "{}", told.stdout);
    run(path, &["plan", "--reveal", "--export", "public.json"]).fine();
    std::fs::copy(path.join("public.json"), &file).unwrap();
    let all = run(elsewhere.path(), &["plan", "--check", "p.json", "--json"]).json();
    let findings = all["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 6);
    assert!(findings.iter().all(|one| one["verdict"] == "agrees"), "{all}");

    // Two pieces that differ exchange what they have: every count stays, and so does the roster.
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let traits = |line: &str| {
        let (_, rest) = line.split_once("\"traits\":{")?;
        Some(rest.split_once('}')?.0.to_owned())
    };
    let pieces: Vec<usize> = (0..lines.len()).filter(|at| traits(&lines[*at]).is_some()).collect();
    let one = pieces[0];
    let have = traits(&lines[one]).unwrap();
    let other = *pieces.iter().find(|at| traits(&lines[**at]) != Some(have.clone())).unwrap();
    let has = traits(&lines[other]).unwrap();
    lines[one] = lines[one].replace(&have, &has);
    lines[other] = lines[other].replace(&has, &have);
    std::fs::write(&file, lines.join("\n")).unwrap();
    refused(&run(elsewhere.path(), &["plan", "--check", "p.json"]), 9, "assignment");
    refused(&run(elsewhere.path(), &["plan", "--check", "none.json"]), 3, "none.json");
    refused(&run(elsewhere.path(), &["plan", "--check", "p.json", "--seed", "12"]), 2, "--seed");
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1, "a check writes nothing");
}

#[test]
fn a_beacon_decides_after_the_commitment() {
    let folder = begun("10");
    let path = folder.path();
    edit(
        path,
        "# beacon = \"drand quicknet round 12345678\"",
        "beacon = \"drand quicknet round 12345678\"  ",
    );
    let waiting = run(path, &["plan", "--json"]).json();
    assert_eq!(waiting["waiting"], true);
    refused(&run(path, &["generate"]), 4, "waits for drand quicknet round 12345678");
    refused(&run(path, &["plan", "--reveal"]), 4, "before the beacon is out");
    refused(&run(path, &["plan", "--beacon", "0x12"]), 4, "between 16 and 64");
    refused(&run(path, &["plan", "--beacon", "xyz"]), 2, "--beacon");
    let beacon = "0x5b6f1c0f5b6f1c0f5b6f1c0f5b6f1c0f5b6f1c0f5b6f1c0f5b6f1c0f5b6f1c0f";
    let given = run(path, &["plan", "--beacon", beacon, "--json"]).json();
    assert_eq!(given["waiting"], false);
    assert_eq!(given["assignment"]["commitment"], waiting["assignment"]["commitment"]);
    let again = run(path, &["plan", "--json"]).json();
    assert_eq!(again["state"], "unchanged", "the value is remembered");
    run(path, &["generate", "--first", "1"]).fine();
}

#[test]
fn what_is_missing_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    refused(&run(path, &["init"]), 2, "--yes");
    refused(&run(path, &["plan"]), 4, "run colophon init first");
    refused(&run(path, &["generate"]), 4, "run colophon plan first");
    assert_eq!(std::fs::read_dir(path).unwrap().count(), 0, "nothing was left behind");
    run(path, &["init", "--yes"]).fine();
    refused(&run(path, &["init", "--yes"]), 4, "is there already");
    run(path, &["plan"]).fine();
    refused(&run(path, &["generate", "--model", "colophon.toml"]), 3, "is no inkling/1 model");
    edit(path, "excludes = { ground = \"Beach\" }", "excludes = { ground = \"Beech\" }");
    refused(&run(path, &["plan"]), 2, "did you mean \"Beach\"?");
}
