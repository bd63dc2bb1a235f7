//! `docs/schemas.md` against the source and against what the commands print: every schema is documented, every documented
//! schema is there, and no result has a field that is not documented.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::CommandFactory;
use colophon_cli::cli::Cli;
use serde_json::Value;

use crate::stage::{example, run, Run, Stage};

/// The names of schemas in the documentation, with the fields that their tables list.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut found = BTreeMap::new();
    let mut fields: Option<&mut BTreeSet<String>> = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("### `").and_then(|rest| rest.strip_suffix('`')) {
            assert!(!found.contains_key(name), "{name} stands twice");
            fields = Some(found.entry(name.to_owned()).or_default());
        } else if let (Some(fields), Some(row)) = (&mut fields, line.strip_prefix("| `")) {
            // The first cell names one field or several.
            let cell = row.split(" | ").next().unwrap();
            fields.extend(cell.split("`, `").map(|name| name.trim_matches('`').to_owned()));
        }
    }
    assert!(found.len() > 15, "{found:?}");
    found
}

/// The source files of all crates.
fn sources() -> Vec<PathBuf> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(crates)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("src"))
        .filter(|path| path.is_dir())
        .collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    assert!(files.len() > 100);
    files
}

/// The names that string literals of the source begin with. What goes on behind the number with a slash or a zero byte
/// stands before something that is hashed: no schema.
fn literals() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in sources() {
        let text = std::fs::read_to_string(file).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for part in line.split("\"colophon/").skip(1) {
                let name: String =
                    part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
                let rest = part[name.len()..].strip_prefix('/').unwrap_or_default();
                let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let behind = rest[number.len()..].chars().next();
                if !number.is_empty() && matches!(behind, Some('"' | ' ')) {
                    found.insert(format!("colophon/{name}/{number}"));
                }
            }
        }
    }
    found
}

#[test]
fn every_schema_is_documented_and_every_documented_schema_is_there() {
    let verbs = Cli::command();
    let results = verbs.get_subcommands().map(|verb| format!("colophon/{}/1", verb.get_name()));
    let there: BTreeSet<String> = literals().into_iter().chain(results).collect();
    let documented: BTreeSet<String> = documented().into_keys().collect();
    let missing: Vec<_> = there.difference(&documented).collect();
    let gone: Vec<_> = documented.difference(&there).collect();
    assert!(missing.is_empty(), "docs/schemas.md lacks {missing:?}");
    assert!(gone.is_empty(), "docs/schemas.md describes what is not there: {gone:?}");
}

/// The one object of a run, whatever its verdict, with no field that is not documented.
pub(crate) fn checked(run: &Run) -> Value {
    let value: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr));
    let schema = value["schema"].as_str().unwrap();
    let fields = &documented()[schema];
    for key in value.as_object().unwrap().keys().filter(|key| *key != "schema") {
        assert!(fields.contains(key), "docs/schemas.md does not list {key} of {schema}");
    }
    value
}

#[test]
fn results_have_the_fields_that_are_documented() {
    let stage = Stage::new();
    stage.pieces(2);
    let weights = example().join("inkling-1.safetensors");
    let weights = weights.to_str().unwrap();
    let deploy = ["deploy", "--name", "Inkling", "--symbol", "INK", "--json"];
    checked(&stage.run(&deploy));
    checked(&stage.run(&[&deploy[..], &["--broadcast"]].concat()));
    let mint = ["mint", "pieces", "--words", "1", "--json"];
    checked(&stage.run(&mint));
    checked(&stage.run(&[&mint[..], &["--broadcast"]].concat()));
    checked(&stage.run(&["anchor", "1", "--json"]));
    checked(&stage.run(&["anchor", "1", "--json", "--broadcast"]));
    checked(&stage.run(&["anchor", "1", "--json"]));
    checked(&stage.run(&["show", "0", "--json"]));
    checked(&stage.run(&["verify", "--all", "pieces", "--json"]));
    checked(&stage.run(&["verify", "0", "--file", "pieces/00-cat-face.png", "--json"]));
    let inspected = checked(&stage.run(&["inspect", weights, "pieces/00-cat-face.png", "--json"]));
    assert_eq!(inspected["schema"], "colophon/inspect/1");
    checked(&stage.run(&["status", "--json"]));
    checked(&stage.run(&["doctor", "--json"]));
    checked(&stage.run(&["completions", "fish", "--json"]));
    checked(&stage.run(&["man", "--json"]));
    checked(&stage.run(&["man", "pages", "--json"]));
    let error =
        checked(&run(stage.path(), &["show", "0", "--rpc-url", "http://127.0.0.1:1", "--json"]));
    assert_eq!(error["schema"], "colophon/error/1");
}

#[test]
fn results_without_a_chain_have_the_fields_that_are_documented() {
    let folder = tempfile::TempDir::new().unwrap();
    let checked = |args: &[&str]| checked(&run(folder.path(), &[args, &["--json", "-q"]].concat()));
    checked(&["init", "--yes", "--name", "Owls", "--symbol", "OWL", "--supply", "20"]);
    checked(&["plan"]);
    checked(&["plan", "--check", "plan/plan.json"]);
    checked(&["generate"]);
    checked(&["validate"]);
    checked(&["status", "--offline"]);
}
