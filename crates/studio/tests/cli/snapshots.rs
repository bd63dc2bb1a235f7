//! Whole outputs, compared with files under `snapshots/`; `SNAPSHOTS=overwrite` refreshes them. What differs from run
//! to run is masked: addresses, words, amounts, times.

use std::path::Path;

use crate::stage::{example, run, Stage};

/// Masks what differs from run to run.
fn masked(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let words: Vec<String> =
            line.split(' ').filter(|word| !word.is_empty()).map(mask).collect();
        let indent = if line.starts_with(' ') { "  " } else { "" };
        lines.push(format!("{indent}{}", words.join(" ")));
    }
    lines.join("\n") + "\n"
}

fn mask(word: &str) -> String {
    let bare = word.trim_matches(|c: char| matches!(c, ',' | '"' | ':' | ';' | '(' | ')'));
    let hex = bare
        .strip_prefix("0x")
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit() || c == '…'));
    let number = bare.chars().next().is_some_and(|c| c.is_ascii_digit())
        && bare.contains([',', '.'])
        && bare.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.');
    let replaced = match bare.len() {
        66 if hex => "[WORD]",
        42 if hex => "[ADDRESS]",
        _ if hex && bare.contains('…') => "[SHORT]",
        _ if number => "[N]",
        _ if bare.starts_with("http://127.0.0.1") => "[URL]",
        _ if bare.chars().all(|c| c == '─') && !bare.is_empty() => "─",
        _ => return word.to_owned(),
    };
    word.replace(bare, replaced)
}

/// Compares `text` with a file under `snapshots/`.
fn same(text: &str, file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/snapshots").join(file);
    snapbox::assert_data_eq!(text.to_owned(), snapbox::Data::read_from(&path, None).raw());
}

#[test]
fn help() {
    let folder = tempfile::TempDir::new().unwrap();
    let help = run(folder.path(), &["--help"]).fine();
    same(&help.stdout, "help.txt");
    for verb in [
        "demo",
        "devnet",
        "profile",
        "inspect",
        "validate",
        "build",
        "deploy",
        "mint",
        "anchor",
        "airdrop",
        "reveal",
        "sale",
        "allowlist",
        "voucher",
        "buy",
        "mine",
        "withdraw",
        "refund",
        "show",
        "verify",
        "status",
        "doctor",
        "completions",
        "man",
        "init",
        "plan",
        "generate",
        "demo",
        "devnet",
        "profile",
        "inspect",
        "deploy",
        "mint",
        "anchor",
        "show",
        "verify",
    ] {
        let help = run(folder.path(), &[verb, "--help"]).fine();
        assert!(help.stdout.contains("Usage: colophon"), "{verb}");
    }
}

#[test]
fn inspect() {
    let model = "inkling-1.safetensors";
    let piece =
        run(&example(), &["inspect", "--model", model, "pieces/16-cat-face-over-castle.png"])
            .fine();
    same(&piece.stdout, "inspect.txt");
    assert_eq!(piece.stderr, "");
    let json = run(&example(), &["inspect", "--json", "pieces/16-cat-face-over-castle.png"]).fine();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let pretty = serde_json::to_string_pretty(&json).unwrap() + "\n";
    same(&pretty, "inspect.json.txt");
}

#[test]
fn demo() {
    let folder = tempfile::TempDir::new().unwrap();
    let demo = run(folder.path(), &["demo"]).fine();
    same(&masked(&demo.stdout), "demo.txt");
    same(&masked(&demo.stderr), "demo.stderr.txt");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "the demo leaves nothing behind"
    );
    let json = run(folder.path(), &["demo", "--json", "--quiet"]).fine();
    assert_eq!(json.stderr, "");
    let json = json.json();
    assert_eq!(json["verified"]["verdict"], "agrees");
    assert!(json["seconds"].as_f64().unwrap() < 5.0, "{}", json["seconds"]);
}

#[test]
fn a_whole_project() {
    let stage = Stage::new();
    stage.pieces(4);
    let names = ["--name", "Inkling", "--symbol", "INK"];
    let dry = stage.run(&[&["deploy"][..], &names].concat()).fine();
    same(&masked(&dry.stdout), "deploy.dry.txt");
    assert!(!stage.path().join(".colophon").exists(), "a dry run writes nothing");
    let deployed = stage.run(&[&["deploy", "--broadcast"][..], &names].concat()).fine();
    same(&masked(&deployed.stdout), "deploy.txt");
    same(&masked(&stage.run(&["mint", "pieces", "--words", "2"]).fine().stdout), "mint.dry.txt");
    same(
        &masked(&stage.run(&["mint", "pieces", "--words", "2", "--broadcast"]).fine().stdout),
        "mint.txt",
    );
    same(&masked(&stage.run(&["show", "0"]).fine().stdout), "show.txt");
    same(&masked(&stage.run(&["show", "3"]).fine().stdout), "show.unanchored.txt");
    same(&masked(&stage.run(&["anchor", "3", "--broadcast"]).fine().stdout), "anchor.txt");
    let verified = stage.run(&["verify", "3", "--file", "pieces/03-avocado.png"]).fine();
    same(&masked(&verified.stdout), "verify.txt");
    same(&masked(&stage.run(&["verify", "--all", "pieces"]).fine().stdout), "verify.all.txt");
}

#[test]
fn a_flipped_bit_is_named() {
    let stage = Stage::new();
    let pieces = stage.pieces(3);
    stage.deploy();
    stage.run(&["mint", "pieces", "--words", "1", "--broadcast"]).fine();
    for (token, name) in [("0", "00-cat-face.png"), ("2", "02-butterfly.png")] {
        let path = pieces.join(name);
        let good = std::fs::read(&path).unwrap();
        for at in [0, 40, 80, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1 << (at % 8);
            std::fs::write(&path, &bad).unwrap();
            let run = stage.run(&["verify", token, "--file", path.to_str().unwrap()]);
            assert_eq!(run.code, 9, "{}{}", run.stdout, run.stderr);
            assert!(run.stderr.contains("content hash"), "byte {at}: {}", run.stderr);
        }
        let all = stage.run(&["verify", "--all", "pieces", "--json"]);
        assert_eq!(all.code, 9);
        let json: serde_json::Value = serde_json::from_str(&all.stdout).unwrap();
        assert_eq!(json["verdict"], "differs");
        std::fs::write(&path, &good).unwrap();
    }
    stage.run(&["verify", "--all", "pieces"]).fine();
}
