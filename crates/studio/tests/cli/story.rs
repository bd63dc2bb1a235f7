//! From deploy to verify, with the words checked on the way.

use serde_json::Value;

use crate::stage::{command, example, rpc, Stage};

fn word(n: u64) -> String {
    format!("{n:064x}")
}

/// Calls a view of the collection and returns the answer in hex.
fn call(stage: &Stage, collection: &str, data: &str) -> String {
    let params = format!(r#"[{{"to":"{collection}","data":"{data}"}},"latest"]"#);
    rpc(&stage.node.rpc_url(), "eth_call", &params).as_str().unwrap().to_owned()
}

#[test]
fn the_chain_holds_what_the_report_says() {
    let stage = Stage::new();
    stage.pieces(5);
    let deployed = stage.deploy();
    assert_eq!(deployed["schema"], "colophon/deploy/1");
    let collection = deployed["collection"].as_str().unwrap();
    let model = example().join("inkling-1.safetensors");
    let minted = stage
        .run(&[
            "mint",
            "pieces",
            "--words",
            "2",
            "--royalty",
            "750",
            "--supply",
            "9",
            "--model",
            model.to_str().unwrap(),
            "--broadcast",
            "--json",
            "-q",
        ])
        .json();
    assert_eq!(minted["schema"], "colophon/mint/1");
    assert_eq!(
        minted["model"]["hash"],
        "0xf19d18ee8d83e35a27d3c30923637f3aef677bdb617a337818e6ebe101a762dc"
    );
    assert_eq!(minted["model"]["standing"], "recomputed");
    let expected = &minted["pieces"][0];
    let shown = stage.run(&["show", "0", "--json"]).json();
    assert_eq!(shown["provenance"]["content_hash"], expected["content_hash"]);
    assert_eq!(shown["provenance"]["record_hash"], expected["record_hash"]);
    assert_eq!(shown["provenance"]["prompt_commitment"], expected["prompt_commitment"]);
    assert_eq!(shown["provenance"]["root"], minted["root"]);
    assert_eq!(shown["royalty"]["bps"], 750);
    assert_eq!(shown["metadata"]["name"], "Inkling #0");
    let later = stage.run(&["show", "4", "--json"]).json();
    assert_eq!(later["provenance"]["content_hash"], Value::Null);
    // totalSupply()
    assert_eq!(call(&stage, collection, "0x18160ddd"), format!("0x{}", word(5)));
}

#[test]
fn a_second_series_and_more_pieces_in_the_first() {
    let stage = Stage::new();
    let folder = stage.pieces(2);
    stage.deploy();
    assert_eq!(
        stage.run(&["mint", "pieces", "--supply", "3", "--broadcast", "--json"]).json()["series"],
        0
    );
    let other = stage.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::copy(example().join("pieces/09-blowfish.png"), other.join("x.png")).unwrap();
    let added = stage.run(&["mint", "other", "--series", "0", "--broadcast", "--json"]).json();
    assert_eq!(added["pieces"][0]["token"], 2);
    let second = stage.run(&["mint", "other", "--broadcast", "--json"]).json();
    assert_eq!(
        (second["series"].as_u64(), second["pieces"][0]["token"].as_u64()),
        (Some(1), Some(1_000_000))
    );
    stage.run(&["verify", "2", "--file", "other/x.png"]).fine();
    stage.run(&["verify", "1000000", "--file", "other/x.png"]).fine();
    stage.run(&["verify", "--all", folder.to_str().unwrap()]).fine();
    let full = stage.run(&["mint", "pieces", "--series", "0", "--broadcast"]);
    assert_eq!(full.code, 7, "{}", full.stderr);
    assert!(full.stderr.contains("0 of its 3 pieces are left"), "{}", full.stderr);
}

#[test]
fn prompts_are_committed_unless_public() {
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    let secret = std::fs::read_to_string(stage.path().join(".colophon/secret")).unwrap();
    let files = files(&stage.path().join(".colophon"));
    assert!(files.iter().any(|(name, _)| name.ends_with("records/0.json")));
    for (name, text) in &files {
        let own = name.ends_with("series.json");
        assert!(own || !text.contains("cat-face"), "{name} gives the prompt away");
        assert!(
            name.ends_with("secret") || !text.contains(secret.trim()),
            "{name} gives the secret away"
        );
    }
    let public = stage.run(&["mint", "pieces", "--public-prompts", "--broadcast", "--json"]).json();
    assert_eq!(public["pieces"][0]["prompt_commitment"], format!("0x{}", "0".repeat(64)));
    let record = record(&stage, 1);
    assert_eq!(record["prompt"]["positive"], "cat-face");
    stage.run(&["verify", "1000000", "--file", "pieces/00-cat-face.png"]).fine();
}

/// The record of piece 0 of a series.
fn record(stage: &Stage, series: u32) -> Value {
    let wanted = format!("series-{series}/records/0.json");
    let files = files(&stage.path().join(".colophon"));
    let (_, text) = files.iter().find(|(name, _)| name.ends_with(&wanted)).unwrap();
    serde_json::from_str(text).unwrap()
}

fn files(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap_or_default(),
            ));
        }
    }
    found
}

