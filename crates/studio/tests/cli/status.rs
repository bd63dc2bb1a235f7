//! Where a project stands, at each step of its way, and what the next command is.

use serde_json::Value;

use crate::stage::{run, Stage};

/// The configuration of a project with a plan.
const PLANNED: &str = r#"
[collection]
name = "Inkling"
symbol = "INK"

[prompt]
template = "{creature}"

[plan]
supply = 4

[[traits]]
name = "creature"
values = [{ value = "cat", count = 1 }, { value = "owl", count = 3 }]
"#;

fn offline(folder: &std::path::Path) -> Value {
    run(folder, &["status", "--offline", "--json"]).json()
}

#[test]
fn an_empty_folder_begins_with_init() {
    let folder = tempfile::TempDir::new().unwrap();
    let status = offline(folder.path());
    assert_eq!(status["schema"], "colophon/status/1");
    assert_eq!(status["next"]["command"], "colophon init");
    assert_eq!((&status["plan"], &status["build"]), (&Value::Null, &Value::Null));
    let text = run(folder.path(), &["status"]).fine().stdout;
    assert!(text.contains("no node answers"), "an absent node is no error: {text}");
    assert!(!folder.path().join(".colophon").exists(), "nothing is written");
}

#[test]
fn a_project_that_was_not_planned() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("colophon.toml"), PLANNED).unwrap();
    let status = offline(folder.path());
    assert_eq!(status["next"]["command"], "colophon plan");
    std::fs::create_dir(folder.path().join("outputs")).unwrap();
    std::fs::write(folder.path().join("outputs/a.png"), "x").unwrap();
    assert_eq!(offline(folder.path())["outputs"]["pictures"], 1);
}

#[test]
fn a_damaged_file_is_named_and_the_rest_is_shown() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("colophon.toml"), PLANNED).unwrap();
    std::fs::create_dir(folder.path().join("plan")).unwrap();
    std::fs::write(folder.path().join("plan/plan.json"), "{").unwrap();
    let status = offline(folder.path());
    assert!(status["notes"][0].as_str().unwrap().contains("plan.json"), "{status}");
    assert_eq!(status["next"]["command"], "colophon doctor");
    assert_eq!(status["project"]["has_config"], true);
}

#[test]
fn from_deploy_to_mint() {
    let stage = Stage::new();
    stage.pieces(3);
    stage.deploy();
    let status = stage.run(&["status", "--json"]).json();
    assert_eq!(status["node"]["chain_id"], 412_346);
    assert_eq!(status["node"]["has_collection"], true);
    assert_eq!(status["deployments"][0]["state"], "configured");
    assert!(status["next"]["command"].as_str().unwrap().starts_with("colophon mint"));
    stage.run(&["mint", "pieces", "--words", "1", "--broadcast"]).fine();
    let status = stage.run(&["status", "--json"]).json();
    let series = &status["deployments"][0]["series"][0];
    assert_eq!((&series["series"], &series["pieces"]), (&0.into(), &3.into()));
    assert_eq!(series["state"], "minted");
    let on_chain = &status["node"]["series"]["0"];
    assert_eq!((&on_chain["minted"], &on_chain["supply"]), (&3.into(), &3.into()));
    assert_eq!(status["in_flight"].as_array().unwrap().len(), 0);
    assert!(status["next"]["command"].as_str().unwrap().starts_with("colophon verify"));
    let text = stage.run(&["status"]).fine().stdout;
    assert!(text.contains("3 of 3"), "{text}");
    // Another node: the same chain id, and nothing on it.
    let other = stylus_devnet::Devnet::builder().spawn().unwrap();
    let status = stage.run_at(&other.rpc_url(), &["status", "--json"]).json();
    assert_eq!(status["node"]["has_collection"], false);
    assert!(status["next"]["why"].as_str().unwrap().contains("reset"), "{status}");
}

#[test]
fn transactions_under_way_are_counted() {
    let stage = Stage::new();
    stage.deploy();
    // As a kill between signing and the answer leaves it; then a line that was torn.
    let line = |step: &str, state: &str| {
        format!(
            "{{\"chain\":412346,\"scope\":\"mint/x\",\"step\":\"{step}\",\"state\":\"{state}\",\"hash\":\"0x{}\",\"nonce\":7,\"check\":\"0000000000000000\"}}\n",
            "ab".repeat(32)
        )
    };
    let journal = [line("one", "intent"), line("two", "intent"), line("one", "done")].concat();
    let path = stage.path().join(".colophon/412346/journal.jsonl");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, journal + "{\"chain\":41").unwrap();
    let status = stage.run(&["status", "--json"]).json();
    let flights = status["in_flight"].as_array().unwrap();
    assert_eq!(flights.len(), 1, "{status}");
    assert_eq!((&flights[0]["step"], &flights[0]["nonce"]), (&"two".into(), &7.into()));
    assert!(status["next"]["why"].as_str().unwrap().contains("under way"));
}
