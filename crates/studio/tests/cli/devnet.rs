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
