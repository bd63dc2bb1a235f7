//! Checks before a run: each thing that can be wrong is named, and decides the exit code.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::stage::{command, run, Run, Stage};

/// The lines of one check.
fn found(run: &Run, check: &str) -> Vec<(String, String)> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["schema"], "colophon/doctor/1");
    let lines = report["checks"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines
        .filter(|line| line["check"] == check)
        .map(|line| (text(&line["verdict"]), text(&line["what"])))
        .collect()
}

/// The check has one line with this verdict and these words.
fn says(run: &Run, check: &str, verdict: &str, words: &str) {
    let found = found(run, check);
    let fits = |(is, what): &(String, String)| is == verdict && what.contains(words);
    assert!(found.iter().any(fits), "{check}: no {verdict} with {words:?} in {found:?}");
}

#[test]
fn a_healthy_project() {
    let stage = Stage::new();
    let doctor = stage.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 0, "{}{}", doctor.stdout, doctor.stderr);
    says(&doctor, "project", "warning", "no colophon.toml");
    says(&doctor, "secret", "ok", "none yet");
    says(&doctor, "node", "ok", "chain 412346 answers");
    says(&doctor, "arbos", "ok", "version 51");
    says(&doctor, "clock", "ok", "no block is ahead");
    says(&doctor, "deployer", "ok", "StylusDeployer");
    says(&doctor, "program", "ok", "Collection: not activated");
    says(&doctor, "deployment", "ok", "none on chain 412346 yet");
    says(&doctor, "key", "ok", "a deployment takes at most");
    stage.deploy();
    let doctor = stage.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 0);
    says(&doctor, "program", "ok", "Collection: activated, not cached");
    says(&doctor, "deployment", "ok", "expires in 36");
    says(&doctor, "deployment", "ok", "Descriptor at 0x");
    let text = stage.run(&["doctor"]).fine().stdout;
    assert!(text.contains("0 problems, 1 warning"), "{text}");
}

#[test]
fn an_absent_node_and_another_chain() {
    let folder = tempfile::TempDir::new().unwrap();
    let doctor = run(folder.path(), &["doctor", "--rpc-url", "http://127.0.0.1:1", "--json"]);
    assert_eq!(doctor.code, 6);
    says(&doctor, "node", "problem", "start one with `colophon devnet`");
    let stage = Stage::new();
    let doctor = stage.run(&["doctor", "--network", "arbitrum-sepolia", "--json"]);
    assert_eq!(doctor.code, 6);
    says(&doctor, "node", "problem", "chain 421614 is expected");
}

#[test]
fn a_project_file_that_is_not_understood() {
    let stage = Stage::new();
    std::fs::write(stage.path().join("colophon.toml"), "netwrk = \"devnet\"\n").unwrap();
    let doctor = stage.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 2);
    says(&doctor, "project", "problem", "line 1");
    // The other checks are made all the same.
    says(&doctor, "node", "ok", "answers");
    let text = "[model]\nfiles = [\"nowhere.safetensors\"]\n";
    std::fs::write(stage.path().join("colophon.toml"), text).unwrap();
    let doctor = stage.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 4);
    says(&doctor, "model", "problem", "nowhere.safetensors");
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    let doctor = stage.run(&["doctor", "--json"]);
    says(&doctor, "secret", "ok", "for its owner alone");
    let secret = stage.path().join(".colophon/secret");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let doctor = stage.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 4);
    says(&doctor, "secret", "problem", "chmod 600");
    assert!(!doctor.stdout.contains(&std::fs::read_to_string(secret).unwrap().trim().to_owned()));
}

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
    assert!(git.args(args).output().unwrap().status.success(), "git {args:?}");
}

#[test]
fn a_secret_that_git_has_seen() {
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    git(stage.path(), &["init", "-q"]);
    git(stage.path(), &["add", "."]);
    let doctor = stage.run(&["doctor", "--json"]);
    says(&doctor, "secret", "ok", "not in git");
    git(stage.path(), &["add", "-f", ".colophon/secret"]);
    let doctor = stage.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 4);
    says(&doctor, "secret", "problem", "no secret any more");
    // Taken out again, it stays in the history.
    git(stage.path(), &["commit", "-qm", "a"]);
    git(stage.path(), &["rm", "-q", "--cached", ".colophon/secret"]);
    git(stage.path(), &["commit", "-qm", "b"]);
    says(&stage.run(&["doctor", "--json"]), "secret", "problem", "in its history");
}

#[test]
fn keys_without_funds_and_keys_that_are_public() {
    let stage = Stage::new();
    let key = stage.path().join("key");
    std::fs::write(&key, format!("0x{}", "42".repeat(32))).unwrap();
    let doctor = stage.run(&["doctor", "--key-file", "key", "--json"]);
    says(&doctor, "key", "problem", "0 wei");
    let missing = stage.run(&["doctor", "--key-file", "nowhere", "--json"]);
    assert_eq!(missing.code, 5);
    says(&missing, "key", "problem", "nowhere");
}

/// Answers every request with `body`, until the test ends.
fn service(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap();
            let posted = request[..read].starts_with(b"POST /api/v0/version ");
            let status = if posted { "200 OK" } else { "405 Method Not Allowed" };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    url
}

#[test]
fn places_for_files() {
    let stage = Stage::new();
    let (kubo, other) = (service("{\"Version\":\"0.99.0\"}"), service("<html>"));
    let text = format!(
        "[publish.home]\nkind = \"kubo\"\napi = \"{kubo}\"\n\
         [publish.page]\nkind = \"kubo\"\napi = \"{other}\"\n\
         [publish.away]\nkind = \"kubo\"\napi = \"http://127.0.0.1:1\"\n\
         [publish.disk]\nkind = \"folder\"\npath = \"site\"\n\
         [publish.pins]\nkind = \"pinning\"\nendpoint = \"https://pins.example/psa\"\ntoken_env = \"COLOPHON_PINS\"\n"
    );
    std::fs::write(stage.path().join("colophon.toml"), text).unwrap();
    let doctor = stage.run(&["doctor", "--json"]);
    says(&doctor, "publish", "ok", "home: Kubo 0.99.0 answers");
    says(&doctor, "publish", "problem", "the place page does not answer");
    says(&doctor, "publish", "problem", "the place away does not answer");
    says(&doctor, "publish", "ok", "disk: folder");
    says(&doctor, "publish", "problem", "COLOPHON_PINS, which is not set");
    assert_ne!(doctor.code, 0);
    let mut with = command(stage.path());
    with.env("COLOPHON_RPC_URL", stage.node.rpc_url()).env("COLOPHON_PINS", "t0ken");
    let doctor = Run::of(with.args(["doctor", "--json"]).output().unwrap());
    says(&doctor, "publish", "ok", "token in COLOPHON_PINS");
    assert!(!doctor.stdout.contains("t0ken"));
}
