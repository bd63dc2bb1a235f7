//! Pieces that move, and prompts that are opened: lists with bad lines, receivers that refuse, runs that are killed, openings
//! that anyone can check.

use std::collections::HashMap;
use std::io::Write;

use serde_json::Value;

use crate::proxy::{Death, Proxy};
use crate::stage::{command, Run, Stage};

const ONE: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const TWO: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
/// A contract that is no receiver of tokens.
const CONTRACT: &str = "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990";

/// Four pieces on chain, with their words.
fn minted() -> (Stage, String) {
    let stage = Stage::new();
    stage.pieces(4);
    let collection = stage.deploy()["collection"].as_str().unwrap().to_owned();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    (stage, collection)
}

impl Stage {
    fn list(&self, text: &str) {
        std::fs::write(self.path().join("list.csv"), text).unwrap();
    }

    fn owner(&self, token: u64) -> String {
        let shown = self.run(&["show", &token.to_string(), "--json"]).json();
        shown["owner"].as_str().unwrap().to_owned()
    }
}

const SEND: [&str; 3] = ["airdrop", "list.csv", "--broadcast"];

#[test]
fn tokens_of_a_list_move_once() {
    let (stage, _) = minted();
    stage.list(&format!("token,address\n1,{ONE}\n3,{TWO}\n"));
    let before = stage.sent();
    let dry = stage.run(&["airdrop", "list.csv"]).fine();
    assert!(dry.stdout.contains("2 tokens to send, 0 are there already"), "{}", dry.stdout);
    assert_eq!(stage.sent(), before);
    let sent = stage.run(&["airdrop", "list.csv", "--broadcast", "--json"]).json();
    assert_eq!(sent["schema"], "colophon/airdrop/1");
    assert_eq!(sent["transactions"].as_array().unwrap().len(), 2);
    assert_eq!((stage.owner(1), stage.owner(3)), (ONE.to_owned(), TWO.to_owned()));
    let again = stage.run(&SEND).fine();
    assert!(again.stdout.contains("0 tokens were sent, 2 were there already"), "{}", again.stdout);
    // A longer list sends what is new.
    stage.list(&format!("token,address\n1,{ONE}\n2,{ONE}\n3,{TWO}\n"));
    stage.run(&SEND).fine();
    assert_eq!(stage.sent(), before + 3);
}

#[test]
fn bad_lines_are_named_before_anything_is_sent() {
    let (stage, _) = minted();
    let before = stage.sent();
    let refused = |text: &str, words: &[&str]| {
        stage.list(text);
        let run = stage.run(&SEND);
        assert_eq!(run.code, 3, "{}", run.stderr);
        for words in words {
            assert!(run.stderr.contains(words), "{words:?} is not in {}", run.stderr);
        }
    };
    refused(
        &format!("token,address\n0,{ONE}\n0,{TWO}\n9,{ONE}\nx,{ONE}\n"),
        &["line 3: token 0 stands in line 2 already", "line 5: \"x\" is no token id"],
    );
    refused(
        &format!("token,address\n0,{ONE}\n9,{ONE}\n1,{CONTRACT}\n"),
        &[
            "line 3: token 9 does not exist",
            &format!("line 4: the contract {CONTRACT} refuses token 1"),
        ],
    );
    refused(
        &format!("address,count\n{ONE},3\n{TWO},2\n"),
        &["line 3: 2 pieces are asked for, and 1 of the 4"],
    );
    assert_eq!(stage.sent(), before);
    stage.list(&format!("token,address\n0,{ONE}\n"));
    stage.run(&SEND).fine();
    refused(&format!("token,address\n0,{TWO}\n"), &["line 2: token 0 belongs to 0x7099"]);
}

#[test]
fn counts_are_shared_out_once_through_a_kill() {
    let (stage, _) = minted();
    stage.list(&format!("address,count\n{ONE},1\n{TWO},2\n"));
    let before = stage.sent();
    for death in [Death::After(1), Death::Before(2)] {
        let proxy = Proxy::new(&stage.node.rpc_url(), death);
        assert_eq!(stage.run_at(&proxy.url, &SEND).code, 6);
    }
    stage.run(&SEND).fine();
    assert_eq!(stage.sent(), before + 3);
    let owners: Vec<String> = (0..3).map(|token| stage.owner(token)).collect();
    assert_eq!(owners, [ONE, TWO, TWO]);
    assert_ne!(stage.owner(3), TWO);
}

