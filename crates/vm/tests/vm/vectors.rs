//! Recorded answers of a real node. `STYLUS_VECTORS` names the folder that holds them; without it these tests say that they
//! were skipped.

#![expect(clippy::print_stdout, reason = "a skipped or counted comparison must be visible")]

use std::path::{Path, PathBuf};

use alloy_primitives::{hex, Address};
use serde_json::Value;
use stylus_vm::{activate, activation::cost, code, Status};

use crate::util::chain::{word, Chain, PROGRAM};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("STYLUS_VECTORS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: set STYLUS_VECTORS to the folder of recorded vectors");
    }
    folder
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("the suite can be read")).expect("JSON")
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Every suite of every group.
fn suites(folder: &Path) -> Vec<Value> {
    let mut suites = Vec::new();
    for group in std::fs::read_dir(folder).expect("a folder").flatten() {
        if !group.path().is_dir() {
            continue;
        }
        for file in std::fs::read_dir(group.path()).expect("a folder").flatten() {
            if file.path().extension().is_some_and(|ext| ext == "json") {
                suites.push(read_json(&file.path()));
            }
        }
    }
    assert!(!suites.is_empty(), "no suites in {}", folder.display());
    suites
}

/// Codes by the name of the contract that a suite deploys them as.
fn deployments(suite: &Value) -> Vec<(String, Vec<u8>)> {
    let steps = suite["steps"].as_array().expect("steps");
    let deployed = |step: &Value| {
        let name = text(step, "id").strip_prefix("deploy ")?.to_owned();
        let init = hex::decode(text(&step["tx"], "data")).ok()?;
        let at = init.windows(3).position(|bytes| bytes == [0xef, 0xf0, 0x00])?;
        Some((name, init[at..].to_vec()))
    };
    steps.iter().filter_map(deployed).collect()
}

fn step<'a>(suite: &'a Value, id: &str) -> Option<&'a Value> {
    suite["steps"].as_array()?.iter().find(|step| text(step, "id") == id)
}

/// Intrinsic gas of `activateProgram(address)`.
fn calldata_gas(at: Address) -> u64 {
    let bytes = [&hex!("58c780c2000000000000000000000000")[..], at.as_slice()].concat();
    21_000 + bytes.iter().map(|byte| if *byte == 0 { 4 } else { 16 }).sum::<u64>()
}

#[test]
fn activations_take_the_recorded_gas_or_are_refused() {
    let Some(folder) = folder() else { return };
    let params = stylus_vm::Params::default();
    let (mut accepted, mut refused) = (0, 0);
    for suite in suites(&folder) {
        for (name, code) in deployments(&suite) {
            let Some(step) = step(&suite, &format!("activate {name}")) else { continue };
            let label = format!("{}/{} {name}", suite["group"], suite["name"]);
            let succeeded = step["expect"]["status"] == 1;
            let Ok(wasm) = code::decode(&code, &params) else {
                assert!(!succeeded, "{label}: not decoded");
                continue;
            };
            match activate(&wasm, &params, true, 0) {
                Ok(activation) => {
                    assert!(succeeded, "{label}: should have been refused");
                    let at: Address = text(&suite["names"], &name).parse().expect("an address");
                    let gas = calldata_gas(at) + cost::ACTIVATION_GAS + activation.module_gas;
                    assert_eq!(gas, step["expect"]["gasUsed"], "{label}");
                    accepted += 1;
                }
                Err(error) => {
                    assert!(!succeeded, "{label}: {error}");
                    check_text(&suite, &name, &error.to_string());
                    refused += 1;
                }
            }
        }
    }
    println!("{accepted} activations equal, {refused} refused as recorded");
    assert!(accepted > 150 && refused > 25, "{accepted} {refused}");
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check_text(suite: &Value, name: &str, error: &str) {
    let Some(call) = step(suite, &format!("{name}: eth_call of activateProgram")) else { return };
    let expected = text(&call["expect"]["error"]["message"], "$text");
    let found = format!("program activation failed: {error}");
    assert!(fold(&found).starts_with(expected), "{name}: expected {expected:?}, got {found:?}");
}

#[test]
fn init_costs_and_footprints_are_the_recorded_ones() {
    let Some(folder) = folder() else { return };
    let params = stylus_vm::Params::default();
    let suite = read_json(&folder.join("activation/shapes-a.json"));
    let mut compared = 0;
    for (name, code) in deployments(&suite) {
        let wasm = code::decode(&code, &params).expect("decodes");
        let activation = activate(&wasm, &params, true, 0).expect("activates");
        let (init, cached) =
            cost::program_init_gas(&params, activation.init_cost, activation.cached_init_cost);
        let asm = activation.asm_estimate.div_ceil(1_024) * 1_024;
        let words = [
            ("programInitGas", format!("0x{init:064x}{cached:064x}")),
            ("programMemoryFootprint", format!("0x{:064x}", activation.footprint)),
            ("codehashAsmSize", format!("0x{asm:064x}")),
        ];
        for (what, found) in words {
            if let Some(step) = step(&suite, &format!("{name}: {what}")) {
                assert_eq!(text(&step["expect"], "result"), found, "{name} {what}");
                compared += 1;
            }
        }
    }
    println!("{compared} answers equal");
    assert!(compared > 30, "{compared}");
}

#[test]
fn ink_is_the_recorded_one() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    for entry in std::fs::read_dir(folder.join("ink")).expect("a folder").flatten() {
        if entry.path().extension().is_none_or(|ext| ext != "json") {
            continue;
        }
        let suite = read_json(&entry.path());
        for (name, code) in deployments(&suite) {
            let Some(step) = step(&suite, &format!("{name}: ink")) else { continue };
            let mut chain = Chain::new(51);
            let wasm = code::decode(&code, &chain.params).expect("decodes");
            chain.deploy(PROGRAM, &wasm);
            if name.starts_with("flush-nine") {
                chain.set_slot(PROGRAM, word(0), word(9));
            }
            let call = &step["call"];
            let number = |key: &str| {
                u64::from_str_radix(text(call, key).trim_start_matches("0x"), 16).unwrap_or(0)
            };
            let input = hex::decode(text(call, "data")).expect("hex");
            let outcome = chain.call(number("gas"), number("value"), &input);
            assert_eq!(outcome.status, Status::Success, "{name}: {:?}", outcome.reason);
            let found = u64::from_be_bytes(outcome.output.as_ref().try_into().expect("8 bytes"));
            assert_eq!(found, step["ink"], "{name}");
            compared += 1;
        }
    }
    println!("{compared} probes equal");
    assert!(compared > 110, "{compared}");
}
