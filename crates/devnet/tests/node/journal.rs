//! The file that keeps a chain: what it keeps, what is repaired and what is refused, one node at a time, its size.

use std::path::{Path, PathBuf};

use serde_json::{json, Value};
use stylus_devnet::{Devnet, SpawnError};

use crate::support::{Node, STORE};

/// Length of the file's header, and of what precedes an entry's payload.
const HEADER: usize = 44;
const ENTRY: usize = 16;

/// A file in a folder of its own, which goes when the test ends.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("stylus-devnet-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("chain.journal")
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.file()).expect("a file")
    }

    fn write(&self, bytes: &[u8]) {
        std::fs::write(self.file(), bytes).expect("a folder to write in");
    }

    fn node(&self) -> Node {
        Node::of(kept(&self.file()).expect("a node"))
    }

    /// Why the file is refused, which must leave it as it is.
    fn refusal(&self) -> String {
        let before = self.bytes();
        let error = kept(&self.file()).expect_err("refused");
        assert_eq!(self.bytes(), before, "{error}");
        error.to_string()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn kept(file: &Path) -> Result<Devnet, SpawnError> {
    Devnet::builder().state(file).spawn()
}

/// Offsets of the entries.
fn entries(bytes: &[u8]) -> Vec<usize> {
    let (mut offset, mut all) = (HEADER, Vec::new());
    while offset < bytes.len() {
        all.push(offset);
        let length = u64::from_le_bytes(bytes[offset..offset + 8].try_into().expect("8 bytes"));
        offset += ENTRY + usize::try_from(length).expect("a length");
    }
    assert_eq!(offset, bytes.len());
    all
}

/// A file with the first block and three more.
async fn three_blocks(place: &Place) -> Vec<u8> {
    let node = place.node();
    for _ in 0..3 {
        node.send(json!({ "from": node.account(0), "to": node.account(1), "value": "0x1" })).await;
    }
    drop(node);
    place.bytes()
}

#[tokio::test]
async fn everything_that_lasts_is_kept() {
    let place = Place::new("everything");
    let node = place.node();
    let other = Node::start();
    other.send(json!({ "from": other.account(3), "to": other.account(1), "value": "0x7" })).await;
    let foreign = other.result("anvil_dumpState", json!([])).await;
    let who = "0x00000000000000000000000000000000000000aa";
    let store = node.deploy(STORE).await;
    let transfer = json!([{ "from": node.account(0), "to": store, "value": "0x0" }]);
    let steps = [
        ("anvil_setBalance", json!([store, "0x5"])),
        ("anvil_setCode", json!([who, "0x6001"])),
        ("anvil_setStorageAt", json!([who, "0x1", "0x2"])),
        ("anvil_setNonce", json!([who, "0x9"])),
        ("evm_snapshot", json!([])),
        ("anvil_setStorageAt", json!([who, "0x1", "0x0"])),
        ("eth_sendTransaction", transfer.clone()),
        ("anvil_mine", json!(["0x5", "0xa"])),
        ("evm_snapshot", json!([])),
        ("anvil_setCode", json!([who, "0x"])),
        ("eth_sendTransaction", transfer.clone()),
        ("evm_revert", json!(["0x2"])),
        ("evm_revert", json!(["0x1"])),
        ("evm_increaseTime", json!(["0x64"])),
        ("eth_sendTransaction", transfer.clone()),
        ("anvil_reset", json!([])),
        ("anvil_mine", json!(["0x2"])),
        ("anvil_loadState", json!([foreign])),
        ("anvil_setBalance", json!([who, "0x1"])),
        ("evm_mine", json!([])),
    ];
    let mut node = node;
    for (index, (method, params)) in steps.iter().enumerate() {
        node.result(method, params.clone()).await;
        if ["evm_snapshot", "evm_revert"].contains(method)
            || steps[index + 1..].iter().any(|s| s.0 == "evm_revert")
        {
            // Snapshots do not outlive a node, so this one has to go on.
            let copy = Place::new(&format!("copy-{index}"));
            copy.write(&place.bytes());
            assert_eq!(written(&copy.node()).await, written(&node).await, "{index}: {method}");
            continue;
        }
        let before = written(&node).await;
        drop(node);
        node = place.node();
        assert_eq!(written(&node).await, before, "{index}: {method}");
    }
    node.result("evm_setNextBlockTimestamp", json!([9_999_999_999_u64])).await;
    drop(node);
    let node = place.node();
    node.result("evm_mine", json!([])).await;
    let head = node.result("eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(head["timestamp"], "0x2540be3ff");
}

async fn written(node: &Node) -> Value {
    node.result("anvil_dumpState", json!([])).await
}

async fn code(node: &Node, at: &str) -> Value {
    node.result("eth_getCode", json!([at, "latest"])).await
}

#[tokio::test]
async fn a_torn_last_entry_is_cut_off() {
    let place = Place::new("torn");
    let whole = three_blocks(&place).await;
    let last = *entries(&whole).last().expect("an entry");
    let zeros = [&whole[..], &[0; 700]].concat();
    let mut unwritten = whole.clone();
    unwritten[last + ENTRY + 1..].fill(0);
    let torn: [(Vec<u8>, usize); 7] = [
        (whole[..last + 1].to_vec(), last),
        (whole[..last + ENTRY - 1].to_vec(), last),
        (whole[..last + ENTRY].to_vec(), last),
        (whole[..last + ENTRY + 1].to_vec(), last),
        (whole[..whole.len() - 1].to_vec(), last),
        (zeros, whole.len()),
        (unwritten, last),
    ];
    for (index, (bytes, sound)) in torn.into_iter().enumerate() {
        place.write(&bytes);
        let node = place.node();
        let head = if sound == last { 2 } else { 3 };
        assert_eq!(node.number("eth_blockNumber", json!([])).await, head, "case {index}");
        assert_eq!(place.bytes(), whole[..sound], "case {index}");
        node.send(json!({ "from": node.account(0), "to": node.account(1) })).await;
        drop(node);
        assert_eq!(place.node().number("eth_blockNumber", json!([])).await, head + 1);
    }
}

#[tokio::test]
async fn damage_is_refused_with_its_place() {
    let place = Place::new("damage");
    let whole = three_blocks(&place).await;
    let all = entries(&whole);
    for (number, offset) in all.iter().enumerate() {
        for byte in [0, 7, 9, 13, ENTRY, ENTRY + 40] {
            let mut bytes = whole.clone();
            bytes[offset + byte] ^= 0x10;
            place.write(&bytes);
            let refusal = place.refusal();
            assert!(refusal.contains(&format!("offset {offset} of {}", whole.len())), "{refusal}");
            let cut = format!("truncate -s {offset} ");
            assert_eq!(refusal.contains(&cut), number > 0, "{refusal}");
        }
    }
    // What the message says helps.
    place.write(&whole[..all[2]]);
    assert_eq!(place.node().number("eth_blockNumber", json!([])).await, 1);
    // An entry that is whole but out of place.
    place.write(&[&whole[..all[1]], &whole[all[3]..], &whole[all[1]..all[2]]].concat());
    assert!(place.refusal().contains(&format!("offset {} of", all[1])));
    for byte in [0, 20, 24, 39, 43] {
        let mut bytes = whole.clone();
        bytes[byte] ^= 0x10;
        place.write(&bytes);
        place.refusal();
    }
    place.write(&whole[..HEADER]);
    assert!(place.refusal().contains("no block"));
}

#[tokio::test]
async fn a_file_fits_one_chain_only() {
    let place = Place::new("identity");
    let whole = three_blocks(&place).await;
    let refusal = |builder: stylus_devnet::DevnetBuilder| {
        let error = builder.state(place.file()).spawn().expect_err("another chain").to_string();
        assert_eq!(place.bytes(), whole, "{error}");
        error
    };
    assert!(refusal(Devnet::builder().chain_id(7)).contains("start it with chain id 412346"));
    assert!(refusal(Devnet::builder().bare(true)).contains("without --bare"));
    let mut newer = whole.clone();
    newer[16] = 9;
    place.write(&newer);
    assert!(place.refusal().contains("version 9"));
    for (text, words) in [
        (r#"{"format":"stylus-chain","version":1}"#, "anvil_loadState"),
        ("#!/bin/sh\n", "not a journal"),
        ("stylus", "not a journal"),
    ] {
        place.write(text.as_bytes());
        assert!(place.refusal().contains(words), "{text}");
    }
    // An empty file holds nothing that could be lost.
    place.write(b"");
    assert_eq!(place.node().number("eth_blockNumber", json!([])).await, 0);
    let nowhere = kept(&place.0.join("nowhere/chain")).expect_err("no such folder").to_string();
    assert!(nowhere.contains("create it first"), "{nowhere}");
    assert!(kept(&place.0).expect_err("a folder").to_string().contains("regular file"));
}

#[tokio::test]
async fn a_file_has_one_node_at_a_time() {
    let place = Place::new("lock");
    let node = place.node();
    let second = kept(&place.file()).expect_err("in use").to_string();
    let process = format!("another node uses it (process {})", std::process::id());
    assert!(second.contains(&process), "{second}");
    #[cfg(unix)]
    {
        let link = place.0.join("link");
        std::os::unix::fs::symlink(place.file(), &link).expect("a link");
        assert!(kept(&link).expect_err("in use").to_string().contains(&process));
    }
    drop(node);
    place.node();
}

#[tokio::test]
async fn blocks_cost_the_same_however_long_the_chain_is() {
    let place = Place::new("growth");
    let node = place.node();
    let transfer = json!({ "from": node.account(0), "to": node.account(1), "value": "0x1" });
    let mut lengths = Vec::new();
    for _ in 0..120 {
        let before = place.bytes().len();
        node.send(transfer.clone()).await;
        lengths.push(place.bytes().len() - before);
    }
    let (early, late) = (lengths[10], *lengths.last().expect("120"));
    assert!(late <= early + 16, "{early} bytes for the 11th block, {late} for the 120th");
    node.result("anvil_mine", json!(["0x3e8"])).await;
    let before = place.bytes().len();
    node.send(transfer).await;
    assert!(place.bytes().len() - before <= early + 16);
}

#[tokio::test]
async fn what_is_of_no_use_leaves_the_file() {
    let place = Place::new("compact");
    let node = place.node();
    let who = node.account(5);
    let mut longest = 0;
    for round in 0..60_u8 {
        let code = format!("0x{}", format!("{round:02x}").repeat(200_000));
        node.result("anvil_setCode", json!([who, code])).await;
        longest = longest.max(place.bytes().len());
    }
    assert!(longest < 8 << 20, "{longest} bytes for 60 times 200,000");
    // Code that nobody has any more is in the node's memory but not in a new file, so dumps differ.
    let before = code(&node, &who).await;
    let length = place.bytes().len();
    drop(node);
    assert!(place.bytes().len() < length, "an orderly stop drops the rest");
    // The file of a node that was killed while it wrote a new one.
    std::fs::write(place.0.join("chain.journal.new"), b"half").expect("written");
    assert!(code(&place.node(), &who).await == before, "the newest code");
    assert!(!place.0.join("chain.journal.new").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_cannot_be_written_stops_all_answers_until_it_can() {
    let place = Place::new("unwritable");
    let inner = place.0.join("inner");
    std::fs::create_dir(&inner).expect("a folder");
    let node = Node::of(kept(&inner.join("chain")).expect("a node"));
    let transfer = json!({ "from": node.account(0), "to": node.account(1), "value": "0x1" });
    node.send(transfer.clone()).await;
    let away = place.0.join("away");
    std::fs::rename(&inner, &away).expect("moved");
    let refused = node.error("eth_sendTransaction", json!([transfer])).await;
    assert!(refused["message"].as_str().is_some_and(|text| text.contains("cannot be written")));
    node.error("eth_blockNumber", json!([])).await;
    std::fs::create_dir(&inner).expect("a folder");
    assert_eq!(node.number("eth_blockNumber", json!([])).await, 2);
    // Deleted or replaced under the node: written anew.
    std::fs::remove_file(inner.join("chain")).expect("deleted");
    node.send(transfer.clone()).await;
    std::fs::write(inner.join("chain"), b"").expect("cut");
    node.send(transfer).await;
    let before = written(&node).await;
    drop(node);
    assert_eq!(written(&Node::of(kept(&inner.join("chain")).expect("a node"))).await, before);
}
