//! The journal on disk: checksums, damage, the older format, and what happens when it is gone.

use std::path::Path;

use crate::proxy::{Death, Proxy};
use crate::resume::journal;
use crate::stage::{Run, Stage};

const MINT: [&str; 9] =
    ["mint", "pieces", "--words", "1", "--batch", "2", "--window", "1", "--broadcast"];

/// A minting of 5 pieces that has sent its series, one piece with words and one of two batches; three of four.
fn half_way() -> Stage {
    let stage = Stage::new();
    stage.pieces(5);
    stage.deploy();
    let proxy = Proxy::new(&stage.node.rpc_url(), Death::After(3));
    assert_eq!(stage.run_at(&proxy.url, &MINT).code, 6);
    assert_eq!(stage.sent(), 3 + 3);
    stage
}

fn complete(stage: &Stage) {
    assert_eq!(stage.sent(), 3 + 4, "a transaction too many or too few");
    let all = stage.run(&["verify", "--all", "pieces", "--json"]).json();
    assert_eq!(all["tokens"].as_array().unwrap().len(), 5);
    assert_eq!(stage.run(&["show", "5"]).code, 7, "a sixth token");
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn damaged(run: &Run, line: usize, why: &str) {
    assert_eq!(run.code, 4, "{}", run.stderr);
    let last = run.stderr.lines().last().unwrap();
    assert!(last.starts_with(&format!("error: line {line} of ")), "{last}");
    assert!(last.contains(why) && last.contains("nothing was sent: restore the file"), "{last}");
}

#[test]
fn every_changed_lost_or_moved_line_is_found() {
    let stage = half_way();
    let path = journal(&stage);
    let good = lines(&path);
    // Intent and receipt of the series and of the piece, and the intent of the batch.
    assert_eq!(good.len(), 5);
    for line in &good {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["check"].as_str().unwrap().len(), 16, "{line}");
    }
    let write = |lines: &[String]| std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] = bad[at].replacen("\"chain\":412346", "\"chain\":412347", 1);
        write(&bad);
        damaged(&stage.run(&MINT), at + 1, "its checksum does not fit");
        bad[at] = good[at][..good[at].len() / 2].to_owned();
        write(&bad);
        damaged(&stage.run(&MINT), at + 1, "it has no checksum");
        if at + 1 < good.len() {
            bad = good.clone();
            bad.remove(at);
            write(&bad);
            damaged(&stage.run(&MINT), at + 1, "its checksum does not fit");
            bad = good.clone();
            bad.swap(at, at + 1);
            write(&bad);
            damaged(&stage.run(&MINT), at + 1, "its checksum does not fit");
        }
    }
    let before = std::fs::read(&path).unwrap();
    assert_eq!(stage.run(&MINT).code, 4);
    assert_eq!(std::fs::read(&path).unwrap(), before, "a damaged journal stays as it is");
    write(&good);
    stage.run(&MINT).fine();
    complete(&stage);
}

#[test]
fn a_last_line_that_lacks_only_its_end_counts() {
    let stage = half_way();
    let path = journal(&stage);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.trim_end()).unwrap();
    let run = stage.run(&MINT).fine();
    assert!(!run.stderr.contains("torn"), "{}", run.stderr);
    complete(&stage);
    stage.run(&MINT).fine();
}

#[test]
fn the_journal_of_earlier_versions_is_read_on() {
    let stage = half_way();
    let path = journal(&stage);
    let old: Vec<String> = lines(&path)
        .iter()
        .map(|line| {
            let at = line.rfind(",\"check\":").unwrap();
            format!("{}}}\n", &line[..at])
        })
        .collect();
    std::fs::remove_file(&path).unwrap();
    let older = stage.path().join(".colophon/journal.jsonl");
    std::fs::write(&older, old.concat()).unwrap();
    let run = stage.run(&MINT).fine();
    assert!(!run.stderr.contains("on chain already"), "{}", run.stderr);
    complete(&stage);
    assert_eq!(std::fs::read_to_string(&older).unwrap(), old.concat(), "it is left as it is");
}

#[test]
fn without_its_journal_a_minting_goes_by_the_chain() {
    let stage = half_way();
    std::fs::remove_file(journal(&stage)).unwrap();
    let run = stage.run(&MINT).fine();
    assert!(run.stderr.contains("3 pieces of series 0 are on chain already"), "{}", run.stderr);
    complete(&stage);
}