#[cfg(unix)]
#[test]
fn the_secret_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    let mode =
        std::fs::metadata(stage.path().join(".colophon/secret")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn without_the_secret_the_prompt_is_sealed_and_the_rest_agrees() {
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    std::fs::remove_file(stage.path().join(".colophon/secret")).unwrap();
    let verified = stage.run(&["verify", "0", "--file", "pieces/00-cat-face.png", "--json"]).json();
    let words = verified["tokens"][0]["words"].as_array().unwrap();
    let verdict =
        |name: &str| words.iter().find(|word| word["word"] == name).unwrap()["verdict"].clone();
    assert_eq!(verdict("prompt"), "cannot tell");
    assert_eq!(verdict("content hash"), "agrees");
    assert_eq!(verdict("record hash"), "agrees");
}

#[test]
fn a_stranger_without_the_project_can_compare_the_file() {
    let stage = Stage::new();
    stage.pieces(1);
    let collection = stage.deploy()["collection"].as_str().unwrap().to_owned();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    let elsewhere = tempfile::TempDir::new().unwrap();
    let file = stage.path().join("pieces/00-cat-face.png");
    let output = command(elsewhere.path())
        .args([
            "verify",
            "0",
            "--json",
            "--collection",
            &collection,
            "--rpc-url",
            &stage.node.rpc_url(),
            "--file",
        ])
        .arg(&file)
        .output()
        .unwrap();
    let verified = crate::stage::Run::of(output).json();
    assert_eq!(verified["tokens"][0]["words"][1]["verdict"], "agrees");
    assert_eq!(verified["verdict"], "agrees as far as it can be told");
}

#[test]
fn a_claimed_model_is_compared_with_its_file() {
    let stage = Stage::new();
    stage.pieces(1);
    stage.deploy();
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    let model = example().join("inkling-1.safetensors");
    let verify = |model: &str| {
        stage.run(&["verify", "0", "--file", "pieces/00-cat-face.png", "--model", model])
    };
    let right = verify(model.to_str().unwrap()).fine();
    assert!(!right.stdout.contains("cannot tell"), "{}", right.stdout);
    let wrong = stage.path().join("wrong.safetensors");
    std::fs::write(&wrong, "other weights").unwrap();
    let wrong = verify(wrong.to_str().unwrap());
    assert_eq!(wrong.code, 9);
    assert!(wrong.stderr.contains("in: model"), "{}", wrong.stderr);
}

#[test]
fn two_processes_do_not_send_for_one_project() {
    let stage = Stage::new();
    let held = colophon_cli::store::Project::open(stage.path()).unwrap();
    let busy = stage.run(&["deploy", "--name", "N", "--symbol", "S", "--broadcast"]);
    assert_eq!(busy.code, 4, "{}", busy.stderr);
    assert!(busy.stderr.contains("another colophon process works in"), "{}", busy.stderr);
    drop(held);
    stage.deploy();
}

#[test]
fn the_configuration_file_names_texts_and_networks() {
    let stage = Stage::new();
    let config = format!(
        "network = \"mine\"\n[collection]\nname = \"From the file\"\nsymbol = \"FILE\"\n[networks.mine]\nrpc_url = \"{}\"\nchain_id = 412346\n",
        stage.node.rpc_url()
    );
    std::fs::write(stage.path().join("colophon.toml"), config).unwrap();
    let run = |args: &[&str]| crate::stage::run(stage.path(), args);
    let deployed = run(&["deploy", "--symbol", "FLAG", "--broadcast", "--json"]).json();
    assert_eq!(
        (deployed["name"].as_str(), deployed["symbol"].as_str()),
        (Some("From the file"), Some("FLAG"))
    );
    assert_eq!(deployed["network"], "mine");
}

#[test]
fn the_bare_local_chain_works_without_the_deployer() {
    let stage = Stage {
        folder: tempfile::TempDir::new().unwrap(),
        node: stylus_devnet::Devnet::builder().bare(true).spawn().unwrap(),
    };
    stage.pieces(2);
    let deployed = stage.deploy();
    let steps: Vec<&str> = deployed["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .collect();
    assert_eq!(
        steps,
        [
            "create Descriptor",
            "activate Descriptor",
            "create Collection",
            "activate Collection",
            "construct Collection",
            "configure"
        ]
    );
    stage.run(&["mint", "pieces", "--broadcast"]).fine();
    stage.run(&["verify", "--all", "pieces"]).fine();
}
