//! The node in the foreground.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::stage::{command, rpc, run};

struct Running {
    child: Child,
    first: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(args: &[&str]) -> Running {
    let folder = std::env::temp_dir();
    let mut child = command(&folder)
        .args([&["devnet", "--port", "0"], args].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    Running { child, first }
}

#[test]
fn the_ready_line_is_one_object_and_the_node_answers() {
    let running = start(&["--json"]);
    let ready: Value = serde_json::from_str(&running.first).unwrap();
    assert_eq!(ready["schema"], "colophon/devnet/1");
    assert_eq!(ready["chainId"], 412_346);
    assert_eq!(ready["arbos"], 51);
    assert_eq!(ready["accounts"].as_array().unwrap().len(), 21);
    assert_eq!(rpc(ready["rpcUrl"].as_str().unwrap(), "eth_chainId", "[]"), "0x64aba");
}

#[test]
fn blocks_are_made_as_asked_for() {
    let manual = start(&["--json", "--no-mining", "--accounts", "2", "--balance", "0.5"]);
    let ready: Value = serde_json::from_str(&manual.first).unwrap();
    assert_eq!((&ready["mining"], &ready["blockTime"]), (&"manual".into(), &Value::Null));
    let accounts = ready["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 3);
    let url = ready["rpcUrl"].as_str().unwrap();
    let question = format!("[{},\"latest\"]", accounts[2]["address"]);
    assert_eq!(rpc(url, "eth_getBalance", &question), "0x6f05b59d3b20000");
    assert_eq!(rpc(url, "evm_mine", "[]"), "0x0");
    assert_eq!(rpc(url, "eth_blockNumber", "[]"), "0x1");
    let clocked = start(&["--json", "--block-time", "0.5", "--timestamp", "2000000000"]);
    let ready: Value = serde_json::from_str(&clocked.first).unwrap();
    assert_eq!((&ready["mining"], &ready["blockTime"]), (&"interval".into(), &0.5.into()));
    let url = ready["rpcUrl"].as_str().unwrap();
    assert_eq!(rpc(url, "evm_mine", "[]"), "0x0");
    let block = rpc(url, "eth_getBlockByNumber", "[\"latest\",false]");
    let stamp = block["timestamp"].as_str().unwrap().trim_start_matches("0x").to_owned();
    assert!((2_000_000_000..2_000_000_100).contains(&u64::from_str_radix(&stamp, 16).unwrap()));
}

#[test]
fn words_come_from_the_environment_and_are_not_shown() {
    let folder = std::env::temp_dir();
    let words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let mut child = command(&folder)
        .args(["devnet", "--port", "0", "--json", "--accounts", "1"])
        .env("COLOPHON_DEVNET_MNEMONIC", words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let running = Running { child, first };
    let ready: Value = serde_json::from_str(&running.first).unwrap();
    assert_eq!(ready["accounts"][1]["address"], "0x58A57ed9d8d624cBD12e2C467D34787555bB1b25");
    assert!(!running.first.contains("legal"));
}

#[test]
fn wrong_options_are_named() {
    let folder = std::env::temp_dir();
    for (args, text) in [
        (["--block-time", "0"], "is no time: give seconds"),
        (["--block-time", "soon"], "is no time: give seconds"),
        (["--balance", "1e3"], "is no balance: give ether"),
        (["--balance", "1.0000000000000000001"], "is no balance: give ether"),
        (["--balance", "much"], "is no balance: give ether"),
        (["--mnemonic", "one two three"], "the mnemonic cannot be used"),
    ] {
        let refused = run(&folder, &[&["devnet", "--port", "0"], &args[..]].concat());
        assert_ne!(refused.code, 0, "{args:?}");
        assert!(refused.stderr.contains(text), "{args:?}: {}", refused.stderr);
    }
    let both = run(&folder, &["devnet", "--no-mining", "--block-time", "1"]);
    assert_eq!(both.code, 2, "{}", both.stderr);
}

#[test]
fn silent_prints_the_address_alone() {
    let running = start(&["--silent", "--chain-id", "1234"]);
    assert_eq!(rpc(running.first.trim(), "eth_chainId", "[]"), "0x4d2");
}

#[test]
fn the_version_of_arbos_is_an_option_with_a_list() {
    let running = start(&["--json", "--arbos", "60"]);
    let ready: Value = serde_json::from_str(&running.first).unwrap();
    assert_eq!(ready["arbos"], 60);
    assert!(ready["version"].as_str().unwrap().ends_with("/arbos60"), "{ready}");
    let refused = run(&std::env::temp_dir(), &["devnet", "--port", "0", "--arbos", "33"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("choose one of 31, 32, 40, 50, 51, 59, 60"),
        "{}",
        refused.stderr
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_cleanly() {
    let mut running = start(&["--silent"]);
    let id = running.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let started = Instant::now();
    let status = loop {
        if let Some(status) = running.child.try_wait().unwrap() {
            break status;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_taken_port_is_one_sentence() {
    let running = start(&["--json"]);
    let ready: Value = serde_json::from_str(&running.first).unwrap();
    let url = ready["rpcUrl"].as_str().unwrap();
    let port = url.rsplit(':').next().unwrap();
    let refused = run(&std::env::temp_dir(), &["devnet", "--port", port]);
    assert_eq!(refused.code, 6);
    assert!(refused.stderr.contains("already in use"), "{}", refused.stderr);
}
