//! `validate` and `build`: what they say, and that `deploy` puts the collection where the build expects it.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::stage::{example_pieces, run, Run, Stage};

/// Writes a project with the first `count` example pieces.
fn project(folder: &Path, count: usize, toml: &str) {
    std::fs::write(folder.join("colophon.toml"), toml).unwrap();
    std::fs::create_dir_all(folder.join("outputs")).unwrap();
    for path in example_pieces().into_iter().take(count) {
        std::fs::copy(&path, folder.join("outputs").join(path.file_name().unwrap())).unwrap();
    }
}

const TOML: &str = "[collection]\nname = \"Inkling\"\nsymbol = \"INK\"\n";

/// The object that was printed, whatever the exit code.
fn object(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stdout))
}

#[test]
fn validate_lists_every_bad_file_and_ends_with_code_3() {
    let folder = TempDir::new().unwrap();
    project(folder.path(), 3, TOML);
    assert_eq!(run(folder.path(), &["validate"]).code, 0);
    let outputs = folder.path().join("outputs");
    std::fs::write(outputs.join("cut\n\u{202e}.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    std::fs::copy(outputs.join("00-cat-face.png"), outputs.join("copy.png")).unwrap();
    let failed = run(folder.path(), &["validate"]);
    assert_eq!(failed.code, 3);
    assert!(failed.stdout.contains("cut⏎\\u{202e}.png is damaged"), "{}", failed.stdout);
    assert!(failed.stdout.contains("00-cat-face.png  and  copy.png"), "{}", failed.stdout);
    assert!(failed.stderr.contains("2 things are wrong"), "{}", failed.stderr);
    let json = object(&run(folder.path(), &["validate", "--json"]));
    assert_eq!(json["schema"], "colophon/validate/1");
    assert_eq!((&json["valid"], &json["wrong"]), (&false.into(), &2.into()));
    assert_eq!(json["exact_duplicates"]["pairs"][0]["second"], "copy.png");
    assert_eq!(json["refused"][0]["file"], "cut\n\u{202e}.png");
    assert_eq!(json["planned"], Value::Null);
    let refused = run(folder.path(), &["build"]);
    assert_eq!(refused.code, 3);
    assert!(refused.stderr.contains("`colophon validate` lists them"), "{}", refused.stderr);
    assert!(!folder.path().join("build").exists());
    assert_eq!(run(folder.path(), &["validate", "--near", "16"]).code, 2);
    assert_eq!(run(folder.path(), &["validate", "nowhere"]).code, 3);
}

#[test]
fn build_needs_no_node_and_does_nothing_twice() {
    let folder = TempDir::new().unwrap();
    project(folder.path(), 4, TOML);
    let built = run(folder.path(), &["build", "--json", "--car", "all.car"]).json();
    assert_eq!(built["schema"], "colophon/build/1");
    assert_eq!((&built["pieces"], &built["read"]), (&4.into(), &4.into()));
    assert_eq!((&built["state"], &built["unchanged"]), (&"planned".into(), &false.into()));
    let car = std::fs::metadata(folder.path().join("all.car")).unwrap();
    assert_eq!(built["car"]["bytes"], car.len());
    let again = run(folder.path(), &["build", "--json"]).json();
    assert_eq!((&again["unchanged"], &again["root"]), (&true.into(), &built["root"]));
    assert_eq!(again["collection"], built["collection"]);
    let text = run(folder.path(), &["build"]).fine().stdout;
    assert!(text.contains("nothing was done") && text.contains("reserved"), "{text}");
    // Another owner, as long as nothing is sent: another address.
    let owner = format!("0x{}", "ab".repeat(20));
    let other = run(folder.path(), &["build", "--json", "--owner", &owner]).json();
    assert_ne!(other["collection"], built["collection"]);
    assert_ne!(other["root"], built["root"]);
}

#[test]
fn a_build_without_a_name_or_a_model_says_what_to_write() {
    let folder = TempDir::new().unwrap();
    project(folder.path(), 1, "");
    let nameless = run(folder.path(), &["build"]);
    assert_eq!(nameless.code, 2);
    assert!(nameless.stderr.contains("name under [collection]"), "{}", nameless.stderr);
    project(folder.path(), 1, &format!("{TOML}[model]\nfiles = [\"absent.safetensors\"]\n"));
    let absent = run(folder.path(), &["build"]);
    assert_eq!(absent.code, 3);
    assert!(absent.stderr.contains("absent.safetensors"), "{}", absent.stderr);
}

#[test]
fn deploy_puts_the_collection_where_the_build_expects_it() {
    let stage = Stage::new();
    project(stage.path(), 3, TOML);
    // The fixed networks have a chain id, so no node is asked.
    let built = run(stage.path(), &["build", "--json", "-q"]).json();
    let renamed = stage.run(&["deploy", "--network", "devnet", "--name", "Other", "--broadcast"]);
    assert_eq!(renamed.code, 4, "{}", renamed.stderr);
    assert!(renamed.stderr.contains("names its pieces after \"Inkling\""), "{}", renamed.stderr);
    let key = format!("0x{}", "11".repeat(32));
    let stranger =
        stage.run(&["deploy", "--network", "devnet", "--private-key", &key, "--broadcast"]);
    assert_eq!(stranger.code, 4, "{}", stranger.stderr);
    assert!(stranger.stderr.contains("colophon build --owner"), "{}", stranger.stderr);
    let deployed =
        stage.run(&["deploy", "--network", "devnet", "--broadcast", "--json", "-q"]).json();
    assert_eq!(
        deployed["collection"].as_str().unwrap().to_lowercase(),
        built["collection"].as_str().unwrap().to_lowercase()
    );
    let again = stage.run(&["build", "--network", "devnet", "--json", "-q"]).json();
    assert_eq!((&again["root"], &again["state"]), (&built["root"], &"configured".into()));
    assert_eq!(again["unchanged"], true);
    let minted = stage.run(&["mint", "--network", "devnet", "--broadcast", "--json", "-q"]).json();
    assert_eq!(minted["root"], built["root"]);
    let file = "outputs/01-castle.png";
    stage.run(&["verify", "1", "--network", "devnet", "--file", file]).fine();
}
