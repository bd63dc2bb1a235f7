//! Profiles and gas reports: what is printed adds up to the receipts, and what cannot be had is refused with the way out.

use std::io::Read;
use std::process::Stdio;

use alloy_primitives::{Address, B256};
use serde_json::Value;
use stylus_devnet::stylus_chain::profile::{Detail, Machine, Profile};
use stylus_devnet::stylus_chain::BlockId;

use crate::stage::{command, rpc, Stage};

/// Everything that the profile names, put together again.
fn adds_up(profile: &Profile) {
    let before = profile.intrinsic.total() + profile.parent_chain_gas;
    assert_eq!(profile.gas_used, before + profile.root.gas_used - profile.refund);
    for frame in profile.frames() {
        let below: u64 = frame.calls.iter().map(|call| call.gas_used).sum();
        assert!(frame.gas_used >= below);
        let Some(program) = &frame.program else { continue };
        let price = u64::from(program.ink_price);
        let gas = program.entry.init_gas + program.entry.memory_gas + program.return_data_gas;
        let ink = program.code_ink() + program.host_ink() + program.rounding_ink + program.lost_ink;
        assert_eq!((frame.gas_used - below) * price, gas * price + ink);
    }
}

/// A stage with a collection, two pieces with their words and two in a batch; hashes and gas of all transactions.
fn minted() -> (Stage, Address, Vec<(B256, u64)>) {
    let stage = Stage::new();
    stage.pieces(4);
    let deployed = stage.deploy();
    let collection = deployed["collection"].as_str().unwrap().parse().unwrap();
    stage.run(&["mint", "pieces", "--words", "2", "--broadcast"]).fine();
    let chain = stage.node.chain();
    let blocks = (0..=chain.head().number()).filter_map(|at| chain.block(BlockId::Number(at)));
    let receipts = blocks.flat_map(|block| &block.receipts);
    let sent = receipts.map(|receipt| (receipt.transaction_hash, receipt.gas_used)).collect();
    drop(chain);
    (stage, collection, sent)
}

#[test]
fn every_transaction_of_a_project_adds_up_to_its_receipt() {
    let (stage, collection, sent) = minted();
    assert!(sent.len() >= 6, "deployments, activations, texts, mints: {}", sent.len());
    let chain = stage.node.chain().clone();
    let mut programs = 0;
    for (hash, gas_used) in &sent {
        for detail in [Detail::Programs, Detail::Functions] {
            let profile = chain.profile_transaction(*hash, detail).unwrap();
            assert_eq!(profile.gas_used, *gas_used);
            adds_up(&profile);
            programs +=
                profile.frames().iter().filter(|one| one.machine == Machine::Program).count();
        }
    }
    assert!(programs >= 8, "{programs} frames of programs");
    let report = stage.node.gas_report();
    assert_eq!(report.transactions(), sent.len() as u64);
    assert!(report.rows().iter().any(|row| row.contract == collection && row.calls > 1));
}