fn verify_opening(stage: &Stage, collection: &str, token: &str, opening: &str) -> Run {
    let empty = tempfile::TempDir::new().unwrap();
    let output = command(empty.path())
        .args(["verify", token, "--json", "--collection", collection, "--opening", opening])
        .args(["--rpc-url", &stage.node.rpc_url()])
        .output()
        .unwrap();
    Run::of(output)
}

#[test]
fn an_opened_prompt_is_checked_by_a_stranger() {
    let (stage, collection) = minted();
    let reveal = ["reveal", "1", "2", "--files", "pieces"];
    let dry = stage.run(&reveal).fine();
    assert!(dry.stdout.contains("this cannot be taken back"), "{}", dry.stdout);
    assert!(!stage.path().join("openings").exists());
    let before = stage.sent();
    let mut args = reveal.to_vec();
    args.extend(["--broadcast", "--json"]);
    let opened = stage.run(&args).json();
    assert_eq!(opened["openings"].as_array().unwrap().len(), 2);
    assert_eq!(opened["transactions"][0]["step"], "update 1 to 2");
    stage.run(&args).fine();
    assert_eq!(stage.sent(), before + 1, "marketplaces are told once");
    let path = stage.path().join("openings/1.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let opening: HashMap<String, Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(opening["schema"], "colophon/opening/1");
    assert_eq!(opening["positive"], "castle");
    let path = path.display().to_string();
    let good = verify_opening(&stage, &collection, "1", &path);
    assert_eq!(good.code, 0, "{}{}", good.stdout, good.stderr);
    let report: Value = serde_json::from_str(&good.stdout).unwrap();
    let prompt = &report["tokens"][0]["words"][2];
    assert_eq!((&prompt["word"], &prompt["verdict"]), (&"prompt".into(), &"agrees".into()));
    assert_eq!(verify_opening(&stage, &collection, "2", &path).code, 9, "of another token");
    std::fs::write(&path, text.replace("\"castle\"", "\"cathedral\"")).unwrap();
    let forged = verify_opening(&stage, &collection, "1", &path);
    assert_eq!(forged.code, 9, "{}", forged.stdout);
    assert!(
        forged.stderr.contains("does not agree with the chain in: prompt"),
        "{}",
        forged.stderr
    );
}

#[test]
fn what_cannot_be_opened_is_said() {
    let (stage, _) = minted();
    std::fs::copy(
        stage.path().join("pieces/00-cat-face.png"),
        stage.path().join("pieces/01-castle.png"),
    )
    .unwrap();
    let wrong = stage.run(&["reveal", "1", "--files", "pieces", "--broadcast"]);
    assert_eq!(wrong.code, 3, "{}", wrong.stderr);
    assert!(
        wrong.stderr.contains("is not the one that token 1 is committed to"),
        "{}",
        wrong.stderr
    );
    assert_eq!(stage.run(&["reveal", "9", "--files", "pieces"]).code, 4);
    std::fs::remove_file(stage.path().join(".colophon/secret")).unwrap();
    let sealed = stage.run(&["reveal", "0", "--files", "pieces"]);
    assert_eq!(sealed.code, 4, "{}", sealed.stderr);
    assert!(!stage.path().join("openings").exists());
}

#[test]
fn random_kills_lose_nothing_and_double_nothing() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/kill-studio.mjs");
    let kills = std::env::var("STUDIO_KILLS").unwrap_or_else(|_| "4".into());
    let harness = std::process::Command::new("node")
        .args([script, &kills])
        .env("COLOPHON", env!("CARGO_BIN_EXE_colophon"))
        .output();
    let run = match harness {
        Ok(output) => Run::of(output),
        Err(error) => {
            let line = format!("skipped: node does not start ({error})\n");
            return std::io::stderr().write_all(line.as_bytes()).unwrap();
        }
    };
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("pieces lost 0, minted or sent twice 0"), "{}", run.stdout);
}