#[test]
fn a_mint_as_table_json_and_folded_stacks() {
    let (stage, collection, sent) = minted();
    let (hash, gas_used) = sent.last().unwrap();
    let hash = hash.to_string();
    let abi = concat!(env!("CARGO_MANIFEST_DIR"), "/../../abi/collection.json");
    let table = stage.run(&["profile", &hash, "--abi", abi]).fine().stdout;
    for part in ["succeeded", "entry", "storage_flush_cache × ", "user_entrypoint", "mint"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let json = stage.run(&["profile", &hash, "--json"]).json();
    assert_eq!(json["schema"], "colophon/profile/1");
    let profile: Profile = serde_json::from_value(json["profile"].clone()).unwrap();
    assert_eq!(profile.gas_used, *gas_used);
    adds_up(&profile);
    assert_eq!(profile.root.to, collection);
    let folded = stage.run(&["profile", &hash, "--folded"]).fine().stdout;
    let ink = folded.lines().map(|line| line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap());
    assert_eq!(
        ink.sum::<u64>(),
        (profile.gas_used + profile.refund) * u64::from(profile.ink_price)
    );
}

#[test]
fn a_view_through_the_descriptor_is_profiled_without_sending() {
    let (stage, collection, _) = minted();
    let to = collection.to_string();
    let data = format!("0xc87b56dd{:064x}", 0);
    let json = stage.run(&["profile", "--to", &to, "--data", &data, "--json"]).json();
    let profile: Profile = serde_json::from_value(json["profile"].clone()).unwrap();
    adds_up(&profile);
    assert_eq!(profile.failure, None);
    let programs = profile.frames().into_iter().filter(|one| one.machine == Machine::Program);
    assert!(programs.count() >= 3, "the Collection, the Descriptor, and the Collection again");
    let sent = stage.sent();
    stage.run(&["profile", "--to", &to, "--data", &data]).fine();
    assert_eq!(stage.sent(), sent);
}

#[test]
fn what_cannot_be_profiled_is_refused() {
    let (stage, collection, sent) = minted();
    let (to, hash) = (collection.to_string(), sent.last().unwrap().0.to_string());
    let nothing = B256::repeat_byte(7).to_string();
    let artifact = concat!(env!("CARGO_MANIFEST_DIR"), "/../../artifacts/collection.wasm");
    let other = stage.path().join("other.wasm");
    // A module of another program, with a name section: function 0 is called `a`.
    std::fs::write(&other, b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x0a\x04\x01\x02\0\x0b\0\x0b\x04name\x01\x04\x01\0\x01a").unwrap();
    let other = other.to_str().unwrap();
    for (args, code, text) in [
        (&["profile"][..], 2, "TX"),
        (&["profile", "0x12"], 2, "no transaction hash"),
        (&["profile", &nothing], 6, "transaction not found"),
        (&["profile", "--to", "0x12"], 2, "no address"),
        (&["profile", "--to", &to, "--data", "12g"], 2, "no hex"),
        (&["profile", &hash, "--to", &to], 2, "cannot be used with"),
        (&["profile", &hash, "--json", "--folded"], 2, "exclude each other"),
        (&["profile", &hash, "--names", "missing.wasm"], 3, "missing.wasm"),
        (&["profile", &hash, "--names", artifact], 2, "no names"),
        (&["profile", &hash, "--names", other], 2, "no build of a program"),
        (&["profile", &hash, "--abi", artifact], 2, "no JSON ABI"),
    ] {
        let run = stage.run(args);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(text), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout.is_empty(), !args.contains(&"--json"), "{args:?}: {}", run.stdout);
    }
}

#[cfg(unix)]
#[test]
fn the_node_prints_its_report_when_it_stops() {
    let folder = std::env::temp_dir();
    let mut child = command(&folder)
        .args(["devnet", "--port", "0", "--silent", "--gas-report"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut url = Vec::new();
    while url.last() != Some(&b'\n') {
        let mut byte = [0];
        stdout.read_exact(&mut byte).unwrap();
        url.push(byte[0]);
    }
    let url = String::from_utf8(url).unwrap();
    let accounts = rpc(url.trim(), "eth_accounts", "[]");
    // Code that stores its call data's first word: `5f355f5500`.
    let send = |fields: &str| {
        let from = accounts[0].as_str().unwrap();
        rpc(url.trim(), "eth_sendTransaction", &format!("[{{\"from\":\"{from}\",{fields}}}]"))
    };
    let hash = send("\"data\":\"0x6005600a5f3960055ff35f355f5500\"");
    let receipt = rpc(url.trim(), "eth_getTransactionReceipt", &format!("[{hash}]"));
    let contract = receipt["contractAddress"].as_str().unwrap();
    let sent = send(&format!("\"to\":\"{contract}\",\"data\":\"0xaabbccdd\""));
    assert!(sent.is_string(), "{sent}");
    let report: Value = rpc(url.trim(), "stylus_gasReport", "[]");
    assert_eq!(report["transactions"], 2);
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let mut text = String::new();
    stdout.read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(text.starts_with("gas report: 2 transactions"), "{text}");
    assert!(text.contains("0xaabbccdd") && text.contains("(creation)"), "{text}");
}
